"""`./dev messages LANGUAGE`: collects the texts of each app into its catalogue, and compiles what is there.

A language is a Django code such as `de` or `pt-br`; it needs no GNU gettext, Babel does the work. Each app's
texts are in `<app>/locale/<LOCALE>/LC_MESSAGES/django.po`, those of `templates/` in `locale/…`. Translations
that exist are kept, texts that are gone are dropped. docs/languages.md says how to add a language.
"""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

CHECKOUT = Path(__file__).resolve().parents[1]
NOT_COLLECTED = {"migrations", "node_modules", "staticfiles", "tests"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TRANSLATORS_COMMENT = "Translators:"


def messages(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev messages", description="Collect the texts to translate.")
    parser.add_argument("language", help="a Django language code, such as de or pt-br")
    language = parser.parse_args(arguments).language
    if not settings.configured:  # a template's source is read in its charset
        settings.configure()
    for folder in folders():
        collected = collect(folder)
        if collected:
            missing = update(folder, language, collected)
            name = "templates" if folder == CHECKOUT else folder.name
            print(f"{name}: {missing} of {len(collected)} to translate")
    return 0


def folders() -> list[Path]:
    """Every app of ours, `markup`, and the checkout itself for the templates that apps share."""
    apps = {path.parent for pattern in ("*/apps.py", "*/templates") for path in CHECKOUT.glob(pattern)}
    apps.add(CHECKOUT / "markup")  # no Django app; the settings name its folder
    return [*sorted(apps), CHECKOUT]


def collect(folder: Path) -> Catalog:
    """The texts in the Python modules and templates of one app."""
    catalog = Catalog(project="Longroad", charset="utf-8")
    for path in sources(folder):
        code = path.read_text()
        if path.suffix != ".py":
            code = f"({templatize(code, origin=str(path))}\n)"  # in brackets, indentation says nothing
        for line, text, comments, context in extract(
            "python", io.BytesIO(code.encode()), KEYWORDS, [TRANSLATORS_COMMENT], {"encoding": "utf-8"}
        ):
            catalog.add(
                text,
                locations=[(str(path.relative_to(CHECKOUT)), line)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def sources(folder: Path) -> Iterator[Path]:
    if folder == CHECKOUT:
        patterns = ["templates/**/*.html", "templates/**/*.txt"]
    else:
        patterns = ["**/*.py", "templates/**/*.html", "templates/**/*.txt"]
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            if not NOT_COLLECTED & set(path.relative_to(CHECKOUT).parts):
                yield path


def update(folder: Path, language: str, collected: Catalog) -> int:
    """Write the folder's catalogue of this language, and compile it. How many texts have no translation."""
    place = folder / "locale" / to_locale(language) / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    source = place / "django.po"
    if source.exists():
        with source.open("rb") as file:
            catalog = read_po(file, locale=to_locale(language))
        catalog.update(collected, no_fuzzy_matching=True, update_creation_date=False)
    else:
        catalog = Catalog(locale=to_locale(language), project="Longroad", charset="utf-8")
        catalog.update(collected)
    with source.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    return sum(not each.string or not any(each.string) for each in catalog if each.id)
