"""The projection of somebody's own roadmap: what it needs from the database, and the day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.clock import local_date
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment
from roadmaps.months import months_after
from roadmaps.pace import MOST_WEEKS, Pace, count_pace, whole_weeks
from roadmaps.projection import OpenGate, Projection, project
from roadmaps.roadmap_view import RoadmapView
from roadmaps.study_weeks import read_weeks
from roadmaps.tracks import required_on


def read_projection(roadmap_view: RoadmapView, enrolment: Enrolment, *, now: datetime) -> Projection:
    """For the learner whose view it is; one query."""
    learner, today = enrolment.learner, local_date(now, enrolment.learner.zone)
    weeks = read_weeks(learner, last_day=today, count=MOST_WEEKS + 1, today=today)
    pace = count_pace(whole_weeks(weeks, followed_since=enrolment.started_on, today=today))
    return project_view(roadmap_view, enrolment, pace, today=today)


def project_view(
    roadmap_view: RoadmapView, enrolment: Enrolment, pace: Pace | None, *, today: date
) -> Projection:
    """At a pace that is known already. A gate that has not begun counts as if it began today."""
    return project(
        hours_open=roadmap_view.progress.hours_open,
        pace=pace,
        goal_minutes=enrolment.learner.weekly_goal_hours * 60,
        gates=find_open_gates(roadmap_view, today),
        started_on=enrolment.started_on,
        today=today,
    )


def find_open_gates(roadmap_view: RoadmapView, today: date) -> list[OpenGate]:
    """Those that were not passed, in order."""
    gates = []
    for gate in roadmap_view.contents.gates:
        dates = roadmap_view.gate_dates.get(gate.key)
        if dates is None or dates.passed_on is None:
            begun_on = dates.begun_on if dates else today
            earliest = max(today, months_after(begun_on, gate.months))
            gates.append(OpenGate(gate.key, gate.title, has_begun=dates is not None, earliest=earliest))
    return gates


def finished_hours(roadmap_view: RoadmapView, zone: ZoneInfo) -> list[tuple[date, int]]:
    """The day on which each step that counts was done here, and its hours: together `hours_done`."""
    counted = required_on(roadmap_view.steps, roadmap_view.track, roadmap_view.chosen)
    return [
        (local_date(roadmap_view.marks[step.key].since, zone), step.hours)
        for step in counted
        if roadmap_view.get_status(step) == StepStatus.DONE and step.key not in roadmap_view.credited
    ]
