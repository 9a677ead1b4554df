"""Finding a mentor: the directory, one mentor, and the mentors for a step. Strangers may see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.handles import find_by_handle, redirect_to_handle
from accounts.viewer import viewer
from availability.models import Schedule
from core.http import public_page, wants_fragment
from core.pagination import ShortPaginator
from mentoring import directory
from mentoring.directory_filters import (
    MentorFilters,
    find_choices,
    find_step_of,
    rubric_of,
    suggest_relaxations,
)
from mentoring.filter_groups import build_filter_groups
from mentoring.forms import ReplyForm
from mentoring.models import SHOWN_FROM, Favourite, Mentor, Usefulness
from mentoring.views.booking import carry
from roadmaps.models import Step

PER_PAGE = 12


@require_safe
@public_page(max_age=60)
def mentors(request: HttpRequest) -> HttpResponse:
    filters, reader = MentorFilters.from_query(request.GET), viewer(request)
    step = find_step_of(filters, reader)
    fitting = directory.select_for_cards(filters.apply(reader, step))
    page = ShortPaginator(fitting, PER_PAGE).get_page(request.GET.get("page"))
    found = directory.build_cards(page.object_list, now=timezone.now(), reader=reader)
    context = {
        "filters": filters,
        "page": page,
        "cards": found,
        "relaxations": [] if found else suggest_relaxations(filters, reader, step),
        "filter_groups": build_filter_groups(
            request.GET, filters, choices=find_choices(), is_member=reader is not None, step=step
        ),
    }
    return render(request, "mentoring/mentors.html", context)


@require_safe
@public_page(max_age=60)
def mentor(request: HttpRequest, handle: str) -> HttpResponse:
    """Its owner sees it before it is listed."""
    found = find_by_handle(directory.select_for_cards(Mentor.objects.all()), handle)
    me = viewer(request)
    is_own = me == found.user
    if not (found.is_seen_by_all or is_own):
        get_object_or_404(Mentor.objects.none())
    if found.user.handle != handle:
        return redirect_to_handle(request, found.user.handle)
    (card,) = directory.build_cards([found], now=timezone.now(), reader=me)
    schedule = Schedule.objects.default().filter(user=found.user).first()
    reviews = list(found.reviews.public(timezone.now()).select_related("author").order_by("-given_at", "pk"))
    return render(
        request,
        "mentoring/mentor.html",
        {
            "mentor": found,
            "card": card,
            "schedule": schedule,
            "is_own": is_own,
            "can_save": me is not None and not is_own,
            "is_saved": me is not None and Favourite.objects.filter(person=me, mentor=found).exists(),
            "reviews": reviews if len(reviews) >= SHOWN_FROM else [],
            "useful": sum(each.usefulness >= Usefulness.USEFUL for each in reviews),
            "reply_form": ReplyForm(),
            "carried": carry(request.GET),
        },
    )


@require_safe
@public_page(max_age=60)
def for_step(request: HttpRequest, roadmap: str, key: str) -> HttpResponse:
    """Who can help with this step, those who are free soonest first: a page, and a part of others.

    `about=` goes along to the booking.
    """
    step = get_object_or_404(
        Step.objects.shown_to(viewer(request)).at(roadmap, key).select_related("area", "edition__roadmap")
    )
    context = {
        "step": step,
        "roadmap_slug": roadmap,
        "rubric": rubric_of(step),
        "more": carry(request.GET, "about").replace("?", "&", 1),
        "cards": directory.find_for_step(step, now=timezone.now(), reader=viewer(request)),
    }
    template = "mentoring/_for_step.html" if wants_fragment(request) else "mentoring/for_step.html"
    return render(request, template, context)
