"""Which language is used for whom: by address, for a person's mail and notices, in a search."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.translation import get_language_info, get_supported_language_variant

from core.formats import showing_clock

# PostgreSQL's text search configurations by language; every other language is searched by whole words.
SEARCH_CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


class Reader(Protocol):
    """Somebody who reads in a language: a person, a subscriber. A person has chosen a `clock` too."""

    language: str


@dataclass(frozen=True)
class Alternate:
    """The present page in one of the site's languages. Both addresses are without the site's own.

    `path` is where machines find it. `link` is for people: where the cookie or the settings could choose
    another language, it says that this one is wanted.
    """

    code: str
    name: str
    path: str
    link: str
    is_current: bool
    is_default: bool


def nearest_language(code: str) -> str:
    """The offered language that is nearest: `de` for `de-at`. The site's own when none is near."""
    try:
        return get_supported_language_variant(code.lower())
    except LookupError:
        return str(settings.LANGUAGE_CODE)


@contextmanager
def speaking(to: Reader | str) -> Iterator[None]:
    """Texts, dates and numbers in the language of this reader, or of this code; times on the reader's clock.

    For everything that is written for somebody else than who asks: mail, notices, calendar files.
    """
    language, clock = (to, "") if isinstance(to, str) else (to.language, getattr(to, "clock", ""))
    with translation.override(nearest_language(language)), showing_clock(clock):
        yield


def prefixed_languages() -> list[str]:
    """The languages whose pages begin with their code, as `/de/mentors/`: all but the site's own."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def split_language(path: str) -> tuple[str, str]:
    """`/de/mentors/` → (`de`, `/mentors/`), if `de` is offered; otherwise (``, the path)."""
    code, slash, rest = path.removeprefix("/").partition("/")
    return (code, f"/{rest}") if slash and code in prefixed_languages() else ("", path)


def chosen_language(query: QueryDict) -> str:
    """The language that `?language=` names, if it is offered; otherwise an empty text."""
    code = query.get("language", "")
    return code if code in dict(settings.LANGUAGES) else ""


def alternates(request: HttpRequest) -> list[Alternate]:
    """This page in each language of the site, for `hreflang` and for links; nothing if there is but one."""
    if not prefixed_languages():
        return []
    _code, path = split_language(request.path)
    return [
        Alternate(
            code=code,
            name=language_name(code),
            path=path if code == settings.LANGUAGE_CODE else f"/{code}{path}",
            link=f"{path}?language={code}" if code == settings.LANGUAGE_CODE else f"/{code}{path}",
            is_current=code == translation.get_language(),
            is_default=code == settings.LANGUAGE_CODE,
        )
        for code, _name in settings.LANGUAGES
    ]


def language_name(code: str) -> str:
    """As the language itself says it: `Deutsch`."""
    return str(get_language_info(code)["name_local"])


def search_configuration(language: str) -> str:
    """PostgreSQL's configuration for texts in this language: its word stems, or whole words (`simple`)."""
    return SEARCH_CONFIGURATIONS.get(language.partition("-")[0].lower(), "simple")
