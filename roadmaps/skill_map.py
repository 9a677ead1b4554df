"""How good somebody is in each area, how far that is from the target, and the steps that close it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from core.charts import Radar, radar
from roadmaps.models import Area, Enrolment, SkillEvidence
from roadmaps.progress import Progress
from roadmaps.roadmap_view import RoadmapView, StepRow, read_roadmap_view
from roadmaps.skill_levels import ORDER, TARGET, TARGETS
from roadmaps.skill_plan import largest_gaps, plan_week
from roadmaps.skills import HIGHEST, Mock, OwnWord, SkillLevel, compute_level


@dataclass(frozen=True)
class AreaSkill:
    area: Area
    skill: SkillLevel
    target: int
    progress: Progress | None

    @property
    def gap(self) -> float:
        """Levels below the target; 0 while nothing is known."""
        return max(0.0, self.target - self.skill.level) if self.skill.level is not None else 0.0


@dataclass(frozen=True)
class PlannedRow:
    """A step of this week's plan; `hours` of it are for this week."""

    row: StepRow
    hours: int

    @property
    def whole(self) -> int:
        return self.row.step.hours


@dataclass(frozen=True)
class SkillMap:
    """`roadmap_view` is of the roadmap begun last, None for somebody on none."""

    learner: User
    areas: Sequence[AreaSkill]
    roadmap_view: RoadmapView | None
    assessed_at: datetime | None

    @property
    def is_known(self) -> bool:
        return any(each.skill.level is not None for each in self.areas)

    @property
    def behind(self) -> list[AreaSkill]:
        """The areas that are furthest from their targets, two at most."""
        by_slug = {each.area.slug: each for each in self.areas}
        return [by_slug[slug] for slug in largest_gaps(self._gaps)]

    @cached_property
    def plan(self) -> list[PlannedRow]:
        view = self.roadmap_view
        if view is None:
            return []
        planned = plan_week(
            view.steps,
            view.contents.needs,
            view.status_of,
            view.track,
            specialisms=view.chosen,
            gaps=self._gaps,
            hours=self.learner.weekly_goal_hours,
        )
        return [PlannedRow(view.build_row(view.by_key[each.key]), each.hours) for each in planned]

    @cached_property
    def radar(self) -> Radar:
        return radar(
            [each.area.title for each in self.areas],
            {
                "target": [each.target for each in self.areas],
                "self": [each.skill.own for each in self.areas],
                "confirmed": [each.skill.confirmed for each in self.areas],
            },
            highest=HIGHEST,
            bands=[each.skill.band for each in self.areas],
        )

    @property
    def _gaps(self) -> dict[str, float]:
        return {each.area.slug: each.gap for each in self.areas}


def read_skill_map(learner: User, *, now: datetime) -> SkillMap:
    """A fixed number of queries."""
    enrolment = Enrolment.objects.of(learner).with_edition().order_by("-pk").first()
    view = read_roadmap_view(enrolment.edition, enrolment) if enrolment else None
    own: dict[str, OwnWord] = {}
    mocks: dict[str, list[Mock]] = defaultdict(list)
    assessed_at = None
    for each in SkillEvidence.objects.of(learner).oldest_first():
        if each.kind == SkillEvidence.Kind.SELF:
            own[each.area], assessed_at = OwnWord(each.level, each.at), each.at
        else:
            mocks[each.area].append(Mock(each.level, each.at, each.by_id))
    areas = []
    for area in areas_of_map():
        progress = view.count([step for step in view.steps if step.area_slug == area.slug]) if view else None
        share = progress.hours_done / progress.hours_total if progress and progress.hours_total else 0.0
        skill = compute_level(own=own.get(area.slug), share_done=share, mocks=mocks[area.slug], now=now)
        areas.append(AreaSkill(area, skill, TARGETS.get(area.slug, TARGET), progress))
    return SkillMap(learner, areas, view, assessed_at)


def areas_of_map() -> list[Area]:
    """In their order round the radar; areas that the order does not name come last."""
    places = {slug: place for place, slug in enumerate(ORDER)}
    areas = Area.objects.filter(is_on_radar=True).order_by("position", "title")
    return sorted(areas, key=lambda area: places.get(area.slug, len(places)))
