"""The steps of roadmaps that sessions were about."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User
from roadmaps.models import Step

StepPlace = tuple[str, str]  # the slug of a roadmap, and the key of a step


def find_steps(places: Collection[StepPlace], reader: User) -> dict[StepPlace, Step]:
    """Those that this reader sees, as they see them. One query, none without places."""
    if not places:
        return {}
    wanted = reduce(or_, (Q(edition__roadmap__slug=roadmap, key=key) for roadmap, key in places))
    found = Step.objects.shown_to(reader).filter(wanted).select_related("edition__roadmap")
    return {
        (each.edition.roadmap.slug, each.key): each
        for each in found.only("key", "title", "edition__roadmap__slug")
    }
