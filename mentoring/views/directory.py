"""Finding a mentor: the directory, one mentor, and the mentors for a step. Strangers may see them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.viewer import viewer
from core.http import public_page
from mentoring import directory
from mentoring.languages import LANGUAGES
from mentoring.models import Mentor, SessionType
from roadmaps.models import Area, Step

A_PAGE = 12
FOR_A_STEP = 3


@require_safe
@public_page(max_age=60)
def mentors(request: HttpRequest) -> HttpResponse:
    filters = directory.Filters.of(request.GET)
    page = Paginator(directory.for_cards(filters.mentors()), A_PAGE).get_page(request.GET.get("page"))
    found = directory.cards(page.object_list, now=timezone.now())
    context = {
        "filters": filters,
        "page": page,
        "cards": found,
        "relaxations": [] if found else directory.relaxations(filters),
        "areas": Area.objects.filter(mentors__in=Mentor.objects.listed()).distinct(),
        "kinds": SessionType.Kind,
        "languages": _spoken(),
    }
    return render(request, "mentoring/mentors.html", context)


@require_safe
@public_page(max_age=60)
def mentor(request: HttpRequest, handle: str) -> HttpResponse:
    """Its owner sees it before it is listed."""
    found = get_object_or_404(directory.for_cards(Mentor.objects.all()), user__handle=handle)
    is_own = viewer(request) == found.user
    if not (found.is_seen_by_all or is_own):
        get_object_or_404(Mentor.objects.none())
    (card,) = directory.cards([found], now=timezone.now())
    schedule = found.schedules.filter(is_default=True).first()
    return render(
        request,
        "mentoring/mentor.html",
        {"mentor": found, "card": card, "schedule": schedule, "is_own": is_own},
    )


@require_safe
@public_page(max_age=60)
def for_step(request: HttpRequest, roadmap: str, key: str) -> HttpResponse:
    """A fragment: who can help with this step, those who are free soonest first."""
    step = get_object_or_404(Step.objects.shown_to(viewer(request)).at(roadmap, key).select_related("area"))
    fitting = directory.for_cards(Mentor.objects.listed().filter(areas=step.area))[:A_PAGE]
    found = directory.cards(fitting, now=timezone.now())[:FOR_A_STEP]
    return render(
        request, "mentoring/_for_step.html", {"step": step, "roadmap_slug": roadmap, "cards": found}
    )


def _spoken() -> list[tuple[str, str]]:
    """The languages that listed mentors speak, with their names."""
    rows = Mentor.objects.listed().values_list("languages", flat=True)
    codes = {code for languages in rows for code in languages}
    return sorted(((code, LANGUAGES.get(code, code)) for code in codes), key=lambda pair: pair[1])
