"""Sending: a published article becomes an issue, once, and a letter to every confirmed reader."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Issue, Subscriber
from articles.models.newsletter import ISSUE_ONCE
from articles.operations.writing import hold
from core.db import violates
from core.http import absolute
from core.refusals import Refusal
from mailing.models import Letter, LetterKind, LetterState
from mailing.operations import mark_uncertain_as_sent, owe, owe_many, send_again
from markup.rendering import Medium, render


class NotPublished(Refusal):
    code = "article_not_published"
    message = _("Publish the article first: a newsletter carries what readers can also find here.")


class AlreadySent(Refusal):
    code = "issue_already_sent"
    message = _("This article has been sent. An article goes out once.")


def mail_html(article: Article) -> str:
    """The article's text as mail readers show it."""
    return render(article.source, medium=Medium.MAIL, base_url=absolute(article.get_absolute_url())).html


@transaction.atomic
def send_issue(*, article: Article, by: Author, now: datetime) -> Issue:
    """Freeze the published text and owe a letter to every confirmed reader, in one commit.

    The database decides that an article is sent once, whoever presses the button twice.
    """
    hold(article)
    revision = article.revisions.filter(is_publication=True).order_by("-number").first()
    if not article.is_published or revision is None:
        raise NotPublished
    try:
        with transaction.atomic():
            issue = Issue.objects.create(
                article=article,
                revision=revision,
                subject=article.title,
                html=mail_html(article),
                created_at=now,
                by=by.user,
            )
    except IntegrityError as error:
        if violates(error, ISSUE_ONCE):
            raise AlreadySent from error
        raise
    owe_issue(issue=issue, now=now)
    return issue


def owe_issue(*, issue: Issue, now: datetime) -> int:
    """Owe the letters of an issue; how many were new. Rerunnable: nobody is owed one twice."""
    return owe_many(
        key=issue.about,
        kind=LetterKind.NEWSLETTER,
        template="articles.issue",
        readers=_readers(issue),
        due_at=now,
        about=issue.about,
    )


def _readers(issue: Issue) -> "QuerySet[Subscriber, Any]":
    """Each confirmed subscriber as the outbox wants a reader described."""
    return Subscriber.objects.confirmed().values(
        suffix=Cast("pk", TextField()),
        to=F("email"),
        context=JSONObject(issue=Value(issue.pk), subscriber=F("pk")),
        recipient=F("user_id"),
    )


def send_doubtful_again(*, issue: Issue, by: Author, now: datetime) -> int:
    """Send once more what may or may not have arrived, under the same Message-ID; how many."""
    doubtful = Letter.objects.about(issue.about).in_state(LetterState.UNCERTAIN)
    return send_again(letters=doubtful, by=by.user, now=now)


def take_doubtful_for_sent(*, issue: Issue, by: Author, now: datetime) -> int:
    """Rather one reader without a letter than one with two; how many."""
    return mark_uncertain_as_sent(letters=Letter.objects.about(issue.about), by=by.user, now=now)


def send_test(*, article: Article, by: Author, now: datetime) -> Letter:
    """Send the author the mail that readers would get, from the published text or else the draft."""
    return owe(
        key=f"issue-test:{article.pk}:{by.pk}:{now:%Y-%m-%dT%H:%M:%S}",
        kind=LetterKind.TRANSACTIONAL,
        template="articles.test_issue",
        to=by.user.email,
        due_at=now,
        recipient=by.user,
        context={"article": article.pk},
        about=f"article:{article.pk}",
    )
