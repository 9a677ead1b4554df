"""Links of roadmaps: what readers say of one, and the list of those who keep a roadmap."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import member, members_only
from core.http import go_to
from core.pagination import ShortPaginator
from core.refusals import Refusal
from roadmaps.choices import Decision, LinkState, Verdict
from roadmaps.link_forms import DecisionForm, VoteForm
from roadmaps.link_reports import kept_roadmaps, links_of
from roadmaps.link_words import describe_error
from roadmaps.models import Link, LinkVote, Resource, Roadmap
from roadmaps.operations import decide_on_link, take_back_decision, vote_on_link, withdraw_vote
from roadmaps.step_links import read_votes
from roadmaps.views.lookups import back_to, posted_data

LINKS_A_PAGE = 30
SHOWS = ("waiting", "decided", "all")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """How one link was found, by the site and by readers, and saying it oneself."""
    me = member(request)
    found = get_object_or_404(Link.objects.opened_by(me), pk=pk)
    here = reverse("roadmaps:link", args=[pk])
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_vote(person=me, link=found)
        messages.success(request, _("What you said of the link is taken back."))
        return go_to(request, back_to(request, here))
    own = LinkVote.objects.of(me).filter(link=found).first()
    form = VoteForm(posted_data(request), initial={"verdict": own.verdict if own else None})
    if form.is_valid():
        vote_on_link(person=me, link=found, verdict=Verdict(form.cleaned_data["verdict"]), now=timezone.now())
        messages.success(request, _("Noted. You can change it at any time."))
        return go_to(request, back_to(request, here))
    seen = Resource.objects.filter(link=found, step__edition__current_of__isnull=False)
    context = {
        "link": found,
        "error": describe_error(found.error),
        "states": LinkState,
        "votes": read_votes(found, me),
        "form": form,
        "title": seen.order_by("pk").values_list("title", flat=True).first() or found.url,
        "back": request.GET.get("back", ""),
    }
    return render(request, "roadmaps/link.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@members_only
def kept_links(request: HttpRequest) -> HttpResponse:
    """The roadmaps whose links one keeps, and how many wait in each."""
    page = ShortPaginator(kept_roadmaps(member(request)), LINKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "roadmaps/kept_links.html", {"page": page})


@never_cache
@require_safe
@members_only
def roadmap_links(request: HttpRequest, slug: str) -> HttpResponse:
    """The links of one roadmap: those that wait, those decided, or all."""
    roadmap = _find_kept(request, slug)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else SHOWS[0]
    links = links_of(roadmap)
    if show == "waiting":
        links = links.waiting()
    elif show == "decided":
        links = links.decided()
    page = ShortPaginator(links.order_by("url"), LINKS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "roadmap": roadmap,
        "edition": roadmap.current,
        "page": page,
        "rows": [(each, describe_error(each.error)) for each in page],
        "show": show,
        "states": LinkState,
    }
    return render(request, "roadmaps/roadmap_links.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def decision(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Replace one link, take it away, or keep it; or take back what was decided."""
    me, roadmap = member(request), _find_kept(request, slug)
    found: Any = get_object_or_404(links_of(roadmap), pk=pk)  # annotated
    there = reverse("roadmaps:roadmap_links", args=[slug])
    initial = {"kind": found.decided, "url": found.replaced_by or found.moved_to}
    form = DecisionForm(posted_data(request), initial=initial)
    if request.method == "POST":
        try:
            if "take_back" in request.POST:
                take_back_decision(roadmap=roadmap, link=found, by=me)
                messages.success(request, _("Readers see again what the edition says."))
                return go_to(request, there)
            if form.is_valid():
                said: dict[str, Any] = {**form.cleaned_data, "kind": Decision(form.cleaned_data["kind"])}
                decide_on_link(roadmap=roadmap, link=found, by=me, now=timezone.now(), **said)
                messages.success(request, _("Done. You find it under “Decided” and can take it back."))
                return go_to(request, there)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    context = {
        "roadmap": roadmap,
        "edition": roadmap.current,
        "link": found,
        "error": describe_error(found.error),
        "states": LinkState,
        "form": form,
    }
    return render(request, "roadmaps/link_decision.html", context, status=422 if form.errors else 200)


def _find_kept(request: HttpRequest, slug: str) -> Roadmap:
    """A published roadmap whose links this person keeps, or a 404."""
    kept = Roadmap.objects.kept_by(member(request)).published().select_related("current")
    return get_object_or_404(kept, slug=slug)
