"""A roadmap that is exported and imported again is the same roadmap, in every format."""

import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings

from editor.formats import understand_file, write_file
from editor.formats.parsing import parse_json
from editor.formats.questions import FileQuestion
from editor.formats.roadmap_sh.reading import EXTRA
from editor.outline import Outline
from tests.editor.builders import AREAS, outlines, step
from tests.editor.builders import outline as a_roadmap

NAMED = [(slug, slug.title()) for slug in AREAS]
slowly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def again(outline: Outline, name: str) -> Outline:
    """What comes back of the file that is written."""
    written = write_file(name, outline, "walking")
    return understand_file(name=written.name, data=written.text.encode(), areas=NAMED).outline


@pytest.mark.parametrize("name", ["json", "yaml"])
@given(outline=outlines())
@slowly
def test_our_own_format_carries_everything(name: str, outline: Outline) -> None:
    assert again(outline, name) == outline


@given(outline=outlines())
@slowly
def test_a_drawing_carries_everything(outline: Outline) -> None:
    assert again(outline, "roadmap-sh") == outline


def stages_of(outline: Outline) -> object:
    """The stages as a task list or a table can tell them: without gates."""
    stages = deepcopy(outline.stages)
    for stage in stages:
        stage.gates = []
    return stages


@pytest.mark.parametrize("name", ["markdown", "csv"])
@given(outline=outlines())
@slowly
def test_a_task_list_and_a_table_carry_every_step(name: str, outline: Outline) -> None:
    assert stages_of(again(outline, name)) == stages_of(outline)


@given(outline=outlines())
@slowly
def test_a_drawing_without_our_fields_still_has_every_step_under_its_milestone(outline: Outline) -> None:
    drawing = parse_json(write_file("roadmap-sh", outline, "walking").text)
    for node in drawing["nodes"]:
        del node["data"][EXTRA]
    found = understand_file(name="x.json", data=json.dumps(drawing).encode(), areas=NAMED)

    titles = [(of.title, [step.title for step in of.steps]) for of in found.outline.milestones]
    assert titles == [(of.title, [step.title for step in of.steps]) for of in outline.milestones]
    assert not found.report.placements


ASKED = [
    FileQuestion(
        step="bayes",
        kind="derive",
        prompt="# Why $p$?\n\n```python\n    x = 1\n```\n- Answer: not yet",
        answer="Because\n\n1. of *that*",
        points=["Question: a point", "Another"],
        minutes=2,
    ),
    FileQuestion(step="bayes", kind="find_error", prompt="What is wrong?", answer="It"),
]


@pytest.mark.parametrize("name", ["json", "yaml", "markdown"])
def test_questions_travel_with_their_steps(name: str) -> None:
    sent = a_roadmap(step("bayes"), step("later"))

    written = write_file(name, sent, "walking", questions=ASKED)
    found = understand_file(name=written.name, data=written.text.encode(), areas=NAMED)

    assert list(found.questions) == ASKED
    assert stages_of(found.outline) == stages_of(sent)
    assert not found.report.left_out


def test_what_is_no_question_or_of_no_step_is_left_out_and_said() -> None:
    content = json.loads(write_file("json", a_roadmap(step("bayes")), "walking").text)
    content["questions"] = [
        {"step": "nowhere", "prompt": "Why?", "answer": "So."},
        {"step": "bayes", "prompt": "Why?"},
        {"step": "bayes", "prompt": "Why?", "answer": "So.", "minutes": 99, "kind": "odd", "points": "x"},
        "nothing",
    ]

    found = understand_file(name="x.json", data=json.dumps(content).encode(), areas=NAMED)

    assert list(found.questions) == [
        FileQuestion(step="bayes", kind="explain", prompt="Why?", answer="So.", minutes=10)
    ]
    assert found.report.count_of("questions_dropped") == 2
