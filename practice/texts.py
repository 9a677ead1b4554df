"""Markdown of questions and answers as HTML. Each process keeps what it rendered, by language."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from markup.rendering import Rendered, render

KEPT = 2048


def to_html(source: str) -> SafeString:
    return mark_safe(_render(source, get_language()).html)  # noqa: S308 - markup lets nothing else through


def to_line(source: str) -> str:
    """The first words, without marks."""
    return _render(source, get_language()).excerpt


@lru_cache(maxsize=KEPT)
def _render(source: str, _language: str | None) -> Rendered:
    """The labels of formulas, which screen readers say, are in the reader's language."""
    return render(source)
