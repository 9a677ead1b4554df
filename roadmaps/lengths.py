"""How many hours each track of an edition asks for."""

from dataclasses import dataclass

from django.db.models import Prefetch

from roadmaps.models import Edition, Track
from roadmaps.models.editions import EditionQuerySet
from roadmaps.tracks import SHARED


@dataclass(frozen=True)
class TrackLength:
    """The required hours of one track. `title` is empty where the edition has no tracks."""

    key: str
    title: str
    summary: str
    hours: int


def with_lengths(editions: EditionQuerySet) -> EditionQuerySet:
    """What `lengths_of` needs; one more query, however many editions there are."""
    return editions.with_size().prefetch_related(tracks_with_hours())


def tracks_with_hours() -> Prefetch[str]:
    """For several lists of editions `with_size`, whose tracks are read together."""
    return Prefetch("tracks", Track.objects.with_hours())


def lengths_of(edition: Edition) -> list[TrackLength]:
    """Of each track in order, and of the steps of everybody where there are none."""
    shared: int = edition.shared_hours  # type: ignore[attr-defined]  # with_lengths
    return [
        TrackLength(track.key, track.title, track.summary, shared + track.own_hours)  # type: ignore[attr-defined]
        for track in edition.tracks.all()
    ] or [TrackLength(SHARED, "", "", shared)]
