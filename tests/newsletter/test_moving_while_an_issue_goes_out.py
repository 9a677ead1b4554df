"""Somebody changes the address of their account while an issue goes out: it comes once, and to them."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.announcements import EmailChanged
from accounts.models import User
from articles.models import Article, Author
from mailing.build import Forwarded, Ready, build
from mailing.delivery import deliver_due
from mailing.leases import Lease
from mailing.models import Letter, LetterKind, LetterState, Suppression
from mailing.suppressions import suppress
from newsletter.models import ConsentEvent, Issue, Subscription
from newsletter.operations import follow_address, send_issue, subscribe_member, unsubscribe
from tests.mailing.sink import Sink
from tests.newsletter import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
OLD, NEW = "lena@example.org", "lena@new.example"
Method = ConsentEvent.Method
Move = Callable[..., None]
Arrived = Callable[[], Counter[str]]


def suppress_dead(address: str, now: datetime) -> None:
    suppress(
        address=address,
        kinds=[LetterKind.NEWSLETTER],
        reason=Suppression.Reason.HARD_BOUNCE,
        evidence="550 5.1.1",
        now=now,
    )


@pytest.fixture
def lena(learner: User, now: datetime) -> Subscription:
    return subscribe_member(user=learner, now=now)


@pytest.fixture
def issue(article: Article, author: Author, lena: Subscription, now: datetime) -> Issue:
    return send_issue(article=article, by=author, now=now)


@pytest.fixture
def move(learner: User, now: datetime) -> Move:
    def follow(old: str = OLD, new: str = NEW) -> None:
        follow_address(EmailChanged(user_id=learner.pk, old=old, new=new), now=now)

    return follow


@pytest.fixture
def arrived(smtp_sink: Sink, now: datetime) -> Arrived:
    """How many newsletters each address has got after the letters that are due were delivered."""

    def deliver() -> Counter[str]:
        builders.deliver(now)
        return Counter(each.to for each in smtp_sink.received if "List-Unsubscribe" in each.mail)

    return deliver


def newsletter() -> Letter:
    return Letter.objects.get(kind=LetterKind.NEWSLETTER)


def test_what_was_owed_before_the_move_comes_to_the_new_address(
    issue: Issue, move: Move, arrived: Arrived
) -> None:
    move()
    assert arrived() == {NEW: 1}
    assert (newsletter().to, newsletter().state) == (NEW, LetterState.SENT)


def test_its_history_says_so(issue: Issue, move: Move, arrived: Arrived) -> None:
    move()
    arrived()
    assert OLD in newsletter().history()[1].note


def test_what_was_claimed_but_not_built_comes_to_the_new_address_too(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    lease = Lease(lambda: now)
    claimed = lease.claim(10)
    move()
    [built] = build(claimed, at=now)
    assert isinstance(built, Forwarded)
    lease.forward(built.letter, built.to)
    assert arrived() == {NEW: 1}


def test_what_was_built_before_the_move_goes_out_once_to_the_old_address(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    lease = Lease(lambda: now)
    [built] = build(lease.claim(10), at=now)
    assert isinstance(built, Ready)
    move()
    assert lease.begin_sending(built.letter).confirm()
    lease.mark_sent(built.letter)
    assert arrived() == {}


def test_what_the_old_address_put_off_is_tried_at_the_new_one(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    lease = Lease(lambda: now)
    [claimed] = lease.claim(10)
    lease.begin_sending(claimed).confirm()
    move()
    lease.retry_later(claimed, "451 later")
    Letter.objects.update(due_at=now)
    assert arrived() == {NEW: 1}


def test_a_dead_old_address_keeps_nothing_from_the_new_one(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    suppress_dead(OLD, now)
    move()
    assert arrived() == {NEW: 1}


def test_a_dead_new_address_gets_nothing(issue: Issue, move: Move, arrived: Arrived, now: datetime) -> None:
    suppress_dead(NEW, now)
    move()
    assert arrived() == {}
    assert newsletter().state == LetterState.DROPPED


def test_one_who_leaves_after_the_move_gets_nothing(
    issue: Issue, lena: Subscription, move: Move, arrived: Arrived, now: datetime
) -> None:
    move()
    unsubscribe(subscription=lena, method=Method.LINK, now=now)
    assert arrived() == {}


def test_a_subscription_that_waits_at_the_new_address_takes_over_what_is_owed(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    builders.asked(NEW, now=now)
    move()
    assert arrived() == {NEW: 1}


def test_one_that_was_confirmed_after_the_issue_takes_over_too(
    issue: Issue, move: Move, arrived: Arrived, now: datetime
) -> None:
    builders.reader(NEW, now=now)
    move()
    assert arrived() == {NEW: 1}


@pytest.mark.usefixtures("lena")
def test_one_that_is_owed_the_issue_itself_gets_it_once(
    article: Article, author: Author, move: Move, arrived: Arrived, now: datetime
) -> None:
    builders.reader(NEW, now=now)
    send_issue(article=article, by=author, now=now)
    move()
    assert arrived() == {NEW: 1}


def test_one_that_said_no_gets_nothing(issue: Issue, move: Move, arrived: Arrived, now: datetime) -> None:
    unsubscribe(subscription=builders.reader(NEW, now=now), method=Method.LINK, now=now)
    move()
    assert arrived() == {}


def test_the_link_in_a_letter_taken_over_leaves_the_subscription_that_took_over(
    lena: Subscription, move: Move, now: datetime
) -> None:
    builders.reader(NEW, now=now)
    move()
    unsubscribe(subscription=lena, method=Method.ONE_CLICK, now=now)
    assert builders.readers() == []


def test_moving_there_and_back_keeps_the_subscription(lena: Subscription, move: Move, now: datetime) -> None:
    builders.reader(NEW, now=now)
    move()
    move(NEW, OLD)
    assert builders.readers() == [OLD]


OTHER = "lena@third.example"


@pytest.fixture
def twice(learner: User, article: Article, author: Author, now: datetime) -> Issue:
    """An issue that is owed to Lena's subscription and to that of another mailbox of hers."""
    subscribe_member(user=learner, now=now)
    builders.reader(OTHER, now=now)
    return send_issue(article=article, by=author, now=now)


def come_together(move: Move) -> None:
    for old, new in ((OLD, NEW), (NEW, OTHER), (OTHER, NEW)):
        move(old, new)
    assert builders.readers() == [NEW]


def test_two_subscriptions_that_come_together_in_one_get_the_issue_once(
    twice: Issue, move: Move, arrived: Arrived
) -> None:
    come_together(move)
    assert Letter.objects.about(twice.about).count() == 2
    assert arrived() == {NEW: 1}


def test_of_two_that_come_together_the_one_that_was_sent_already_is_enough(
    twice: Issue, move: Move, arrived: Arrived
) -> None:
    Letter.objects.filter(to=OTHER, kind=LetterKind.NEWSLETTER).update(state=LetterState.SENT)
    come_together(move)
    assert arrived() == {}


def test_of_two_that_come_together_one_that_failed_keeps_nothing_from_the_reader(
    twice: Issue, move: Move, arrived: Arrived
) -> None:
    Letter.objects.filter(to=OLD, kind=LetterKind.NEWSLETTER).update(state=LetterState.FAILED)
    come_together(move)
    assert arrived() == {NEW: 1}


@pytest.mark.django_db(transaction=True)
def test_moving_at_the_very_moment_of_delivery_costs_no_letter_and_brings_no_second(
    issue: Issue, move: Move, now: datetime, smtp_sink: Sink
) -> None:
    at_once(move, *[lambda: deliver_due(clock=lambda: now)] * 2)
    deliver_due(clock=lambda: now)
    arrived = [each.to for each in smtp_sink.received if "List-Unsubscribe" in each.mail]
    assert arrived in ([OLD], [NEW])
    assert newsletter().state == LetterState.SENT
