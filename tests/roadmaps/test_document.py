"""Reading a roadmap file: what is wrong is said with the place where it is."""

from typing import Any

import pytest

from roadmaps.document import DocumentError, read_document
from tests.roadmaps.builders import OFFICIAL, document, gate, official, step


def refused(*steps: dict[str, Any], **more: Any) -> str:
    with pytest.raises(DocumentError) as refusal:
        document(*steps, **more)
    return str(refusal.value)


def test_steps_are_on_the_shared_trail_and_required_unless_they_say_otherwise() -> None:
    only = document(step("a")).steps[0]

    assert (only.track_key, only.is_required, only.prerequisites, only.resources) == ("shared", True, (), ())


def test_a_comment_and_the_note_do_not_change_the_fingerprint() -> None:
    text = OFFICIAL.read_text(encoding="utf-8")
    same = read_document("# A remark.\n" + text.replace("note: The first edition.", "note: Another word."))

    assert same.fingerprint == official().fingerprint


def test_one_hour_more_changes_the_fingerprint() -> None:
    assert document(step("a", 1)).fingerprint != document(step("a", 2)).fingerprint


def test_refuses_a_cycle_and_names_its_path() -> None:
    message = refused(step("a", prerequisites=["b"]), step("b", prerequisites=["a"]))

    assert message == "These steps wait for one another: a → b → a."


def test_refuses_the_same_key_twice() -> None:
    assert refused(step("a"), step("a")) == "Two entries share the step key 'a'."


def test_refuses_a_prerequisite_that_does_not_exist() -> None:
    assert refused(step("a", prerequisites=["z"])) == "Step a: there is no step 'z' to come before it."


def test_refuses_an_area_that_does_not_exist() -> None:
    assert refused(step("a", area="law")) == "Step a: there is no area 'law'."


def test_refuses_a_resource_that_does_not_exist() -> None:
    assert "there is no resource 'book'" in refused(step("a", resources=["book"]))


@pytest.mark.parametrize("hours", [-1, 0, 1.5, "ten", True, None, 10**9])
def test_refuses_hours_that_are_not_a_reasonable_whole_number(hours: int) -> None:
    assert "steps[0] (a): hours must be a whole number from 1 to 30,000." in refused(step("a", hours))


def test_refuses_an_unknown_kind() -> None:
    assert "kind must be one of study, practice" in refused(step("a", kind="nap"))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://", "https://a b.org", "http://[::1", f"https://{'x' * 600}.org", 3],
)
def test_refuses_an_address_that_is_not_of_the_web(url: object) -> None:
    shelf = {"x": {"title": "X", "url": url, "type": "book", "cost": "free"}}

    assert refused(step("a", resources=["x"]), resources=shelf) == (
        "the file: resources: x: url must be a web address of 500 characters at most that begins with"
        " https:// or http://."
    )


def test_refuses_a_road_without_steps() -> None:
    assert refused() == "The roadmap has no steps."


@pytest.mark.parametrize("slug", ["My Road", "my road", "Road", "", "-", "x" * 51, "road\n", 7])
def test_refuses_a_slug_that_is_no_address(slug: object) -> None:
    assert "the file: slug must be 1 to 50 small letters" in refused(step("a"), slug=slug)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 121),
        ("title", "two\nlines"),
        ("title", "  "),
        ("why", "x" * 5_001),
        ("why", "a\0b"),
        ("done_when", " "),
        ("prerequisites", "a"),
        ("required", "yes"),
    ],
)
def test_refuses_what_a_field_cannot_hold_and_names_the_field(field: str, value: Any) -> None:
    assert f"steps[0] (a): {field} must be " in refused(step("a", **{field: value}))


def test_refuses_a_field_that_it_does_not_know() -> None:
    assert refused(step("a", hour=3)).endswith("steps[0] (a): there is no field 'hour'.")
    assert refused(step("a"), sumary="x") == "the file: there is no field 'sumary'."


def test_says_which_field_is_missing() -> None:
    assert refused({"key": "a"}).endswith("steps[0] (a): title is missing.")


def test_refuses_a_track_and_a_specialism_that_do_not_exist() -> None:
    assert refused(step("a", track="from_mars")) == "Step a: there is no track 'from_mars'."
    assert refused(step("a", specialism="nlp")) == "Step a: there is no specialism 'nlp'."


def test_a_gate_cannot_have_the_key_of_a_step() -> None:
    assert refused(step("a"), gates=[gate("a")]) == "Two entries share the step key 'a'."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[" * 100_000, "The file is nested too deeply."),
        ("{a: " * 10_000, "The file is nested too deeply."),
        ("a: &x [1]\nb: [*x, *x]", "The file must not use YAML aliases (*name) or tags (!name)."),
        ("a: !!timestamp x", "The file must not use YAML aliases (*name) or tags (!name)."),
        ("a: 2026-13-45", "The file holds a value that cannot be read: month must be in 1..12"),
        ("7", "The file must be a list of names with values."),
    ],
)
def test_says_in_one_sentence_why_it_cannot_be_read(text: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_document(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["", "[]", "format: other", "a: [", "- 1", "format: longroad-roadmap"])
def test_refuses_what_is_no_roadmap(text: str) -> None:
    with pytest.raises(DocumentError):
        read_document(text)
