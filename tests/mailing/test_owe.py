"""Owing a letter, or many: in the act's own transaction, once for each key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, JSONObject
from pytest_django import Settings

from accounts.models import User
from mailing.buckets import bucket_of
from mailing.models import Letter, LetterKind, LetterState, message_id_of
from mailing.operations import owe_each, owe_many
from tests.mailing.conftest import Owe

Queries = Callable[[int], Any]


def test_a_letter_is_owed_until_its_time_comes(owed: Owe, now: datetime) -> None:
    letter = owed(due_at=now + timedelta(hours=1))

    assert letter.state == LetterState.OWED
    assert not Letter.objects.due(now).exists()
    assert Letter.objects.due(now + timedelta(hours=1)).get() == letter


@pytest.mark.parametrize("spelling", ["lena@example.org", "Lena@EXAMPLE.org", " lena@example.org "])
def test_owed_twice_under_one_key_to_one_mailbox_it_is_one_letter(owed: Owe, spelling: str) -> None:
    first, second = owed(key="booking:1:welcome"), owed(key="booking:1:welcome", to=spelling, about="x")

    assert first == second
    assert (second.to, second.about) == ("lena@example.org", "")


def test_a_letter_knows_its_domain_and_its_bucket(owed: Owe) -> None:
    letter = owed(to="lena@Bücher.example")

    assert (letter.to, letter.domain) == ("lena@xn--bcher-kva.example", "xn--bcher-kva.example")
    assert letter.bucket == bucket_of(letter.to)


@pytest.mark.parametrize(
    "to", ["lena", "lena@", "le\u200bna@example.org", "lena@example.org\r\nBcc: x@example.org"]
)
def test_refuses_what_is_no_address_or_cannot_be_seen(owed: Owe, to: str) -> None:
    with pytest.raises(ValidationError):
        owed(to=to)


def test_the_message_id_follows_from_the_key_alone(owed: Owe) -> None:
    letter = owed(key="booking:1:welcome")

    assert letter.message_id == message_id_of("booking:1:welcome")
    assert letter.message_id != message_id_of("booking:2:welcome")


def test_an_act_that_fails_owes_nothing(owed: Owe) -> None:
    @transaction.atomic
    def act() -> None:
        owed()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()

    assert not Letter.objects.exists()


def test_whoever_closes_an_account_is_written_to_no_more(owed: Owe, learner: User) -> None:
    owed(key="reminder", recipient=learner)
    owed(key="goodbye", recipient=None)

    learner.delete()

    assert [letter.key for letter in Letter.objects.all()] == ["goodbye"]


def test_several_letters_of_one_act_are_owed_by_one_statement(
    owed: Owe, now: datetime, django_assert_num_queries: Queries
) -> None:
    owed(key="booking:1:invitation:1")
    invitations = [
        Letter(
            key=f"booking:1:invitation:{person}",
            kind=LetterKind.TRANSACTIONAL,
            template="test.greeting",
            to=to,
            due_at=now,
        )
        for person, to in ((1, "lena@example.org"), (2, "noor@example.org"))
    ]

    with django_assert_num_queries(1):
        owe_each(invitations)

    first, second = Letter.objects.order_by("key")
    assert (first.to, second.to) == ("lena@example.org", "noor@example.org")
    assert second.message_id == message_id_of(second.key)


def test_the_database_and_python_agree_on_buckets_and_domains(learner: User, now: datetime) -> None:
    User.objects.bulk_create(
        User(email=f"{n}@{n % 7}.example.org", handle=f"h{n}", display_name="x") for n in range(200)
    )
    owe_to_everybody(now)

    letters = list(Letter.objects.all())
    assert all(letter.bucket == bucket_of(letter.to) for letter in letters)
    assert all(letter.domain == letter.to.partition("@")[2] for letter in letters)
    assert {letter.pk.version for letter in letters} == {7}
    assert len({letter.bucket for letter in letters}) > 50, "they spread"


def owe_to_everybody(now: datetime) -> int:
    return owe_many(
        key="issue:7",
        kind=LetterKind.NEWSLETTER,
        template="test.issue",
        about="issue:7",
        due_at=now,
        readers=User.objects.order_by("pk").values(
            "language",
            suffix=Cast("pk", TextField()),
            to=F("email"),
            context=JSONObject(name=F("display_name"), issue=Value(7)),
            recipient=F("pk"),
        ),
    )


def test_many_letters_are_owed_by_one_statement(
    learner: User, other_learner: User, now: datetime, django_assert_num_queries: Queries
) -> None:
    with django_assert_num_queries(1):
        assert owe_to_everybody(now) == 2

    letter = Letter.objects.get(recipient=learner)
    assert letter.key == f"issue:7:{learner.pk}"
    assert letter.message_id == message_id_of(letter.key)
    assert letter.context == {"name": "Lena", "issue": 7}
    assert (letter.kind, letter.state, letter.priority) == (LetterKind.NEWSLETTER, LetterState.OWED, 3)


def test_owing_to_many_again_adds_only_the_new(learner: User, now: datetime, other_learner: User) -> None:
    owe_to_everybody(now)
    User.objects.create_user(email="new@example.org", display_name="New")

    assert owe_to_everybody(now) == 1
    assert Letter.objects.count() == 3


def test_a_reader_who_has_moved_since_is_not_owed_the_same_again(learner: User, now: datetime) -> None:
    owe_to_everybody(now)
    User.objects.filter(pk=learner.pk).update(email="lena@new.example.org")

    assert owe_to_everybody(now) == 0


def test_what_is_owed_for_now_is_delivered_right_after_the_commit(
    owed: Owe, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    past, future = datetime(2020, 1, 1, tzinfo=now.tzinfo), datetime(2120, 1, 1, tzinfo=now.tzinfo)
    with django_capture_on_commit_callbacks() as nudges:
        owed(key="now", due_at=past)
    assert len(nudges) == 1

    with django_capture_on_commit_callbacks() as nudges:
        owed(key="later", due_at=future)
    assert not nudges


def test_a_broker_that_is_down_does_not_fail_the_act(
    owed: Owe, settings: Settings, django_capture_on_commit_callbacks: Any, now: datetime
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with django_capture_on_commit_callbacks(execute=True) as nudges:
        letter = owed(due_at=datetime(2020, 1, 1, tzinfo=now.tzinfo))

    assert len(nudges) == 1
    assert letter.state == LetterState.OWED
