"""What a member sees first: this week, the next step, the next sessions, how far they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet, prefetch_related_objects

from accounts.models import User
from articles.models import Article
from core.clock import local_date
from core.prepared import prepared
from mentoring.interview_plans import PlanCard, read_card
from mentoring.models import Booking, PersonShown
from mentoring.models.booking import names_in_bookings
from planning.week_view import BlockLine, read_coming
from practice.queue import TodayInShort, read_today_in_short, today_in_short
from roadmaps.models import Enrolment
from roadmaps.next_step import NextStep
from roadmaps.pace import MOST_WEEKS, count_pace, whole_weeks
from roadmaps.progress import Progress
from roadmaps.projection import Projection
from roadmaps.projection_view import project_view
from roadmaps.roadmap_view import RoadmapView, read_roadmap_view
from roadmaps.study_weeks import StudyWeek, read_weeks

SESSIONS = 3
ARTICLES = 4
ARTICLES_KEY = "dashboard.articles"
PLANNED = 3
MOST_ROADS = 5
AWAY = timedelta(weeks=3)


@dataclass(frozen=True)
class Session:
    """A booking as its reader meets it: with whom, and whether it can be joined now."""

    booking: Booking
    other: PersonShown
    can_be_joined: bool


@dataclass(frozen=True)
class Road:
    """A roadmap that somebody follows: how far they are, what comes next, how long it may take."""

    enrolment: Enrolment
    progress: Progress
    next_step: NextStep | None
    projection: Projection
    marked_at: datetime | None
    view: RoadmapView


@dataclass(frozen=True)
class Dashboard:
    user: User
    weeks: list[StudyWeek]
    planned: list[BlockLine]
    practice: TodayInShort | None
    roads: list[Road]
    sessions: list[Session]
    interview: PlanCard | None
    articles: list[Article]

    @property
    def is_new(self) -> bool:
        """On no roadmap yet: the page shows how to begin instead."""
        return not self.roads

    @property
    def picked_up(self) -> Road | None:
        """Where somebody goes on who has neither studied nor marked anything for three weeks."""
        since = self.week.today - AWAY
        days = [day for week in self.weeks for day, minutes in week.minutes_by_day.items() if minutes]
        days += [local_date(road.marked_at, self.user.zone) for road in self.roads if road.marked_at]
        days += [road.enrolment.started_on for road in self.roads]
        return self.roads[0] if self.roads and max(days) <= since else None

    @property
    def week(self) -> StudyWeek:
        """The running one."""
        return self.weeks[-1]

    @property
    def planned_today(self) -> list[BlockLine]:
        """What is left of today's plan, or of any day's; a few, and the page of the week has the rest."""
        return [line for line in self.planned if line.can_be_logged][:PLANNED]

    @property
    def planned_later(self) -> int:
        """In minutes."""
        return sum(line.minutes_to_go for line in self.planned if line not in self.planned_today)

    @property
    def minutes_to_go(self) -> int:
        return self.week.minutes_to_go


def dashboard_of(user: User, *, now: datetime) -> Dashboard:
    """A fixed number of queries, and two for each roadmap after the first; the one begun last is first."""
    today = local_date(now, user.zone)
    weeks = read_weeks(user, last_day=today, count=MOST_WEEKS + 1, today=today)
    bookings = _coming_sessions.rows(person=user.pk, now=now)
    prefetch_related_objects([each for each in bookings if each.is_given_by(user)], names_in_bookings())
    of_user = Enrolment.objects.of(user).with_edition().order_by("-pk")
    mine = list(of_user.annotate(practice=today_in_short(user, now=now))[:MOST_ROADS])
    practice = mine[0].practice if mine else None  # type: ignore[attr-defined]
    roads = _read_roads(user, mine, weeks)
    return Dashboard(
        user=user,
        weeks=weeks,
        planned=read_coming(user, today=today, views=[road.view for road in roads]),
        practice=read_today_in_short(practice, user, now=now),
        roads=roads,
        sessions=[Session(each, each.other_shown(user), each.can_be_joined(now)) for each in bookings],
        interview=read_card(user, now=now),
        articles=_read_articles(now),
    )


@prepared
def _coming_sessions(person: Any, now: Any) -> QuerySet[Booking]:
    coming = Booking.objects.of(person).upcoming(now).with_mentor_name()
    return coming.order_by("starts_at", "pk")[:SESSIONS]


def _read_articles(now: datetime) -> list[Article]:
    """The newest, which are the same for everybody; each process keeps them for a minute."""
    newest = Article.objects.published(now).for_listing().order_by("-published_at", "-pk")
    articles: list[Article] | None = caches["process"].get(ARTICLES_KEY)
    if articles is None:
        articles = list(newest[:ARTICLES])
        caches["process"].set(ARTICLES_KEY, articles, timeout=60)
    return articles


def _read_roads(user: User, enrolments: list[Enrolment], weeks: list[StudyWeek]) -> list[Road]:
    """`weeks` are the latest, the running one last."""
    today = weeks[-1].today
    since = min((enrolment.started_on for enrolment in enrolments), default=None)
    pace = count_pace(whole_weeks(weeks, followed_since=since, today=today))
    roads = []
    for enrolment in enrolments:
        enrolment.learner, enrolment.edition.roadmap = user, enrolment.roadmap
        roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
        projection = project_view(roadmap_view, enrolment, pace, today=today)
        marked_at = max((mark.since for mark in roadmap_view.marks.values()), default=None)
        advice = roadmap_view.next_step
        roads.append(Road(enrolment, roadmap_view.progress, advice, projection, marked_at, roadmap_view))
    return roads
