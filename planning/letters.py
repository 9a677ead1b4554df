"""What the letter on Monday says, as things are when it is sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.clock import local_date, week_of
from core.formats import format_date, format_hours
from core.http import absolute
from mailing.models import Letter
from mailing.registry import Drop, Forward, Mail, builds
from notices.tokens import turn_off_url
from planning.choices import Cadence
from planning.models import LetterChoice, WeekLetter
from planning.notice_kinds import WEEK_BEGINS
from planning.week_view import read_week
from roadmaps.models import Enrolment
from roadmaps.next_step import NextStep, next_step
from roadmaps.study_weeks import read_weeks

WEEKS_OF_A_MONTH = 4


@dataclass(frozen=True)
class LookBack:
    """What was logged in the weeks that the letter looks back on."""

    minutes: int
    goal_minutes: int
    weeks: int
    is_rest: bool


@builds("planning.week")
def build_week(letter: Letter) -> Mail:
    """Dropped when the week is over, or when its reader wants the letter no longer."""
    reader, monday = letter.recipient, date.fromisoformat(letter.context["week"])
    if reader is None:
        raise Drop("The reader has left.")
    if reader.email != letter.to:
        raise Forward(reader.email)
    choice = LetterChoice.objects.filter(learner=reader).first()
    if choice and choice.cadence == Cadence.NEVER:
        raise Drop("The reader wants this letter no longer.")
    if week_of(local_date(timezone.now(), reader.zone)) != monday:
        raise Drop("The week is over.")
    is_monthly = choice is not None and choice.cadence == Cadence.MONTHLY
    if letter.context["kind"] == WeekLetter.Kind.WELCOME_BACK:
        return _build_welcome(reader)
    return _build_week(reader, monday, weeks=WEEKS_OF_A_MONTH if is_monthly else 1)


def _build_week(reader: User, monday: date, *, weeks: int) -> Mail:
    view = read_week(reader, monday, now=timezone.now())
    past = _look_back(reader, monday, weeks)
    day = format_date(monday, "SHORT_DAY_FORMAT")
    planned = view.planned_minutes
    subject = (
        _("Your week from %(day)s: %(hours)s planned") % {"day": day, "hours": format_hours(planned)}
        if planned
        else _("Your week from %(day)s") % {"day": day}
    )
    context = {
        "view": view,
        "past": past,
        "days": [each for each in (*view.days, view.any_day) if each.lines or each.sessions],
        "url": absolute(reverse("planning:week", args=[monday.isoformat()])),
    }
    return _mail(reader, subject, "planning/mail/week.html", context)


def _build_welcome(reader: User) -> Mail:
    context = {"url": absolute(reverse("planning:this_week"))}
    return _mail(reader, _("Welcome back when you like"), "planning/mail/welcome_back.html", context)


def _mail(reader: User, subject: str, template: str, context: dict[str, Any]) -> Mail:
    advice, slug = _read_next_step(reader)
    step_url = absolute(reverse("roadmaps:step", args=[slug, advice.step.key])) if advice else ""
    return Mail(
        subject=subject,
        template=template,
        context={**context, "advice": advice, "step_url": step_url},
        unsubscribe_url=turn_off_url(reader, WEEK_BEGINS),
    )


def _look_back(reader: User, monday: date, weeks: int) -> LookBack:
    past = read_weeks(reader, last_day=monday - timedelta(days=1), count=weeks, today=monday)
    return LookBack(
        minutes=sum(week.total_minutes for week in past),
        goal_minutes=sum(week.goal_minutes for week in past),
        weeks=weeks,
        is_rest=all(week.is_rest for week in past),
    )


def _read_next_step(reader: User) -> tuple[NextStep | None, str]:
    """Of the roadmap begun last."""
    enrolment = Enrolment.objects.of(reader).select_related("roadmap", "edition").order_by("-pk").first()
    return (next_step(enrolment), enrolment.roadmap.slug) if enrolment else (None, "")
