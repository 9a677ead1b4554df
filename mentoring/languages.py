"""The languages in which people hold sessions, by ISO 639 code, as the reader calls them."""

from collections.abc import Container, Iterable

from django.conf import global_settings
from django.utils.translation import gettext_lazy

# Django translates these names itself. Regional variants such as en-gb are left out: a mentor speaks English.
# Chinese is listed by its script alone (zh-hans).
NAMES = {code: name for code, name in global_settings.LANGUAGES if "-" not in code or code == "zh-hans"}
LANGUAGES = {code: gettext_lazy(name) for code, name in NAMES.items()}


def language_name(code: str) -> str:
    return str(LANGUAGES.get(code, code))


def language_names(codes: Iterable[str]) -> list[str]:
    return [language_name(code) for code in codes]


def language_choices(first: Container[str] = ()) -> list[tuple[str, str]]:
    """By their names, those in `first` before all others."""
    return sorted(
        ((code, language_name(code)) for code in LANGUAGES),
        key=lambda choice: (choice[0] not in first, choice[1]),
    )
