"""What a reader says by a link in a letter: that they have read its article, and that a step is done."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles.models import Article, Reading, Revision
from articles.operations import NotPublished, mark_article_read, mark_article_unread
from newsletter.lifecycle import SubscriptionState
from newsletter.models import Issue, Subscriber, SubscriberReading
from roadmaps.choices import StepStatus
from roadmaps.contents import read_content
from roadmaps.models import Enrolment, ProgressEvent, Step
from roadmaps.operations import mark_step, undo_mark

MAIL = ProgressEvent.Source.MAIL


@dataclass(frozen=True)
class LinkedStep:
    """The step that a link marks done, while its reader follows the roadmap and it has the step."""

    enrolment: Enrolment
    step: Step
    status: StepStatus
    event: ProgressEvent | None
    """Its latest mark, if that was made by such a link."""


@dataclass(frozen=True)
class MailReading:
    """What one link is about, and how it stands now."""

    subscriber: Subscriber
    address: str
    """Where the letter went: who moved since names the new address to nobody who reads the old mail."""
    article: Article
    revision: Revision
    """The text that was mailed."""
    step: LinkedStep | None
    is_read: bool

    @property
    def account(self) -> User | None:
        return self.subscriber.user

    @property
    def is_done(self) -> bool:
        """Whether nothing is left that its button could do."""
        return self.is_read and (self.step is None or self.step.status == StepStatus.DONE)


def find_mail_reading(
    *, subscriber: Subscriber, issue: Issue, step: tuple[int, str] | None = None
) -> MailReading | None:
    """What the link in this issue does for its reader, who may have another address by now.

    None when their account is closed, or nothing was mailed.
    """
    if issue.revision is None:
        return None
    address = str(subscriber)
    moved = subscriber.subscriptions.filter(topic=issue.topic_id, state=SubscriptionState.MOVED)
    successor = moved.select_related("moved_to__subscriber__user").exclude(moved_to=None).first()
    if successor is not None and successor.moved_to is not None:
        subscriber = successor.moved_to.subscriber
    account = subscriber.user
    if account is None:
        is_read = SubscriberReading.objects.filter(subscriber=subscriber, article=issue.article_id).exists()
        return MailReading(subscriber, address, issue.article, issue.revision, None, is_read)
    if not account.is_active:
        return None
    is_read = Reading.objects.of(account).filter(article=issue.article_id).exists()
    linked = _find_step(account, step) if step else None
    return MailReading(subscriber, address, issue.article, issue.revision, linked, is_read)


@transaction.atomic
def mark_read_by_mail(*, reading: MailReading, now: datetime) -> None:
    """Note what the link says: the article is read, and its step done. May be repeated.

    Of a reader without an account it is kept beside their address. Raises articles' NotPublished.
    """
    account, article, revision = reading.account, reading.article, reading.revision
    if account is not None:
        mark_article_read(article=article, reader=account, revision=revision, now=now)
    elif not article.is_published:
        raise NotPublished
    else:
        SubscriberReading.objects.get_or_create(
            subscriber=reading.subscriber,
            article=article,
            defaults={"revision": revision, "read_at": now},
        )
    if account is not None and reading.step is not None:
        mark_step(
            enrolment=reading.step.enrolment,
            key=reading.step.step.key,
            to=StepStatus.DONE,
            by=account,
            source=MAIL,
            now=now,
        )


@transaction.atomic
def undo_mail_reading(*, reading: MailReading, now: datetime) -> None:
    """Take it back. A step that was marked elsewhere before or since stays as it is."""
    if reading.account is None:
        SubscriberReading.objects.filter(subscriber=reading.subscriber, article=reading.article).delete()
        return
    mark_article_unread(article=reading.article, reader=reading.account)
    if reading.step is not None and reading.step.event is not None:
        undo_mark(event=reading.step.event, by=reading.account, now=now)


@transaction.atomic
def give_readings_to_account(*, subscriber: Subscriber, user: User) -> None:
    """What was read by mail before there was an account is the account's. The latter's own goes first."""
    readings = list(SubscriberReading.objects.filter(subscriber=subscriber))
    Reading.objects.bulk_create(
        [
            Reading(
                reader=user, article_id=each.article_id, revision_id=each.revision_id, read_at=each.read_at
            )
            for each in readings
        ],
        ignore_conflicts=True,
    )
    SubscriberReading.objects.filter(pk__in=[each.pk for each in readings]).delete()


def _find_step(account: User, step: tuple[int, str]) -> LinkedStep | None:
    roadmap, key = step
    enrolment = Enrolment.objects.of(account).with_edition().filter(roadmap=roadmap).first()
    if enrolment is None:
        return None
    found = next((each for each in read_content(enrolment.edition).steps if each.key == key), None)
    if found is None:
        return None
    latest = enrolment.events.of_step(key).newest_first().first()
    is_by_mail = latest is not None and latest.source == MAIL and latest.to_status == StepStatus.DONE
    return LinkedStep(enrolment, found, enrolment.status_of(key), latest if is_by_mail else None)
