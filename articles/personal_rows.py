"""What articles know about people (accounts.personal_data), and each article as a file."""

from collections.abc import Iterator

from django.db.models import ProtectedError

from accounts.models import User
from accounts.personal_data import Erasure, File, Rows, delete, keep, register_by, register_files
from articles.models import Article, ArticleImport, Author, Draft, Picture, Reading, Revision
from articles.operations import discard_article_file, remove_picture, withdraw_article


def remove_words(rows: Rows, erasure: Erasure) -> None:
    """Published articles stay with a former member, if they chose so; drafts and the rest go.

    Of an article that was mailed, which the archive of the newsletter points at, only the empty row stays.
    """
    for article in rows:
        if erasure.keeps_words and article.is_published:
            continue
        withdraw_article(article=article, now=erasure.now)
        try:
            article.delete()
        except ProtectedError:
            article.revisions.update(title="", summary="", source="")
            Draft.objects.filter(article=article).delete()
            rows.filter(pk=article.pk).update(title="", summary="", source="", html="", excerpt="")


def remove_pictures(rows: Rows, erasure: Erasure) -> None:
    """With their files, but for those of articles that stay."""
    for picture in rows:
        stay = Article.objects.filter(source__contains=picture.pk.hex).exclude(source="")
        if not (erasure.keeps_words and stay.exists()):
            remove_picture(picture)


register_by("user", Author, erase=keep("Articles that stay have an author: a former member by then."))
register_by("article__author__user", Revision, erase=keep("They go with their article."))
register_by("article__author__user", Draft, erase=delete)


def remove_files(rows: Rows, erasure: Erasure) -> None:
    """With what is stored of them."""
    for file in rows:
        discard_article_file(file=file)


register_by("author__user", ArticleImport, erase=remove_files)
register_by("reader", Reading, erase=delete)
register_by("author__user", Picture, erase=remove_pictures)
register_by("author__user", Article, erase=remove_words)


@register_files
def markdown_of(person: User) -> Iterator[File]:
    """Each article as it was typed last."""
    for draft in Draft.objects.filter(article__author__user=person).select_related("article"):
        yield f"articles/{draft.article.slug}.md", f"# {draft.title}\n\n{draft.source}\n".encode()
