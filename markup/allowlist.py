"""What may remain of any HTML that we show: the last step of rendering, after which nothing adds a tag."""

import re

import nh3

MATHS = frozenset({
    "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "mpadded", "mphantom", "mstyle",
    "msup", "msub", "msubsup", "mover", "munder", "munderover", "mfrac", "msqrt", "mroot",
    "menclose", "mtable", "mtr", "mtd",
})  # fmt: skip
TAGS = MATHS | {
    "a", "abbr", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s", "section", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
CLASSES = {
    "code": {"formula"},
    "div": {"table-wrap", "maths"},
    "figure": {"code"},
    "li": {"task-list-item"},
    "pre": {"highlight"},
    "section": {"footnotes"},
    "span": {"task-mark"},
    "sup": {"footnote-ref"},
    "td": {"end", "centre"},
    "th": {"end", "centre"},
    "ul": {"contains-task-list"},
}
# Pygments names its token classes with a few letters: k, kn, nf, s2, …
TOKEN_CLASS = re.compile(r"[a-z][a-z0-9]{0,3}")
ATTRIBUTES = {
    "a": {"href", "title", "id", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "li": {"id"},
    "math": {"display", "alttext"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "separator", "movablelimits", "minsize", "maxsize"},
    "mover": {"accent"},
    "mspace": {"width"},
    "mtable": {"columnalign"},
    "munder": {"accentunder"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "section": {"aria-label"},
    "span": {"role", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
}
SCHEMES = {"http", "https", "mailto"}
_ATTRIBUTES = {
    tag: ATTRIBUTES.get(tag, set()) | ({"class"} if tag in CLASSES else set())
    for tag in ATTRIBUTES.keys() | CLASSES.keys()
}


def sanitize_html(html: str, *, base_url: str = "") -> str:
    """The HTML without anything that is not listed above.

    With a `base_url`, the address of the page itself, relative addresses become absolute.
    """

    def filter_attribute(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            names = (
                name
                for name in value.split()
                if name in CLASSES[tag] or (tag == "span" and TOKEN_CLASS.fullmatch(name))
            )
            return " ".join(names) or None
        if attribute == "href" and value.startswith("#"):
            return f"{base_url}{value}"
        return value

    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=filter_attribute,
        clean_content_tags={"script", "style"},
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", base_url) if base_url else "pass_through",
        link_rel=None,
    )
