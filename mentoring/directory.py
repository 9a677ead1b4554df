"""Mentors in lists: each with what can be booked, what it costs, and when they are free next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import pgettext

from accounts.models import User
from core.formats import format_duration
from mentoring.directory_filters import rubric_of
from mentoring.free_times import find_next_free_starts
from mentoring.models import Block, Mentor, SessionType
from mentoring.rubrics import Rubric
from roadmaps.models import Step

ASKED_FOR_A_STEP = 12  # of whom those who are free soonest are shown
SHOWN_FOR_A_STEP = 3
OFFERS_SHOWN = 3  # on a card


class Offer(NamedTuple):
    """What a card says of a session type, in words: a page has dozens of them."""

    title: str
    length: str
    price: str


@dataclass(frozen=True, slots=True)
class MentorCard:
    """One mentor in a list. `next_free` is None when nothing is free for a month."""

    mentor: Mentor
    next_free: datetime | None
    is_paused: bool = False

    @property
    def offers(self) -> list[Offer]:
        """The first of what can be booked. Without a query after `select_for_cards`."""
        return [
            Offer(
                each.title,
                " / ".join(map(format_duration, each.lengths)),
                str(each.price or pgettext("of charge", "Free")),
            )
            for each in list(self.mentor.session_types.all())[:OFFERS_SHOWN]
        ]

    @property
    def more_offers(self) -> int:
        return max(0, len(self.mentor.session_types.all()) - OFFERS_SHOWN)


def select_for_cards(mentors: QuerySet[Mentor]) -> QuerySet[Mentor]:
    """With everything that a card shows; of all of them those come first who are free soonest."""
    offered = SessionType.objects.offered().order_by("minutes", "pk")  # the prefetch brings their mentor
    return (
        mentors.select_related("user")
        .prefetch_related("areas", Prefetch("session_types", offered))
        .order_by(F("next_free_at").asc(nulls_last=True), "user__display_name", "pk")
    )


def build_cards(mentors: Iterable[Mentor], *, now: datetime, reader: User | None = None) -> list[MentorCard]:
    """In the same order, by the next free times that are kept. A query for a reader."""
    kept_away = blocked_ids(reader)
    return [
        MentorCard(
            mentor,
            None if mentor.pk in kept_away or mentor.is_paused_at(now) else mentor.next_free_after(now),
            mentor.is_paused_at(now),
        )
        for mentor in mentors
    ]


def blocked_ids(reader: User | None) -> set[int]:
    """Whom a block keeps from the reader, whoever did it."""
    if reader is None:
        return set()
    pairs = Block.objects.of(reader).values_list("blocker", "blocked")
    return {each for pair in pairs for each in pair} - {reader.pk}


def find_interviewers(
    rubric: Rubric, *, most: int, now: datetime, reader: User | None = None
) -> list[MentorCard]:
    """Who gives this kind of mock interview, by when they have time for one; the soonest free first.

    With those session types alone, whose free times are computed: three queries.
    """
    types = SessionType.objects.offered().filter(rubric_key=rubric.key).select_related("mentor__user")
    mentors = list(
        Mentor.objects.listed()
        .matchable(reader)
        .filter(pk__in=types.values("mentor"))
        .select_related("user")
        .prefetch_related("areas", Prefetch("session_types", types))
        .order_by("user__display_name", "pk")[:most]
    )
    offered = [each for mentor in mentors for each in mentor.session_types.all()]
    first = find_next_free_starts(offered, now=now) if offered else {}
    return sorted(
        (MentorCard(mentor, first.get(mentor.pk), mentor.is_paused_at(now)) for mentor in mentors),
        key=lambda card: (card.next_free is None, card.next_free or now),
    )


def find_for_step(step: Step, *, now: datetime, reader: User | None = None) -> list[MentorCard]:
    """Who can help with this step, those who are free soonest first; nobody whom a block keeps away."""
    if rubric := rubric_of(step):
        return find_interviewers(rubric, most=ASKED_FOR_A_STEP, now=now, reader=reader)[:SHOWN_FOR_A_STEP]
    fitting = select_for_cards(Mentor.objects.listed().matchable(reader).filter(areas=step.area))
    return build_cards(fitting[:SHOWN_FOR_A_STEP], now=now)
