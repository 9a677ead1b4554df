"""Our Markdown from the HTML of other sites. Pure.

The HTML is cleaned by an allow-list first, so the converter sees nothing that could run, and what it makes
is rendered like everything else that an author types.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import nh3
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from articles.imports.documents import Losses, refuse
from markup.rendering import strip_controls

LARGEST = 500_000  # characters of one article
LARGEST_ALL = 3_000_000  # of one file; a second for each 500,000
DEEPEST = 300  # elements inside each other: more would keep the cleaner busy for minutes
ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
UNNESTED = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p"}
TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "section", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
EMBEDS = ("iframe", "video", "audio", "embed", "object")
DROPPED_WHOLE = {"script", "style", "iframe", "object", "video", "audio", "form", "textarea"}
CODE = ("script", "style", "form", "input", "button", "textarea", "select")
SCHEMES = {"http", "https", "mailto"}
LANGUAGE = re.compile(r"(?:language|lang|highlight)-([\w+#.-]{1,20})")


class _Converter(MarkdownConverter):
    """CommonMark as we write it; dollars stay dollars."""

    def escape(self, text: str, parent_tags: Any) -> str:
        escaped = super().escape(text, parent_tags)  # type: ignore[misc]  # its stubs lack it
        return str(escaped).replace("$", "\\$")

    def convert_figure(self, el: Any, text: str, parent_tags: Any) -> str:
        """A picture with its caption as its title; a figure of something else is what is in it."""
        picture, caption = el.find("img"), el.find("figcaption")
        if picture is None:
            return f"\n\n{text.strip()}\n\n"
        words = " ".join(caption.get_text(" ").split()).replace('"', "'") if caption else ""
        title = f' "{words}"' if words else ""
        return f"\n\n![{_plain(picture.get('alt') or words)}](<{picture.get('src')}>{title})\n\n"

    def convert_figcaption(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"![{_plain(el.get('alt') or '')}](<{el.get('src')}>)" if el.get("src") else ""


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("\\", "").replace("[", "(").replace("]", ")")


def _language_of(element: Any) -> str:
    """What the class of a listing, or of the code in it, says."""
    names = [*(element.get("class") or [])]
    for inner in element.find_all("code", limit=1):
        names += inner.get("class") or []
    found = LANGUAGE.search(" ".join(names))
    return found[1] if found else ""


_converter = _Converter(
    heading_style=ATX,
    bullets="-",
    code_language_callback=_language_of,
    newline_style="backslash",
)


def make_markdown(text: str, losses: Losses) -> str | None:
    """None for more than an article can be. Raises FileRefused for what is nested too deeply."""
    if len(text) > LARGEST:
        return None
    text = strip_controls(text)
    losses.markup += len(text)
    if losses.markup > LARGEST_ALL:
        raise refuse("too_much_text")
    if _depth_of(text) > DEEPEST:
        raise refuse("unreadable")
    _count_losses(text, losses)
    clean = nh3.clean(
        text,
        tags=TAGS,
        attributes={
            "a": {"href"},
            "img": {"src", "alt"},
            "code": {"class"},
            "pre": {"class"},
            "ol": {"start"},
        },
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags=DROPPED_WHOLE,
    )
    try:
        markdown = str(_converter.convert(clean))
    except RecursionError as error:
        raise refuse("unreadable") from error
    return re.sub(r"\n{3,}", "\n\n", markdown).strip() + "\n"


def parse_page(text: str) -> BeautifulSoup:
    """A whole page, for those who look for its parts. Nothing is fetched; no entity but HTML's own is known.

    Raises FileRefused.
    """
    if len(text) > 4 * LARGEST or _depth_of(text) > DEEPEST:
        raise refuse("unreadable")
    return BeautifulSoup(text, "html.parser")


def _depth_of(text: str) -> int:
    """At least as deep as its elements lie inside each other."""
    depth = deepest = 0
    for closing, name in ELEMENT.findall(text):
        if name.lower() not in UNNESTED:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _count_losses(text: str, losses: Losses) -> None:
    for name in EMBEDS:
        losses.add("embeds_dropped", name, count=len(re.findall(rf"<{name}[\s>]", text, re.IGNORECASE)))
    for name in CODE:
        losses.add("code_dropped", name, count=len(re.findall(rf"<{name}[\s>/]", text, re.IGNORECASE)))
    for address in re.findall(r"""<a\s[^<>]{0,500}?href\s*=\s*["']?([^"'\s>]{1,500})""", text, re.IGNORECASE):
        try:
            scheme = urlsplit(address.strip()).scheme.lower()
        except ValueError:
            scheme = "unknown"
        if scheme and scheme not in SCHEMES:
            losses.add("links_dropped", address)
