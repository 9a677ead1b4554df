"""Inserting what is new and knowing what was, and queries that are planned once."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import IdempotencyKey, User
from core.db import insert_new, select_planned
from mailing.models import Letter
from notices.models import Notice


def a_key(learner: User, key: str, now: datetime) -> IdempotencyKey:
    return IdempotencyKey(actor=learner, act="enrol", key=key, request_hash="", expires_at=now)


@pytest.mark.django_db
def test_only_the_rows_that_were_inserted_are_named(
    learner: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    [known] = insert_new([a_key(learner, "known", now)])
    with django_assert_num_queries(1):
        inserted = insert_new([a_key(learner, "known", now), a_key(learner, "new", now)])

    assert inserted == set(IdempotencyKey.objects.exclude(pk=known).values_list("pk", flat=True))
    assert IdempotencyKey.objects.count() == 2


@pytest.mark.django_db
def test_rows_of_several_tables_are_inserted_in_one_statement(
    learner: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told = Notice(person=learner, kind="a", about="b", at=now, is_listed=True, created_at=now)
    letter = Letter(
        key="k", bucket=0, kind="reminder", to="l@example.org", due_at=now, context={"né": [1, None]}
    )
    with django_assert_num_queries(1):
        inserted = insert_new([told], [], [letter])
    assert inserted == {told.pk, letter.pk}
    assert Letter.objects.get().context == {"né": [1, None]}
    assert Letter.objects.get().secret_context is None
    assert Notice.objects.get().at == now
    assert insert_new([told], [letter]) == set()


def test_nothing_to_insert_asks_nothing() -> None:
    assert insert_new([], []) == set()


@pytest.mark.django_db
def test_a_planned_query_is_counted_and_answers_the_same_each_time(
    learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    statement = "SELECT handle FROM accounts_user WHERE id = ANY(%(ids)s::bigint[])"
    with django_assert_num_queries(8):
        answers = [select_planned(statement, ids=[learner.pk, 0][: 1 + turn % 2]) for turn in range(8)]
    assert answers == [[(learner.handle,)]] * 8
    assert select_planned(statement, ids=[]) == []
