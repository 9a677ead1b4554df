"""The questions of a mock interview: its mentor writes them, its learner keeps or removes them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from core.clock import local_date
from core.http import go_to
from core.refusals import Refusal
from mentoring.models import Booking, scorecard_due
from practice.forms import SuggestionForm
from practice.models import Question
from practice.operations import keep_question, remove_suggestion, suggest_question
from practice.reading import describe_first_day, read_lines


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def session_questions(request: HttpRequest, pk: object) -> HttpResponse:
    """What was written after an interview; what its mentor posts is one more."""
    me, now = member(request), timezone.now()
    booking = get_object_or_404(Booking.objects.of(me).exclude(rubric_key="").with_people(), pk=pk)
    is_given = booking.is_given_by(me)
    if request.method == "POST" and not is_given:
        raise Http404
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            suggest_question(booking=booking, by=me, wish=form.wish, now=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Written. The learner is told, and may keep it or not."))
            return go_to(request, reverse("practice:session_questions", args=[booking.pk]))
    asked = list(Question.objects.asked().filter(session=booking).order_by("pk"))
    context = {
        "booking": booking,
        "other": booking.other_shown(me),
        "is_given": is_given,
        "is_due": scorecard_due(booking, now),
        "lines": read_lines(asked, None if is_given else me, local_date(now, me.zone)),
        "form": form,
    }
    return render(request, "practice/session_questions.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def suggestion(request: HttpRequest, pk: object) -> HttpResponse:
    """Keep a question that a mentor wrote, or with `remove` do without it."""
    me, now = member(request), timezone.now()
    found = get_object_or_404(Question.objects.asked().suggested_to_or_by(me), pk=pk)
    if "remove" in request.POST:
        remove_suggestion(question=found, now=now)
        messages.success(request, _("Removed. Answers that were given stay in the history."))
    elif found.for_learner_id != me.pk:
        raise Http404
    else:
        keep_question(learner=me, question=found, now=now)
        messages.success(request, describe_first_day(me, found, local_date(now, me.zone)))
    where = reverse("practice:today")
    if found.session_id:
        where = reverse("practice:session_questions", args=[found.session_id])
    return go_to(request, where)
