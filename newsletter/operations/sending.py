"""Sending: a published article becomes an issue, once for each topic, and a letter to every reader of it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author
from articles.operations import lock_article
from core.http import absolute
from core.languages import speaking, split_language
from core.refusals import Refusal
from mailing.models import Letter, LetterKind, LetterQuerySet, LetterState
from mailing.operations import mark_uncertain_as_sent, owe, owe_many, send_again
from markup.rendering import Medium, render
from newsletter.deliveries import ON_THEIR_WAY
from newsletter.lifecycle import IssueState
from newsletter.models import Issue, Subscription, SubscriptionQuerySet, Topic
from newsletter.operations.subscriptions import default_topic

LATEST_START = timedelta(hours=24)  # after `send_at`; later than that the author is asked


class NotPublished(Refusal):
    code = "article_not_published"
    message = _("Publish the article first: a newsletter carries what readers can also find here.")


class AlreadySent(Refusal):
    code = "issue_already_sent"
    message = _("This article has been sent. An article goes out once.")


def mail_html(article: Article) -> str:
    """The article's text as mail readers show it, the same in whatever language one asks for it."""
    _language, path = split_language(article.get_absolute_url())
    with speaking(settings.LANGUAGE_CODE):
        return render(article.source, medium=Medium.MAIL, base_url=absolute(path)).html


@transaction.atomic
def schedule_issue(
    *,
    article: Article,
    by: Author,
    send_at: datetime,
    now: datetime,
    topic: Topic | None = None,
    subject: str = "",
    preheader: str = "",
    intro: str = "",
    audience: Issue.Audience = Issue.Audience.ALL,
) -> Issue:
    """Have an article sent to a topic's readers at `send_at`, or change that until it has started.

    An empty subject or preheader becomes the article's own. Raises AlreadySent.
    """
    issue = _lock_issue(article, topic or default_topic(), by=by, send_at=send_at, now=now)
    issue.subject, issue.preheader, issue.intro = subject, preheader, intro
    issue.audience, issue.send_at, issue.block_reason = audience, send_at, ""
    issue.move_to(IssueState.SCHEDULED)
    issue.save()
    return issue


@transaction.atomic
def send_issue(*, article: Article, by: Author, now: datetime, topic: Topic | None = None) -> Issue:
    """Send an article to a topic's readers at once, also when it was scheduled for later.

    The database decides that an article is sent once, however often the button is pressed. Raises
    NotPublished or AlreadySent.
    """
    issue = _lock_issue(article, topic or default_topic(), by=by, send_at=now, now=now)
    start_issue(issue=issue, now=now)
    return issue


@transaction.atomic
def start_issue(*, issue: Issue, now: datetime) -> None:
    """Freeze the published text and owe a letter to every reader, in one commit.

    Raises NotPublished or AlreadySent.
    """
    article = issue.article
    lock_article(article)
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update(no_key=True))
    issue.article = article
    if issue.has_started:
        raise AlreadySent
    revision = article.revisions.filter(is_publication=True).order_by("-number").first()
    if not article.is_published or revision is None:
        raise NotPublished
    issue.revision, issue.html, issue.started_at = revision, mail_html(article), now
    issue.subject, issue.preheader = issue.subject or article.title, issue.preheader or article.description
    issue.block_reason = ""
    issue.move_to(IssueState.SENDING)
    issue.save()
    owe_issue(issue=issue, now=now)


def start_due_issues(*, now: datetime) -> int:
    """Start every issue whose time has come; how many. May run twice at once: an issue starts once.

    One that is long overdue, or whose article is not published, waits for its author.
    """
    started = 0
    for issue in Issue.objects.due(now).select_related("article").order_by("send_at", "pk"):
        if now - issue.send_at > LATEST_START:
            _block_issue(issue, Issue.BlockReason.TOO_LATE)
            continue
        try:
            start_issue(issue=issue, now=now)
        except NotPublished:
            _block_issue(issue, Issue.BlockReason.NOT_PUBLISHED)
        except AlreadySent:
            continue
        else:
            started += 1
    return started


def finish_issues() -> int:
    """Mark as sent every issue of which no letter is on its way any more; how many."""
    finished = 0
    for issue in Issue.objects.filter(state=IssueState.SENDING):
        if not Letter.objects.about(issue.about).in_state(*ON_THEIR_WAY).exists():
            finished += Issue.objects.filter(pk=issue.pk, state=IssueState.SENDING).update(
                state=IssueState.SENT
            )
    return finished


def owe_issue(*, issue: Issue, now: datetime) -> int:
    """Owe the letters of an issue; how many were new. Rerunnable: nobody is owed one twice."""
    readers = readers_of(issue.topic.slug, audience=Issue.Audience(issue.audience), now=now)
    described: QuerySet[Subscription, Any] = readers.values(
        suffix=Cast("subscriber", TextField()),
        to=F("subscriber__email"),
        context=JSONObject(issue=Value(issue.pk), subscriber=F("subscriber")),
        recipient=F("subscriber__user"),
        language=F("subscriber__language"),
    )
    return owe_many(
        key=issue.about,
        kind=LetterKind.NEWSLETTER,
        template="newsletter.issue",
        readers=described,
        due_at=now,
        about=issue.about,
    )


def readers_of(
    topic: str, *, now: datetime, audience: Issue.Audience = Issue.Audience.ALL
) -> SubscriptionQuerySet:
    """Whom an issue would go to at this moment. `topic` is a slug."""
    readers = Subscription.objects.to(topic).receiving(now)
    return readers.exclude(subscriber__user=None) if audience == Issue.Audience.MEMBERS else readers


@transaction.atomic
def send_uncertain_again(*, issue: Issue, by: Author, now: datetime) -> int:
    """Send once more what may or may not have arrived, under the same Message-ID; how many."""
    uncertain = Letter.objects.about(issue.about).in_state(LetterState.UNCERTAIN)
    return _send_again(issue, uncertain, by=by, now=now)


@transaction.atomic
def send_failed_again(*, issue: Issue, reason: str, by: Author, now: datetime) -> int:
    """Send those once more that failed for this reason, in the mail server's words; how many."""
    failed = Letter.objects.about(issue.about).in_state(LetterState.FAILED).filter(error=reason)
    return _send_again(issue, failed, by=by, now=now)


def _send_again(issue: Issue, letters: LetterQuerySet, *, by: Author, now: datetime) -> int:
    count = send_again(letters=letters, by=by.user, now=now)
    if count:
        Issue.objects.filter(pk=issue.pk, state=IssueState.SENT).update(state=IssueState.SENDING)
    return count


def mark_deliveries_as_sent(*, issue: Issue, by: Author, now: datetime) -> int:
    """Rather one reader without a letter than one with two; how many."""
    return mark_uncertain_as_sent(letters=Letter.objects.about(issue.about), by=by.user, now=now)


def send_test(*, article: Article, by: Author, now: datetime) -> Letter:
    """Send the author the mail that readers would get, with the text of the draft."""
    return owe(
        key=f"issue-test:{article.pk}:{by.pk}:{now:%Y-%m-%dT%H:%M:%S}",
        kind=LetterKind.TRANSACTIONAL,
        template="newsletter.test_issue",
        to=by.user.email,
        due_at=now,
        recipient=by.user,
        context={"article": article.pk},
        about=f"article:{article.pk}",
    )


def _lock_issue(article: Article, topic: Topic, *, by: Author, send_at: datetime, now: datetime) -> Issue:
    """The article's issue for this topic, made where there is none. Locks the article first, as all do."""
    lock_article(article)
    issue, _created = Issue.objects.select_for_update(no_key=True).get_or_create(
        article=article,
        topic=topic,
        defaults={"send_at": send_at, "created_at": now, "by": by.user},
    )
    if issue.has_started:
        raise AlreadySent
    issue.article = article
    return issue


def _block_issue(issue: Issue, reason: Issue.BlockReason) -> None:
    """One UPDATE that asks for the state: an issue that has started meanwhile stays as it is."""
    Issue.objects.filter(pk=issue.pk, state=IssueState.SCHEDULED).update(
        state=IssueState.BLOCKED, block_reason=reason
    )
