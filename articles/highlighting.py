"""Code in, spans with Pygments classes out: colours come from static/css/code.css, never inline."""

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# A lexer is a pile of regular expressions; a very long listing is shown plain instead of waited for.
LONGEST_LISTING = 20_000
_formatter: "HtmlFormatter[str]" = HtmlFormatter(nowrap=True)


def highlighted(code: str, language: str) -> str:
    """The listing as escaped HTML; plain when the language is unknown or the listing very long."""
    if not language or len(code) > LONGEST_LISTING:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    return highlight(code, lexer, _formatter)
