"""Writing and publishing editions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from roadmaps.document import RoadmapDocument
from roadmaps.graph import find_cycle
from roadmaps.models import Area, Edition, Milestone, Resource, Roadmap, Stage, Step, StepPrerequisite


class AlreadyPublished(Refusal):
    code, message = "already_published", _("This edition is published and stays as it is. Write a new draft.")


class EmptyEdition(Refusal):
    code, message = "empty_edition", _("There are no steps in this draft yet. Add one before publishing.")


class Circular(Refusal):
    """`data["path"]` is the circle, ending where it began."""

    code, message = "circular_prerequisites", _("Some steps wait for one another. Remove one prerequisite.")


@dataclass(frozen=True, slots=True)
class Loaded:
    edition: Edition
    is_new: bool


@transaction.atomic
def publish_edition(*, edition: Edition, now: datetime) -> Edition:
    """Give the draft the next number and make it the current edition, for good.

    Learners stay on the edition they walk. Raises AlreadyPublished, EmptyEdition or Circular.
    """
    roadmap = Roadmap.objects.select_for_update().get(pk=edition.roadmap_id)
    edition.refresh_from_db()
    if edition.is_published:
        raise AlreadyPublished
    _check_way(edition)
    latest = roadmap.editions.exclude(number=None).order_by("-number").first()
    edition.number = (latest.number or 0) + 1 if latest else 1
    edition.published_at = now
    edition.save(update_fields=["number", "published_at"])
    roadmap.current = edition
    roadmap.save(update_fields=["current"])
    return edition


def _check_way(edition: Edition) -> None:
    needs: dict[str, list[str]] = {
        key: [] for key in edition.steps.order_by("number").values_list("key", flat=True)
    }
    if not needs:
        raise EmptyEdition
    links = StepPrerequisite.objects.filter(step__edition=edition).order_by("needs__number")
    for key, needed in links.values_list("step__key", "needs__key"):
        needs[key].append(needed)
    if path := find_cycle(needs):
        raise Circular(
            _("These steps wait for one another: %(path)s. Remove one prerequisite.")
            % {"path": " → ".join(path)},
            path=path,
        )


@transaction.atomic
def load_roadmap(*, document: RoadmapDocument, now: datetime) -> Loaded:
    """Publish what the document says as the next edition, unless the current one says it already.

    Any draft that lies around is replaced. Areas are shared by all roadmaps and follow the file.
    """
    roadmap, _created = Roadmap.objects.select_for_update().get_or_create(
        slug=document.slug, defaults={"title": document.title}
    )
    if roadmap.current and roadmap.current.fingerprint == document.fingerprint:
        return Loaded(roadmap.current, is_new=False)
    roadmap.title, roadmap.summary = document.title, document.summary
    roadmap.language = document.language
    roadmap.save(update_fields=["title", "summary", "language"])
    roadmap.editions.filter(published_at=None).delete()
    edition = roadmap.editions.create(note=document.note, fingerprint=document.fingerprint)
    _write(edition, document, _write_areas(document))
    return Loaded(publish_edition(edition=edition, now=now), is_new=True)


def _write_areas(document: RoadmapDocument) -> dict[str, Area]:
    return {
        area.slug: Area.objects.update_or_create(
            slug=area.slug,
            defaults={"title": area.title, "is_on_radar": area.on_radar, "position": position},
        )[0]
        for position, area in enumerate(document.areas)
    }


def _write(edition: Edition, document: RoadmapDocument, areas: dict[str, Area]) -> None:
    """Fill an empty draft; five inserts, however long the road."""
    stages = Stage.objects.bulk_create(
        Stage(
            edition=edition,
            key=stage.key,
            position=position,
            title=stage.title,
            why=stage.why,
            gate_months=stage.gate_months,
            gate_text=stage.gate_text,
        )
        for position, stage in enumerate(document.stages)
    )
    described = [
        (stage, milestone)
        for stage, of in zip(stages, document.stages, strict=True)
        for milestone in of.milestones
    ]
    milestones = Milestone.objects.bulk_create(
        Milestone(edition=edition, stage=stage, key=of.key, position=position, title=of.title)
        for position, (stage, of) in enumerate(described)
    )
    home = {step.key: row for row, (_, of) in zip(milestones, described, strict=True) for step in of.steps}
    steps = Step.objects.bulk_create(
        Step(
            edition=edition,
            milestone=home[step.key],
            area=areas[step.area],
            key=step.key,
            number=number,
            title=step.title,
            kind=step.kind,
            hours=step.hours,
            track=step.track,
            is_required=step.is_required,
            why=step.why,
            done_when=step.done_when,
        )
        for number, step in enumerate(document.steps, start=1)
    )
    rows = {step.key: step for step in steps}
    StepPrerequisite.objects.bulk_create(
        StepPrerequisite(step=rows[step.key], needs=rows[key])
        for step in document.steps
        for key in step.prerequisites
    )
    Resource.objects.bulk_create(
        Resource(
            step=rows[step.key],
            position=position,
            title=resource.title,
            url=resource.url,
            type=resource.type,
            cost=resource.cost,
            language=resource.language,
            minutes=resource.minutes,
        )
        for step in document.steps
        for position, resource in enumerate(step.resources)
    )
