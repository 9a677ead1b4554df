"""Scorecards of mock interviews: the mentor's form, the learner's self-rating, both side by side, trends."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring.interview_plans import read_card
from mentoring.interview_trends import find_trends
from mentoring.lifecycle import TO_SCORE_STATES, AttendanceRole
from mentoring.models import Booking, Score, Scorecard, scorecard_due
from mentoring.operations import answer_scorecard, draft_scorecard, rate_oneself, share_scorecard
from mentoring.rubrics import RUBRICS
from mentoring.scorecard_forms import ScorecardAnswerForm, ScorecardForm, SelfRatingForm
from mentoring.views.sessions import find_own_booking

GIVEN_SHOWN = 20


def _find_interview(request: HttpRequest, pk: str) -> Booking:
    """One's own mock interview. What is no interview has no scorecard, so its page is not found."""
    found = find_own_booking(request, pk)
    if found.rubric_key not in RUBRICS:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def scorecard(request: HttpRequest, pk: str) -> HttpResponse:
    """The mentor writes it here until it is shared; from then on both read it here."""
    booking, me, now = _find_interview(request, pk), member(request), timezone.now()
    found = Scorecard.objects.prefetch_related("scores").filter(booking=booking).first()
    is_given = booking.is_given_by(me)
    if is_given and scorecard_due(booking, now) and not (found and found.shared_at):
        return _write_scorecard(request, booking, found)
    context = _describe(booking, found, request) | {
        "is_due": scorecard_due(booking, now),
        "rating_form": SelfRatingForm(rubric=RUBRICS[booking.rubric_key]),
        "answer_form": ScorecardAnswerForm(),
    }
    return render(request, "mentoring/scorecard.html", context)


def _write_scorecard(request: HttpRequest, booking: Booking, found: Scorecard | None) -> HttpResponse:
    """`share=` set: share it; otherwise only save it."""
    me, now, status = member(request), timezone.now(), 200
    form = ScorecardForm(
        request.POST or None,
        rubric=RUBRICS[booking.rubric_key],
        initial=ScorecardForm.initial_of(found) if found else None,
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if request.POST.get("share"):
                    share_scorecard(booking=booking, by=me, draft=form.draft(), now=now)
                    messages.success(request, _("Shared. The learner is told."))
                else:
                    draft_scorecard(booking=booking, draft=form.draft(), now=now)
                    messages.success(request, _("Saved as a draft. Only you see it."))
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                return go_to(request, reverse("mentoring:scorecard", args=[booking.pk]))
    context = _describe(booking, found, request) | {"form": form}
    return render(request, "mentoring/scorecard_form.html", context, status=status)


@require_POST
@members_only
def self_rating(request: HttpRequest, pk: str) -> HttpResponse:
    """The learner rates themselves, or not (`skip=` set)."""
    booking, me, now = _find_interview(request, pk), member(request), timezone.now()
    here = reverse("mentoring:scorecard", args=[booking.pk])
    if booking.is_given_by(me):
        raise Http404
    form = SelfRatingForm(request.POST, rubric=RUBRICS[booking.rubric_key])
    skips = bool(request.POST.get("skip"))
    if skips or form.is_valid():
        try:
            rate_oneself(booking=booking, by=me, levels={} if skips else form.levels(), now=now)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            if not skips:
                messages.success(request, _("Noted. You see it beside what your interviewer saw."))
        return go_to(request, here)
    found = Scorecard.objects.prefetch_related("scores").filter(booking=booking).first()
    context = _describe(booking, found, request) | {"is_due": True, "rating_form": form}
    return render(request, "mentoring/scorecard.html", context, status=422)


@require_POST
@members_only
def scorecard_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """The learner answers what was shared, once."""
    booking, me, now = _find_interview(request, pk), member(request), timezone.now()
    form = ScorecardAnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_scorecard(booking=booking, by=me, text=form.cleaned_data["answer"], now=now)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your answer stands under the scorecard."))
        return go_to(request, reverse("mentoring:scorecard", args=[booking.pk]))
    found = Scorecard.objects.prefetch_related("scores").filter(booking=booking).first()
    context = _describe(booking, found, request) | {"answer_form": form}
    return render(request, "mentoring/scorecard.html", context, status=422)


@require_safe
@members_only
def interviews(request: HttpRequest) -> HttpResponse:
    """All mock interviews of one's own, by kind, over time; the plan for a real one; and those one gave."""
    me, now = member(request), timezone.now()
    given = (
        Booking.objects.filter(mentor=me.pk, state__in=TO_SCORE_STATES, starts_at__lte=now)
        .exclude(rubric_key="")
        .with_people()
        .prefetch_related("scorecards")
        .order_by("-starts_at", "pk")[:GIVEN_SHOWN]
    )
    context = {
        "trends": find_trends(me),
        "found": read_card(me, now=now),
        "given": [(each, any(card.shared_at for card in each.scorecards.all())) for each in given],
    }
    return render(request, "mentoring/interviews.html", context)


def _describe(booking: Booking, found: Scorecard | None, request: HttpRequest) -> dict[str, Any]:
    """What the page shows: each dimension with what each side says of it, as far as this reader may see."""
    me, rubric = member(request), RUBRICS[booking.rubric_key]
    is_shown = bool(found and found.shared_at and found.is_shown_to(me))
    scores: dict[tuple[str, str], Score] = (
        {(each.side, each.dimension): each for each in found.scores.all()} if found else {}
    )
    return {
        "booking": booking,
        "rubric": rubric,
        "scorecard": found,
        "is_shown": is_shown,
        "is_given": booking.is_given_by(me),
        "other": booking.other_shown(me),
        "has_rated": bool(found and found.rated_at),
        "rows": [
            (
                dimension,
                scores.get((AttendanceRole.LEARNER, dimension.key)),
                scores.get((AttendanceRole.MENTOR, dimension.key)) if is_shown else None,
            )
            for dimension in rubric.dimensions
        ],
    }
