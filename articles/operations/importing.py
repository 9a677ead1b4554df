"""From a file to drafts: first it is looked at, and nothing is made; then its articles become drafts."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.imports import (
    Archive,
    Document,
    FileRefused,
    Loss,
    Understood,
    set_addresses,
    understand_file,
)
from articles.models import Article, ArticleImport, Author, FormerSlug
from articles.operations.addresses import RESERVED_SLUGS
from articles.operations.arranging import arrange_article
from articles.operations.illustrating import add_picture
from articles.operations.writing import write_article
from core.refusals import Refusal
from core.text import one_line
from core.uuid7 import uuid7
from roadmaps.models import Roadmap, Step

KEPT_FOR = timedelta(days=1)
MOST_WAITING = 5


class FileNotUnderstood(Refusal):
    """The sentence says what is wrong with the file; `data["reason"]` names it."""

    code, message = "file_not_understood", _("No article can be made of this file.")


class NothingChosen(Refusal):
    code, message = "nothing_chosen", _("Choose at least one article.")


@transaction.atomic
def read_article_file(*, author: Author, name: str, data: bytes, now: datetime) -> ArticleImport:
    """Read a file for its author to look at; the latest five wait, for a day. Raises FileNotUnderstood."""
    try:
        understood = understand_file(name=name, data=data)
    except FileRefused as error:
        raise FileNotUnderstood(str(error), reason=error.code) from error
    _drop_unknown_steps(understood)
    for old in author.imports.order_by("-created_at", "-pk")[MOST_WAITING - 1 :]:
        discard_article_file(file=old)
    key = uuid7()
    stored_as = ""
    if any(document.pictures for document in understood.documents):
        stored_as = default_storage.save(f"article-imports/{key.hex}.zip", ContentFile(data))
    return ArticleImport.objects.create(
        id=key,
        author=author,
        file_name=one_line(name)[:200],
        format=understood.format,
        contents=msgspec.to_builtins(understood.documents),
        report=msgspec.to_builtins(understood.losses),
        stored_as=stored_as,
        created_at=now,
    )


@transaction.atomic
def accept_article_file(*, file: ArticleImport, chosen: Collection[int], now: datetime) -> list[Article]:
    """Make a draft of each chosen article, by its place in the file; the file is gone then.

    All of them or none. Raises NothingChosen, and what adding a picture or arranging an article raises.
    """
    file = ArticleImport.objects.select_for_update().select_related("author__user").get(pk=file.pk)
    documents = [each for place, each in enumerate(file.documents) if place in chosen]
    if not documents:
        raise NothingChosen
    archive = _open_archive(file) if any(document.pictures for document in documents) else None
    made = [_make_draft(document, file.author, archive, now=now) for document in documents]
    discard_article_file(file=file)
    return made


def discard_article_file(*, file: ArticleImport) -> None:
    """Delete it; what is stored goes after the commit."""
    if file.stored_as:
        transaction.on_commit(partial(default_storage.delete, file.stored_as))
    ArticleImport.objects.filter(pk=file.pk).delete()


def delete_old_article_files(*, now: datetime) -> int:
    """Those that nobody decided about for a day; how many they were."""
    old = list(ArticleImport.objects.filter(created_at__lt=now - KEPT_FOR))
    for file in old:
        discard_article_file(file=file)
    return len(old)


def _drop_unknown_steps(understood: Understood) -> None:
    dropped = 0
    for document in understood.documents:
        known = [f"{roadmap.slug}/{key}" for roadmap, key in _find_steps(document.steps)]
        dropped += len(document.steps) - len(known)
        document.steps = known
    if dropped:
        understood.losses.append(Loss(kind="steps_dropped", count=dropped))


def _open_archive(file: ArticleImport) -> Archive:
    try:
        with default_storage.open(file.stored_as) as stored:
            return Archive(stored.read())
    except (FileRefused, OSError) as error:
        raise FileNotUnderstood(
            _("The file is no longer here. Bring it once more."), reason="gone"
        ) from error


def _make_draft(document: Document, author: Author, archive: Archive | None, *, now: datetime) -> Article:
    addresses = {}
    for picture in document.pictures if archive else ():
        content = archive.read(picture.path) if archive else b""
        added = add_picture(
            author=author,
            upload=BytesIO(content),
            size=len(content),
            description=picture.description,
            now=now,
        )
        addresses[picture.ref] = added.address
    article = write_article(
        author=author,
        title=document.title,
        summary=document.summary,
        source=set_addresses(document, addresses),
        now=now,
    )
    is_free = document.slug and not (
        document.slug in RESERVED_SLUGS
        or Article.objects.filter(slug=document.slug).exists()
        or FormerSlug.objects.filter(slug=document.slug).exists()
    )
    return arrange_article(
        article=article,
        slug=document.slug if is_free else article.slug,
        tags=document.topics,
        series=None,
        position=None,
        steps=list(_find_steps(document.steps)),
    )


def _find_steps(paths: Collection[str]) -> list[tuple[Roadmap, str]]:
    """Those that exist by now."""
    found = []
    for path in paths:
        slug, _slash, key = path.partition("/")
        if not (re.fullmatch(r"[-\w]+", slug) and re.fullmatch(r"[-\w]+", key)):
            continue
        step = Step.objects.shown_to(None).at(slug, key).select_related("edition__roadmap").first()
        if step:
            found.append((step.edition.roadmap, step.key))
    return found
