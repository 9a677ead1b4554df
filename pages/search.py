"""Searches every app for the same words, in a fixed number of queries, whatever is found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from mentoring.models import Mentor
from roadmaps.models import Edition, Step, StepNote
from roadmaps.own_step_search import search_own_steps

SHOWN = 8
LONGEST = 120  # of the words asked for, in characters


@dataclass(frozen=True)
class Group:
    """What one app found. `count` is of all matches, `items` are the best of them."""

    slug: str
    title: str
    items: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True)
class Results:
    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def search_all(text: str, *, reader: User | None, now: datetime) -> Results:
    """Matches in roadmaps, steps, mentors, articles and the reader's own notes and steps.

    Nothing for less than two letters.
    """
    text = text[:LONGEST]
    if len(text) < 2:
        return Results([])
    steps = Step.objects.shown_to(reader).search(text)
    steps = steps.select_related("edition__roadmap", "area", "milestone__stage")
    editions = Edition.objects.shown_to(reader).search(text).select_related("roadmap")
    groups = [
        group("roadmaps", _("Roadmaps"), editions),
        group("steps", _("Steps"), steps),
        group("mentors", _("Mentors"), Mentor.objects.listed().search(text).select_related("user")),
        group("articles", _("Articles"), Article.objects.published(now).search(text).for_listing()),
    ]
    if reader:
        notes = StepNote.objects.of(reader).search(text).defer("search")
        groups.insert(0, group("notes", _("Your notes"), notes))
        own = search_own_steps(reader, text)
        groups.insert(1, Group("own_steps", str(_("Steps of your own")), own[:SHOWN], len(own)))
    return Results([each for each in groups if each.count])


def group(slug: str, title: Any, matches: QuerySet[Any]) -> Group:
    """One query, and one more to count when there is more than is shown."""
    items = list(matches[: SHOWN + 1])
    count = matches.count() if len(items) > SHOWN else len(items)
    return Group(slug, title, items[:SHOWN], count)
