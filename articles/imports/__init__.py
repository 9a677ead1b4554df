"""Articles that somebody brings along: what a file is, and the drafts that can be made of it. Pure."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from slugify import slugify

from articles.imports.archives import Archive
from articles.imports.documents import (
    FORMATS,
    MOST_DOCUMENTS,
    MOST_PICTURES,
    Document,
    FileRefused,
    Loss,
    Losses,
    Understood,
    refuse,
)
from articles.imports.from_markdown import read_markdown, set_addresses
from articles.imports.sites import SUBSTACK_TABLE, medium_posts, read_ghost, read_medium, read_substack
from core.text import can_be_seen
from markup.rendering import LONGEST_TEXT, strip_controls

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "Archive",
    "Document",
    "FileRefused",
    "Loss",
    "Understood",
    "set_addresses",
    "understand_file",
]

LARGEST_FILE = 9 * 1024 * 1024  # bytes; the proxy takes 10 MB (deploy/Caddyfile)
MOST_TOPICS = 8
LONGEST_TOPIC = 50
MARKDOWN = (".md", ".markdown", ".txt")


def understand_file(*, name: str, data: bytes) -> Understood:
    """Read Markdown, a ZIP of it, or an export of another site.

    Raises FileRefused, by a code of its own and with a sentence that says what is wrong and what to do.
    """
    if len(data) > LARGEST_FILE:
        raise refuse("file_too_large")
    losses = Losses()
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        form, documents = _understand_archive(Archive(data), losses)
    else:
        form, documents = _understand_text(name, data, losses)
    kept = [document for document in documents if _is_an_article(document, losses)]
    if not kept:
        raise refuse("nothing_found")
    if len(kept) > MOST_DOCUMENTS:
        raise refuse("too_many_documents")
    if sum(len(document.pictures) for document in kept) > MOST_PICTURES:
        raise refuse("too_many_pictures")
    return Understood(format=form, documents=kept, losses=list(losses.list()))


def _understand_archive(archive: Archive, losses: Losses) -> tuple[str, list[Document]]:
    names = archive.names()
    if any(PurePosixPath(name).name == SUBSTACK_TABLE for name in names):
        return "substack", read_substack(archive, losses)
    if medium_posts(archive):
        return "medium", read_medium(archive, losses)
    texts = [name for name in names if name.lower().endswith(MARKDOWN)]
    return "markdown", [
        read_markdown(archive.read_text(name), losses, path=name, archive=archive) for name in texts
    ]


def _understand_text(name: str, data: bytes, losses: Losses) -> tuple[str, list[Document]]:
    try:
        text = strip_controls(data.decode("utf-8-sig"))
    except UnicodeError as error:
        raise refuse("not_text") from error
    if text.lstrip()[:1] == "{" and not name.lower().endswith(MARKDOWN):
        return "ghost", read_ghost(text, losses)
    return "markdown", [read_markdown(text, losses, path=name or "article.md")]


def _is_an_article(document: Document, losses: Losses) -> bool:
    if not any(map(can_be_seen, document.title)):
        document.title = str(_("Untitled"))
    if not document.source.strip():
        losses.add("empty_dropped", document.title)
        return False
    if len(document.source) > LONGEST_TEXT:
        losses.add("too_long", document.title)
        return False
    fitting = [
        name
        for name in dict.fromkeys(document.topics)
        if len(name) <= LONGEST_TOPIC and 0 < len(slugify(name)) <= LONGEST_TOPIC
    ][:MOST_TOPICS]
    losses.add("topics_dropped", document.title, count=len(document.topics) - len(fitting))
    document.topics = fitting
    return True
