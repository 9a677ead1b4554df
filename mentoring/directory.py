"""The directory: which mentors are shown for which filters, each with their next free time."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.db.models import F, Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.free_times import find_next_free_starts
from mentoring.languages import LANGUAGES, language_name
from mentoring.models import Block, Favourite, Mentor, SessionKind, SessionType
from mentoring.rubrics import RUBRIC_OF_STEP, RUBRICS, Rubric
from roadmaps.choices import StepKind
from roadmaps.models import Step

LONGEST_SEARCH = 80
A_WEEK = timedelta(days=7)
ASKED_FOR_A_STEP = 12  # of whom those who are free soonest are shown
SHOWN_FOR_A_STEP = 3


@dataclass(frozen=True, slots=True)
class MentorFilters:
    """What somebody looks for; an empty field asks for nothing. Unknown values are no filter."""

    q: str = ""
    area: str = ""
    kind: str = ""
    interview: str = ""
    language: str = ""
    saved: str = ""
    free: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        kind, language, interview = (query.get(name, "") for name in ("kind", "language", "interview"))
        return cls(
            q=query.get("q", "").strip()[:LONGEST_SEARCH],
            area=query.get("area", "")[:LONGEST_SEARCH],
            kind=kind if kind in SessionKind.values else "",
            interview=interview if interview in RUBRICS else "",
            language=language if language in LANGUAGES else "",
            saved="yes" if query.get("saved") else "",
            free="week" if query.get("free") == "week" else "",
        )

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @property
    def is_narrowed(self) -> bool:
        """By more than words."""
        return bool(replace(self, q=""))

    @property
    def query(self) -> str:
        """As the address of the directory has it."""
        return urlencode({field: value for field, value in asdict(self).items() if value})

    def apply(self, reader: User | None = None) -> QuerySet[Mentor]:
        """`saved` asks for those that the reader saved; a stranger saved none."""
        found = Mentor.objects.listed()
        if self.free:
            found = found.filter(next_free_at__lte=timezone.now() + A_WEEK)
        if self.saved:
            found = found.filter(pk__in=Favourite.objects.filter(person=reader).values("mentor"))
        if self.q:
            found = found.search(self.q)
        if self.area:
            found = found.filter(areas__slug=self.area)
        if self.kind:
            types = SessionType.objects.offered().filter(kind=self.kind)
            found = found.filter(pk__in=types.values("mentor"))
        if self.interview:
            types = SessionType.objects.offered().filter(rubric_key=self.interview)
            found = found.filter(pk__in=types.values("mentor"))
        if self.language:
            found = found.filter(languages__contains=[self.language])
        return found


@dataclass(frozen=True, slots=True)
class MentorCard:
    """One mentor in a list. `next_free` is None when nothing is free for a month."""

    mentor: Mentor
    next_free: datetime | None
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How many would be found without one of the filters. `query` is the rest as an address has it."""

    label: str
    count: int
    query: str


def select_for_cards(mentors: QuerySet[Mentor]) -> QuerySet[Mentor]:
    """With everything that a card shows; of all of them those come first who are free soonest."""
    offered = SessionType.objects.offered().order_by("minutes", "pk")  # the prefetch brings their mentor
    return (
        mentors.select_related("user")
        .prefetch_related("areas", Prefetch("session_types", offered))
        .order_by(F("next_free_at").asc(nulls_last=True), "user__display_name", "pk")
    )


def build_cards(mentors: Iterable[Mentor], *, now: datetime, reader: User | None = None) -> list[MentorCard]:
    """Those who are free soonest come first. Two queries, one more for a reader."""
    listed = list(mentors)
    kept_away = blocked_ids(reader)
    types = [each for mentor in listed if mentor.pk not in kept_away for each in mentor.session_types.all()]
    first = find_next_free_starts(types, now=now) if types else {}
    return sorted(
        (MentorCard(mentor, first.get(mentor.pk), mentor.is_paused_at(now)) for mentor in listed),
        key=lambda card: (card.next_free is None, card.next_free or now),
    )


def blocked_ids(reader: User | None) -> set[int]:
    """Whom a block keeps from the reader, whoever did it."""
    if reader is None:
        return set()
    pairs = Block.objects.of(reader).values_list("blocker", "blocked")
    return {each for pair in pairs for each in pair} - {reader.pk}


def find_interviewers(
    rubric: Rubric, *, most: int, now: datetime, reader: User | None = None
) -> list[MentorCard]:
    """Who gives this kind of mock interview, with those session types alone; the soonest free first."""
    types = SessionType.objects.offered().filter(rubric_key=rubric.key).select_related("mentor__user")
    mentors = (
        Mentor.objects.listed()
        .matchable(reader)
        .filter(pk__in=types.values("mentor"))
        .select_related("user")
        .prefetch_related("areas", Prefetch("session_types", types))
        .order_by("user__display_name", "pk")
    )
    return build_cards(mentors[:most], now=now)


def find_for_step(step: Step, *, now: datetime, reader: User | None = None) -> list[MentorCard]:
    """Who can help with this step, those who are free soonest first; nobody whom a block keeps away."""
    if rubric := rubric_of(step):
        return find_interviewers(rubric, most=ASKED_FOR_A_STEP, now=now, reader=reader)[:SHOWN_FOR_A_STEP]
    fitting = select_for_cards(Mentor.objects.listed().matchable(reader).filter(areas=step.area))
    return build_cards(fitting[:ASKED_FOR_A_STEP], now=now)[:SHOWN_FOR_A_STEP]


def rubric_of(step: Step) -> Rubric | None:
    """What a mock interview that is this step looks at."""
    return RUBRIC_OF_STEP.get(step.key) if step.kind == StepKind.MOCK_INTERVIEW else None


def suggest_relaxations(filters: MentorFilters, reader: User | None) -> Sequence[Relaxation]:
    """When nobody fits: which filter to drop, the one that helps most first."""
    labels = {
        "q": _("Without your words"),
        "area": _("Without the area"),
        "kind": _("Without the kind of session"),
        "interview": _("Without the kind of interview"),
        "language": _("Without the language"),
        "free": _("Not only those free this week"),
        "saved": _("Not only those you saved"),
    }
    options = [
        Relaxation(str(label), others.apply(reader).count(), others.query)
        for field, label in labels.items()
        if getattr(filters, field)
        for others in [replace(filters, **{field: ""})]
    ]
    return sorted((each for each in options if each.count), key=lambda each: -each.count)


class AreaChoice(NamedTuple):
    """Sorts as areas do."""

    position: int
    title: str
    slug: str


def filter_choices() -> tuple[list[AreaChoice], list[tuple[str, str]]]:
    """What listed mentors know and speak: areas, and languages by code with their names. One query."""
    rows = Mentor.objects.listed().order_by()
    areas: set[AreaChoice] = set()
    codes: set[str] = set()
    for languages, position, title, slug in rows.values_list(
        "languages", "areas__position", "areas__title", "areas__slug"
    ):
        codes.update(languages)
        if slug is not None:  # a mentor without areas comes as one row without one
            areas.add(AreaChoice(position, title, slug))
    named = sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])
    return sorted(areas), named
