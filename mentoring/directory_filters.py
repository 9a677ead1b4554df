"""The filters of the directory: what each asks for, what can be chosen, and which one to drop."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.text import one_line
from core.zones import zone_named
from mentoring.languages import LANGUAGES, language_name
from mentoring.models import Favourite, Mentor, SessionKind, SessionType
from mentoring.rubrics import RUBRIC_OF_STEP, RUBRICS, Rubric
from mentoring.specialisms import specialism_titles
from roadmaps.choices import StepKind
from roadmaps.models import Step

LONGEST_SEARCH = 80
LONGEST_STEP = 110
A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
AWAKE = timedelta(hours=14)  # from eight to ten in the evening
OVERLAPS = ("6", "8", "10")  # hours; with 14 awake, everybody shares four with everybody
PRICES = ("free", "25", "50", "100")
MOSTLY_ALIKE = ("EUR", "USD", "GBP", "CHF")  # currencies in which so many are about as much
CHOICES_KEPT = 60  # seconds
OFFER = "offer"  # what one session type has to be: its kind, interview, price


@dataclass(frozen=True, slots=True)
class MentorFilters:
    """What somebody looks for; an empty field asks for nothing. Unknown values are no filter.

    `step` is `<roadmap>/<key>`; `overlap` so many hours of the day at least in which both are awake.
    """

    q: str = ""
    area: str = ""
    specialism: str = ""
    step: str = ""
    kind: str = ""
    interview: str = ""
    price: str = ""
    language: str = ""
    overlap: str = ""
    saved: str = ""
    free: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        def one_of(name: str, known: Iterable[str]) -> str:
            return value if (value := query.get(name, "")) in known else ""

        return cls(
            q=query.get("q", "").strip()[:LONGEST_SEARCH],
            area=one_line(query.get("area", ""))[:LONGEST_SEARCH],
            specialism=one_line(query.get("specialism", ""))[:LONGEST_SEARCH],
            step=one_line(query.get("step", ""))[:LONGEST_STEP],
            kind=one_of("kind", SessionKind.values),
            interview=one_of("interview", RUBRICS),
            price=one_of("price", PRICES),
            language=one_of("language", LANGUAGES),
            overlap=one_of("overlap", OVERLAPS),
            saved="yes" if query.get("saved") else "",
            free=one_of("free", ("week",)),
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

    def apply(self, reader: User | None = None, step: Step | None = None) -> QuerySet[Mentor]:
        """`saved` and `overlap` ask about the reader: a stranger saved none, and sleeps nobody knows when.

        `step` is what `find_step_of` found; a step that nobody knows is no filter.
        """
        found = Mentor.objects.listed().filter(*self.conditions(reader, step).values())
        if self.q:
            found = found.search(self.q)
        return found

    def conditions(self, reader: User | None, step: Step | None) -> dict[str, Q]:
        """What each filter but the words asks for, by its name. Of one session type, all that it has to be.

        A free call doesn't make an interview free: so what is asked of an offer is one condition.
        """
        found: dict[str, Q] = {}
        areas = Mentor.areas.through.objects
        if self.free:
            now = timezone.now()
            found["free"] = Q(next_free_at__gte=now, next_free_at__lte=now + A_WEEK)
        if self.saved:
            found["saved"] = Q(pk__in=Favourite.objects.filter(person=reader).values("mentor"))
        if self.overlap and reader:
            zones = zones_awake_with(reader.zone, hours=int(self.overlap), now=timezone.now())
            found["overlap"] = Q(user__zone__in=zones)
        if self.area:
            found["area"] = Q(pk__in=areas.filter(area__slug=self.area).values("mentor"))
        if self.specialism:
            found["specialism"] = Q(specialisms__contains=[self.specialism])
        if self.language:
            found["language"] = Q(languages__contains=[self.language])
        rubric = rubric_of(step) if self.step and step else None
        if self.step and step and not rubric:
            found["step"] = Q(pk__in=areas.filter(area=step.area_id).values("mentor"))
        if offer := self._describe_offer(rubric):
            found[OFFER] = Q(pk__in=SessionType.objects.offered().filter(*offer).values("mentor"))
        return found

    def _describe_offer(self, rubric: Rubric | None) -> list[Q]:
        wanted = []
        if self.kind:
            wanted.append(Q(kind=self.kind))
        if self.interview:
            wanted.append(Q(rubric_key=self.interview))
        if rubric:
            wanted.append(Q(rubric_key=rubric.key))
        if self.price:
            wanted.append(_costs_at_most(None if self.price == "free" else int(self.price)))
        return wanted


def _costs_at_most(amount: int | None) -> Q:
    """Free, or no more than that in a currency in which it is about as much."""
    is_free = Q(price_amount=None)
    if amount is None:
        return is_free
    return is_free | Q(price_amount__lte=amount, price_currency__in=MOSTLY_ALIKE)


def find_step_of(filters: MentorFilters, reader: User | None) -> Step | None:
    """The step of the filters, as the reader sees it. A query if there is one."""
    roadmap, _slash, key = filters.step.partition("/")
    if not (roadmap and key):
        return None
    found = Step.objects.shown_to(reader).at(roadmap, key).only("key", "kind", "title", "area")
    return next(iter(found), None)  # one edition of each roadmap is shown, so one step at most


def rubric_of(step: Step) -> Rubric | None:
    """What a mock interview that is this step looks at."""
    return RUBRIC_OF_STEP.get(step.key) if step.kind == StepKind.MOCK_INTERVIEW else None


def hours_awake_together(apart: timedelta) -> float:
    """Of a day, for two people whose clocks differ so much and who are awake from eight to ten at night."""
    apart %= A_DAY
    none = timedelta(0)
    shared = max(none, AWAKE - apart) + max(none, AWAKE - (A_DAY - apart))
    return shared / timedelta(hours=1)


def zones_awake_with(own: ZoneInfo, *, hours: int, now: datetime) -> list[str]:
    """Of the zones in which mentors live, those that share so many waking hours with this one today."""
    here = now.astimezone(own).utcoffset() or timedelta(0)
    found = []
    for name in find_choices().zones:
        zone = zone_named(name)
        there = now.astimezone(zone).utcoffset() if zone else None
        if there is not None and hours_awake_together(there - here) >= hours:
            found.append(name)
    return found


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How many would be found without one of the filters. `query` is the rest as an address has it."""

    label: str
    count: int
    query: str


WITHOUT: dict[str, Promise | str] = {
    "q": _("Without your words"),
    "area": _("Without the area"),
    "specialism": _("Without the specialism"),
    "step": _("Without the step"),
    "kind": _("Without the kind of session"),
    "interview": _("Without the kind of interview"),
    "price": _("At any price"),
    "language": _("Without the language"),
    "overlap": _("With fewer hours awake together"),
    "free": _("Not only those free this week"),
    "saved": _("Not only those you saved"),
}


def suggest_relaxations(
    filters: MentorFilters, reader: User | None, step: Step | None = None
) -> Sequence[Relaxation]:
    """When nobody fits: which filter to drop, the one that helps most first. One query.

    It counts mentors by which of the conditions they meet. What is asked of an offer has a condition more for
    each filter in it, without that one.
    """
    others = {
        field.name: replace(filters, **{field.name: ""})
        for field in fields(filters)
        if getattr(filters, field.name)
    }
    conditions = filters.conditions(reader, step)
    if filters.q:
        conditions["q"] = Q(pk__in=Mentor.objects.search(filters.q).values("pk"))
    needed = {name: set(conditions) - {name} for name in others}
    for name in others.keys() - conditions.keys():  # it is in the offer, or asks for nothing
        needed[name] -= {OFFER}
        if offer := others[name].conditions(reader, step).get(OFFER):
            conditions[f"{OFFER} without {name}"] = offer
            needed[name].add(f"{OFFER} without {name}")
    counted = _count_by(conditions)
    options = [
        Relaxation(
            str(WITHOUT[name]),
            sum(count for met, count in counted.items() if needed[name] <= met),
            rest.query,
        )
        for name, rest in others.items()
    ]
    return sorted((each for each in options if each.count), key=lambda each: -each.count)


def _count_by(conditions: dict[str, Q]) -> dict[frozenset[str], int]:
    """How many listed mentors meet just these of the conditions. One query."""
    columns = {
        f"meets_{number}": ExpressionWrapper(each, output_field=BooleanField())
        for number, each in enumerate(conditions.values())
    }
    rows = Mentor.objects.listed().order_by().annotate(**columns).values_list(*columns)
    return {
        frozenset(name for name, is_met in zip(conditions, met, strict=True) if is_met): count
        for *met, count in rows.annotate(count=Count("pk"))
    }


class AreaChoice(NamedTuple):
    """Sorts as areas do."""

    position: int
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What listed mentors have: areas, specialisms by key with their titles, languages, zones."""

    areas: Sequence[AreaChoice]
    specialisms: Sequence[tuple[str, str]]
    codes: Sequence[str]
    zones: Sequence[str]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """By their codes, as the reader's language names and sorts them."""
        return sorted(((code, language_name(code)) for code in self.codes), key=lambda pair: pair[1])


def find_choices() -> Choices:
    """Found once a minute for all. Two queries then."""
    key = "mentoring:directory_choices"
    kept = caches["shared"].get(key)
    if kept is None:
        kept = _find_choices()
        caches["shared"].set(key, kept, CHOICES_KEPT)
    areas, specialisms, codes, zones = kept
    return Choices([AreaChoice(*each) for each in areas], [(k, t) for k, t in specialisms], codes, zones)


def _find_choices() -> tuple[list[list[Any]], list[list[str]], list[str], list[str]]:
    """As plain data."""
    rows = (
        Mentor.objects.listed()
        .order_by()
        .values_list(
            *("languages", "specialisms", "user__zone"),
            *("areas__position", "areas__title", "areas__slug"),
        )
    )
    areas: set[tuple[Any, ...]] = set()
    codes, keys, zones = set[str](), set[str](), set[str]()
    for languages, specialisms, zone, *area in rows:
        codes.update(languages)
        keys.update(specialisms)
        zones.add(str(zone))
        if area[-1] is not None:  # a mentor without areas comes as one row without one
            areas.add(tuple(area))
    named = [[key, title] for key, title in specialism_titles().items() if key in keys]
    return [list(each) for each in sorted(areas)], named, sorted(codes), sorted(zones)
