"""A language that nobody speaks, made from the texts themselves: it shows what cannot be translated.

Each text gets accents, two fifths more length and brackets: `Sign in` becomes `⟦Šĩġñ ĩñ ~~~⟧`. What stands
on a page outside such brackets was not translated, and what doesn't fit would not fit in German.
"""

import re
from collections.abc import Iterable
from gettext import GNUTranslations
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation import to_locale

from devtools.messages import collect, folders

LANGUAGE = "ar-x-pseudo"  # from right to left: Django looks at the first part only
OPEN, CLOSE = "⟦", "⟧"
FILLER = "~~~~~~ " * 200  # words of a usual length: a longer language has more of them
ACCENTS = str.maketrans("acdeghijklnorstuwyzACDEGHIJKLNORSTUWYZ", "åçďéĝĥîĵķļñöŕšţûŵýžÅÇĎÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽ")
# What a translator must leave as it is: placeholders, HTML with its attributes, entities, escaped percents.
UNTOUCHED = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]|%[sd%]|\{\w*\}|</?\w[^>]*>|&\w+;|https?://\S+")
WRITTEN_ELSEWHERE = [Path(str(django.__file__)).parent, Path(str(allauth.__file__)).parent]


def pseudo(text: str) -> str:
    """The text as the pseudo-language has it. Line breaks at its ends stay, as `msgfmt` demands."""
    core = text.strip("\n")
    if not core.strip():
        return text
    parts, at = [], 0
    for kept in UNTOUCHED.finditer(core):
        parts += [core[at : kept.start()].translate(ACCENTS), kept[0]]
        at = kept.end()
    parts.append(core[at:].translate(ACCENTS))
    letters = len(UNTOUCHED.sub("", core))
    longer = f"{OPEN}{''.join(parts)} {FILLER[: round(letters * 0.4)]}".rstrip() + CLOSE
    return text.replace(core, longer)


def texts_of_packages() -> Iterable[tuple[str | tuple[str, str], str | None]]:
    """What Django and allauth have in their own catalogues, (text or both plural forms, context)."""
    for folder in WRITTEN_ELSEWHERE:
        for path in folder.glob("**/locale/de/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                catalog: dict[str | tuple[str, int], str] = vars(GNUTranslations(file))["_catalog"]
            for key in catalog:
                if isinstance(key, str) and key:
                    context, _, text = key.rpartition("\x04")
                    yield text, context or None
                elif isinstance(key, tuple) and key[1] == 1:
                    context, _, text = key[0].rpartition("\x04")
                    yield (text, text), context or None


def write_pseudo_locale(place: Path) -> None:
    """A compiled catalogue in this folder, for LOCALE_PATHS. Never committed."""
    catalog = Catalog(locale="en", charset="utf-8")
    for text, context in texts_of_packages():
        catalog.add(text, context=context)
    for folder in folders():
        for message in collect(folder):
            catalog.add(message.id, context=message.context)
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(pseudo(form) for form in message.id)
        elif message.id:
            message.string = pseudo(str(message.id))
    folder = place / to_locale(LANGUAGE) / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)
