"""Rubrics point at the official roadmap, so what they point at has to be there."""

from mentoring.rubrics import REHEARSED_IN, RUBRIC_OF_STEP, RUBRICS
from tests.roadmaps.builders import official


def test_every_step_that_a_weak_dimension_leads_back_to_is_in_the_official_roadmap() -> None:
    keys = {step.key for step in official().steps}

    assert {key for named in REHEARSED_IN.values() for key in named} <= keys


def test_every_weak_dimension_is_one_of_its_rubric() -> None:
    known = {(rubric.key, one.key) for rubric in RUBRICS.values() for one in rubric.dimensions}

    assert REHEARSED_IN.keys() <= known


def test_every_rubric_belongs_to_a_mock_interview_of_the_official_roadmap() -> None:
    mocks = {step.key for step in official().steps if step.kind == "mock_interview"}

    assert set(RUBRIC_OF_STEP) == mocks
