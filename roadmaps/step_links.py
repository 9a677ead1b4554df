"""The links of a step as readers see them: what its keeper decided stands before what the edition says."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from roadmaps.choices import Decision, LinkState, Verdict
from roadmaps.models import Link, LinkDecision, LinkVote, Resource, Roadmap, Step


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
    """Those that were not taken away; three queries."""
    resources = Resource.objects.filter(step=step).select_related("link").order_by("position")
    decisions = {
        decision.link_id: decision
        for decision in LinkDecision.objects.filter(
            roadmap=roadmap, link__resources__step=step
        ).select_related("replacement")
    }
    shown: list[tuple[Resource, Link, bool]] = []
    for resource in resources:
        decision = decisions.get(resource.link_id)
        if decision and decision.replacement:
            shown.append((resource, decision.replacement, True))
        elif decision is None or decision.kind != Decision.RETIRED:
            shown.append((resource, resource.link, False))
    votes = read_votes([link for _resource, link, _replaced in shown], reader) if shown else {}
    return [
        StepLink(resource, link, votes.get(link.pk, Votes()), is_replaced)
        for resource, link, is_replaced in shown
    ]


def read_votes(links: list[Link], reader: User | None) -> dict[int, Votes]:
    """By link; one query. What nobody voted on is left out."""
    own = Q(person=reader.pk if reader else None)
    counted: Any = (  # the names that `**` brings are unknown to the types
        LinkVote.objects.filter(link__in=[link.pk for link in links])
        .values("link")
        .annotate(
            **{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in Verdict.values},
            **{f"own_{verdict}": Count("pk", filter=own & Q(verdict=verdict)) for verdict in Verdict.values},
        )
    )
    return {
        row["link"]: Votes(
            row["useful"],
            row["outdated"],
            row["broken"],
            own=next((verdict for verdict in Verdict.values if row[f"own_{verdict}"]), ""),
        )
        for row in counted
    }
