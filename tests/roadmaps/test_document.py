"""Reading a roadmap file: what is wrong is said with the place where it is."""

import pytest

from roadmaps.document import DocumentError, read_document
from tests.roadmaps.builders import OFFICIAL, document, official, step


def refused(*steps, **more) -> str:
    with pytest.raises(DocumentError) as refusal:
        document(*steps, **more)
    return str(refusal.value)


def test_steps_are_on_the_shared_trail_and_required_unless_they_say_otherwise():
    only = document(step("a")).steps[0]

    assert (only.track, only.is_required, only.prerequisites, only.resources) == ("shared", True, (), ())


def test_a_comment_and_the_note_do_not_change_the_fingerprint():
    text = OFFICIAL.read_text(encoding="utf-8")
    same = read_document("# A remark.\n" + text.replace("note: The first edition.", "note: Another word."))

    assert same.fingerprint == official().fingerprint


def test_one_hour_more_changes_the_fingerprint():
    assert document(step("a", 1)).fingerprint != document(step("a", 2)).fingerprint


def test_refuses_a_circle_and_names_its_path():
    message = refused(step("a", prerequisites=["b"]), step("b", prerequisites=["a"]))

    assert message == "These steps wait for one another: a → b → a."


def test_refuses_the_same_key_twice():
    assert refused(step("a"), step("a")) == "Two entries share the step key 'a'."


def test_refuses_a_prerequisite_that_does_not_exist():
    assert refused(step("a", prerequisites=["z"])) == "Step a: there is no step 'z' to come before it."


def test_refuses_an_area_that_does_not_exist():
    assert refused(step("a", area="law")) == "Step a: there is no area 'law'."


def test_refuses_a_resource_that_does_not_exist():
    assert "there is no resource 'book'" in refused(step("a", resources=["book"]))


@pytest.mark.parametrize("hours", [-1, 1.5, "ten", True, None, 10**9])
def test_refuses_hours_that_are_not_a_reasonable_whole_number(hours):
    assert "steps[0] (a): hours must be a whole number, 0 or more." in refused(step("a", hours))


def test_refuses_an_unknown_kind():
    assert "kind must be one of study, practice" in refused(step("a", kind="nap"))


def test_refuses_an_address_that_is_not_of_the_web():
    shelf = {"x": {"title": "X", "url": "javascript:alert(1)", "type": "book", "cost": "free"}}

    assert "url must begin with https://" in refused(step("a", resources=["x"]), resources=shelf)


def test_refuses_a_road_without_steps():
    assert refused() == "The roadmap has no steps."


@pytest.mark.parametrize("text", ["", "[]", "format: other", "a: [", "- 1", "format: longroad-roadmap"])
def test_refuses_what_is_no_roadmap(text):
    with pytest.raises(DocumentError):
        read_document(text)
