"""Tracks and specialisms in the editor: made, filled, moved, removed, checked, and read again from files."""

import pytest
from django.test import Client

from accounts.models import User
from editor.checks import find_problems
from editor.edits import add_part, move_part, put_steps, remove_part
from editor.formats.cleaning import Cleaner, Guessing
from editor.formats.own import own_content
from editor.outline import Outline
from editor.reading import read_draft
from roadmaps.models import Roadmap
from roadmaps.tracks import SHARED
from tests.conftest import SignIn
from tests.editor.builders import outline, step


@pytest.fixture
def lena(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def draft_of(roadmap: Roadmap) -> Outline:
    return read_draft(roadmap).outline


def test_steps_belong_to_one_track_and_are_everybodys_when_it_is_gone() -> None:
    made = outline(step("a"), step("b"))
    for title in ("From data", "From code"):
        add_part(made, "track", title=title)
    put_steps(made, "track", "from-data", ["a", "b"])
    put_steps(made, "track", "from-code", ["b"])
    assert [each.track for each in made.steps] == ["from-data", "from-code"]

    assert move_part(made, "track", "from-code", "up")
    assert [each.key for each in made.tracks] == ["from-code", "from-data"]
    remove_part(made, "track", "from-code")
    assert [each.track for each in made.steps] == ["from-data", SHARED]


def test_no_track_takes_the_key_of_no_track() -> None:
    assert add_part(outline(step("a")), "track", title="Shared") == "shared-2"


def test_what_has_no_title_is_said() -> None:
    made = outline(step("a"))
    add_part(made, "specialism", title="")
    assert [(each.code, each.kind) for each in find_problems(made, ["maths"])] == [("no_title", "specialism")]


def test_a_file_says_all_of_it() -> None:
    made = outline(step("a"), step("b", required=False))
    add_part(made, "track", title="From data")
    add_part(made, "specialism", title="Speech")
    made.tracks[0].starting_point, made.specialisms[0].summary = "data_scientist", "One advert in ten."
    put_steps(made, "track", "from-data", ["a"])
    put_steps(made, "specialism", "speech", ["b"])

    again = Cleaner(Guessing(fills_gaps=False)).clean(own_content(made, "walking"))
    assert again == made


def test_from_the_outline_to_a_track_with_steps_and_back(lena: Client, own: Roadmap) -> None:
    base = f"/own-roadmaps/{own.slug}"
    lena.post(f"{base}/additions/", {"kind": "track", "title": "From data"})
    page = f"{base}/tracks/from-data/"
    assert "Its steps" in lena.get(page).content.decode()
    said = {"title": "From data science", "summary": "Maths is known.", "starting_point": "data_scientist"}
    lena.post(page, {**said, "steps": ["a", "c"]})

    made = draft_of(own)
    assert [each.track for each in made.steps] == ["from-data", SHARED, "from-data"]
    assert (made.tracks[0].title, made.tracks[0].starting_point) == ("From data science", "data_scientist")
    outline_page = " ".join(lena.get(f"{base}/").content.decode().split())
    assert "Maths is known." in outline_page

    lena.post(f"{page}removal/")
    assert [each.track for each in draft_of(own).steps] == [SHARED] * 3
    lena.post(f"{base}/undo/")
    assert [each.track for each in draft_of(own).steps] == ["from-data", SHARED, "from-data"]


def test_what_is_typed_about_a_specialism_is_saved_while_it_is_typed(lena: Client, own: Roadmap) -> None:
    base = f"/own-roadmaps/{own.slug}"
    lena.post(f"{base}/additions/", {"kind": "specialism", "title": "Speech"})
    page = f"{base}/specialisms/speech/"
    answer = lena.post(page, {"title": "Speech", "steps": ["b"]}, headers={"HX-Request": "true"})
    assert "Saved at" in answer.content.decode()
    assert draft_of(own).steps[1].specialism == "speech"
