"""Queries that are built and compiled once."""

from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from core.prepared import prepared


@prepared
def _by_handle(handle: Any) -> QuerySet[User]:
    return User.objects.filter(handle=handle)


def test_each_call_finds_the_rows_of_its_own_values(learner: User, mentor_user: User) -> None:
    assert _by_handle.rows(handle=learner.handle) == [learner]
    assert _by_handle.rows(handle=mentor_user.handle) == [mentor_user]
    assert _by_handle.first(handle="nobody") is None


def test_the_query_is_built_once(learner: User) -> None:
    built = []

    @prepared
    def somebody(pk: Any) -> QuerySet[User]:
        built.append(pk)
        return User.objects.filter(pk=pk)

    assert [somebody.first(pk=learner.pk) for _ in range(3)] == [learner] * 3
    assert len(built) == 1


def test_rows_are_read_anew_each_time(learner: User) -> None:
    before = _by_handle.rows(handle=learner.handle)
    User.objects.filter(pk=learner.pk).update(display_name="Somebody else")
    after = _by_handle.rows(handle=learner.handle)
    assert before[0].display_name != after[0].display_name == "Somebody else"


def test_a_subquery_is_a_part_of_another_query(learner: User, mentor_user: User) -> None:
    @prepared
    def ids(handle: Any, other: Any) -> QuerySet[User, Any]:
        return User.objects.filter(handle__in=[handle, other]).values("pk")

    found = User.objects.filter(pk__in=ids.subquery(handle=learner.handle, other="nobody"))
    assert list(found) == [learner]
    assert mentor_user in User.objects.exclude(pk__in=ids.subquery(handle=learner.handle, other="nobody"))


def test_values_and_unions_are_rows_too(learner: User, mentor_user: User) -> None:
    @prepared
    def names(first: Any, second: Any) -> QuerySet[User, Any]:
        one, other = (User.objects.filter(handle=handle).values_list("handle") for handle in (first, second))
        return one.union(other, all=True)

    assert sorted(names.rows(first=learner.handle, second=mentor_user.handle)) == sorted(
        [(learner.handle,), (mentor_user.handle,)]
    )


def test_a_value_is_no_sql(learner: User) -> None:
    assert _by_handle.rows(handle="' OR 1=1 --") == []
    assert _by_handle.rows(handle="%s") == []


def test_every_thread_asks_by_its_own_connection(learner: User) -> None:
    """Another one does not see what this test has not committed."""
    found: list[list[User]] = []

    def ask() -> None:
        found.append(_by_handle.rows(handle=learner.handle))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert _by_handle.rows(handle=learner.handle) == [learner]
    assert found == [[]]


def test_days_are_those_of_the_current_time_zone(learner: User) -> None:
    @prepared
    def joined_on(day: Any) -> QuerySet[User]:
        return User.objects.filter(joined_at__date=day)

    User.objects.filter(pk=learner.pk).update(joined_at=datetime(2026, 11, 24, 23, tzinfo=UTC))
    assert joined_on.rows(day=date(2026, 11, 24)) == [learner]
    with timezone.override("Asia/Tokyo"):
        assert joined_on.rows(day=date(2026, 11, 24)) == []
        assert joined_on.rows(day=date(2026, 11, 25)) == [learner]
