"""Becoming a mentor: the application and its answer; pausing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from core.http import go_to
from core.refusals import Refusal
from mentoring import operations
from mentoring.mentor_forms import ApplicationForm, PauseForm, StoppingForm
from mentoring.models import Booking, Mentor, MentorApplication


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def application(request: HttpRequest) -> HttpResponse:
    """The rules, and a form that begins with what was said before; or what became of it."""
    me = member(request)
    mentor = Mentor.objects.filter(user=me).first()
    latest = MentorApplication.objects.filter(person=me).order_by("sent_at", "pk").last()
    is_mentor = mentor is not None and mentor.approved_at is not None
    form = ApplicationForm(request.POST or None, instance=latest)
    status = 200
    if request.method == "POST" and not is_mentor:
        status = 422
        if form.is_valid():
            operations.apply_as_mentor(person=me, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Sent. You hear from us by email, usually within a week."))
            return go_to(request, reverse("mentoring:application"))
    context = {"form": form, "latest": latest, "mentor": mentor, "is_mentor": is_mentor}
    return render(request, "mentoring/application.html", context, status=status)


@require_POST
@members_only
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Take one's application back."""
    try:
        operations.withdraw_application(person=member(request))
        messages.success(request, _("Your application is withdrawn. You may apply again at any time."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("mentoring:application"))


@require_POST
@members_only
def pause(request: HttpRequest) -> HttpResponse:
    """Take no new sessions for a while, or take them again (`end=yes`)."""
    mentor = get_object_or_404(Mentor.objects.select_related("user"), user=member(request))
    form = PauseForm(request.POST)
    try:
        if request.POST.get("end"):
            operations.resume_mentoring(mentor=mentor)
            messages.success(request, _("Welcome back. People can book you again."))
        elif form.is_valid():
            operations.pause_mentoring(mentor=mentor, until=form.cleaned_data["until"], now=timezone.now())
            messages.success(request, _("You pause. Sessions that are booked stay."))
        else:
            messages.error(request, str(form.errors["until"][0]))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return go_to(request, reverse("mentoring:mentor_admin"))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def stop(request: HttpRequest) -> HttpResponse:
    """Stop being a mentor, and say first what happens to the sessions to come."""
    found = Mentor.objects.approved().select_related("user")
    mentor, now = get_object_or_404(found, user=member(request)), timezone.now()
    given = Booking.objects.filter(mentor=mentor).with_people()
    coming = list(given.filter(starts_at__gt=now).upcoming(now))
    is_sent = request.method == "POST"
    form = StoppingForm(request.POST if is_sent else None, has_coming=bool(coming))
    if is_sent and form.is_valid():
        operations.stop_mentoring(
            mentor=mentor, cancels=form.cancels, reason=form.cleaned_data["reason"], now=now
        )
        messages.success(request, _("You are no mentor any more. Thank you for the time you gave."))
        return go_to(request, reverse("mentoring:bookings"))
    context = {"form": form, "coming": coming, "asked": given.requested(now)}
    return render(request, "mentoring/stop.html", context, status=422 if is_sent else 200)
