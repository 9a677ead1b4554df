"""Telling somebody something: in the act's transaction, once, by the channels that they have."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from mailing.models import Letter, LetterState
from notices.models import Channel, Notice
from notices.operations import NewNotice, choose_channels, take_back, tell, tell_each
from notices.registry import NoticeKind
from tests.mailing.conftest import Deliver
from tests.mailing.sink import Sink
from tests.notices.kinds import CONFIRMATION, REMINDER

HOUR = timedelta(hours=1)
Queries = Callable[[int], Any]


def listed(person: User, at: datetime) -> list[Notice]:
    return list(Notice.objects.of(person).listed(at).newest_first())


def test_it_is_in_the_list_at_once_and_owed_by_mail(learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", now=now, context={"booking": 1})

    [notice] = listed(learner, now)
    assert (notice.kind, notice.context, notice.is_read) == ("test.reminder", {"booking": 1}, False)
    letter = Letter.objects.get()
    assert (letter.to, letter.recipient, letter.template) == (learner.email, learner, "test.greeting")
    assert (letter.context, letter.about, letter.due_at) == ({"booking": 1}, "booking:1", now)


def test_what_is_told_later_is_not_seen_before(
    learner: User, now: datetime, deliver: Deliver, smtp_sink: Sink
) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", at=now + HOUR, now=now)

    assert listed(learner, now) == []
    assert deliver().sent == 0
    assert len(listed(learner, now + HOUR)) == 1
    assert deliver(at=now + HOUR).sent == 1


def test_nobody_else_sees_it(learner: User, other_learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", now=now)

    assert listed(other_learner, now) == []


def test_told_again_for_the_same_time_it_is_told_once(learner: User, now: datetime) -> None:
    for at in (now, now, now + HOUR):
        tell(person=learner, kind=REMINDER, about="booking:1", at=at, now=now)

    assert Notice.objects.count() == Letter.objects.count() == 2


def test_an_act_that_fails_tells_nothing(learner: User, now: datetime) -> None:
    @transaction.atomic
    def act() -> None:
        tell(person=learner, kind=REMINDER, about="booking:1", now=now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    assert not Notice.objects.exists()
    assert not Letter.objects.exists()


def test_what_is_no_longer_so_is_taken_back_in_every_channel(learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", at=now + HOUR, now=now)
    tell(person=learner, kind=REMINDER, about="booking:2", at=now + HOUR, now=now)

    take_back(about="booking:1", now=now)

    assert [notice.about for notice in listed(learner, now + HOUR)] == ["booking:2"]
    states = dict(Letter.objects.values_list("about", "state"))
    assert states == {"booking:1": LetterState.RECALLED, "booking:2": LetterState.OWED}


def test_what_was_taken_back_can_be_told_again(learner: User, now: datetime) -> None:
    """A session that moves away and back is reminded of."""
    for _time in range(2):
        tell(person=learner, kind=REMINDER, about="booking:1", at=now + HOUR, now=now)
        take_back(about="booking:1", now=now)
    tell(person=learner, kind=REMINDER, about="booking:1", at=now + HOUR, now=now)

    assert len(listed(learner, now + HOUR)) == 1
    assert Letter.objects.in_state(LetterState.OWED).count() == 1


def test_what_has_been_read_stays(learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", now=now)
    Notice.objects.update(read_at=now)

    take_back(about="booking:1", now=now)

    assert len(listed(learner, now)) == 1


@pytest.mark.parametrize(
    ("channel", "rows", "letters"), [(Channel.LIST, 0, 1), (Channel.MAIL, 1, 0)], ids=list(Channel)
)
def test_a_channel_that_is_turned_off_stays_quiet(
    learner: User, now: datetime, channel: Channel, rows: int, letters: int
) -> None:
    choose_channels(person=learner, choices={REMINDER: {channel: False}}, now=now)

    tell(person=learner, kind=REMINDER, about="booking:1", now=now)

    assert (len(listed(learner, now)), Letter.objects.count()) == (rows, letters)


def test_turning_mail_off_recalls_what_waits_of_that_kind(
    learner: User, other_learner: User, now: datetime
) -> None:
    for person, kind in ((learner, REMINDER), (learner, CONFIRMATION), (other_learner, REMINDER)):
        tell(person=person, kind=kind, about="booking:1", at=now + HOUR, now=now)

    choose_channels(person=learner, choices={REMINDER: {Channel.MAIL: False}}, now=now)

    recalled = Letter.objects.in_state(LetterState.RECALLED)
    assert [(letter.recipient, letter.template) for letter in recalled] == [(learner, "test.greeting")]


def test_a_confirmation_comes_by_mail_whatever_somebody_chose(learner: User, now: datetime) -> None:
    choose_channels(person=learner, choices={CONFIRMATION: {Channel.MAIL: False}}, now=now)

    tell(person=learner, kind=CONFIRMATION, about="booking:1", now=now)

    assert Letter.objects.count() == 1


@pytest.mark.parametrize("kind", [REMINDER, CONFIRMATION])
def test_a_choice_can_be_changed_back(learner: User, now: datetime, kind: NoticeKind) -> None:
    for is_on in (False, True):
        choose_channels(person=learner, choices={kind: {Channel.LIST: is_on, Channel.MAIL: is_on}}, now=now)

    tell(person=learner, kind=kind, about="booking:1", now=now)

    assert (len(listed(learner, now)), Letter.objects.count()) == (1, 1)


def test_many_are_told_at_the_cost_of_one(
    learner: User, other_learner: User, now: datetime, django_assert_num_queries: Queries
) -> None:
    notices = [
        NewNotice(person=person, kind=kind, about="booking:1", at=now + hours * HOUR)
        for person in (learner, other_learner)
        for kind in (REMINDER, CONFIRMATION)
        for hours in range(3)
    ]

    with django_assert_num_queries(2):
        tell_each(notices, now=now)

    assert Notice.objects.count() == Letter.objects.count() == 12


def test_what_somebody_did_themselves_is_listed_as_read(learner: User, now: datetime) -> None:
    tell_each(
        [NewNotice(person=learner, kind=CONFIRMATION, about="booking:1", at=now, is_news=False)], now=now
    )

    assert [notice.is_read for notice in listed(learner, now)] == [True]
    assert Letter.objects.count() == 1


def test_an_act_may_name_the_key_of_a_letter(learner: User, now: datetime) -> None:
    """Then the letter is owed once, however often its notice is told."""
    notice = NewNotice(
        person=learner, kind=CONFIRMATION, about="booking:1", at=now, letter_key="booking:1:invitation"
    )
    for _time in range(2):
        tell_each([notice], now=now)
        take_back(about="booking:1", now=now)

    assert [letter.key for letter in Letter.objects.all()] == ["booking:1:invitation"]
    assert Notice.objects.count() == 2


def test_whoever_closes_an_account_takes_their_notices_along(learner: User, now: datetime) -> None:
    tell(person=learner, kind=REMINDER, about="booking:1", now=now)

    learner.delete()

    assert not Notice.objects.exists()
    assert not Letter.objects.exists()
