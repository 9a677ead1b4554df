"""Booked sessions: mine, one of them (the same page for both sides), and what can be done to it."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from core.pagination import ShortPaginator
from core.prepared import prepared
from core.refusals import Refusal
from mentoring import letters
from mentoring.forms import AnswerForm, CancellationForm, OutcomeForm
from mentoring.invitations import CalendarMethod
from mentoring.lifecycle import PENDING_STATES, BookingState
from mentoring.models import Absence, Booking, Favourite, Mentor, WaitingEntry, first_of_each_pair
from mentoring.models.booking import names_in_bookings
from mentoring.operations import (
    TooLateToCancel,
    accept_request,
    cancel_booking,
    decline_request,
    record_outcome,
)
from mentoring.reliability import find_reliability

PER_PAGE = 20


def find_own_booking(request: HttpRequest, pk: str) -> Booking:
    """Somebody else's booking is not found. Whether its learner `has_rated` themselves comes with it."""
    found = _own_booking.first(person=member(request).pk, pk=pk)
    if found is None:
        raise Http404
    return found


@prepared
def _own_booking(person: Any, pk: Any) -> QuerySet[Booking]:
    mine = Booking.objects.of(person).with_people().with_rated()
    return mine.filter(pk=pk).select_related("session_type__mentor__user")


@require_safe
@members_only
def bookings(request: HttpRequest) -> HttpResponse:
    me, now = member(request), timezone.now()
    mine = Booking.objects.of(me)
    past = ShortPaginator(mine.past(now).order_by("-starts_at", "pk").with_mentor_name(), PER_PAGE)
    open_by_start = sorted(_still_open.rows(person=me.pk, now=now), key=lambda each: each.starts_at)
    requested = [each for each in open_by_start if each.is_requested(now)]
    page = past.get_page(request.GET.get("page"))
    missed = [each for each in page if each.state == BookingState.NO_SHOW]
    shown = [*open_by_start, *page]
    with_learners = [each for each in shown if each.is_given_by(me) or each.state == BookingState.NO_SHOW]
    prefetch_related_objects(with_learners, names_in_bookings())
    prefetch_related_objects(missed, Prefetch("absences", Absence.objects.select_related("person")))
    context = {
        "to_answer": first_of_each_pair(each for each in requested if each.is_given_by(me)),
        "asked": first_of_each_pair(each for each in requested if not each.is_given_by(me)),
        "to_score": [each for each in open_by_start if each.ends_at <= now],
        "upcoming": [each for each in open_by_start if each.is_upcoming(now)],
        "past": page,
        "waiting": _waiting_of.rows(person=me.pk),
        "own_reliability": find_reliability(me, now=now),
        "favourites": _favourites_of.rows(person=me.pk),
        "now": now,
    }
    return render(request, "mentoring/bookings.html", context)


@prepared
def _still_open(person: Any, now: Any) -> QuerySet[Booking]:
    """What is to come or to be answered, and the interviews whose scorecard this person owes."""
    mine = Booking.objects.of(person)
    return (mine.live(now) | mine.filter(mentor=person).to_score(now)).order_by().with_mentor_name()


@prepared
def _waiting_of(person: Any) -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.waiting().filter(person=person).with_names()


@prepared
def _favourites_of(person: Any) -> QuerySet[Mentor]:
    saved = Mentor.objects.listed().filter(pk__in=Favourite.objects.filter(person=person).values("mentor"))
    return saved.select_related("user").only("headline", "user__display_name", "user__handle")


@require_safe
@members_only
def calendar(request: HttpRequest, pk: str) -> HttpResponse:
    """The session as a file for any calendar. There is none while the session is only requested or held."""
    found = find_own_booking(request, pk)
    if found.state in PENDING_STATES:
        raise Http404
    body = letters.build_calendar_file(found, CalendarMethod.PUBLISH, reader=member(request))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="session-{found.starts_at:%Y-%m-%d}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def cancellation(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask first, then cancel."""
    found, form = find_own_booking(request, pk), CancellationForm()
    me, status = member(request), 200
    is_requested = found.state == BookingState.REQUESTED
    gives_up_seat = found.is_group and not found.is_given_by(me)
    title, done = _word_cancellation(is_requested=is_requested, gives_up_seat=gives_up_seat)
    if request.method == "POST":
        form, status = CancellationForm(request.POST), 422
        if form.is_valid():
            try:
                cancel_booking(booking=found, by=me, reason=form.cleaned_data["reason"], now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, str(done))
                return go_to(request, found.get_absolute_url())
    context = {
        "booking": found,
        "other": found.other_shown(me),
        "form": form,
        "title": title,
        "is_requested": is_requested,
        "gives_up_seat": gives_up_seat,
        "too_late": TooLateToCancel.message if timezone.now() > found.changeable_until(me) else "",
    }
    return render(request, "mentoring/cancellation.html", context, status=status)


def _word_cancellation(*, is_requested: bool, gives_up_seat: bool) -> tuple[Promise, Promise]:
    """The page's title, and what is said when it is done."""
    if is_requested:
        return _("Take your request back"), _(
            "Your request is taken back. You get an email about it, and so does the mentor."
        )
    if gives_up_seat:
        return _("Give up your seat"), _(
            "You gave up your seat. You get an email about it, and so does the mentor."
        )
    return _("Cancel this session"), _("Cancelled. You get an email about it, and so do the others.")


@require_POST
@members_only
def answer(request: HttpRequest, pk: str) -> HttpResponse:
    """The mentor accepts or declines a request."""
    me, now = member(request), timezone.now()
    given = Booking.objects.filter(mentor=me.pk).with_people()
    found, form = get_object_or_404(given, pk=pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["answer"] == "accept":
                accept_request(
                    booking=found, by=me, now=now, despite_outside=form.cleaned_data["despite_outside"]
                )
                messages.success(request, _("Accepted. The invitation is on its way to both of you."))
            else:
                decline_request(booking=found, by=me, reason=form.cleaned_data["reason"], now=now)
                messages.success(request, _("Declined. The time is free again, and the learner is told."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return go_to(request, found.get_absolute_url())


@require_POST
@members_only
def outcome(request: HttpRequest, pk: str) -> HttpResponse:
    """The mentor says whether the session was held."""
    me = member(request)
    given = Booking.objects.filter(mentor=me.pk).with_people()
    found, form = get_object_or_404(given, pk=pk), OutcomeForm(request.POST)
    if form.is_valid():
        try:
            state = BookingState(form.cleaned_data["outcome"])
            record_outcome(booking=found, by=me, outcome=state, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Noted. Thank you."))
    return go_to(request, found.get_absolute_url())
