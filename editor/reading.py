"""What a draft says: its own revision, otherwise the current edition of the roadmap."""

from dataclasses import dataclass

from editor.models import Draft, Revision
from editor.outline import Outline, from_plain
from roadmaps.choices import Decision
from roadmaps.contents import read_content
from roadmaps.models import Area, Edition, LinkDecision, Resource, Roadmap, Step


@dataclass(frozen=True)
class DraftView:
    """`draft` is None while nothing was changed since the last edition."""

    roadmap: Roadmap
    outline: Outline
    draft: Draft | None = None
    can_undo: bool = False
    can_redo: bool = False


def read_draft(roadmap: Roadmap) -> DraftView:
    """Needs `current` with the roadmap; two queries with a draft, some more without."""
    draft = Draft.objects.filter(owner=roadmap.owner_id, roadmap=roadmap).first()
    if draft is None:
        return DraftView(roadmap, outline_of(roadmap.current) if roadmap.current else Outline())
    around = Revision.objects.filter(draft=draft, owner=draft.owner_id)
    numbers = set(around.values_list("number", flat=True))
    return DraftView(
        roadmap,
        from_plain(around.get(number=draft.position).contents),
        draft,
        can_undo=draft.position - 1 in numbers,
        can_redo=draft.position + 1 in numbers,
    )


def outline_of(edition: Edition) -> Outline:
    """What an edition says, as one could write it. Some ten queries."""
    contents = read_content(edition)
    resources: dict[str, list[Resource]] = {}
    described = Resource.objects.filter(step__edition=edition).select_related("link", "step")
    decisions = LinkDecision.objects.filter(roadmap=edition.roadmap_id).select_related("replacement")
    decided = {each.link_id: each for each in decisions}  # what its readers see in place of its links
    for resource in described.order_by("step__number", "position"):
        decision = decided.get(resource.link_id)
        if decision and decision.kind == Decision.RETIRED:
            continue
        if decision and decision.replacement:
            resource.link = decision.replacement
        resources.setdefault(resource.step.key, []).append(resource)
    milestones = edition.milestones.order_by("position")
    titles = {specialism.pk: specialism.key for specialism in contents.specialisms}
    steps: dict[int, list[dict[str, object]]] = {}
    for step in contents.steps:
        plain = _plain_step(step, contents.needs.get(step.key, []), resources.get(step.key, []))
        plain["specialism"] = titles.get(step.specialism_id, "") if step.specialism_id else ""
        steps.setdefault(step.milestone_id, []).append(plain)
    stages = [
        {
            "key": stage.key,
            "title": stage.title,
            "why": stage.why,
            "gates": [
                {name: getattr(gate, name) for name in ("key", "title", "months", "why", "done_when")}
                for gate in contents.gates
                if gate.stage_id == stage.pk
            ],
            "milestones": [
                {"key": of.key, "title": of.title, "steps": steps.get(of.pk, [])}
                for of in milestones
                if of.stage_id == stage.pk
            ],
        }
        for stage in contents.stages
    ]
    return from_plain(
        {
            "title": edition.title,
            "summary": edition.summary,
            "language": edition.language,
            "areas": [area.slug for area in contents.areas],
            "tracks": [
                {name: getattr(track, name) for name in ("key", "title", "summary", "starting_point")}
                for track in contents.tracks
            ],
            "specialisms": [
                {name: getattr(specialism, name) for name in ("key", "title", "summary")}
                for specialism in contents.specialisms
            ],
            "stages": stages,
        }
    )


def _plain_step(step: Step, needs: list[str], resources: list[Resource]) -> dict[str, object]:
    described = [
        {name: getattr(resource, name) for name in ("title", "type", "cost", "language", "minutes")}
        | {"url": resource.link.url}
        for resource in resources
    ]
    return {
        **{name: getattr(step, name) for name in ("key", "title", "kind", "hours", "why", "done_when")},
        "area": step.area_slug,
        "track": step.track_key,
        "required": step.is_required,
        "prerequisites": needs,
        "resources": described,
    }


def former_keys(roadmap: Roadmap) -> set[str]:
    """Keys of steps and gates that vanished in an earlier edition: nothing new may take one."""
    editions = Edition.objects.published().filter(roadmap=roadmap)
    ever = editions.values_list("steps__key").union(editions.values_list("gates__key"))
    return {key for (key,) in ever if key} - current_keys(roadmap)


def current_keys(roadmap: Roadmap) -> set[str]:
    """Keys of the steps and gates of the current edition."""
    if roadmap.current_id is None:
        return set()
    of_current = Edition.objects.filter(pk=roadmap.current_id)
    keys = of_current.values_list("steps__key").union(of_current.values_list("gates__key"))
    return {key for (key,) in keys if key}


def area_choices() -> list[tuple[str, str]]:
    """The site's areas in their order."""
    return list(Area.objects.values_list("slug", "title"))
