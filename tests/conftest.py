"""The people, the time and the mail server that tests use."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import time_machine
from django.db import transaction
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from tests.database import empty_tables
from tests.mailing.sink import Sink, running_sink

PASSWORD = "correct-horse-9"
SignIn = Callable[[User], Client]
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

# A slow machine is no fault of the code: no example has a deadline, and none is too slow to draw.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays until the end: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()


def person(name: str, zone: str, **more: Any) -> User:
    return User.objects.create_user(
        email=f"{name.lower()}@example.org", password=PASSWORD, display_name=name, zone=zone, **more
    )


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Argon2 takes its time on purpose, and every person here has a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache(settings: Settings) -> None:
    """Nothing is cached and no rate limit used up; other workers' caches are left alone.

    So no test may call `cache.clear()`: it would empty the one Valkey of all workers.
    """
    prefix = f"test-{uuid4().hex}"
    settings.CACHES = {alias: {**cache, "KEY_PREFIX": prefix} for alias, cache in settings.CACHES.items()}


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """In a test that uses `now`, itself or through a fixture, the clock starts there and ticks.

    It is set before any other fixture runs. PostgreSQL and other processes have clocks of their own:
    pass them the time.
    """
    if "now" not in request.fixturenames:
        yield
        return
    with time_machine.travel(NOON):
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_flush() -> Iterator[None]:
    """After a test with real transactions, empty the tables that have rows.

    Django's flush truncates all of them and makes content types and permissions again: a second each time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        yield


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a module: what a fixture of the module saves is there for each.

    A test that uses it changes nothing for the next; its own transaction is rolled back as always.
    """
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001  as Django's own: durable acts may begin in it
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def now() -> datetime:
    """A fixed Tuesday, noon in London; `clock` begins there."""
    return NOON


@pytest.fixture
def learner(db: None) -> User:
    return person("Lena", "Europe/London")


@pytest.fixture
def other_learner(db: None) -> User:
    return person("Luis", "America/New_York")


@pytest.fixture
def mentor_user(db: None) -> User:
    return person("Mira", "Europe/Warsaw")


@pytest.fixture
def author_user(db: None) -> User:
    return person("Noor", "Asia/Kolkata")


@pytest.fixture
def staff(db: None) -> User:
    return person("Sam", "Europe/London", is_staff=True)


@pytest.fixture
def signed_in() -> SignIn:
    """`signed_in(learner)` is a browser in which Lena is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def smtp_sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server, and Django's settings pointing to it."""
    with running_sink() as sink:
        for name, value in sink.settings.items():
            setattr(settings, name, value)
        yield sink
