"""The filters of the directory as groups of links: what each would change in the address of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mentoring.directory import AreaChoice, MentorFilters
from mentoring.models import SessionKind
from mentoring.rubrics import RUBRICS

Choice = tuple[str, str]
"""A value and its words."""


@dataclass(frozen=True, slots=True)
class FilterLink:
    """`address` begins with `?` and keeps everything else that was asked for."""

    value: str
    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One filter; its first link asks for nothing."""

    name: str
    title: str
    links: Sequence[FilterLink]


def build_filter_groups(
    query: QueryDict,
    filters: MentorFilters,
    *,
    areas: Iterable[AreaChoice],
    languages: Iterable[Choice],
    is_member: bool,
) -> list[FilterGroup]:
    """In the order of the page. `areas` and `languages` are those that mentors have."""
    kinds = [(value, str(label)) for value, label in SessionKind.choices]
    interviews = [(rubric.key, str(rubric.title)) for rubric in RUBRICS.values()]
    asked: list[tuple[str, str, str, Iterable[Choice]]] = [
        ("area", _("Area"), pgettext("areas", "All"), [(area.slug, area.title) for area in areas]),
        ("kind", _("Session"), pgettext("kind of session", "Any"), kinds),
        ("interview", _("Mock interview"), pgettext("kind of interview", "Any"), interviews),
        ("language", _("Language"), pgettext("language", "Any"), languages),
        ("free", _("When"), pgettext("time", "Any"), [("week", _("Free this week"))]),
    ]
    if is_member:
        saved = [("yes", _("Those you saved"))]
        asked.append(("saved", pgettext("mentors", "Saved"), pgettext("mentors", "All"), saved))
    return [
        FilterGroup(
            name,
            title,
            [
                FilterLink(value, label, _address(query, name, value), value == getattr(filters, name))
                for value, label in [("", everything), *choices]
            ],
        )
        for name, title, everything, choices in asked
    ]


def _address(query: QueryDict, name: str, value: str) -> str:
    """The same page with this filter, from its beginning."""
    changed = query.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"
