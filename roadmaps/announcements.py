"""What roadmaps announce, in the transaction of the act; config/reactions.py says who reacts."""

from dataclasses import dataclass

from roadmaps.models import Edition, EnrolmentEvent, GateEvent, ProgressEvent


@dataclass(frozen=True, slots=True)
class EditionPublished:
    edition: Edition


@dataclass(frozen=True, slots=True)
class EnrolmentChanged:
    """Somebody began to follow a roadmap, left it, or changed how they follow it."""

    event: EnrolmentEvent


@dataclass(frozen=True, slots=True)
class StepMarked:
    event: ProgressEvent


@dataclass(frozen=True, slots=True)
class GateChanged:
    event: GateEvent
