"""The servers a test run gets for itself."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_postgresql_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


def test_valkey_answers() -> None:
    cache.set("house", "stands")
    assert cache.get("house") == "stands"
