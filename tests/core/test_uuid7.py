"""Keys that sort by the time they were made, from Python and from SQL alike."""

import time
from uuid import UUID

import pytest
from django.db import connection

from core.uuid7 import BEFORE_18, uuid7, uuid7_sql


def milliseconds_of(key: UUID) -> int:
    return key.int >> 80


def made_by(expression: str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return UUID(str(cursor.fetchone()[0]))


def test_keys_sort_by_the_time_they_were_made() -> None:
    keys = []
    for _ in range(3):
        keys.append(uuid7())
        time.sleep(0.002)
    assert keys == sorted(keys)


@pytest.mark.django_db
@pytest.mark.parametrize("expression", [BEFORE_18, None], ids=["before PostgreSQL 18", "as this server does"])
def test_sql_makes_the_same_kind_of_key(expression: str | None) -> None:
    before, key, after = uuid7(), made_by(expression or uuid7_sql()), uuid7()
    assert (key.version, key.variant) == (before.version, before.variant) == (7, uuid7().variant)
    assert milliseconds_of(before) <= milliseconds_of(key) <= milliseconds_of(after)
