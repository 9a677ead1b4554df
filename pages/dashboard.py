"""What a member sees first: this week, the next step, the next sessions, how far they are."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from accounts.models import User
from articles.models import Article
from mentoring.interview_plans import PlanView, find_plan
from mentoring.models import Booking, PersonShown
from roadmaps.models import Enrolment
from roadmaps.next_step import NextStep
from roadmaps.progress import Progress
from roadmaps.roadmap_view import read_roadmap_view
from roadmaps.study_weeks import StudyWeek, this_week

SESSIONS = 3
ARTICLES = 4


@dataclass(frozen=True)
class Session:
    """A booking as its reader meets it: with whom, and whether it can be joined now."""

    booking: Booking
    other: PersonShown
    can_be_joined: bool


@dataclass(frozen=True)
class Dashboard:
    user: User
    week: StudyWeek
    enrolment: Enrolment | None
    progress: Progress | None
    next_step: NextStep | None
    sessions: list[Session]
    interview: PlanView | None
    articles: list[Article]

    @property
    def is_new(self) -> bool:
        """On no roadmap yet: the page shows how to begin instead."""
        return self.enrolment is None

    @property
    def minutes_to_go(self) -> int:
        return self.week.minutes_to_go

    @property
    def weeks_left(self) -> int:
        """At the weekly goal, rounded up; study only, the months at work are not in it."""
        if self.progress is None:
            return 0
        return ceil((self.progress.hours_total - self.progress.hours_done) / self.user.weekly_goal_hours)


def dashboard_of(user: User, *, now: datetime) -> Dashboard:
    """A fixed number of queries. Of several roadmaps the one begun last is shown."""
    enrolment = Enrolment.objects.of(user).select_related("roadmap", "edition").order_by("-pk").first()
    roadmap_view = read_roadmap_view(enrolment.edition, enrolment) if enrolment else None
    bookings = Booking.objects.of(user).upcoming(now).with_people().order_by("starts_at", "pk")[:SESSIONS]
    return Dashboard(
        user=user,
        week=this_week(user, now),
        enrolment=enrolment,
        progress=roadmap_view.progress if roadmap_view else None,
        next_step=roadmap_view.next_step if roadmap_view else None,
        sessions=[Session(each, each.other_shown(user), each.can_be_joined(now)) for each in bookings],
        interview=find_plan(user, now=now),
        articles=list(
            Article.objects.published(now).for_listing().order_by("-published_at", "-pk")[:ARTICLES]
        ),
    )
