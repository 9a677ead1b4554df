"""The filters of the directory as groups of links: what each would change in the address of the page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mentoring.directory_filters import OVERLAPS, PRICES, Choices, MentorFilters
from mentoring.models import SessionKind
from mentoring.rubrics import RUBRICS
from roadmaps.models import Step

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
    choices: Choices,
    is_member: bool,
    step: Step | None = None,
) -> list[FilterGroup]:
    """In the order of the page. A step is among them once it is asked for: it is chosen on its own page."""
    kinds = [(value, str(label)) for value, label in SessionKind.choices]
    interviews = [(rubric.key, str(rubric.title)) for rubric in RUBRICS.values()]
    asked: list[tuple[str, str, str, Iterable[Choice]]] = [
        ("area", _("Area"), pgettext("areas", "All"), [(each.slug, each.title) for each in choices.areas]),
        ("specialism", _("Specialism"), pgettext("specialisms", "Any"), choices.specialisms),
        ("kind", _("Session"), pgettext("kind of session", "Any"), kinds),
        ("interview", _("Mock interview"), pgettext("kind of interview", "Any"), interviews),
        ("price", _("Price"), pgettext("price", "Any"), [(each, describe_price(each)) for each in PRICES]),
        ("language", _("Language"), pgettext("language", "Any"), choices.languages),
        ("free", _("When"), pgettext("time", "Any"), [("week", _("Free this week"))]),
    ]
    if step:
        asked.insert(0, ("step", _("Step"), pgettext("step", "Any"), [(filters.step, step.title)]))
    if is_member:
        together = [(each, describe_overlap(int(each))) for each in OVERLAPS]
        asked.append(("overlap", _("Awake when you are"), pgettext("overlap", "Any"), together))
        saved = [("yes", _("Those you saved"))]
        asked.append(("saved", pgettext("mentors", "Saved"), pgettext("mentors", "All"), saved))
    return [
        FilterGroup(
            name, title, _build_links(query, name, getattr(filters, name), [("", everything), *offered])
        )
        for name, title, everything, offered in asked
    ]


def _build_links(query: QueryDict, name: str, chosen: str, offered: Sequence[Choice]) -> list[FilterLink]:
    addresses = _addresses(query, name, (value for value, _label in offered))
    return [
        FilterLink(value, label, address, value == chosen)
        for (value, label), address in zip(offered, addresses, strict=True)
    ]


def describe_price(price: str) -> str:
    if price == "free":
        return pgettext("of charge", "Free")
    return _("Up to %(amount)s (€, $, £)") % {"amount": price}


def describe_overlap(hours: int) -> str:
    return ngettext("%(hours)s hour a day or more", "%(hours)s hours a day or more", hours) % {"hours": hours}


def _addresses(query: QueryDict, name: str, values: Iterable[str]) -> Iterator[str]:
    """For each value the same page with this filter, from its beginning."""
    others = [(key, each) for key, given in query.lists() if key not in {"page", name} for each in given]
    for value in values:
        yield f"?{urlencode([*others, (name, value)] if value else others)}"
