"""Digests: one letter with what came since the last, once for each period, where its reader lives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.announcements import EmailChanged
from accounts.models import User
from articles.models import Author
from articles.operations import withdraw_article
from core.announcements import announce
from mailing.models import Letter, LetterKind, LetterState
from newsletter.deliveries import deliveries_of
from newsletter.digests import Cadence, latest_period
from newsletter.models import ConsentEvent, Digest, HeldIssue, Issue, Subscriber, Subscription
from newsletter.operations import (
    choose_delivery,
    owe_digests,
    owe_issue,
    send_issue,
    subscribe_member,
    undo_issue,
    unsubscribe,
)
from tests.articles import builders as articles
from tests.mailing.sink import Sink
from tests.newsletter import builders
from tests.races import at_once

pytestmark = pytest.mark.django_db
Send = Callable[..., Issue]
SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)  # `now` is the Tuesday before
FIRST = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def send(author: Author, now: datetime) -> Send:
    """`send("Trees", at=…)` publishes an article and mails it."""

    def send_one(title: str, at: datetime = now, leaves_at: datetime | None = None) -> Issue:
        article = articles.published(author, now=at, title=title)
        return send_issue(article=article, by=author, now=at, leaves_at=leaves_at)

    return send_one


def reader_of(
    cadence: Cadence, email: str = "ada@example.org", *, now: datetime, zone: str = "UTC"
) -> Subscription:
    reader = builders.reader(email, now=now)
    Subscriber.objects.filter(pk=reader.subscriber_id).update(zone=zone)
    return choose_delivery(subscription=reader, cadence=cadence, paused_until=None, now=now)


def digests() -> list[tuple[str, int]]:
    """To whom digests are or were owed, and how many issues each lists."""
    owed = Letter.objects.filter(kind=LetterKind.DIGEST).order_by("pk")
    return [(letter.to, len(letter.context["issues"])) for letter in owed]


@pytest.mark.parametrize(
    ("cadence", "zone", "now", "until"),
    [
        (Cadence.WEEKLY, "UTC", "2026-11-28T08:00", "2026-11-28T08:00"),
        (Cadence.WEEKLY, "UTC", "2026-11-28T07:59", "2026-11-21T08:00"),
        (Cadence.WEEKLY, "UTC", "2026-12-04T23:00", "2026-11-28T08:00"),
        (Cadence.WEEKLY, "Asia/Tokyo", "2026-11-27T23:00", "2026-11-27T23:00"),
        (Cadence.WEEKLY, "America/Los_Angeles", "2026-11-28T08:00", "2026-11-21T16:00"),
        (Cadence.MONTHLY, "UTC", "2026-12-01T08:00", "2026-12-01T08:00"),
        (Cadence.MONTHLY, "UTC", "2026-12-01T07:59", "2026-11-01T08:00"),
        (Cadence.MONTHLY, "UTC", "2027-01-31T08:00", "2027-01-01T08:00"),
        (Cadence.MONTHLY, "Europe/Berlin", "2026-07-10T08:00", "2026-07-01T06:00"),  # in summer
        (Cadence.EACH, "UTC", "2026-11-24T12:00", "2026-11-24T12:00"),
    ],
)
def test_a_period_ends_at_eight_where_its_reader_lives(
    cadence: Cadence, zone: str, now: str, until: str
) -> None:
    at, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (now, until))
    assert latest_period(cadence, ZoneInfo(zone), at).until == end


def test_an_issue_is_a_letter_or_waits_for_a_digest(send: Send, now: datetime) -> None:
    builders.reader("bob@example.org", now=now)
    reader_of(Cadence.WEEKLY, now=now)
    issue = send("Trees")
    assert builders.newsletters() == ["bob@example.org"]
    assert [held.subscriber.email for held in issue.held.all()] == ["ada@example.org"]
    assert deliveries_of(issue).in_digests == 1


def test_a_week_is_one_letter_on_saturday(send: Send, now: datetime) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    send("Forests", at=now + timedelta(days=1))
    assert owe_digests(now=SATURDAY - MINUTE) == 0
    assert owe_digests(now=SATURDAY + MINUTE) == 1
    assert digests() == [("ada@example.org", 2)]


def test_it_lists_what_came_with_one_link_for_each(send: Send, now: datetime, smtp_sink: Sink) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    send("Forests", at=now + timedelta(days=1))
    builders.deliver(now)
    owe_digests(now=SATURDAY)
    builders.deliver(SATURDAY)
    mail = smtp_sink.to("ada@example.org")[-1]
    assert mail.subject == "Trees, and 1 more"
    assert "/articles/trees/" in mail.html
    assert "/articles/forests/" in mail.text
    assert "List-Unsubscribe" in mail.mail
    assert "/newsletter/preferences/1.preferences.all." in str(mail.mail["List-Help"])
    assert "How often" in mail.text


def test_a_month_is_one_letter_on_the_first(send: Send, now: datetime) -> None:
    reader_of(Cadence.MONTHLY, now=now)
    send("Trees")
    assert owe_digests(now=SATURDAY) == 0
    assert owe_digests(now=FIRST) == 1


def test_what_came_after_the_end_of_a_period_waits_for_the_next(send: Send, now: datetime) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    send("Forests", at=SATURDAY + MINUTE)
    owe_digests(now=SATURDAY + 2 * MINUTE)
    assert owe_digests(now=SATURDAY + timedelta(days=7)) == 1
    assert digests() == [("ada@example.org", 1), ("ada@example.org", 1)]


def test_a_week_without_an_issue_has_no_letter(now: datetime) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    assert owe_digests(now=SATURDAY) == 0


def test_one_is_owed_once_however_often_it_is_asked(send: Send, now: datetime) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    assert [owe_digests(now=SATURDAY + n * MINUTE) for n in range(3)] == [1, 0, 0]


def test_a_late_beat_owes_it_late(send: Send, now: datetime) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    assert owe_digests(now=SATURDAY + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_beats_at_once_one_owes_it(send: Send, now: datetime) -> None:
    for name in ("ada", "bob", "cleo"):
        reader_of(Cadence.WEEKLY, f"{name}@example.org", now=now)
    send("Trees")

    beat = partial(owe_digests, now=SATURDAY)
    assert sum(int(str(each)) for each in at_once(beat, beat)) == 3
    assert len(digests()) == 3


def test_each_reader_gets_it_in_the_morning_of_their_own_zone(send: Send, now: datetime) -> None:
    reader_of(Cadence.WEEKLY, "tokyo@example.org", now=now, zone="Asia/Tokyo")
    reader_of(Cadence.WEEKLY, "denver@example.org", now=now, zone="America/Denver")
    send("Trees")
    owe_digests(now=SATURDAY - timedelta(hours=9))
    assert digests() == [("tokyo@example.org", 1)]
    owe_digests(now=SATURDAY + timedelta(hours=7))
    assert digests() == [("tokyo@example.org", 1), ("denver@example.org", 1)]


class TestPause:
    UNTIL = SATURDAY + timedelta(days=4)

    def pause(self, reader: Subscription, now: datetime) -> None:
        choose_delivery(
            subscription=reader, cadence=Cadence(reader.cadence), paused_until=self.UNTIL, now=now
        )

    @pytest.mark.parametrize("cadence", Cadence)
    def test_after_it_one_letter_says_what_came(self, send: Send, now: datetime, cadence: Cadence) -> None:
        self.pause(reader_of(cadence, now=now), now)
        for n in range(3):
            send(f"Trees {n}", at=now + n * MINUTE)
        assert owe_digests(now=self.UNTIL - MINUTE) == 0
        owe_digests(now=self.UNTIL + timedelta(days=30))
        assert digests() == [("ada@example.org", 3)]
        assert builders.newsletters() == []

    def test_after_it_issues_come_one_by_one_again(self, send: Send, now: datetime) -> None:
        self.pause(reader_of(Cadence.EACH, now=now), now)
        send("Trees", at=self.UNTIL)
        assert builders.newsletters() == ["ada@example.org"]

    def test_going_on_early_brings_what_waits_at_once(self, send: Send, now: datetime) -> None:
        reader = reader_of(Cadence.EACH, now=now)
        self.pause(reader, now)
        send("Trees")
        choose_delivery(subscription=reader, cadence=Cadence.EACH, paused_until=None, now=now + MINUTE)
        assert owe_digests(now=now + 2 * MINUTE) == 1


def test_whoever_wants_each_issue_again_gets_what_waits_at_once(send: Send, now: datetime) -> None:
    reader = reader_of(Cadence.MONTHLY, now=now)
    send("Trees")
    choose_delivery(subscription=reader, cadence=Cadence.EACH, paused_until=None, now=now)
    assert owe_digests(now=now + MINUTE) == 1
    send("Forests", at=now + MINUTE)
    assert builders.newsletters() == ["ada@example.org"]


def test_what_was_mailed_does_not_come_again_in_a_digest(send: Send, now: datetime) -> None:
    reader = builders.reader("ada@example.org", now=now)
    issue = send("Trees")
    choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
    owe_issue(issue=issue, now=now + MINUTE)
    assert owe_digests(now=SATURDAY) == 0
    assert len(builders.newsletters()) == 1


def test_what_waits_is_no_letter_when_the_issue_is_owed_again(send: Send, now: datetime) -> None:
    reader = reader_of(Cadence.WEEKLY, now=now)
    issue = send("Trees")
    choose_delivery(subscription=reader, cadence=Cadence.EACH, paused_until=None, now=now)
    assert owe_issue(issue=issue, now=now + MINUTE) == 0


def test_an_issue_that_was_undone_waits_for_nobody(send: Send, now: datetime) -> None:
    reader_of(Cadence.EACH, now=now)
    reader_of(Cadence.WEEKLY, "bob@example.org", now=now)
    issue = send("Trees", at=SATURDAY - MINUTE, leaves_at=SATURDAY + MINUTE)
    assert owe_digests(now=SATURDAY) == 0, "its author may still take it back"
    undo_issue(issue=issue, now=SATURDAY)
    assert not HeldIssue.objects.exists()


def test_one_who_left_gets_none(send: Send, now: datetime, smtp_sink: Sink) -> None:
    reader = reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    owe_digests(now=SATURDAY)
    unsubscribe(subscription=reader, method=ConsentEvent.Method.LINK, now=SATURDAY)
    builders.deliver(SATURDAY)
    assert Letter.objects.get(kind=LetterKind.DIGEST).state == LetterState.DROPPED


def test_one_who_left_before_is_owed_none(send: Send, now: datetime) -> None:
    reader = reader_of(Cadence.WEEKLY, now=now)
    send("Trees")
    unsubscribe(subscription=reader, method=ConsentEvent.Method.LINK, now=now)
    assert not HeldIssue.objects.exists()
    assert owe_digests(now=SATURDAY) == 0


def test_an_article_that_is_no_longer_there_is_not_listed(send: Send, now: datetime, smtp_sink: Sink) -> None:
    reader_of(Cadence.WEEKLY, now=now)
    article = send("Trees").article
    owe_digests(now=SATURDAY)
    withdraw_article(article=article, now=SATURDAY)
    builders.deliver(SATURDAY)
    letter = Letter.objects.get(kind=LetterKind.DIGEST)
    assert (letter.state, letter.error) == (LetterState.DROPPED, "Nothing is left to tell.")


def test_readers_of_the_same_issues_share_what_is_composed(send: Send, now: datetime) -> None:
    for name in ("ada", "bob"):
        reader_of(Cadence.WEEKLY, f"{name}@example.org", now=now)
    send("Trees")
    owe_digests(now=SATURDAY)
    assert len(set(Letter.objects.filter(kind=LetterKind.DIGEST).values_list("about", flat=True))) == 1


def test_many_readers_cost_no_more_queries_than_one(
    send: Send, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        reader_of(Cadence.WEEKLY, f"r{n}@example.org", now=now)
    send("Trees")
    with django_assert_max_num_queries(12):
        assert owe_digests(now=SATURDAY) == 30
    assert Digest.objects.count() == 30


def test_what_waits_goes_along_to_another_address(
    send: Send, learner: User, now: datetime, smtp_sink: Sink
) -> None:
    reader = subscribe_member(user=learner, now=now)
    choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
    send("Trees")
    announce(EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example"))
    owe_digests(now=SATURDAY)
    assert digests() == [("lena@new.example", 1)]


def test_a_digest_that_is_owed_already_is_sent_on(
    send: Send, learner: User, now: datetime, smtp_sink: Sink
) -> None:
    reader = subscribe_member(user=learner, now=now)
    choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
    send("Trees")
    owe_digests(now=SATURDAY)
    announce(EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example"))
    builders.deliver(SATURDAY)
    builders.deliver(SATURDAY)
    assert [mail.subject for mail in smtp_sink.to("lena@new.example")] == ["Trees"]


def test_two_mailboxes_that_become_one_get_it_once(send: Send, learner: User, now: datetime) -> None:
    reader = subscribe_member(user=learner, now=now)
    choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
    reader_of(Cadence.WEEKLY, "lena@new.example", now=now)
    send("Trees")
    announce(EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example"))
    owe_digests(now=SATURDAY)
    assert digests() == [("lena@new.example", 1)]


def test_what_the_new_mailbox_has_as_a_letter_is_not_in_its_digest(
    send: Send, learner: User, now: datetime
) -> None:
    reader = subscribe_member(user=learner, now=now)
    choose_delivery(subscription=reader, cadence=Cadence.WEEKLY, paused_until=None, now=now)
    builders.reader("lena@new.example", now=now)
    send("Trees")
    announce(EmailChanged(user_id=learner.pk, old="lena@example.org", new="lena@new.example"))
    assert owe_digests(now=SATURDAY) == 0
    assert builders.newsletters() == ["lena@new.example"]
