"""Everything of an author's own as files: Markdown with its facts at the head, and the pictures."""

import tempfile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import yaml
from django.core.files.storage import default_storage

from articles.models import Author, Draft
from markup.elements import OUR_PICTURE

IN_MEMORY = 5_000_000  # bytes; what is larger waits on the disk


def write_archive(author: Author) -> IO[bytes]:
    """A ZIP that can be imported again. It is a temporary file, gone when it is closed."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        drafts = Draft.objects.filter(article__author=author).select_related("article__series")
        for draft in drafts.prefetch_related("article__tags", "article__step_links__roadmap").order_by("pk"):
            archive.writestr(f"{draft.article.slug}.md", write_markdown(draft))
        for picture in author.pictures.order_by("pk"):
            with default_storage.open(f"{picture.folder}/full.webp") as stored:
                name = picture.address.removeprefix("/")
                archive.writestr(name, stored.read(), compress_type=ZIP_STORED)
    file.seek(0)
    return file


def write_markdown(draft: Draft) -> str:
    """The working copy, under its facts; pictures of ours are files beside it."""
    article = draft.article
    facts: dict[str, Any] = {
        "title": draft.title,
        "summary": draft.summary,
        "slug": article.slug,
        "topics": sorted(tag.name for tag in article.tags.all()),
        "series": article.series.slug if article.series else None,
        "position": article.position,
        "steps": [f"{link.roadmap.slug}/{link.step_key}" for link in article.step_links.all()],
        "state": article.state,
        "published_at": article.published_at.isoformat() if article.published_at else None,
    }
    said = {name: value for name, value in facts.items() if value not in (None, "", [])}
    head = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    source = OUR_PICTURE.sub(lambda match: match[0].removeprefix("/"), draft.source)
    return f"---\n{head}---\n\n{source}"
