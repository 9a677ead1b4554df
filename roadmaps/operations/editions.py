"""Writing and publishing editions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.db import violates
from core.refusals import Refusal
from roadmaps.announcements import EditionPublished
from roadmaps.choices import Visibility
from roadmaps.document import AreaDocument, RoadmapDocument
from roadmaps.graph import find_cycle
from roadmaps.graph_drawing import number_needs
from roadmaps.graph_layout import Rows, lay_out
from roadmaps.models import (
    SLUG_ONCE,
    Area,
    Edition,
    EditionArea,
    Gate,
    Link,
    Milestone,
    Resource,
    Roadmap,
    Specialism,
    Stage,
    Step,
    StepPrerequisite,
    Track,
)
from roadmaps.operations.edition_keys import check_keys


class AlreadyPublished(Refusal):
    code, message = "already_published", _("This edition is published and stays as it is. Write a new draft.")


class EmptyEdition(Refusal):
    code, message = "empty_edition", _("There are no steps in this draft yet. Add one before publishing.")


class Circular(Refusal):
    """`data["path"]` is the cycle, ending where it began."""

    code, message = "circular_prerequisites", _("Some steps wait for one another. Remove one prerequisite.")


class NoSuchArea(Refusal):
    """`data["slugs"]` are the areas that the site does not have."""

    code, message = "no_such_area", _("The site has no area of this name. Use one of its own.")


class RoadmapSlugTaken(Refusal):
    code, message = "roadmap_slug_taken", _("Another roadmap has this address. Choose another slug.")


@dataclass(frozen=True, slots=True)
class Loaded:
    edition: Edition
    is_new: bool


@transaction.atomic
def publish_edition(*, edition: Edition, now: datetime) -> Edition:
    """Give the draft the next number and make it the current edition, for good.

    Learners stay on the edition they follow. Raises AlreadyPublished, EmptyEdition or Circular.
    """
    roadmap = Roadmap.objects.select_for_update(of=("self",)).get(pk=edition.roadmap_id)
    edition.refresh_from_db()
    if edition.is_published:
        raise AlreadyPublished
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
    edition.layout = _lay_out(edition, needs)
    latest = roadmap.editions.published().order_by("-number").first()
    edition.number = (latest.number or 0) + 1 if latest else 1
    edition.published_at = now
    edition.save(update_fields=["number", "published_at", "layout"])
    roadmap.current = edition
    roadmap.save(update_fields=["current"])
    announce(EditionPublished(edition))
    return edition


def _lay_out(edition: Edition, needs: dict[str, list[str]]) -> list[Rows]:
    """Once for all readers: a thousand steps take a third of a second."""
    steps = edition.steps.order_by("milestone__stage__position", "number").select_related("milestone")
    stages: dict[int, list[int]] = {
        pk: [] for pk in edition.stages.order_by("position").values_list("pk", flat=True)
    }
    for step in steps:
        stages[step.milestone.stage_id].append(step.number)
    return lay_out(list(stages.values()), number_needs(steps, needs))


@transaction.atomic
def load_areas(*, areas: Iterable[AreaDocument]) -> None:
    """Make the site's areas those of its own file. One that the file does not name stays."""
    Area.objects.bulk_create(
        [
            Area(slug=area.slug, title=area.title, is_on_radar=area.on_radar, position=position)
            for position, area in enumerate(areas)
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title", "is_on_radar", "position"],
    )


@transaction.atomic
def load_roadmap(*, document: RoadmapDocument, now: datetime, owner: User | None = None) -> Loaded:
    """Publish what the document says as the next edition, unless the current one says it already.

    Without an owner the roadmap is an official one; a person's own begins private. A draft that
    there is already is replaced. Areas are only referred to. Raises RoadmapSlugTaken, NoSuchArea,
    KeyVanished or KeyReused.
    """
    visibility = Visibility.PRIVATE if owner else Visibility.PUBLIC
    try:
        with transaction.atomic():
            roadmap, _is_new = Roadmap.objects.select_for_update(of=("self",)).get_or_create(
                slug=document.slug, owner=owner, defaults={"visibility": visibility}
            )
    except IntegrityError as error:
        if violates(error, SLUG_ONCE):
            raise RoadmapSlugTaken from error
        raise
    if roadmap.current and roadmap.current.fingerprint == document.fingerprint:
        return Loaded(roadmap.current, is_new=False)
    check_keys(roadmap, document)
    areas = {area.slug: area for area in Area.objects.filter(slug__in=document.areas)}
    if missing := [slug for slug in document.areas if slug not in areas]:
        raise NoSuchArea(
            _("The site has no area %(slug)s. Use one of its own.") % {"slug": missing[0]}, slugs=missing
        )
    roadmap.editions.filter(published_at=None).delete()
    edition = roadmap.editions.create(
        title=document.title,
        summary=document.summary,
        language=document.language,
        note=document.note,
        mapping=document.successors,
        fingerprint=document.fingerprint,
    )
    _write_contents(edition, document, areas)
    return Loaded(publish_edition(edition=edition, now=now), is_new=True)


def _write_contents(edition: Edition, document: RoadmapDocument, areas: dict[str, Area]) -> None:
    """Fill an empty draft; one insert for each kind of row, however long the roadmap."""
    EditionArea.objects.bulk_create(
        EditionArea(edition=edition, area=areas[slug], position=position)
        for position, slug in enumerate(document.areas)
    )
    tracks = Track.objects.bulk_create(
        Track(
            edition=edition,
            key=track.key,
            position=position,
            title=track.title,
            summary=track.summary,
            starting_point=track.starting_point,
        )
        for position, track in enumerate(document.tracks)
    )
    specialisms = Specialism.objects.bulk_create(
        Specialism(
            edition=edition,
            key=specialism.key,
            position=position,
            title=specialism.title,
            summary=specialism.summary,
        )
        for position, specialism in enumerate(document.specialisms)
    )
    stages = Stage.objects.bulk_create(
        Stage(edition=edition, key=stage.key, position=position, title=stage.title, why=stage.why)
        for position, stage in enumerate(document.stages)
    )
    described_gates = [
        (row, gate) for row, stage in zip(stages, document.stages, strict=True) for gate in stage.gates
    ]
    Gate.objects.bulk_create(
        Gate(
            edition=edition,
            stage=row,
            key=gate.key,
            position=position,
            title=gate.title,
            months=gate.months,
            why=gate.why,
            done_when=gate.done_when,
        )
        for position, (row, gate) in enumerate(described_gates)
    )
    described = [
        (row, milestone)
        for row, stage in zip(stages, document.stages, strict=True)
        for milestone in stage.milestones
    ]
    milestones = Milestone.objects.bulk_create(
        Milestone(edition=edition, stage=stage, key=of.key, position=position, title=of.title)
        for position, (stage, of) in enumerate(described)
    )
    _write_steps(
        edition,
        document,
        areas=areas,
        tracks={track.key: track for track in tracks},
        specialisms={specialism.key: specialism for specialism in specialisms},
        milestones={
            step.key: row for row, (_, of) in zip(milestones, described, strict=True) for step in of.steps
        },
    )


def _write_steps(
    edition: Edition,
    document: RoadmapDocument,
    *,
    areas: dict[str, Area],
    tracks: dict[str, Track],
    specialisms: dict[str, Specialism],
    milestones: dict[str, Milestone],
) -> None:
    """Areas, tracks and specialisms by their keys; `milestones` by the keys of their steps."""
    steps = Step.objects.bulk_create(
        Step(
            edition=edition,
            milestone=milestones[step.key],
            area=areas[step.area],
            track=tracks.get(step.track_key),
            specialism=specialisms[step.specialism_key] if step.specialism_key else None,
            key=step.key,
            number=number,
            title=step.title,
            kind=step.kind,
            hours=step.hours,
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
    urls = {document.resources[key].url for step in document.steps for key in step.resources}
    Link.objects.bulk_create([Link(url=url) for url in sorted(urls)], ignore_conflicts=True)
    links = {link.url: link for link in Link.objects.filter(url__in=urls)}
    Resource.objects.bulk_create(
        Resource(
            step=rows[step.key],
            link=links[resource.url],
            position=position,
            title=resource.title,
            type=resource.type,
            cost=resource.cost,
            language=resource.language,
            minutes=resource.minutes,
        )
        for step in document.steps
        for position, resource in enumerate(document.resources[key] for key in step.resources)
    )
