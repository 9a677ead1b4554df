"""Another person's object is not found; and looking at a page changes nothing."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, User
from articles.models import Article
from mailing.models import Letter
from mentoring.models import Booking
from newsletter.operations import send_issue
from planning.operations import add_block
from planning.operations.blocks import BlockWish
from practice.models import Answer
from roadmaps.choices import StepStatus
from roadmaps.models import ProgressEvent, StudyEntry
from roadmaps.operations import enrol, log_study, mark_step
from tests.articles import builders as articles
from tests.conftest import PASSWORD
from tests.mentoring.builders import a_booking, a_mentor, a_session_type
from tests.practice.builders import a_question, answer
from tests.roadmaps.builders import EARLIER, published, step
from tests.system.routes import PAGES, name_of

Browser = Callable[[User], Client]

pytestmark = pytest.mark.django_db

OBJECTS = {
    "get": (
        *("/writing/{article}/", "/writing/{article}/arrangement/", "/writing/{article}/revisions/"),
        "/writing/{article}/publishing/",
        *("/writing/{article}/issue/", "/writing/{article}/issue/audience/"),
        *("/bookings/{booking}/", "/bookings/{booking}/session.ics"),
        *("/bookings/{booking}/cancellation/", "/mentoring/session-types/call/"),
        *("/study/{entry}/", "/study/{entry}/removal/", "/outbox/letters/{letter}/"),
        *("/plan/blocks/{block}/", "/plan/blocks/{block}/removal/", "/api/v1/plan-blocks/{block}/"),
        *("/practice/answers/{answer}/", "/api/v1/practice-answers/{answer}/"),
        "/api/v1/practice-cards/{card}/",
        *("/api/v1/drafts/{article}/", "/api/v1/bookings/{booking}/", "/api/v1/study-entries/{entry}/"),
        *("/api/v1/enrolments/walking/", "/api/v1/enrolments/walking/events/"),
        *("/api/v1/enrolments/walking/progress/", "/api/v1/enrolments/walking/next-step/"),
        *("/roadmaps/walking/own-version/", "/api/v1/enrolments/walking/overlay/"),
    ),
    "post": (
        *("/writing/{article}/", "/writing/{article}/preview/", "/writing/{article}/publishing/"),
        *("/writing/{article}/draft/", "/writing/{article}/sharing/"),
        *("/writing/{article}/publishing/cancellation/",),
        *("/writing/{article}/withdrawal/", "/writing/{article}/arrangement/"),
        *("/writing/{article}/revisions/", "/writing/{article}/issue/", "/writing/{article}/issue/test/"),
        *("/writing/{article}/issue/settlement/", "/bookings/{booking}/cancellation/"),
        *("/bookings/{booking}/outcome/", "/mentoring/session-types/call/", "/study/{entry}/"),
        *("/study/{entry}/removal/", "/settings/tokens/{token}/revocation/"),
        *("/plan/blocks/{block}/", "/plan/blocks/{block}/removal/", "/plan/blocks/{block}/log/"),
        *("/plan/blocks/{block}/any-day/", "/api/v1/plan-blocks/{block}/log/"),
        *("/roadmaps/walking/own-version/", "/roadmaps/walking/own-version/steps/"),
        *("/practice/answers/{answer}/", "/api/v1/enrolments/walking/own-steps/"),
        *("/roadmaps/walking/marks/{event}/undo/", "/outbox/retries/", "/outbox/confirmations/"),
        *("/api/v1/drafts/{article}/publication/", "/api/v1/bookings/{booking}/cancellation/"),
        *("/api/v1/bookings/{booking}/outcome/", "/api/v1/enrolments/walking/events/{event}/undo/"),
    ),
    "put": (
        *("/api/v1/drafts/{article}/", "/api/v1/enrolments/walking/steps/basics/status/"),
        *("/api/v1/enrolments/walking/hidden-steps/basics/", "/api/v1/enrolments/walking/step-orders/m1/"),
    ),
    "patch": (
        *("/api/v1/study-entries/{entry}/", "/api/v1/enrolments/walking/"),
        *("/api/v1/plan-blocks/{block}/", "/api/v1/practice-answers/{answer}/"),
    ),
    "delete": (
        *("/api/v1/drafts/{article}/publication/", "/api/v1/study-entries/{entry}/"),
        *("/api/v1/me/tokens/{token}/", "/api/v1/plan-blocks/{block}/"),
        "/api/v1/practice-cards/{card}/",
    ),
}


WISHES = {
    "outcome": "completed",
    "rating": 1,
    "status": "done",
    "minutes": 5,
    "track": "from_swe",
    "title": "x",
    "version": 1,
}


@pytest.fixture
def theirs(learner: User, mentor_user: User, author_user: User, now: datetime) -> dict[str, object]:
    """The ids of what others have."""
    author = articles.author_of(author_user)
    article = articles.published(author, now=EARLIER)
    send_issue(article=article, by=author, now=now)
    a_booking(a_session_type(a_mentor(mentor_user)), learner, now=now)
    enrolment = enrol(roadmap=published(step("basics")).roadmap, learner=learner, track="from_ds", now=now)
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)
    log_study(learner=learner, minutes=30, studied_on=now.date(), note="", now=now)
    card = answer(learner, a_question(enrolment.roadmap, now=now), now=now)
    sitting = add_block(learner=learner, week=now.date(), wish=BlockWish(minutes=30), now=now)
    token = ApiToken.objects.create(
        user=learner, name="x", scopes=["read"], token_key="abc", digest="d", expiry=now
    )
    return {
        "answer": Answer.objects.get().pk,
        "article": Article.objects.get().pk,
        "block": sitting.pk,
        "booking": Booking.objects.get().pk,
        "card": card.pk,
        "entry": StudyEntry.objects.get().pk,
        "event": ProgressEvent.objects.get().pk,
        "letter": Letter.objects.earliest("pk").pk,
        "token": token.token_key,
    }


@pytest.mark.parametrize(
    ("method", "address"), [(method, address) for method, all_of in OBJECTS.items() for address in all_of]
)
def test_a_strangers_object_is_not_there(
    signed_in: Browser, other_learner: User, theirs: dict[str, object], method: str, address: str
) -> None:
    """Luis is an author and a mentor too, of other things."""
    articles.author_of(other_learner)
    a_mentor(other_learner)
    browser, place = signed_in(other_learner), address.format(**theirs)
    if address.startswith("/api/") and method != "get":
        answer = getattr(browser, method)(place, WISHES, content_type="application/json")
    else:
        answer = getattr(browser, method)(place)
    assert answer.status_code == 404


@pytest.mark.parametrize("section", PAGES, ids=name_of)
def test_looking_changes_nothing(somebody: Client, section: list[str]) -> None:
    somebody.get("/dashboard/")  # which notes that the session is alive, as any page may
    for route in section:
        with CaptureQueriesContext(connection) as queries:
            somebody.get(f"/{route}")
        changes = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert [change for change in changes if "django_session" not in change] == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\r\nX: 1",
        "http:///evil.example",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in_or_out(learner: User, elsewhere: str) -> None:
    for page in ("/accounts/login/", "/accounts/logout/"):
        client = Client()
        if "logout" in page:
            client.force_login(learner)
        typed = {"login": learner.email, "password": PASSWORD, "next": elsewhere}
        for address in (page, f"{page}?{urlencode({'next': elsewhere})}"):
            answer = client.post(address, typed)
            assert "evil" not in answer.get("Location", "")
            assert answer.get("Location", "/").startswith("/")
