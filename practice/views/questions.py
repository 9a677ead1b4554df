"""Questions as they stand on a step and below an article, and those of one's own roadmaps."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only, viewer, zone_of
from articles.models import Article
from core.clock import local_date
from core.http import go_to, public_page, wants_fragment
from core.refusals import Refusal
from practice.forms import QuestionForm
from practice.models import Question
from practice.operations import change_question, withdraw_question, write_question
from practice.reading import read_lines, read_titles, step_choices
from roadmaps.models import Edition, Roadmap, Step


@require_safe
@public_page()
def step(request: HttpRequest, roadmap: str, key: str) -> HttpResponse:
    """The questions on a step: a page, and a part of the step's own page that htmx loads."""
    reader = viewer(request)
    published = Step.objects.filter(edition__in=Edition.objects.published().reachable_by(reader))
    found = published.at(roadmap, key).select_related("edition__roadmap").order_by("-edition__number").first()
    if found is None:
        raise Http404
    asked = list(Question.objects.asked().of_step(roadmap, key).in_order())
    context = {
        "step": found,
        "lines": read_lines(asked, reader, local_date(timezone.now(), zone_of(request))),
        "is_own": bool(reader and found.edition.roadmap.owner_id == reader.pk),
    }
    template = "practice/_step.html" if wants_fragment(request) else "practice/step.html"
    return render(request, template, context)


@require_safe
@public_page()
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions on an article: a page, and the end of the article's own page that htmx loads."""
    reader, now = viewer(request), timezone.now()
    found = get_object_or_404(Article.objects.published(now).only("slug", "title"), slug=slug)
    asked = Question.objects.asked().reachable_by(reader).filter(article=found).in_order()
    context = {
        "article": found,
        "lines": read_lines(list(asked), reader, local_date(now, zone_of(request))),
    }
    template = "practice/_article.html" if wants_fragment(request) else "practice/article.html"
    return render(request, template, context)


def _find_own(request: HttpRequest, slug: str) -> Roadmap:
    return get_object_or_404(Roadmap.objects.published(), owner=member(request), slug=slug)


def _find_question(roadmap: Roadmap, pk: object) -> Question:
    return get_object_or_404(roadmap.questions.asked().select_related("roadmap"), pk=pk)


@require_safe
@members_only
def own_questions(request: HttpRequest, slug: str) -> HttpResponse:
    roadmap = _find_own(request, slug)
    asked = list(roadmap.questions.asked().in_order().defer("answer"))
    titles = read_titles(asked, member(request))
    rows = [(question, titles.get(question.pk)) for question in asked]
    return render(request, "practice/own_questions.html", {"roadmap": roadmap, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_question(request: HttpRequest, slug: str) -> HttpResponse:
    roadmap = _find_own(request, slug)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        steps=step_choices(slug),
        initial={"step_key": request.GET.get("step", "")},
    )
    if form.is_valid():
        try:
            write_question(roadmap=roadmap, by=member(request), wish=form.wish, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The question is there."))
            return go_to(request, reverse("practice:own_questions", args=[slug]))
    context = {"form": form, "roadmap": roadmap}
    return render(request, "practice/own_question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def own_question(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    roadmap = _find_own(request, slug)
    question = _find_question(roadmap, pk)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        steps=step_choices(slug),
        initial=QuestionForm.initial_of(question),
    )
    if form.is_valid():
        try:
            change_question(question=question, by=member(request), wish=form.wish, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Changed. Everybody's dates stay as they are."))
            return go_to(request, reverse("practice:own_questions", args=[slug]))
    context = {"form": form, "roadmap": roadmap, "question": question}
    return render(request, "practice/own_question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def removal(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """Asks first, then withdraws a question of one's own roadmap."""
    roadmap = _find_own(request, slug)
    question = _find_question(roadmap, pk)
    if request.method != "POST":
        return render(request, "practice/removal.html", {"roadmap": roadmap, "question": question})
    withdraw_question(question=question, by=member(request), now=timezone.now())
    messages.success(request, _("The question is withdrawn. Answers that were given stay in the histories."))
    return go_to(request, reverse("practice:own_questions", args=[slug]))
