"""The API does what its schema says, whatever is sent to it (schemathesis makes it up), and by whomever."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.operations import create_token
from api.throttling import MemberThrottle, StrangerThrottle
from articles.operations import read_article_file
from availability.operations import override_date
from config.wsgi import application
from editor.operations import read_import, start_roadmap
from planning.operations import add_block
from planning.operations.blocks import BlockWish
from practice.models import Question
from practice.operations import answer_question
from roadmaps.choices import StepStatus
from roadmaps.operations import add_own_step, enrol, log_study, mark_step
from tests.articles import builders as articles
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of
from tests.practice.builders import a_question
from tests.roadmaps.builders import gate, published, step

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
PAGES = ["/api/v1/schema/", "/api/v1/docs/"]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: a request that ends must not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def a_token(user: User) -> str:
    return create_token(
        user=user,
        name="schemathesis",
        scopes=["read", "write"],
        lifetime=timedelta(days=1),
        now=timezone.now(),
    )[1]


@pytest.fixture
def places(learner: User, mentor_user: User, author_user: User, staff: User, now: datetime) -> dict[str, str]:
    """A small community, and the parts of addresses that lead to it."""
    edition = published(step("basics", 10), step("middle", 20), gates=[gate("year", 12)])
    enrolment = enrol(roadmap=edition.roadmap, learner=learner, track="from_ds", now=now)
    own_step = add_own_step(
        enrolment=enrolment, milestone="m1", title="A paper", hours=3, by=learner, now=now
    )
    event = mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
    call = a_session_type(a_mentor(mentor_user))
    booking = a_booking(call, learner, now=now)
    day_off = override_date(schedule=schedule_of(call.mentor), on=now.date() + timedelta(days=7))
    article = articles.published(articles.author_of(author_user), now=now)
    brought = read_article_file(author=article.author, name="x.md", data=b"# New\n\nText.", now=now)
    sitting = add_block(learner=learner, week=now.date(), wish=BlockWish(minutes=30), now=now)
    given = answer_question(
        learner=learner, question=a_question(edition.roadmap, now=now), text="Signs", now=now
    )
    for_learner = Question.objects.create(
        for_learner=learner, session=booking, key="for-you", kind="explain", points=["Signs"], updated_at=now
    )
    entry = log_study(learner=learner, minutes=30, studied_on=now.date(), now=now)
    own = start_roadmap(owner=learner, title="Cooking", now=now)
    file = read_import(owner=learner, name="x.md", data=b"- [ ] Boil water", now=now)
    return {
        "bookings/{id}": str(booking.pk),
        "drafts/{id}": str(article.pk),
        "study-entries/{id}": str(entry.pk),
        "plan-blocks/{id}": str(sitting.pk),
        "practice-answers/{id}": str(given.pk),
        "practice-cards/{id}": str(given.card_id),
        "practice-suggestions/{id}": str(for_learner.pk),
        "questions/{id}": str(given.card.question_id),
        "plans/{day}": now.date().isoformat(),
        "events/{id}": str(event.pk if event else ""),
        "articles/{slug}": article.slug,
        "article-imports/{id}": str(brought.pk),
        "session-types/{slug}": call.slug,
        "{handle}": mentor_user.handle,
        "roadmaps/{slug}": edition.roadmap.slug,
        "own-roadmaps/{slug}": own.slug,
        "roadmap-imports/{id}": str(file.pk),
        "enrolments/{slug}": edition.roadmap.slug,
        "steps/{key}": "basics",
        "own-steps/{key}": own_step.key,
        "hidden-milestones/{key}": "m1",
        "step-orders/{milestone}": "m1",
        "gates/{key}": "year",
        "{number}": "1",
        "{topic}": "articles",
        "dates/{on}": day_off.on.isoformat(),
    }


def known_parts(path: str, places: dict[str, str]) -> dict[str, str]:
    """The parts of this address that exist, by the name of the parameter."""
    found = {}
    for ending, part in places.items():
        before, _brace, name = ending.partition("{")
        for parameter in (name.rstrip("}"), "pk"):
            if f"{before}{{{parameter}}}" in path:
                found[parameter] = part
    return found


def failures_of(
    operation: Any, mode: GenerationMode, headers: dict[str, str], parts: dict[str, str]
) -> Iterator[str]:
    """What one made-up request to this operation shows."""
    failures: list[str] = []

    @given(operation.as_strategy(generation_mode=mode, path_parameters=parts or None))
    @settings(
        max_examples=1,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def send(case: Any) -> None:
        try:
            case.call_and_validate(headers=headers, checks=CHECKS)
        except FailureGroup as group:
            failures.extend(f"{operation.label}: {failure}" for failure in group.exceptions)

    with suppress(Unsatisfiable):  # nothing can be wrong about a request without parts
        send()
    yield from failures


@pytest.mark.parametrize("role", ["stranger", "learner", "mentor_user", "author_user", "staff"])
def test_answers_as_described(
    role: str, places: dict[str, str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every operation: sound and broken requests to what exists, and a sound one to wherever it leads."""
    for limit in (StrangerThrottle, MemberThrottle):
        monkeypatch.setattr(limit, "rate", "10000/min", raising=False)
    headers = {"Accept-Encoding": "identity"}
    if role != "stranger":
        headers["Authorization"] = f"Bearer {a_token(request.getfixturevalue(role))}"
    failures: list[str] = []
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    found: list[Any] = list(schema.exclude(path=PAGES).get_all_operations())
    for operation in (each.ok() for each in found):
        known = known_parts(operation.path, places)
        failures += failures_of(operation, GenerationMode.POSITIVE, headers, known)
        failures += failures_of(operation, GenerationMode.NEGATIVE, headers, known)
        if known:
            failures += failures_of(operation, GenerationMode.POSITIVE, headers, {})
    assert not failures, "\n\n".join(failures)
