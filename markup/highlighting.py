"""Code in, spans with Pygments classes out: colours come from static/css/code.css, never inline."""

from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# A lexer is a pile of regular expressions, and most look ahead to the end of the line or over all blank
# lines, again and again: what no programmer writes is shown plain.
LONGEST_LISTING = 10_000
LONGEST_LINE = 400
MOST_BLANK_LINES = 40
LANGUAGES = frozenset({
    "bash", "c", "console", "cpp", "css", "diff", "docker", "dockerfile", "go", "html", "ini", "java",
    "javascript", "js", "json", "julia", "py", "pycon", "python", "python3", "r", "rust", "scala", "sh",
    "shell", "sql", "text", "toml", "ts", "typescript", "xml", "yaml", "yml", "zsh",
})  # fmt: skip
_formatter: "HtmlFormatter[str]" = HtmlFormatter(nowrap=True)


def highlight_code(code: str, language: str) -> str:
    """The listing as escaped HTML; plain in a language that is not listed, or when it is no ordinary code."""
    if language.lower() not in LANGUAGES or not _is_ordinary(code):
        return escape(code)
    return highlight(code, get_lexer_by_name(language, stripnl=False), _formatter)


def _is_ordinary(code: str) -> bool:
    if len(code) > LONGEST_LISTING:
        return False
    lines = code.splitlines()
    longest = max(map(len, lines), default=0)
    return longest <= LONGEST_LINE and "\n" * MOST_BLANK_LINES not in "\n".join(map(str.strip, lines))
