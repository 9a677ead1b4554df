"""The newsletter's demo: readers, some who left or never confirmed, issues that went out, one that waits."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from accounts.demo import DemoPeople
from accounts.models import User
from articles.models import Article
from mailing.models import Letter, LetterKind, LetterState
from newsletter.digests import Cadence
from newsletter.lifecycle import IssueState, SubscriptionState
from newsletter.models import (
    ConsentEvent,
    Issue,
    LeadMagnetVersion,
    Subscriber,
    Subscription,
    subscriber_id,
)
from newsletter.operations import (
    ByMail,
    OnTheWeb,
    PublishingPlan,
    add_version,
    default_topic,
    download,
    owe_digests,
    publish_and_send,
    send_issue,
)
from newsletter.wording import progress_words, words_shown

STRANGERS = 84
WAITING, LEFT = 5, 4
ISSUES = 2  # of the latest articles
DOWNLOADS = 23
KEEP_TO_THEMSELVES = 4  # of so many members one does not let the newsletter use their progress
CV_TEMPLATE = Path(__file__).parent / "demo_files" / "data-scientist-cv.md"
AT_EXAMPLE = r"@example\.(org|net)$"


@transaction.atomic
def seed(demo_people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Needs the demo's articles: the latest of them were sent, the older one first."""
    _seed_readers(demo_people, now=now, rng=rng)
    latest = (
        Article.objects.published(now).filter(author__user__in=demo_people.authors).order_by("-published_at")
    )
    for article in reversed(latest.select_related("author__user")[:ISSUES]):
        _send_article(article, rng=rng)
    _plan_mail(demo_people, now=now)
    _send_digests(now=now)
    _offer_cv_template(demo_people, now=now, rng=rng)


@transaction.atomic
def remove() -> None:
    """Remove what `seed` made, and what its authors have sent since."""
    issues = Issue.objects.filter(article__author__user__email__regex=AT_EXAMPLE)
    Letter.objects.filter(about__in=[issue.about for issue in issues]).delete()
    issues.delete()
    Letter.objects.filter(kind=LetterKind.DIGEST, to__regex=AT_EXAMPLE).delete()
    LeadMagnetVersion.objects.filter(by__email__regex=AT_EXAMPLE).delete()
    ConsentEvent.objects.filter(email__regex=AT_EXAMPLE).delete()
    Subscriber.objects.filter(email__regex=AT_EXAMPLE).delete()


def _seed_readers(demo_people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """Members and strangers who read, a few who have not confirmed yet, and a few who left."""
    topic = default_topic()
    people: list[User | None] = [*demo_people.learners, *demo_people.authors, *([None] * STRANGERS)]
    subscriptions = []
    for number, user in enumerate(people, start=1):
        at = now - timedelta(days=rng.randint(3, 160), minutes=rng.randint(0, 1440))
        state = SubscriptionState.CONFIRMED
        if number > len(people) - WAITING:
            state = SubscriptionState.PENDING
        elif number > len(people) - WAITING - LEFT:
            state = SubscriptionState.UNSUBSCRIBED
        email = user.email if user else f"reader-{number:03}@example.net"
        is_pending = state == SubscriptionState.PENDING
        subscriptions.append(
            Subscription(
                subscriber=Subscriber(
                    pk=subscriber_id(email),
                    email=email,
                    user=user,
                    zone=user.zone if user else rng.choice(demo_people.learners).zone,
                    created_at=at,
                ),
                topic=topic,
                state=state,
                cadence=_cadence(number, user),
                uses_progress=user is not None and number % KEEP_TO_THEMSELVES != 0,
                paused_until=now + timedelta(days=12) if number % 29 == 0 else None,
                created_at=at,
                confirmed_at=None if is_pending else at + timedelta(minutes=rng.randint(1, 90)),
            )
        )
    Subscriber.objects.bulk_create(each.subscriber for each in subscriptions)
    Subscription.objects.bulk_create(subscriptions)
    ConsentEvent.objects.bulk_create(event for each in subscriptions for event in _consent_events(each))


def _cadence(number: int, user: User | None) -> Cadence:
    """Most strangers get each issue, some a digest; members each."""
    if user is None and number % 7 == 0:
        return Cadence.WEEKLY
    return Cadence.MONTHLY if user is None and number % 11 == 0 else Cadence.EACH


def _consent_events(subscription: Subscription) -> list[ConsentEvent]:
    change, method = ConsentEvent.Change, ConsentEvent.Method
    subscriber, confirmed_at = subscription.subscriber, subscription.confirmed_at

    def make_event(change: ConsentEvent.Change, method: ConsentEvent.Method, at: datetime) -> ConsentEvent:
        return ConsentEvent(
            subscriber=subscriber,
            email=subscriber.email,
            topic=subscription.topic,
            change=change,
            method=method,
            at=at,
            by=subscriber.user,
            words=words_shown(method, email=subscriber.email),
        )

    if subscriber.user and confirmed_at:
        confirmed = make_event(change.CONFIRMED, method.MEMBER, confirmed_at)
        if not subscription.uses_progress:
            return [confirmed]
        shared = make_event(change.PROGRESS_SHARED, method.LINK, confirmed_at + timedelta(hours=1))
        shared.words = progress_words(method.LINK)
        return [confirmed, shared]
    events = [make_event(change.ASKED, method.FORM, subscription.created_at)]
    if confirmed_at:
        events.append(make_event(change.CONFIRMED, method.LINK, confirmed_at))
    if confirmed_at and subscription.state == SubscriptionState.UNSUBSCRIBED:
        events.append(make_event(change.UNSUBSCRIBED, method.ONE_CLICK, confirmed_at + timedelta(days=2)))
    return events


def _send_article(article: Article, *, rng: Random) -> None:
    """Send it an hour after it was published; all that is left of the sending are its letters."""
    assert article.published_at is not None  # noqa: S101  (published)
    at = article.published_at + timedelta(hours=1)
    issue = send_issue(article=article, by=article.author, now=at)
    letters = Letter.objects.about(issue.about)
    letters.update(
        state=LetterState.SENT, attempts=1, created_at=at, moved_at=at, sent_at=at + timedelta(minutes=1)
    )
    refused, uncertain = rng.sample(sorted(letters.values_list("pk", flat=True)), 2)
    letters.filter(pk=refused).update(
        state=LetterState.FAILED, sent_at=None, error="550 5.1.1 No such mailbox"
    )
    letters.filter(pk=uncertain).update(
        state=LetterState.UNCERTAIN, sent_at=None, error="The worker stopped while it was sending."
    )
    issue.move_to(IssueState.SENT)
    issue.save(update_fields=["state"])


def _plan_mail(demo_people: DemoPeople, *, now: datetime) -> None:
    """What waits for its publication is mailed then."""
    waiting = Article.objects.filter(author__user__in=demo_people.authors, publish_at__gt=now)
    for article in waiting.select_related("author__user", "draft"):
        plan = PublishingPlan(web=OnTheWeb.AT, publish_at=article.publish_at, mail=ByMail.WITH_WEB)
        publish_and_send(article=article, by=article.author, plan=plan, now=now)


def _send_digests(*, now: datetime) -> None:
    """Those of the weeks and months that are over; the others still wait for theirs."""
    owe_digests(now=now)
    digests = Letter.objects.filter(kind=LetterKind.DIGEST, to__regex=AT_EXAMPLE)
    digests.update(state=LetterState.SENT, attempts=1, moved_at=now, sent_at=now)


def _offer_cv_template(demo_people: DemoPeople, *, now: datetime, rng: Random) -> None:
    """The file that new readers get; some have it."""
    version = add_version(
        topic=default_topic(),
        filename=CV_TEMPLATE.name,
        content=CV_TEMPLATE.read_bytes(),
        note="For data scientists who apply as machine learning engineers.",
        by=demo_people.authors[0],
        now=now - timedelta(days=30),
    )
    strangers = Subscription.objects.confirmed().filter(
        subscriber__user=None, subscriber__email__regex=AT_EXAMPLE
    )
    for subscription in strangers.select_related("subscriber").order_by("pk")[:DOWNLOADS]:
        at = now - timedelta(days=rng.randint(1, 29))
        download(subscriber=subscription.subscriber, version=version, now=at)
