"""What every page of the editor looks up first."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.viewer import member
from editor.checks import Problem, find_problems
from editor.outline import Outline
from editor.reading import area_choices, former_keys
from roadmaps.models import Roadmap


def find_own(request: HttpRequest, slug: str) -> Roadmap:
    """A roadmap of the person who asks, or a 404."""
    own = Roadmap.objects.filter(owner=member(request)).select_related("current", "owner")
    return get_object_or_404(own, slug=slug)


def problems_of(roadmap: Roadmap, outline: Outline) -> list[Problem]:
    return find_problems(outline, [slug for slug, _title in area_choices()], former_keys(roadmap))
