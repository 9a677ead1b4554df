"""The plan of a week beside what happened: look, plan, repeat, clear, look back."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.viewer import member, members_only
from core.clock import local_date
from core.formats import format_hours
from core.http import go_to
from core.prepared import prepared
from core.refusals import Refusal
from planning.block_choices import read_subject, subject_choices
from planning.choices import Cadence, Source
from planning.days import parse_day
from planning.forms import BlockForm, CadenceForm, NoteForm
from planning.models import LetterChoice, PlanBlock
from planning.operations import add_block, choose_cadence, clear_week, propose_week, repeat_week, write_note
from planning.operations.blocks import BlockWish
from planning.week_view import WeekView, read_week
from planning.work_ahead import open_items


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def this_week(request: HttpRequest) -> HttpResponse:
    return _show_week(request, local_date(timezone.now(), member(request).zone))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def week(request: HttpRequest, day: str) -> HttpResponse:
    """The week of any day; what is posted is one more block."""
    return _show_week(request, parse_day(day))


def _show_week(request: HttpRequest, day: date) -> HttpResponse:
    learner, now = member(request), timezone.now()
    view = read_week(learner, day, now=now)
    around = _read_around(learner, view)
    form = BlockForm(
        request.POST if request.method == "POST" else None,
        subjects=subject_choices(around.agreed, view.followed),
        first_weekday=learner.first_weekday,
    )
    if form.is_valid():
        try:
            add_block(learner=learner, week=day, wish=wish_of(form, learner), now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Planned."))
            return go_to(request, week_url(view.first_day))
    context = {"form": form, **_describe(view, around)}
    return render(request, "planning/week.html", context, status=422 if form.errors else 200)


def _describe(view: WeekView, around: "Around") -> dict[str, Any]:
    return {
        "view": view,
        "has_earlier": around.has_earlier,
        "note_form": NoteForm(instance=view.plan),
        "cadence_form": CadenceForm(initial={"cadence": around.cadence or Cadence.WEEKLY}),
    }


class Around(NamedTuple):
    """What the page of a week says besides the week. `agreed` is as of `subject_choices`."""

    cadence: str | None
    has_earlier: bool
    agreed: list[tuple[str, str]]


def _read_around(learner: User, view: WeekView) -> Around:
    cadence, has_earlier, items = _around_week.rows(learner=learner.pk, first_day=view.first_day)[0]
    return Around(cadence, has_earlier, [(item["pk"], item["text"]) for item in items])


@prepared
def _around_week(learner: Any, first_day: Any) -> QuerySet[User, Any]:
    """How often they want the letter, whether there is a block of an earlier week, and what was agreed."""
    choice = LetterChoice.objects.filter(learner=OuterRef("pk")).values("cadence")
    earlier = PlanBlock.objects.filter(learner=OuterRef("pk"), plan__week__lt=first_day)
    agreed = open_items(OuterRef("pk")).values(data=JSONObject(pk="pk", text="text"))
    return User.objects.filter(pk=learner).values_list(
        Subquery(choice), Exists(earlier), ArraySubquery(agreed)
    )


def wish_of(form: BlockForm, learner: User) -> BlockWish:
    data = form.cleaned_data
    subject = read_subject(data["about"], learner)
    return BlockWish(
        minutes=data["minutes"],
        weekday=data["weekday"],
        routine=data["routine"],
        place=data["place"],
        roadmap=subject.roadmap,
        key=subject.key,
        action_item=subject.action_item,
        text="" if data["about"] else data["text"],
    )


def week_url(day: date) -> str:
    return reverse("planning:week", args=[day.isoformat()])


@require_POST
@members_only
def proposal(request: HttpRequest, day: str) -> HttpResponse:
    """Have the week planned: to fit the goal, or like the last one."""
    learner, now, on = member(request), timezone.now(), parse_day(day)
    act = repeat_week if request.POST.get("source") == Source.LAST_PLAN else propose_week
    try:
        plan = act(learner=learner, week=on, now=now)
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, week_url(on))
    minutes = sum(plan.blocks.values_list("minutes", flat=True))
    messages.success(
        request, _("%(hours)s planned. Change whatever does not fit.") % {"hours": format_hours(minutes)}
    )
    return go_to(request, plan.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def clearing(request: HttpRequest, day: str) -> HttpResponse:
    """Asks first, then takes every block out of the plan."""
    on = parse_day(day)
    if request.method != "POST":
        context = {"view": read_week(member(request), on, now=timezone.now())}
        return render(request, "planning/clearing.html", context)
    try:
        clear_week(learner=member(request), week=on, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The week is free again. Your log is as it was."))
    return go_to(request, week_url(on))


@require_POST
@members_only
def note(request: HttpRequest, day: str) -> HttpResponse:
    """What helped, and what got in the way."""
    on, learner, now = parse_day(day), member(request), timezone.now()
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            write_note(learner=learner, week=on, note=form.cleaned_data["note"], now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Noted."))
            return go_to(request, week_url(on))
    view = read_week(learner, on, now=now)
    around = _read_around(learner, view)
    context = _describe(view, around) | {
        "form": BlockForm(
            subjects=subject_choices(around.agreed, view.followed), first_weekday=learner.first_weekday
        ),
        "note_form": form,
    }
    return render(request, "planning/week.html", context, status=422)


@require_POST
@members_only
def letter(request: HttpRequest) -> HttpResponse:
    """How often the letter at the start of the week comes."""
    form = CadenceForm(request.POST)
    if form.is_valid():
        cadence = Cadence(form.cleaned_data["cadence"])
        choose_cadence(learner=member(request), cadence=cadence, now=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Choose how often the letter comes."))
    return go_to(request, reverse("planning:this_week"))
