"""What the letter at the start of a week says, as things are when it is sent."""

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
    reader, told_on = letter.recipient, date.fromisoformat(letter.context["week"])
    if reader is None:
        raise Drop("The reader has left.")
    if reader.email != letter.to:
        raise Forward(reader.email)
    choice = LetterChoice.objects.filter(learner=reader).first()
    if choice and choice.cadence == Cadence.NEVER:
        raise Drop("The reader wants this letter no longer.")
    today = local_date(timezone.now(), reader.zone)
    if not timedelta(0) <= today - told_on < timedelta(weeks=1):
        raise Drop("The week is over.")
    is_monthly = choice is not None and choice.cadence == Cadence.MONTHLY
    if letter.context["kind"] == WeekLetter.Kind.WELCOME_BACK:
        return _build_welcome(reader)
    week = week_of(today, reader.first_weekday)
    return _build_week(reader, week, weeks=WEEKS_OF_A_MONTH if is_monthly else 1)


def _build_week(reader: User, week: date, *, weeks: int) -> Mail:
    view = read_week(reader, week, now=timezone.now())
    past = _look_back(reader, week, weeks)
    day = format_date(week, "SHORT_DAY_FORMAT")
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
        "url": absolute(reverse("planning:week", args=[week.isoformat()])),
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


def _look_back(reader: User, week: date, weeks: int) -> LookBack:
    past = read_weeks(reader, last_day=week - timedelta(days=1), count=weeks, today=week)
    return LookBack(
        minutes=sum(each.total_minutes for each in past),
        goal_minutes=sum(each.goal_minutes for each in past),
        weeks=weeks,
        is_rest=all(each.is_rest for each in past),
    )


def _read_next_step(reader: User) -> tuple[NextStep | None, str]:
    """Of the roadmap begun last."""
    enrolment = Enrolment.objects.of(reader).select_related("roadmap", "edition").order_by("-pk").first()
    return (next_step(enrolment), enrolment.roadmap.slug) if enrolment else (None, "")
