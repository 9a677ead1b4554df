"""Somebody changes the address of their account while an issue goes out: it comes once, and to them."""

from collections import Counter
from datetime import datetime

import pytest

from accounts.announcements import EmailChanged
from articles.models import ConsentEvent, Subscriber
from articles.operations import follow_address, send_issue, subscribe, subscribe_member, unsubscribe
from mailing.build import Forwarded, Ready, build
from mailing.delivery import deliver_due
from mailing.leases import Lease
from mailing.lifecycle import BULK_KINDS
from mailing.models import Letter, LetterKind, LetterState, Suppression
from mailing.suppressions import suppress
from tests.articles import builders
from tests.mailing.sink import Sink
from tests.races import at_once

pytestmark = pytest.mark.django_db
OLD, NEW = "lena@example.org", "lena@new.example"
How = ConsentEvent.How


@pytest.fixture
def lena(learner, now) -> Subscriber:
    return subscribe_member(user=learner, now=now)


@pytest.fixture
def issue(article, author, lena, now):
    return send_issue(article=article, by=author, now=now)


@pytest.fixture
def move(learner, now):
    def follow(old=OLD, new=NEW):
        follow_address(EmailChanged(user_id=learner.pk, old=old, new=new), now=now)

    return follow


@pytest.fixture
def arrived(smtp_sink: Sink, now):
    """Who has got how many newsletters after one turn of delivery."""

    def deliver() -> Counter[str]:
        deliver_due(clock=lambda: now)
        return Counter(each.to for each in smtp_sink.received if "List-Unsubscribe" in each.mail)

    return deliver


def newsletter() -> Letter:
    return Letter.objects.get(kind=LetterKind.NEWSLETTER)


def test_what_was_owed_before_the_move_comes_to_the_new_address(issue, move, arrived):
    move()
    assert arrived() == {NEW: 1}
    assert (newsletter().to, newsletter().state) == (NEW, LetterState.SENT)


def test_its_history_says_so(issue, move, arrived):
    move()
    arrived()
    assert OLD in newsletter().history()[1].note


def test_what_was_claimed_but_not_built_comes_to_the_new_address_too(issue, move, arrived, now):
    lease = Lease(lambda: now)
    claimed = lease.claim(10)
    move()
    [built] = build(claimed, at=now)
    assert isinstance(built, Forwarded)
    lease.forward(built.letter, built.to)
    assert arrived() == {NEW: 1}


def test_what_was_built_before_the_move_goes_out_once_to_the_old_address(issue, move, arrived, now):
    lease = Lease(lambda: now)
    [built] = build(lease.claim(10), at=now)
    assert isinstance(built, Ready)
    move()
    assert lease.mark_sending(built.letter)
    lease.mark_sent(built.letter)
    assert arrived() == {}


def test_what_the_old_address_put_off_is_tried_at_the_new_one(issue, move, arrived, now):
    lease = Lease(lambda: now)
    [claimed] = lease.claim(10)
    lease.mark_sending(claimed)
    move()
    lease.retry_later(claimed, "451 later")
    Letter.objects.update(due_at=now)
    assert arrived() == {NEW: 1}


def suppress_as_dead(address: str, *, now: datetime) -> None:
    reason = Suppression.Reason.HARD_BOUNCE
    suppress(address=address, kinds=BULK_KINDS, reason=reason, evidence="550", now=now)


def test_a_dead_old_address_keeps_nothing_from_the_new_one(issue, move, arrived, now):
    suppress_as_dead(OLD, now=now)
    move()
    assert arrived() == {NEW: 1}


def test_a_dead_new_address_gets_nothing(issue, move, arrived, now):
    suppress_as_dead(NEW, now=now)
    move()
    assert arrived() == {}
    assert newsletter().state == LetterState.DROPPED


def test_whoever_leaves_after_the_move_gets_nothing(issue, lena, move, arrived, now):
    move()
    unsubscribe(subscriber=lena, how=How.LINK, now=now)
    assert arrived() == {}


def test_a_subscription_that_waits_at_the_new_address_takes_over_what_is_owed(issue, move, arrived, now):
    subscribe(email=NEW, how=How.FORM, now=now)
    move()
    assert arrived() == {NEW: 1}


def test_one_that_was_confirmed_after_the_issue_takes_over_too(issue, move, arrived, now):
    builders.reader(NEW, now=now)
    move()
    assert arrived() == {NEW: 1}


@pytest.mark.usefixtures("lena")
def test_one_that_is_owed_the_issue_itself_gets_it_once(article, author, move, arrived, now):
    builders.reader(NEW, now=now)
    send_issue(article=article, by=author, now=now)
    move()
    assert arrived() == {NEW: 1}


def test_one_that_said_no_gets_nothing(issue, move, arrived, now):
    unsubscribe(subscriber=builders.reader(NEW, now=now), how=How.LINK, now=now)
    move()
    assert arrived() == {}


def test_the_link_in_a_letter_taken_over_leaves_the_subscription_that_took_over(lena, move, now):
    builders.reader(NEW, now=now)
    move()
    unsubscribe(subscriber=lena, how=How.ONE_CLICK, now=now)
    assert not Subscriber.objects.confirmed().exists()


def test_moving_there_and_back_keeps_the_subscription(lena, move, now):
    builders.reader(NEW, now=now)
    move()
    move(NEW, OLD)
    assert [reader.email for reader in Subscriber.objects.confirmed()] == [OLD]


@pytest.mark.django_db(transaction=True)
def test_moving_at_the_very_moment_of_delivery_costs_no_letter_and_brings_no_second(
    issue,
    move,
    now,
    smtp_sink: Sink,
):
    at_once(move, *[lambda: deliver_due(clock=lambda: now)] * 2)
    deliver_due(clock=lambda: now)
    arrived = [each.to for each in smtp_sink.received if "List-Unsubscribe" in each.mail]
    assert arrived in ([OLD], [NEW])
    assert newsletter().state == LetterState.SENT
