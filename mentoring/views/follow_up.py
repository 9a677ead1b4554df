"""After a session: notes and what was agreed, who did not come, and how it was for each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from markup.rendering import render as render_markdown
from mentoring.forms import ContestForm, NotesForm, ReplyForm, ReviewForm
from mentoring.lifecycle import OUTCOME_SOURCES, BookingState
from mentoring.models import ActionItem, Booking, Review
from mentoring.operations import (
    OUTCOME_AFTER,
    OUTCOME_WITHIN,
    contest_absence,
    reply_to_review,
    report_absence,
    review_session,
    tick_action_item,
    write_notes,
)
from mentoring.views.sessions import find_own_booking


def describe_follow_up(booking: Booking, reader: User) -> dict[str, Any]:
    """What the session's page shows of what came of it. Three queries."""
    now, is_given = timezone.now(), booking.is_given_by(reader)
    reviews = list(booking.reviews.with_revealed(now).select_related("author"))
    own = next((each for each in reviews if each.author_id == reader.pk), None)
    absence = booking.absences.select_related("person").first()
    if absence and booking.is_group and reader.pk not in {absence.person_id, absence.reported_by_id}:
        absence = None
    is_mine = absence is not None and absence.person_id == reader.pk
    is_time_to_tell = booking.starts_at + OUTCOME_AFTER <= now <= booking.ends_at + OUTCOME_WITHIN
    can_tell = booking.state in OUTCOME_SOURCES and is_time_to_tell
    return {
        "notes": render_markdown(booking.notes).html if booking.notes else "",
        "items": list(booking.action_items.all()),
        "can_write_notes": not booking.is_released
        and booking.state != BookingState.REQUESTED
        and (is_given or not booking.is_group),
        "absence": absence,
        "contest_form": ContestForm() if absence and is_mine and absence.can_be_contested(now) else None,
        "can_tell": is_given and can_tell and (absence is None or absence.reported_by_id == reader.pk),
        "can_report": not is_given and can_tell and booking.state == BookingState.CONFIRMED,
        "own_review": own,
        "others_reviews": [
            (booking.shown(each.author), each)
            for each in reviews
            if each.side != booking.attendance_of(reader).role and each.is_revealed
        ],
        "review_form": (
            ReviewForm(is_given=is_given)
            if booking.state == BookingState.COMPLETED and not own and not (is_given and booking.is_group)
            else None
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def notes(request: HttpRequest, pk: str) -> HttpResponse:
    """Write the notes that both share, and up to three things that were agreed."""
    booking, status = find_own_booking(request, pk), 200
    if booking.is_group and not booking.is_given_by(member(request)):
        raise Http404
    form = NotesForm(request.POST or None, booking=booking)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                write_notes(
                    booking=booking,
                    notes=form.cleaned_data["notes"],
                    agreed=form.agreed(),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Saved. Both of you see it."))
                return go_to(request, booking.after_url)
    context = {"booking": booking, "other": booking.other_shown(member(request)), "form": form}
    return render(request, "mentoring/notes.html", context, status=status)


@require_POST
@members_only
def action_item(request: HttpRequest, pk: str, place: int) -> HttpResponse:
    """Tick one thing that was agreed (`done=yes`), or open it again."""
    booking = find_own_booking(request, pk)
    item = get_object_or_404(ActionItem, booking=booking, place=place)
    tick_action_item(item=item, is_done=bool(request.POST.get("done")), now=timezone.now())
    return go_to(request, booking.after_url)


@require_POST
@members_only
def absence(request: HttpRequest, pk: str) -> HttpResponse:
    """Say that the other side did not come."""
    booking = find_own_booking(request, pk)
    try:
        report_absence(booking=booking, by=member(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted. They are told, and may say otherwise within 48 hours."))
    return go_to(request, booking.after_url)


@require_POST
@members_only
def contest(request: HttpRequest, pk: str) -> HttpResponse:
    """Say that one did come."""
    booking, form = find_own_booking(request, pk), ContestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what happened, so that staff can decide."))
        return go_to(request, booking.after_url)
    try:
        contest_absence(
            booking=booking, by=member(request), text=form.cleaned_data["contest"], now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted. The site's staff decide, and both of you get an email."))
    return go_to(request, booking.after_url)


@require_POST
@members_only
def review(request: HttpRequest, pk: str) -> HttpResponse:
    """Say how it was, once."""
    booking, me = find_own_booking(request, pk), member(request)
    form = ReviewForm(request.POST, is_given=booking.is_given_by(me))
    if not form.is_valid():
        messages.error(request, _("Pick how useful it was. Nothing is saved yet."))
        return go_to(request, booking.after_url)
    try:
        review_session(booking=booking, by=me, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Thank you. It is shown once both of you have said how it was, or after two days.")
        )
    return go_to(request, booking.after_url)


@require_POST
@members_only
def reply(request: HttpRequest, pk: str) -> HttpResponse:
    """The mentor replies to a public review of theirs, once."""
    me, form = member(request), ReplyForm(request.POST)
    found = get_object_or_404(Review.objects.public(timezone.now()), pk=pk, mentor=me.pk)
    if form.is_valid():
        try:
            reply_to_review(review=found, text=form.cleaned_data["reply"], now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your reply stands under the review."))
    if request.POST.get("then") == "inbox":
        return go_to(request, reverse("mentoring:inbox"))
    return go_to(request, f"{found.mentor.get_absolute_url()}#reviews")
