"""The newsletter's demo: readers, a few who have not confirmed or have left, and two issues that went out."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from accounts.demo import Cast
from accounts.models import User
from articles.models import Article
from mailing.models import Letter, State
from newsletter.models import ConsentEvent, Issue, Subscriber
from newsletter.operations import send_issue
from newsletter.operations.subscriptions import WORDING

STRANGERS = 84
WAITING, LEFT = 5, 4
ISSUES = 2  # of the latest articles
AT_EXAMPLE = r"@example\.(org|net)$"


@transaction.atomic
def seed(cast: Cast, *, now: datetime, rng: Random) -> None:
    """Needs the demo's articles: the latest of them were sent, the older one first."""
    _seed_readers(cast, now=now, rng=rng)
    latest = Article.objects.published(now).filter(author__user__in=cast.authors).order_by("-published_at")
    for article in reversed(latest.select_related("author__user")[:ISSUES]):
        _send(article, rng=rng)


@transaction.atomic
def remove() -> None:
    """Remove what `seed` made, and what its authors have sent since."""
    issues = Issue.objects.filter(article__author__user__email__regex=AT_EXAMPLE)
    Letter.objects.filter(about__in=[issue.about for issue in issues]).delete()
    issues.delete()
    ConsentEvent.objects.filter(email__regex=AT_EXAMPLE).delete()
    Subscriber.objects.filter(email__regex=AT_EXAMPLE).delete()


def _seed_readers(cast: Cast, *, now: datetime, rng: Random) -> None:
    """Members and strangers who read, a few who have not confirmed yet, and a few who left."""
    people: list[User | None] = [*cast.learners, *cast.authors, *([None] * STRANGERS)]
    states = Subscriber.State
    readers = []
    for number, user in enumerate(people, start=1):
        at = now - timedelta(days=rng.randint(3, 160), minutes=rng.randint(0, 1440))
        state = states.CONFIRMED
        if number > len(people) - WAITING:
            state = states.PENDING
        elif number > len(people) - WAITING - LEFT:
            state = states.UNSUBSCRIBED
        readers.append(
            Subscriber(
                email=user.email if user else f"reader-{number:03}@example.net",
                user=user,
                state=state,
                zone=user.zone if user else rng.choice(cast.learners).zone,
                created_at=at,
                confirmed_at=None if state == states.PENDING else at + timedelta(minutes=rng.randint(1, 90)),
            )
        )
    Subscriber.objects.bulk_create(readers)
    ConsentEvent.objects.bulk_create(event for reader in readers for event in _consents(reader))


def _consents(reader: Subscriber) -> list[ConsentEvent]:
    what, how = ConsentEvent.What, ConsentEvent.How

    def event(what: ConsentEvent.What, how: ConsentEvent.How, at: datetime) -> ConsentEvent:
        return ConsentEvent(
            subscriber=reader, email=reader.email, what=what, how=how, at=at, by=reader.user, wording=WORDING
        )

    if reader.user and reader.confirmed_at:
        return [event(what.CONFIRMED, how.MEMBER, reader.confirmed_at)]
    events = [event(what.ASKED, how.FORM, reader.created_at)]
    if reader.confirmed_at:
        events.append(event(what.CONFIRMED, how.LINK, reader.confirmed_at))
    if reader.confirmed_at and reader.state == Subscriber.State.UNSUBSCRIBED:
        events.append(event(what.UNSUBSCRIBED, how.ONE_CLICK, reader.confirmed_at + timedelta(days=2)))
    return events


def _send(article: Article, *, rng: Random) -> Issue:
    """Send it an hour after it was published; all that is left of the sending are its letters."""
    assert article.published_at is not None  # noqa: S101  (published)
    at = article.published_at + timedelta(hours=1)
    issue = send_issue(article=article, by=article.author, now=at)
    letters = Letter.objects.about(issue.about)
    letters.update(
        state=State.SENT, attempts=1, created_at=at, moved_at=at, sent_at=at + timedelta(minutes=1)
    )
    refused, doubtful = rng.sample(sorted(letters.values_list("pk", flat=True)), 2)
    letters.filter(pk=refused).update(state=State.FAILED, sent_at=None, error="550 5.1.1 No such mailbox")
    letters.filter(pk=doubtful).update(
        state=State.IN_DOUBT, sent_at=None, error="The worker stopped while it was sending."
    )
    return issue
