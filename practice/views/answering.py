"""One question at a time: answer it, see the model answer beside one's own, rate it."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.viewer import member, members_only
from core.clock import local_date
from core.formats import format_date
from core.http import go_to
from core.refusals import Refusal
from practice.forms import AnswerForm, RatingForm
from practice.models import Answer, Card, Question
from practice.operations import answer_question, keep_question, rate_answer, stop_card
from practice.queue import read_today
from practice.reading import describe_first_day, hides_step_of, read_titles


def _find(request: HttpRequest, pk: object) -> Question:
    """What may be asked, and what was asked of somebody before."""
    reader = member(request)
    kept = Exists(Card.objects.of(reader).filter(question=OuterRef("pk")))
    seen = Question.objects.reachable_by(reader).filter(Q(kept) | Q(withdrawn_at=None))
    return get_object_or_404(seen.select_related("roadmap"), pk=pk)


def _find_answer(request: HttpRequest, pk: object) -> Answer:
    mine = Answer.objects.of(member(request)).select_related("card__question__roadmap")
    return get_object_or_404(mine, pk=pk)


@require_safe
@members_only
def next_question(request: HttpRequest) -> HttpResponse:
    """To the next question of today, or back to the overview."""
    cards = read_today(member(request), now=timezone.now()).cards
    url = cards[0].question.get_absolute_url() if cards else reverse("practice:today")
    return go_to(request, url)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def question(request: HttpRequest, pk: object) -> HttpResponse:
    found, learner = _find(request, pk), member(request)
    form = AnswerForm(request.POST if request.method == "POST" else None, was_aloud="aloud" in request.POST)
    if form.is_valid():
        answered = answer_question(
            learner=learner,
            question=found,
            text=form.cleaned_data["text"],
            was_aloud=form.was_aloud,
            now=timezone.now(),
        )
        return go_to(request, answered.get_absolute_url())
    card = Card.objects.of(learner).filter(question=found).with_open_answer().first()
    context = {
        "form": form,
        "question": found,
        "card": card,
        "is_hidden": hides_step_of(learner, found),
        **_describe(request, found),
    }
    return render(request, "practice/question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def answer(request: HttpRequest, pk: object) -> HttpResponse:
    """The model answer beside one's own; what is posted is the rating."""
    found = _find_answer(request, pk)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            card = rate_answer(answer=found, rating=form.cleaned_data["rating"], now=timezone.now())
        except Refusal as refusal:
            messages.warning(request, str(refusal.message))
        else:
            _say_when(request, card)
        return go_to(request, _after(member(request)))
    context = {
        "form": form,
        "answer": found,
        "question": found.card.question,
        **_describe(request, found.card.question),
    }
    return render(request, "practice/answer.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def keeping(request: HttpRequest, pk: object) -> HttpResponse:
    """Have one question asked from tomorrow on, or with `stop` no more."""
    found, learner, now = _find(request, pk), member(request), timezone.now()
    if "stop" in request.POST:
        for card in Card.objects.of(learner).filter(question=found):
            stop_card(card=card, now=now)
        messages.success(
            request, _("This question is not asked any more. Your answers stay in your history.")
        )
    else:
        keep_question(learner=learner, question=found, now=now)
        messages.success(request, describe_first_day(learner, found, local_date(now, learner.zone)))
    return go_to(request, found.get_absolute_url())


def _describe(request: HttpRequest, question: Question) -> dict[str, object]:
    """Its step, and how many are still to be answered today."""
    learner = member(request)
    titles = read_titles([question], learner)
    return {
        "step": titles.get(question.pk),
        "practice": read_today(learner, now=timezone.now()),
    }


def _say_when(request: HttpRequest, card: Card) -> None:
    day = format_date(card.due_on, "DAY_FORMAT")
    messages.success(request, _("Noted. This question comes back on %(day)s.") % {"day": day})


def _after(learner: User) -> str:
    """The next question of today, or the overview when that was the last."""
    cards = read_today(learner, now=timezone.now()).cards
    return cards[0].question.get_absolute_url() if cards else reverse("practice:today")
