"""What stands for a roadmap elsewhere: a badge of somebody's progress, and a card where it is shared."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.badges import Badge
from core.card_answer import answer_with_card
from core.share_cards import Card
from roadmaps.lengths import with_lengths
from roadmaps.models import Edition, Enrolment
from roadmaps.overlaid_contents import count_changes, read_contents_of
from roadmaps.progress import progress_of_each

BADGE_KEPT_FOR = 300  # seconds: so long it may be seen after somebody no longer shows it
CARD_KEPT_FOR = 3600


@require_safe
@cache_control(public=True, max_age=BADGE_KEPT_FOR)
def badge(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """How far somebody is on a roadmap, where they let everybody see that."""
    shown = Enrolment.objects.shown_to_all().select_related("edition", "roadmap")
    enrolment = get_object_or_404(shown, learner__handle=handle, roadmap__slug=slug)
    contents = read_contents_of([enrolment])
    progress = progress_of_each([enrolment], contents)[enrolment.pk]
    changes = count_changes(contents[enrolment.pk], enrolment)
    value = _("%(number)s %%")
    if changes:
        value = _("%(number)s %%, %(added)s added, %(hidden)s hidden")
    numbers = {"number": progress.percent_hours, **asdict(changes)}
    drawn = Badge(label=enrolment.edition.title, value=value % numbers).draw()
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=CARD_KEPT_FOR)
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a public roadmap. There is none for a title in letters that our fonts lack."""
    edition = get_object_or_404(with_lengths(Edition.objects.shown_to(None)), roadmap__slug=slug)
    steps = edition.step_count  # type: ignore[attr-defined]
    byline = ngettext("A roadmap of %(steps)s step", "A roadmap of %(steps)s steps", steps) % {"steps": steps}
    return answer_with_card(Card(title=edition.title, byline=byline))
