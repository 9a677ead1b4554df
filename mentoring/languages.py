"""The languages in which people hold sessions, by ISO 639 code, as the reader calls them."""

from collections.abc import Container, Iterable

from django.conf import global_settings
from django.utils.translation import gettext_lazy

CODES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr"),
    *("hu", "hy", "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh-hans"),
)
# Django has the names in its own catalogues, so they are no texts of ours to collect.
NAMES = dict(global_settings.LANGUAGES)
LANGUAGES = {code: gettext_lazy(NAMES[code]) for code in CODES}


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
