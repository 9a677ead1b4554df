"""The languages in which people hold sessions, by ISO 639 code, as English calls them."""

from collections.abc import Iterable

from django.conf.locale import LANG_INFO

CODES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr"),
    *("hu", "hy", "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk"),
    *("sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh-hans"),
)
LANGUAGES: dict[str, str] = dict(
    sorted(((code, LANG_INFO[code]["name"]) for code in CODES), key=lambda language: language[1])
)


def language_names(codes: Iterable[str]) -> list[str]:
    return [LANGUAGES.get(code, code) for code in codes]
