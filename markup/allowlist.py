"""What may remain of any HTML that we show: the last step of rendering, after which nothing adds a tag."""

import re

import nh3

from markup.maths import CELL_CLASSES, KNOWN_TAGS

MATHS = KNOWN_TAGS
TAGS = MATHS | {
    "a", "abbr", "blockquote", "br", "code", "del", "div", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "picture", "pre", "s", "section",
    "source", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
CLASSES = {
    "code": {"formula"},
    "div": {"table-wrap", "maths"},
    "figure": {"code", "picture"},
    "li": {"task-list-item"},
    "mtd": set(CELL_CLASSES.values()),
    "pre": {"highlight"},
    "section": {"footnotes", "self-check"},
    "span": {"task-mark", "unbroken", "wide-formula"},
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
    "img": {"src", "srcset", "sizes", "alt", "title", "loading", "width", "height", "style"},
    "li": {"id"},
    "math": {"display", "alttext"},
    "menclose": {"notation"},
    "mfrac": {"linethickness", "displaystyle", "scriptlevel"},
    "mi": {"mathvariant"},
    "mo": {
        "stretchy",
        "fence",
        "form",
        "separator",
        "movablelimits",
        "minsize",
        "maxsize",
        "lspace",
        "rspace",
        "symmetric",
    },
    "mover": {"accent"},
    "mpadded": {"width", "voffset"},
    "mrow": {"displaystyle", "scriptlevel", "mathcolor"},
    "mspace": {"width"},
    "mtable": {"displaystyle", "scriptlevel"},
    "munder": {"accentunder"},
    "ol": {"start"},
    "p": {"id"},
    "pre": {"tabindex"},
    "section": {"aria-label"},
    "source": {"srcset", "media"},
    "span": {"role", "aria-label", "tabindex"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
}
# A style and the addresses of `srcset`, which nh3 does not look into, are those that our own elements write.
EXACT = {
    ("img", "style"): re.compile(r"vertical-align:-?\d{1,4}px"),
    ("img", "srcset"): re.compile(r"(/pictures/[0-9a-fx-]+\.webp [0-9]+w(, )?)+"),
    ("img", "sizes"): re.compile(r"\(min-width: 44rem\) 41rem, 92vw"),
    ("source", "srcset"): re.compile(r"https?://[^\s,\"'<>]+-dark\.png"),
    ("source", "media"): re.compile(r"\(prefers-color-scheme: dark\)"),
    ("mrow", "mathcolor"): re.compile(r"#[0-9A-Fa-f]{6}"),
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
        exact = EXACT.get((tag, attribute))
        if exact and not exact.fullmatch(value):
            return None
        if base_url and tag == "img" and attribute in {"srcset", "sizes"}:
            return None  # the one whole address is enough
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
