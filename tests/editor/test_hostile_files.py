"""Whatever somebody brings along: a draft with named guesses, or a sentence that says what is wrong."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor.formats import FileRefused, Understood, understand_file, write_file

AREAS = [("maths", "Maths"), ("cloud", "Cloud systems")]


def understand(content: Any, name: str = "x.json") -> Understood:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return understand_file(name=name, data=data, areas=AREAS)


def node(id_: str, type_: str = "subtopic", x: float = 0, y: float = 0, **data: Any) -> dict[str, Any]:
    data.setdefault("label", id_.title())
    return {"id": id_, "type": type_, "position": {"x": x, "y": y}, "width": 100, "height": 40, "data": data}


def drawing(*nodes: Any, edges: Any = ()) -> dict[str, Any]:
    return {"nodes": list(nodes), "edges": list(edges)}


def titles_of(found: Understood) -> list[tuple[str, list[str]]]:
    return [(of.title, [step.title for step in of.steps]) for of in found.outline.milestones]


def test_a_line_a_touch_a_frame_and_nearness_say_where_a_step_belongs() -> None:
    found = understand(
        drawing(
            node("maths", "topic", 0, 0),
            node("cloud", "topic", 0, 1000),
            node("vectors", x=300, y=0),
            node("matrices", x=300, y=42),
            node("regions", x=300, y=1000),
            node("quotas", x=900, y=1300),
            {**node("frame", "section", -10, 950, label=""), "width": 800, "height": 200},
            edges=[{"source": "maths", "target": "vectors"}],
        )
    )

    assert titles_of(found) == [("Maths", ["Vectors", "Matrices"]), ("Cloud", ["Regions", "Quotas"])]
    assert [(of.title, of.milestone) for of in found.report.placements] == [("Quotas", "cloud")]
    assert found.report.count_of("placed_by_touch") == 2
    assert found.report.count_of("hours_guessed") == 4
    assert found.imported_from == "roadmap.sh"


def test_what_is_broken_in_a_drawing_is_counted_and_left_out() -> None:
    found = understand(
        drawing(
            node("a", "topic", -500, -9000),
            node("b", x=-500, y=-8950, href="javascript:alert(1)"),
            node("b", x=-500, y=-8900),
            {"id": "c", "type": "subtopic", "position": {"x": None}, "data": {"label": "C"}},
            {"type": "section"},
            {"id": "v", "type": "vertical", "data": {"label": "vertical node"}},
            {"id": "w", "type": "hologram", "data": {"label": "W"}},
            node("link", "button", 0, 0, href="javascript:alert(1)"),
            7,
            edges=[
                {"target": "b"},
                {"source": "a", "target": "nowhere"},
                {"source": "a", "target": "a"},
                {"source": "a", "target": "b"},
                "x",
            ],
        )
    )

    counts = {finding.code: finding.count for finding in found.report.findings}
    assert counts["edges_broken"] == 3
    assert counts["edges_looped"] == counts["ids_repeated"] == counts["positions_missing"] == 1
    assert counts["nodes_unknown"] == 2
    assert counts["addresses_dropped"] == 1
    assert titles_of(found) == [("A", ["B", "B", "C"])]
    assert all(not step.resources for step in found.outline.steps)


def test_topics_that_point_in_a_circle_are_only_drawn_so() -> None:
    topics = [node(name, "topic", 0, 100 * at) for at, name in enumerate("abc")]
    edges = [{"source": one, "target": other} for one, other in ("ab", "bc", "ca")]

    found = understand(drawing(*topics, edges=edges))

    assert found.report.count_of("edges_order") == 3
    assert not any(step.prerequisites for step in found.outline.steps)


def test_a_circle_in_our_own_format_is_a_draft_that_says_so() -> None:
    steps = [
        {"key": "a", "title": "A", "prerequisites": ["b"]},
        {"key": "b", "title": "B", "prerequisites": ["a"]},
    ]
    found = understand(own(steps))

    assert [step.prerequisites for step in found.outline.steps] == [["b"], ["a"]]


def own(steps: Any, **more: Any) -> dict[str, Any]:
    milestones = [{"key": "m", "title": "M", "steps": steps}]
    stages = [{"key": "s", "title": "S", "milestones": milestones}]
    return {"format": "longroad-roadmap", "format_version": 1, "title": "T", "stages": stages, **more}


def test_keys_that_repeat_or_are_none_get_others_and_prerequisites_follow() -> None:
    steps = [
        {"key": "Big Step!", "title": "One"},
        {"key": "two", "title": "Two", "prerequisites": ["Big Step!", "two", "gone"]},
        {"key": "two", "title": "Three"},
    ]
    found = understand(own(steps))

    assert [step.key for step in found.outline.steps] == ["big-step", "two", "two-2"]
    assert found.outline.steps[1].prerequisites == ["big-step"]
    assert found.report.count_of("prerequisites_dropped") == 2


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "older drawing": (b'{"mockup": {"controls": {"control": []}}}', "x.json", "older format"),
    "not a number": (b'{"nodes": [{"position": {"x": NaN}}]}', "x.json", "JSON"),
    "endless number": (b'{"nodes": [], "edges": [], "x": 1e999}', "x.json", "JSON"),
    "too many things": (
        json.dumps(drawing(*[node(str(at)) for at in range(5_000)])).encode(),
        "x.json",
        "3,000",
    ),
    "twenty megabytes": (b'{"nodes": ["' + b"x" * 20_000_000 + b'"]}', "x.json", "5 MB"),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "x.json", "deep"),
    "deep mappings": (b'{"a":' * 900 + b"1" + b"}" * 900, "x.json", "deep"),
    "deep yaml": (b"format: longroad-roadmap\nx: " + b"[" * 5_000, "x.yaml", "deep"),
    "aliases": (b"format: longroad-roadmap\na: &a [1]\nb: [*a, *a]\n", "x.yaml", "aliases"),
    "tags": (b"format: !!python/object/apply:os.system [ls]\n", "x.yaml", "tags"),
    "no text": (b"\x89PNG\r\n\x1a\n\x00\xff", "x.json", "UTF-8"),
    "nothing": (b"  \n", "x.md", "empty"),
    "another json": (b'{"hello": 1}', "x.json", "no roadmap"),
    "another yaml": (b"hello: 1\n", "x.yaml", "no roadmap"),
    "prose": (b"Once upon a time.\n", "x.md", "No step"),
    "a later version": (b'{"format": "longroad-roadmap", "format_version": 9}', "x.json", "version"),
    "a table of numbers": (b"1,2,3\n4,5,6\n", "x.csv", "title"),
    "an empty drawing": (b'{"nodes": [], "edges": []}', "x.json", "No step"),
    "half a json": (b'{"nodes": [', "x.json", "JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_roadmap_is_refused_with_a_reason(case: str) -> None:
    data, name, reason = REFUSED[case]
    with pytest.raises(FileRefused, match=reason):
        understand_file(name=name, data=data, areas=AREAS)


def test_thousands_of_boxes_in_one_place_take_no_time() -> None:
    boxes = [node(f"t{at}", "topic", at, at) for at in range(500)]
    boxes += [node(f"n{at}", x=at % 7, y=at % 5) for at in range(2_400)]

    assert len(understand(drawing(*boxes)).outline.steps) >= 2_400


NAMES = (
    *("id", "type", "position", "data", "label", "x", "y", "legend", "checklists", "longroad", "width"),
    *("links", "href", "key", "title", "steps", "stage", "hours", "resources"),
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
TYPES = st.sampled_from(["topic", "subtopic", "checklist", "title"])
NODES = st.fixed_dictionaries({"type": TYPES, "data": JSONS, "position": JSONS, "id": JSONS})


@given(nodes=st.lists(JSONS | NODES, max_size=6), edges=JSONS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_drawing_is_understood_or_refused(nodes: Any, edges: Any) -> None:
    _understood_or_refused({"nodes": nodes, "edges": edges}, "x.json")


@given(stages=JSONS, tracks=JSONS, resources=JSONS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_file_of_our_own_format_is_understood_or_refused(
    stages: Any, tracks: Any, resources: Any
) -> None:
    _understood_or_refused(own([stages], tracks=tracks, resources=resources, specialisms=stages), "x.json")


@given(
    text=st.text(st.sampled_from("#-*[]() x\n:,;{}\"'|\\1é\t"), max_size=120),
    name=st.sampled_from(["x.md", "x.csv"]),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_understood_or_refused(text: str, name: str) -> None:
    _understood_or_refused(f"title,stage\n{text}".encode() if name == "x.csv" else text.encode(), name)


def _understood_or_refused(content: Any, name: str) -> None:
    try:
        found = understand(content, name)
    except FileRefused:
        return
    assert len({step.key for step in found.outline.steps}) == len(found.outline.steps)
    assert "\\u0000" not in json.dumps([step.title for step in found.outline.steps])


MARKDOWN = b"""# Cooking

For people who eat.

## Basics
Why not.

- [x] Boil water (0.5 h)
- [ ] [Chop onions](https://example.org/onions) ~3h
    - [ ] Red ones
  - with a sharp knife
1. Taste
### Knives
* Sharpen
  - Needs: boil-water, nothing
  - https is not a link
"""


def test_a_task_list_as_people_write_it() -> None:
    found = understand(MARKDOWN, "cooking.md")

    outline = found.outline
    assert (outline.title, outline.summary) == ("Cooking", "For people who eat.")
    assert [stage.why for stage in outline.stages] == ["Why not."]
    assert titles_of(found) == [
        ("Basics", ["Boil water", "Chop onions", "Red ones", "Taste"]),
        ("Knives", ["Sharpen"]),
    ]
    assert [step.hours for step in outline.steps] == [1, 3, 5, 5, 5]
    assert outline.steps[1].resources[0].url == "https://example.org/onions"
    assert found.report.count_of("nested_flattened") == 1
    assert outline.steps[4].prerequisites == ["boil-water"]


def test_a_table_as_people_write_it() -> None:
    found = understand(
        b"Topic;Section;Time;Link\nVectors;Maths;2,5 h;https://example.org/\n;;;\n=1+1;;x;\n", "a.csv"
    )

    assert titles_of(found) == [("Maths", ["Vectors", "=1+1"])]
    assert [step.hours for step in found.outline.steps] == [3, 5]
    assert found.outline.steps[0].area == "maths"


def test_cells_that_a_spreadsheet_would_run_are_kept_as_text() -> None:
    written = write_file("csv", understand(own([{"key": "a", "title": "=cmd()|x"}])).outline, "a").text

    assert ",'=cmd()|x," in written
    assert titles_of(understand(written.encode(), "a.csv")) == [("M", ["=cmd()|x"])]
