"""The roadmap that the home page draws to scale, with what it asks of a data scientist. Kept by edition."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.core.cache import caches
from django.urls import get_script_prefix

from core.charts import Profile, profile
from roadmaps.models import Edition, Gate, Stage, Step, Track
from roadmaps.tracks import SHARED, required_on

HOURS_A_YEAR = 520  # ten hours a week
FIRST_STEPS = 4
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class StageSummary:
    """A stage with what it asks of somebody on this track."""

    number: int
    title: str
    why: str
    hours: int
    step_count: int
    gate_months: int
    url: str


@dataclass(frozen=True)
class AreaHours:
    slug: str
    title: str
    hours: int


@dataclass(frozen=True)
class YearTick:
    """A year on the axis; `x` in percent."""

    years: int
    x: float


@dataclass(frozen=True)
class FeaturedRoadmap:
    title: str
    url: str
    hours: int
    other_hours: int
    step_count: int
    stages: list[StageSummary]
    areas: list[AreaHours]
    first_steps: list[Step]
    profile: Profile
    ticks: list[YearTick]

    @property
    def years(self) -> float:
        """At ten hours a week."""
        return round(self.hours / HOURS_A_YEAR, 1)

    @property
    def steps_after(self) -> int:
        return self.step_count - len(self.first_steps)

    @property
    def other_years(self) -> float:
        return round(self.other_hours / HOURS_A_YEAR, 1)

    @property
    def most_hours(self) -> int:
        return max((area.hours for area in self.areas), default=1)


def featured_edition() -> Edition | None:
    """The current edition of the first official roadmap. One query."""
    editions = Edition.objects.shown_to(None).filter(roadmap__owner=None).select_related("roadmap")
    return editions.order_by("roadmap__position", "roadmap__pk").first()


def featured_roadmap() -> FeaturedRoadmap | None:
    """The first official roadmap, on its first track. Four queries, one when it is known."""
    edition = featured_edition()
    if edition is None:
        return None
    key = f"pages:featured:{edition.pk}:{get_script_prefix()}"  # it holds addresses
    summary: FeaturedRoadmap | None = caches["process"].get(key)
    if summary is None:
        summary = summarise(edition)
        caches["process"].set(key, summary, DAY)
    return summary


def summarise(edition: Edition) -> FeaturedRoadmap:
    steps = list(
        Step.objects.filter(edition=edition)
        .select_related("milestone__stage", "area", "track", "edition__roadmap")
        .defer("search", "edition__search")
        .order_by("number")
    )
    tracks = [track.key for track in Track.objects.filter(edition=edition).order_by("position")] or [SHARED]
    months: Counter[int] = Counter()
    for gate in Gate.objects.filter(edition=edition):
        months[gate.stage_id] += gate.months
    required = required_on(steps, tracks[0])
    of_stage: dict[Stage, list[Step]] = defaultdict(list)
    for step in required:
        of_stage[step.milestone.stage].append(step)
    hours_of_area: Counter[tuple[int, str, str]] = Counter()
    for step in required:
        if step.area.is_on_radar:
            hours_of_area[step.area.position, step.area.slug, step.area.title] += step.hours
    hours = sum(step.hours for step in required)
    address = edition.get_absolute_url()
    return FeaturedRoadmap(
        title=edition.title,
        url=address,
        hours=hours,
        other_hours=sum(step.hours for step in required_on(steps, tracks[-1])),
        step_count=len(steps),
        stages=[
            StageSummary(
                number=number,
                title=stage.title,
                why=stage.why,
                hours=sum(step.hours for step in its_steps),
                step_count=len(its_steps),
                gate_months=months[stage.pk],
                url=f"{address}#{stage.key}",
            )
            for number, (stage, its_steps) in enumerate(of_stage.items(), 1)
        ],
        areas=[AreaHours(slug, title, amount) for (_, slug, title), amount in sorted(hours_of_area.items())],
        first_steps=steps[:FIRST_STEPS],
        profile=profile([milestone_hours(its_steps) for its_steps in of_stage.values()]),
        ticks=[
            YearTick(year, round(year * HOURS_A_YEAR / hours * 100, 2))
            for year in range(1, hours // HOURS_A_YEAR + 1)
        ],
    )


def milestone_hours(steps: list[Step]) -> list[int]:
    hours: Counter[int] = Counter()
    for step in steps:
        hours[step.milestone_id] += step.hours
    return list(hours.values())
