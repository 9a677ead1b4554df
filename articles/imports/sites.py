"""What Ghost, Substack and Medium export. Pure."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import PurePosixPath
from typing import Any

import msgspec
from bs4 import BeautifulSoup, Tag

from articles.imports.archives import Archive
from articles.imports.documents import Document, Losses, refuse
from articles.imports.from_html import make_markdown, parse_page
from articles.imports.from_markdown import show_pictures
from core.text import one_line

GHOST_ADDRESS = "__GHOST_URL__"
SUBSTACK_TABLE = "posts.csv"


def read_ghost(text: str, losses: Losses) -> list[Document]:
    """The JSON of Settings → Export: posts with their HTML, tags by name."""
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise refuse("unreadable") from error
    database = content.get("db") if isinstance(content, dict) else None
    first = database[0] if isinstance(database, list) and database else content
    data = first.get("data") if isinstance(first, dict) else None
    posts = data.get("posts") if isinstance(data, dict) else None
    if not (isinstance(data, dict) and isinstance(posts, list)):
        raise refuse("nothing_found")
    names = {row.get("id"): str(row.get("name", "")) for row in _rows(data, "tags")}
    topics: dict[Any, list[str]] = {}
    for row in _rows(data, "posts_tags"):
        if name := names.get(row.get("tag_id")):
            topics.setdefault(row.get("post_id"), []).append(name)
    return list(_read_posts([post for post in posts if isinstance(post, dict)], topics, losses))


def _read_posts(posts: list[Any], topics: dict[Any, list[str]], losses: Losses) -> Iterator[Document]:
    for post in posts:
        title = _words(post.get("title"))
        if post.get("type", "post") != "post":
            losses.add("others_dropped", title)
            continue
        if post.get("published_at"):
            losses.add("dates_dropped", title)
        source = make_markdown(str(post.get("html") or "").replace(GHOST_ADDRESS, ""), losses)
        if source is None:
            losses.add("too_long", title)
            continue
        document = Document(
            title=title[:160],
            summary=_words(post.get("custom_excerpt"))[:300],
            slug=_words(post.get("slug"))[:120],
            topics=[name for name in topics.get(post.get("id"), []) if not name.startswith("#")],
            source=source,
        )
        yield show_pictures(document, losses, folder=PurePosixPath(), archive=None)


def read_substack(archive: Archive, losses: Losses) -> list[Document]:
    """posts.csv names the posts; each is an HTML file named by its id."""
    table = next(name for name in archive.names() if PurePosixPath(name).name == SUBSTACK_TABLE)
    folder = PurePosixPath(table).parent
    try:
        rows = list(csv.DictReader(StringIO(archive.read_text(table))))
    except csv.Error as error:
        raise refuse("unreadable") from error
    texts = {PurePosixPath(name).stem: name for name in archive.names() if name.endswith(".html")}
    documents = []
    for row in rows:
        key, title = str(row.get("post_id") or ""), _words(row.get("title"))
        if row.get("type") not in (None, "", "newsletter") or key not in texts:
            losses.add("others_dropped", title or key)
            continue
        if row.get("post_date"):
            losses.add("dates_dropped", title)
        source = make_markdown(archive.read_text(texts[key]), losses)
        if source is None:
            losses.add("too_long", title)
            continue
        document = Document(
            title=title[:160],
            summary=_words(row.get("subtitle"))[:300],
            slug=key.partition(".")[2][:120],
            source=source,
        )
        documents.append(show_pictures(document, losses, folder=folder, archive=archive))
    return documents


def read_medium(archive: Archive, losses: Losses) -> list[Document]:
    """Each post is a page whose parts say what they are; comments are posts without a title."""
    documents = []
    for name in medium_posts(archive):
        page = parse_page(archive.read_text(name))
        body, subtitle = _find_part(page, "body"), _find_part(page, "subtitle")
        if body is None:
            losses.add("others_dropped", name)
            continue
        title = one_line(page.title.get_text()) if page.title else ""
        if page.find("time"):
            losses.add("dates_dropped", title)
        for heading in body.find_all(["h3", "h4"]):
            if one_line(heading.get_text()) == title:  # the title stands in the text once more
                heading.decompose()
                break
        source = make_markdown(body.decode_contents(), losses)
        if source is None:
            losses.add("too_long", title)
            continue
        document = Document(
            title=title[:160],
            summary=one_line(subtitle.get_text())[:300] if subtitle else "",
            source=source,
        )
        documents.append(show_pictures(document, losses, folder=PurePosixPath(name).parent, archive=archive))
    return documents


def _find_part(page: BeautifulSoup, name: str) -> Tag | None:
    """What Medium marks as a part of a post."""
    found = page.find("section", attrs={"data-field": name})
    return found if isinstance(found, Tag) else None


def medium_posts(archive: Archive) -> list[str]:
    return [name for name in archive.names() if re.search(r"(^|/)posts/[^/]+\.html$", name)]


def _rows(data: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    rows = data.get(name)
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _words(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""
