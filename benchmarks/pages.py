"""What the pages that a signed-in person sees daily cost: CPU time, queries, and KB before compression.

Asked in this process through every middleware, with the demo community; the best of several, beside a bare
signed-in view of the same run. A page over the budget is named with what it is over. `public_pages`
measures what strangers get.

    ./dev bench pages
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from time import process_time
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from availability.slots import to_datetime
from mentoring.free_times import find_free_times
from mentoring.lifecycle import BookingState
from mentoring.models import Booking, SessionType
from mentoring.operations import book_session
from practice.models import Question
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.operations import mark_step

RUNS = 30
MOST_MS, MOST_OF_BARE, MOST_QUERIES, MOST_KB = 8.0, 12.0, 8, 100.0
MOST_STATEMENTS = {"mark a step": 8, "book a session": 12}


@dataclass(frozen=True)
class Cost:
    ms: float
    queries: int
    kb: float

    def over(self, bare: "Cost") -> str:
        """In words, what it is over; empty for a page within the budget."""
        is_slow = self.ms > max(MOST_MS, MOST_OF_BARE * bare.ms)
        found = {
            "CPU": is_slow,
            "queries": self.queries > MOST_QUERIES,
            "KB": self.kb > MOST_KB,
        }
        return ", ".join(name for name, is_over in found.items() if is_over)


@override_settings(ROOT_URLCONF="benchmarks.bare_signed_in", ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False)
def main() -> None:
    call_command("load_roadmaps", verbosity=0)
    call_command("demo", force=True)
    browsers = {handle: sign_in(handle) for handle in ("lena", "mira", "noor", "sam")}
    wanted = [("lena", "/bare/"), *pages()]
    costs = measure([partial(browsers[handle].get, path) for handle, path in wanted])
    bare = costs[0]
    print(f"{'page':<52}{'CPU ms':>8}{'of bare':>9}{'queries':>9}{'KB':>7}  over budget")
    for (handle, path), cost in zip(wanted, costs, strict=True):
        print(
            f"{f'{handle} {path}'[:51]:<52}{cost.ms:>8.1f}{cost.ms / bare.ms:>9.1f}"
            f"{cost.queries:>9}{cost.kb:>7.0f}  {cost.over(bare)}"
        )
    print(f"\n{'act':<52}{'statements':>12}")
    for name, act in {"mark a step": mark_one, "book a session": book_one}.items():
        count = len(act())
        print(f"{name:<52}{count:>12}{'  over budget' if count > MOST_STATEMENTS[name] else ''}")


def sign_in(name: str) -> Client:
    browser = Client()
    browser.force_login(find_user(name))
    return browser


def find_user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def pages() -> list[tuple[str, str]]:
    """Who asks for what."""
    lena = find_user("lena")
    booking = Booking.objects.of(lena).latest("starts_at")
    session_type = SessionType.objects.select_related("mentor__user").get(bookings=booking)
    mentor = session_type.mentor.get_absolute_url()
    article = Article.objects.exclude(published_at=None).latest("published_at")
    road = "/roadmaps/ml-engineer/"
    step = Enrolment.objects.of(lena).get(roadmap__slug="ml-engineer").edition.steps.get(number=10)
    of_learner = [
        *(road, f"{road}steps/{step.key}/", "/study/", "/dashboard/", "/mentors/", mentor),
        *(session_type.get_absolute_url(), "/bookings/", booking.get_absolute_url(), "/articles/"),
        *(article.get_absolute_url(), "/settings/", "/notices/", "/plan/", "/practice/", "/notes/"),
        *("/reading/", "/roadmaps/", "/skills/", "/search/?q=gradient", "/bookings/interviews/"),
        *("/settings/notices/", "/own-roadmaps/", "/", "/proof/", "/study/year/", "/skills/assessment/"),
        *("/practice/history/", _question_of(lena), f"/practice/steps/ml-engineer/{step.key}/"),
        *("/bookings/interviews/plan/", f"/mentors/for-step/ml-engineer/{step.key}/", "/settings/hours/"),
        *("/settings/profile/", "/settings/public-profile/", "/settings/reminders/"),
        *("/settings/calendars/", "/settings/webhooks/", f"{road}own-version/"),
    ]
    of_mentor = [
        ("mira", f"/{path}/")
        for path in (
            *("mentoring", "mentoring/inbox", "mentoring/statistics", "mentoring/calendar", "bookings"),
            *("mentoring/hours", "mentoring/people", "mentoring/free-times", "mentoring/profile"),
            *("dashboard", "notices", "roadmaps/ml-engineer"),
        )
    ]
    given = Booking.objects.filter(mentor=find_user("mira").pk, state=BookingState.COMPLETED)
    own = Article.objects.filter(author__user=find_user("noor"))
    draft, sent = own.latest("pk"), own.filter(issues__started_at__isnull=False).latest("pk")
    of_author = [
        *("/writing/", f"/writing/{draft.pk}/", f"/writing/{draft.pk}/publishing/", "/writing/issues/"),
        f"/writing/{sent.pk}/",
        *(f"/writing/{sent.pk}/issue/", f"/writing/{draft.pk}/issue/", "/writing/readiness/", "/dashboard/"),
    ]
    return [
        *(("lena", path) for path in of_learner),
        *of_mentor,
        ("mira", given.latest("starts_at").get_absolute_url()),
        *(("noor", path) for path in of_author),
        *(("sam", path) for path in ("/outbox/", "/links/", "/dashboard/")),
    ]


def _question_of(learner: User) -> str:
    """One that they are asked."""
    question = Question.objects.filter(cards__learner=learner).first()
    return f"/practice/questions/{question.pk}/" if question else "/practice/"


def measure(asks: Sequence[Callable[[], object]]) -> list[Cost]:
    """All pages in turn, again and again, so that a busy moment of the machine falls on all of them."""
    costs = [ask_once(ask) for ask in asks for _ in range(2)][1::2]
    for _ in range(RUNS):
        for number, ask in enumerate(asks):
            began = process_time()
            ask()
            spent = (process_time() - began) * 1_000
            costs[number] = replace(costs[number], ms=min(costs[number].ms, spent))
    return costs


def ask_once(ask: Callable[[], object]) -> Cost:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    status, content = getattr(answer, "status_code", 0), getattr(answer, "content", b"")
    if status != 200:
        raise RuntimeError(f"{ask} answered {status}")
    return Cost(ms=float("inf"), queries=len(queries), kb=len(content) / 1024)


def mark_one() -> CaptureQueriesContext:
    lena = find_user("lena")
    enrolment = Enrolment.objects.of(lena).get(roadmap__slug="ml-engineer")
    step = enrolment.edition.steps.exclude(key__in=enrolment.states.values("key")).latest("number")
    with CaptureQueriesContext(connection) as statements:
        mark_step(enrolment=enrolment, key=step.key, to=StepStatus.DONE, by=lena, now=timezone.now())
    return statements


def book_one() -> CaptureQueriesContext:
    lena, now = find_user("lena"), timezone.now()
    session_type = SessionType.objects.select_related("mentor__user").filter(
        mentor__is_listed=True, cap_per_day=None
    )[0]
    week = now + timedelta(days=7)
    free = find_free_times(session_type, start=week, end=week + timedelta(days=14), now=now, learner=lena)
    with CaptureQueriesContext(connection) as statements:
        book_session(
            learner=lena,
            session_type=session_type,
            starts_at=to_datetime(free.starts[0]),
            now=now,
            key=str(uuid4()),
        )
    return statements
