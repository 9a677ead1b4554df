"""Sending: a published article becomes an issue, once for each topic, and a letter to every reader of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Greatest, JSONObject
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author
from articles.operations import lock_article
from core.mailboxes import canonical
from core.refusals import Refusal
from mailing.models import Letter, LetterKind, LetterQuerySet, LetterState
from mailing.operations import disown, mark_uncertain_as_sent, owe, owe_many, send_again
from mailing.warmup import limit_of_today
from newsletter.audiences import find_segment, in_segment
from newsletter.content import mail_html
from newsletter.deliveries import ON_THEIR_WAY
from newsletter.lifecycle import IssueState
from newsletter.models import (
    HeldIssue,
    Issue,
    Segment,
    Subscriber,
    Subscription,
    SubscriptionQuerySet,
    Topic,
    subscriber_id,
)
from newsletter.operations.digests import hold_issue
from newsletter.operations.subscriptions import default_topic

TIME_TO_UNDO = timedelta(seconds=60)  # from pressing Send until the first letter leaves
SILENCE_PER_DELAY = 10_000_000.0
"""A reader's letter is due later by the time since they were last seen, divided by this."""
FEWEST_READERS = 5
"""Of a segment by progress: fewer are neither counted nor sent to, as an author could tell who they are."""
LATEST_START = timedelta(hours=24)  # after `send_at`; later than that the author is asked


@dataclass(frozen=True, kw_only=True)
class IssueWords:
    """What an issue says beside its article. An empty subject or preheader becomes the article's own."""

    subject: str = ""
    preheader: str = ""
    intro: str = ""
    takes_replies: bool = False


class NotPublished(Refusal):
    code = "article_not_published"
    message = _("Publish the article first: a newsletter carries what readers can also find here.")


class AlreadySent(Refusal):
    code = "issue_already_sent"
    message = _("This article has been sent. An article goes out once.")


class TooLateToUndo(Refusal):
    code = "issue_has_left"
    message = _("The first letters have left. They cannot be called back.")


class TooFewReaders(Refusal):
    code = "segment_too_small"
    message = _("Fewer than five readers match. Ask for less, so that nobody can be identified.")


@transaction.atomic
def word_issue(*, article: Article, by: Author, words: IssueWords, now: datetime) -> Issue:
    """Give the article's mail a subject, a preheader and an intro of its own. Raises AlreadySent."""
    issue = lock_issue(article, default_topic(), by=by, send_at=now, now=now)
    issue.subject, issue.preheader, issue.intro = words.subject, words.preheader, words.intro
    issue.takes_replies = words.takes_replies
    issue.save(update_fields=["subject", "preheader", "intro", "takes_replies"])
    return issue


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
    issue = lock_issue(article, topic or default_topic(), by=by, send_at=send_at, now=now)
    issue.subject, issue.preheader, issue.intro = subject, preheader, intro
    issue.audience, issue.send_at, issue.block_reason = audience, send_at, ""
    issue.move_to(IssueState.SCHEDULED)
    issue.save()
    return issue


@transaction.atomic
def send_issue(
    *,
    article: Article,
    by: Author,
    now: datetime,
    topic: Topic | None = None,
    leaves_at: datetime | None = None,
) -> Issue:
    """Send an article to a topic's readers at once, also when it was scheduled for later.

    Until `leaves_at` no letter leaves, and `undo_issue` takes it all back. The database decides that an
    article is sent once, however often the button is pressed. Raises what `start_issue` raises.
    """
    issue = lock_issue(article, topic or default_topic(), by=by, send_at=now, now=now)
    start_issue(issue=issue, now=now, leaves_at=leaves_at)
    return issue


@transaction.atomic
def undo_issue(*, issue: Issue, now: datetime) -> Issue:
    """As if it had never been sent: it is a draft again, with the words that its author gave it.

    Subject and preheader that are the article's own follow the article, whose title may be why one undoes.
    Raises TooLateToUndo when its minute is over, or the first letter has left.
    """
    lock_article(issue.article)
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update(no_key=True))
    if not issue.can_be_undone(now):
        raise TooLateToUndo
    disown(about=issue.about)
    issue.held.all().delete()
    if issue.revision and issue.subject == issue.revision.title:
        issue.subject = ""
    if issue.revision and issue.preheader == (issue.revision.summary or issue.article.description):
        issue.preheader = ""
    issue.revision, issue.html, issue.started_at, issue.leaves_at = None, "", None, None
    issue.move_to(IssueState.DRAFT)
    issue.save()
    return issue


@transaction.atomic
def start_issue(*, issue: Issue, now: datetime, leaves_at: datetime | None = None) -> None:
    """Freeze the published text and owe a letter to every reader, in one commit.

    Raises NotPublished, AlreadySent, or TooFewReaders where some have left since they were chosen.
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
    issue.block_reason, issue.leaves_at = "", leaves_at
    issue.move_to(IssueState.SENDING)
    issue.save()
    owe_issue(issue=issue, now=now)


def start_due_issues(*, now: datetime) -> int:
    """Start every issue whose time has come; how many. May run twice at once: an issue starts once.

    One that is long overdue, or whose article is not published, waits for its author; one whose article is
    to be published waits for that.
    """
    started = 0
    for issue in Issue.objects.due(now).select_related("article").order_by("send_at", "pk"):
        if now - issue.send_at > LATEST_START:
            _block_issue(issue, Issue.BlockReason.TOO_LATE)
            continue
        try:
            start_issue(issue=issue, now=now)
        except NotPublished:
            if issue.article.publish_at is None:
                _block_issue(issue, Issue.BlockReason.NOT_PUBLISHED)
        except TooFewReaders:
            _block_issue(issue, Issue.BlockReason.TOO_FEW_READERS)
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


@transaction.atomic(savepoint=False)
def owe_issue(*, issue: Issue, now: datetime) -> int:
    """Owe the letters of an issue, or hold it back for digests; how many letters were new.

    While a day has a limit, the readers who were seen most recently go first: a new domain earns trust by
    letters that are wanted. A reader who was last seen a year ago is due three seconds later than one who is
    here now.

    Rerunnable: nobody is owed it twice. A reader whose cadence changes between the two statements gets a
    letter if the first one did not hold the issue back for them, and none if it did.

    Raises TooFewReaders.
    """
    audience, segment = Issue.Audience(issue.audience), find_segment(issue)
    readers = readers_of(issue.topic.slug, audience=audience, segment=segment)
    if segment and segment.uses_progress and readers[:FEWEST_READERS].count() < FEWEST_READERS:
        raise TooFewReaders
    hold_issue(issue=issue, readers=readers.of_digests(now))
    held = HeldIssue.objects.filter(issue=issue, subscriber=OuterRef("subscriber"))
    described: QuerySet[Subscription, Any] = readers.exclude(Exists(held)).values(
        suffix=Cast("subscriber", TextField()),
        to=F("subscriber__email"),
        context=JSONObject(issue=Value(issue.pk), subscriber=F("subscriber")),
        recipient=F("subscriber__user"),
        language=F("subscriber__language"),
        place=ExpressionWrapper(
            (Value(now) - last_seen()) / Value(SILENCE_PER_DELAY), output_field=DurationField()
        ),
    )
    return owe_many(
        key=issue.about,
        kind=LetterKind.NEWSLETTER,
        template="newsletter.issue",
        readers=described,
        due_at=issue.leaves_at or now,
        about=issue.about,
        in_order=limit_of_today(now=now) is not None,
    )


def last_seen() -> Greatest:
    """When a subscription's reader last signed in or confirmed it; GREATEST passes over NULL."""
    return Greatest("confirmed_at", "subscriber__user__last_login")


def readers_of(
    topic: str, *, audience: Issue.Audience = Issue.Audience.ALL, segment: Segment | None = None
) -> SubscriptionQuerySet:
    """Who reads an issue: at once, or in a digest. `topic` is a slug."""
    readers = Subscription.objects.to(topic).confirmed()
    if audience == Issue.Audience.MEMBERS:
        readers = readers.exclude(subscriber__user=None)
    return in_segment(readers, segment) if segment else readers


def find_reader(email: str) -> Subscriber | None:
    """Whoever gets issues at this address, however it is spelled; None where nobody does."""
    try:
        pk = subscriber_id(canonical(email))
    except ValidationError:
        return None
    found = Subscription.objects.confirmed().select_related("subscriber__user").filter(subscriber=pk).first()
    return found.subscriber if found else None


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
    """Send the author the mail that readers get; of what is not published, the draft."""
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


def lock_issue(article: Article, topic: Topic, *, by: Author, send_at: datetime, now: datetime) -> Issue:
    """The article's issue for this topic, made where there is none. Locks the article first, as all do."""
    lock_article(article)
    issue, _created = Issue.objects.select_for_update(no_key=True).get_or_create(
        article=article,
        topic=topic,
        defaults={"send_at": send_at, "created_at": now, "by": by.user, "state": IssueState.DRAFT},
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
