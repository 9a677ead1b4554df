"""The links of a step as readers see them: what its keeper decided stands before what the edition says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import User
from core.prepared import prepared
from roadmaps.choices import Decision, LinkState
from roadmaps.models import Link, LinkVote, Resource, Roadmap, Step

COLUMNS = ("pk", "url", "state", "checked_on", "broken_since")
REPLACEMENT = {f"replacement_{column}": column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Votes:
    """How many readers said what of a link, and what this reader said."""

    useful: int = 0
    outdated: int = 0
    broken: int = 0
    own: str = ""


@dataclass(frozen=True, slots=True)
class StepLink:
    """`link` is the one to follow: that of the resource, or what took its place."""

    resource: Resource
    link: Link
    votes: Votes
    is_replaced: bool = False

    @property
    def type_label(self) -> str:
        return self.resource.get_type_display()

    @property
    def is_broken(self) -> bool:
        return self.link.state == LinkState.BROKEN

    @property
    def is_unclear(self) -> bool:
        return self.link.state == LinkState.UNCLEAR


def read_step_links(step: Step, roadmap: Roadmap, reader: User | None) -> list[StepLink]:
    """Those that were not taken away; one query."""
    resources = _links_of.rows(step=step.pk, roadmap=roadmap.pk, reader=reader.pk if reader else None)
    return [_build(resource) for resource in resources]


@prepared
def _links_of(step: Any, roadmap: Any, reader: Any) -> QuerySet[Any]:
    of_roadmap = FilteredRelation("link__decisions", condition=Q(link__decisions__roadmap=roadmap))
    followed = Coalesce(OuterRef("decision__replacement"), OuterRef("link"))
    return (
        Resource.objects.filter(step=step)
        .select_related("link")
        .annotate(decision=of_roadmap)
        .exclude(decision__kind=Decision.RETIRED)
        .annotate(
            **{name: F(f"decision__replacement__{column}") for name, column in REPLACEMENT.items()},
            counted=ArraySubquery(_count(LinkVote.objects.filter(link=followed), reader)),
        )
        .order_by("position")
    )


def _build(resource: Any) -> StepLink:
    """From a resource with what stands in its place, and the votes on what readers follow."""
    votes = _add_up(resource.counted)
    if resource.replacement_pk is None:
        return StepLink(resource, resource.link, votes)
    other = Link(**{column: getattr(resource, name) for name, column in REPLACEMENT.items()})
    return StepLink(resource, other, votes, is_replaced=True)


def read_votes(link: Link, reader: User | None) -> Votes:
    counted = _count(LinkVote.objects.filter(link=link), reader.pk if reader else None)
    return _add_up(row["json"] for row in counted)


def _count(votes: QuerySet[LinkVote], reader: Any) -> QuerySet[LinkVote, Any]:
    """For each verdict how many gave it, and whether the reader did, an id or an expression."""
    own = Count("pk", filter=Q(person=reader))
    by_verdict = votes.order_by().values("verdict").annotate(people=Count("pk"), own=own)
    return by_verdict.values(json=JSONObject(verdict="verdict", people="people", own="own"))


def _add_up(counted: Iterable[dict[str, Any]]) -> Votes:
    rows = list(counted)
    own = next((row["verdict"] for row in rows if row["own"]), "")
    return Votes(**{row["verdict"]: row["people"] for row in rows}, own=own)
