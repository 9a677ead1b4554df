"""Publishing an article: one page for the web and the mail. An author publishes their own articles only."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import member, members_only
from articles.models import Article
from core.http import go_to, wants_fragment
from core.refusals import Refusal
from newsletter.audiences import facts_of, find_segment
from newsletter.content import content_of, describe_draft, mail_html, preview
from newsletter.deliveries import forecast_of, pauses_of_all
from newsletter.models import Issue
from newsletter.operations import (
    ByMail,
    NotPublished,
    OnTheWeb,
    PublishingPlan,
    TextChanged,
    cancel_publishing,
    check_publishing,
    count_readers,
    is_planned,
    publish_and_send,
)
from newsletter.publishing_form import PublishingForm
from newsletter.queries import find_issue

OF_THE_EDITOR = "draft"  # the id of the form there, which sends the menu's choices with the text


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def publishing(request: HttpRequest, pk: int) -> HttpResponse:
    """Without choices: the page that asks for them, or the editor's menu. With them: what will happen, and a
    button that carries it out by POST.
    """
    article = _get_own_article(request, pk)
    issue = find_issue(article)
    if wants_fragment(request) and request.method != "POST":
        form = PublishingForm(_typed(request), article=article, issue=issue, owner=OF_THE_EDITOR)
        return _render(request, "newsletter/_publishing.html", article, issue, form=form)
    if request.method == "POST":
        return _carry_out(request, article, issue)
    form = PublishingForm(_typed(request), article=article, issue=issue)
    if not form.is_bound or "ask" in request.GET:
        return _render(request, "newsletter/publishing.html", article, issue, form=form)
    return _ask_or_confirm(request, article, issue, form)


@require_POST
@members_only
def publishing_cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Before its time: neither publish nor send."""
    cancel_publishing(article=_get_own_article(request, pk))
    messages.success(request, _("Nothing is planned any more. Your text is here."))
    return go_to(request, reverse("articles:editor", args=[pk]))


def _carry_out(request: HttpRequest, article: Article, issue: Issue | None) -> HttpResponse:
    form, now = PublishingForm(request.POST, article=article, issue=issue), timezone.now()
    if not form.is_valid():
        return _ask_or_confirm(request, article, issue, form)
    plan = form.plan()
    try:
        publish_and_send(article=article, by=article.author, plan=plan, now=now)
    except TextChanged as refusal:
        return _confirm(request, article, issue, form, refusal=refusal)
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return _ask_or_confirm(request, article, issue, form)
    messages.success(request, _said(plan))
    return go_to(request, reverse("articles:editor", args=[article.pk]))


def _ask_or_confirm(
    request: HttpRequest, article: Article, issue: Issue | None, form: PublishingForm
) -> HttpResponse:
    if form.is_valid():
        try:
            check_publishing(article=article, plan=form.plan(), now=timezone.now())
        except NotPublished:
            form.add_error("web", _("The mail carries what readers can find here: publish it first."))
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    if form.is_valid():
        return _confirm(request, article, issue, form)
    return _render(request, "newsletter/publishing.html", article, issue, form=form, status=422)


def _confirm(
    request: HttpRequest, article: Article, issue: Issue | None, form: PublishingForm, **more: Any
) -> HttpResponse:
    status, plan = 422 if more.get("refusal") else 200, form.plan()
    more["readers"] = count_readers(issue)
    if plan.mail != ByMail.NOT:
        more |= _mail_facts(article, issue, plan, readers=more["readers"])
    template = "newsletter/publishing_summary.html"
    return _render(request, template, article, issue, form=form, plan=plan, status=status, **more)


def _mail_facts(
    article: Article, issue: Issue | None, plan: PublishingPlan, *, readers: int
) -> dict[str, Any]:
    """The letter as the plan has it, who gets it, and, if it leaves now, how long a new domain takes."""
    now = timezone.now()
    content = replace(content_of(article, issue), subject=plan.subject or article.title)
    if plan.web != OnTheWeb.KEEP:
        draft = article.draft
        content = replace(
            content,
            subject=plan.subject or draft.title,
            title=draft.title,
            preheader=(issue.preheader if issue else "") or describe_draft(draft),
            html=mail_html(article, draft.source),
        )
    leaves_now = plan.mail == ByMail.WITH_WEB and not plan.mail_follows
    segment = find_segment(issue)
    return {
        "content": content,
        "letter": preview(content, reader=None, at=now),
        "segment_facts": facts_of(segment) if segment else [],
        "pauses_of_all": pauses_of_all(),
        "forecast": forecast_of(issue, readers=readers, now=now) if leaves_now else None,
    }


def _said(plan: PublishingPlan) -> str:
    match (plan.web, plan.mail):
        case "now", "with":
            return _("Published. The first letter leaves in a minute; until then you can undo the mail.")
        case "now", "not":
            return _("Published. Readers can see it now.")
        case "now", "at":
            return _("Published. The mail goes out at its time.")
        case "keep", "with":
            return _("The first letter leaves in a minute; until then you can undo it.")
        case "keep", "not":
            return _("Nothing is planned any more. Your text is here.")
        case _other:
            return _("Planned. You can cancel it until its time.")


def _typed(request: HttpRequest) -> Any:
    """The choices in the address; None where there is none."""
    return request.GET if "web" in request.GET else None


def _get_own_article(request: HttpRequest, pk: int) -> Article:
    mine = Article.objects.by(member(request)).select_related("author__user", "draft")
    return get_object_or_404(mine, pk=pk)


def _render(
    request: HttpRequest,
    template: str,
    article: Article,
    issue: Issue | None,
    *,
    form: PublishingForm,
    readers: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "article": article,
        "issue": issue,
        "form": form,
        "readers": count_readers(issue) if readers is None else readers,
        "is_planned": is_planned(article, issue),
        "seconds_to_undo": issue.seconds_to_undo(timezone.now()) if issue else 0,
        **more,
    }
    return render(request, template, context, status=status)
