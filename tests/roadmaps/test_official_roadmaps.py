"""What the official roadmaps promise their readers, whatever their authors change."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from roadmaps.document import RoadmapDocument, read_document
from roadmaps.graph import reverse_graph
from roadmaps.official import DATA, ROADMAPS
from roadmaps.tracks import required_on
from tests.roadmaps.builders import official

HOURS_IN_TWO_YEARS, HOURS_IN_FIVE_YEARS = 1040, 2600  # at ten hours a week


def read(path: Path) -> RoadmapDocument:
    return read_document(path.read_text(encoding="utf-8"))


each_roadmap = pytest.mark.parametrize("path", ROADMAPS, ids=lambda path: path.stem)


def everything_before(key: str, needs: Mapping[str, Collection[str]]) -> set[str]:
    """The keys that lead to this one, near and far; those that `needs` does not know are left out."""
    found: set[str] = set()
    ahead = [key]
    while ahead:
        new = needs.keys() & {*needs[ahead.pop()]} - found
        found |= new
        ahead += new
    return found


@each_roadmap
def test_every_step_says_something_of_its_own(path: Path) -> None:
    steps = read(path).steps

    assert len({one.title for one in steps}) == len({one.why for one in steps}) == len(steps)
    assert all(one.why and one.done_when for one in steps)


@each_roadmap
def test_every_step_has_two_things_to_learn_from_one_of_them_free(path: Path) -> None:
    document = read(path)

    for step in document.steps:
        addresses = {document.resources[key].url for key in step.resources}
        assert len(addresses) >= 2, step.key
        assert any(document.resources[key].cost == "free" for key in step.resources), step.key


@each_roadmap
def test_no_resource_is_left_over(path: Path) -> None:
    document = read(path)

    assert {key for step in document.steps for key in step.resources} == set(document.resources)


@each_roadmap
def test_a_required_step_leads_on_to_another_until_the_last(path: Path) -> None:
    steps = read(path).steps
    leads_to = reverse_graph({step.key: step.prerequisites for step in steps})

    ends = [step.key for step in steps if step.is_required and not leads_to.get(step.key)]

    assert ends == [steps[-1].key]


@each_roadmap
def test_a_specialism_has_a_note_and_optional_steps_that_rest_on_the_roadmap(path: Path) -> None:
    document = read(path)
    needs = {step.key: step.prerequisites for step in document.steps}

    for specialism in document.specialisms:
        its_steps = [step for step in document.steps if step.specialism_key == specialism.key]
        own = {step.key for step in its_steps}
        assert specialism.summary, specialism.key
        assert len(its_steps) >= 2, specialism.key
        assert not any(step.is_required for step in its_steps), specialism.key
        assert all(everything_before(key, needs) - own for key in own), specialism.key


def test_the_hours_of_depth_are_those_of_any_specialism() -> None:
    """One counted step stands for the field that somebody picks, so that no choice makes the road longer."""
    document = official()
    depth = next(step for step in document.steps if step.key == "spec-a")

    for specialism in document.specialisms:
        hours = sum(step.hours for step in document.steps if step.specialism_key == specialism.key)
        assert hours == depth.hours, specialism.key


@pytest.mark.parametrize("track", ["from_ds", "from_swe"])
def test_the_road_to_ml_engineer_takes_two_to_five_years_at_ten_hours_a_week(track: str) -> None:
    hours = sum(step.hours for step in required_on(official().steps, track))

    assert HOURS_IN_TWO_YEARS < hours < HOURS_IN_FIVE_YEARS


@pytest.mark.parametrize(
    ("track", "skills"),
    [("from_ds", {"containers", "cicd", "cloud-core"}), ("from_swe", {"swe-delivery", "swe-cloud"})],
)
def test_deploying_rests_on_delivery_and_cloud_on_each_track(track: str, skills: set[str]) -> None:
    needs = {step.key: step.prerequisites for step in required_on(official().steps, track)}

    assert skills <= everything_before("deploy", needs)


def test_a_skill_that_several_roadmaps_teach_is_named_and_sized_alike() -> None:
    seen: dict[str, tuple[object, ...]] = {}
    for path in ROADMAPS:
        for step in read(path).steps:
            alike = (step.title, step.kind, step.hours, step.why)
            assert seen.setdefault(step.key, alike) == alike, step.key


@pytest.mark.parametrize("slug", ["data-scientist", "software-engineer-for-ml"])
def test_a_first_role_takes_two_years_at_most(slug: str) -> None:
    document = read(DATA / f"{slug}.yaml")

    for track in document.tracks:
        hours = sum(step.hours for step in required_on(document.steps, track.key))
        assert HOURS_IN_TWO_YEARS * 0.7 < hours < HOURS_IN_TWO_YEARS, track.key


def test_the_roadmaps_to_a_first_role_share_much_of_the_longer_one() -> None:
    """So that what was done on the one is worth something on the other."""
    longer = {step.key for step in official().steps}

    for path in ROADMAPS[1:]:
        keys = {step.key for step in read(path).steps}
        assert len(keys & longer) > len(keys) / 2, path.stem
