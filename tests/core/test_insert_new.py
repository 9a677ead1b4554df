"""Inserting what is new, and knowing what was."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import IdempotencyKey, User
from core.db import insert_new


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
