"""The editor's pages: every act by plain forms, and what is typed is never lost."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from editor.models import Draft, Import
from editor.reading import read_draft
from roadmaps.models import Roadmap
from tests.editor.test_hostile_files import MARKDOWN

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lena(learner: User, signed_in: SignIn) -> Client:
    return signed_in(learner)


def keys(roadmap: Roadmap) -> list[str]:
    return [step.key for step in read_draft(roadmap).outline.steps]


def test_from_a_title_to_a_step_to_a_published_road(lena: Client, own: Roadmap) -> None:
    begun = lena.post("/own-roadmaps/new/", {"title": "Cooking"})
    place = begun["Location"]
    added = lena.post(f"{place}additions/", {"kind": "step", "into": "first-milestone", "title": "Boil"})
    assert added["Location"] == f"{place}#step-boil"
    written = {
        "title": "Boil water",
        "hours": "2",
        "done_when": "It boils.",
        "into": "first-milestone",
        "area": "maths",
        "kind": "practice",
        "required": "on",
        **resources(),
    }
    assert lena.post(f"{place}steps/boil/", written).status_code == 303

    published = lena.post(f"{place}publication/", {"note": "First."})

    page = lena.get(published["Location"]).content.decode()
    assert "Boil water" in page
    assert "https://example.org/pots" in lena.get(f"{published['Location']}steps/boil/").content.decode()


def resources(**more: str) -> dict[str, str]:
    row = {
        "title": "Pots",
        "url": "https://example.org/pots",
        "type": "book",
        "cost": "paid",
        "language": "en",
    }
    return {
        "resources-TOTAL_FORMS": "1",
        "resources-INITIAL_FORMS": "0",
        **{f"resources-0-{name}": value for name, value in {**row, **more}.items()},
    }


def test_buttons_move_a_step_and_say_so(lena: Client, own: Roadmap) -> None:
    place = f"/own-roadmaps/{own.slug}/"
    assert lena.post(f"{place}moves/", {"move": "step:c:up"})["Location"] == f"{place}#step-c"
    assert keys(own) == ["a", "c", "b"]

    part = lena.post(f"{place}moves/", {"move": "step:c:up"}, headers=HTMX).content.decode()
    assert "C is step 1 of 3 now." in part
    assert "<html" not in part

    lena.post(f"{place}undo/")
    assert keys(own) == ["a", "c", "b"]
    lena.post(f"{place}redo/")
    assert keys(own) == ["c", "a", "b"]


def test_what_is_typed_is_saved_while_it_is_typed(lena: Client, own: Roadmap) -> None:
    place = f"/own-roadmaps/{own.slug}/steps/a/"
    typed = {"title": "Alpha", "into": "m1", "area": "maths", "kind": "study", "hours": "", **resources()}

    saved = lena.post(place, typed, headers=HTMX).content.decode()

    assert "Saved at" in saved
    assert "Say how many hours it takes." in saved
    assert 'hx-swap-oob="true"' in saved
    assert read_draft(own).outline.steps[0].title == "Alpha"


def test_two_windows_that_change_one_step_are_told(lena: Client, own: Roadmap) -> None:
    place = f"/own-roadmaps/{own.slug}/stages/s1/"
    seen = lena.get(place).context["form"]["seen"].value()
    lena.post(place, {"title": "One window", "seen": seen})

    refused = lena.post(place, {"title": "The other", "seen": seen})

    assert refused.status_code == 422
    assert "changed elsewhere" in refused.content.decode()
    again = {"title": "The other", "seen": refused.context["form"]["seen"].value()}
    assert lena.post(place, again).status_code == 303
    assert read_draft(own).outline.stages[0].title == "The other"


def test_a_step_can_go_to_another_milestone_and_what_is_removed_comes_back(
    lena: Client, own: Roadmap
) -> None:
    place = f"/own-roadmaps/{own.slug}/"
    lena.post(f"{place}additions/", {"kind": "milestone", "into": "s1", "title": "Later"})
    typed = {"title": "A", "into": "later", "area": "maths", "kind": "study", "hours": "10", **resources()}
    lena.post(f"{place}steps/a/", typed)
    assert keys(own) == ["b", "c", "a"]

    lena.post(f"{place}milestones/later/removal/")
    assert keys(own) == ["b", "c"]
    lena.post(f"{place}undo/")
    assert keys(own) == ["b", "c", "a"]


def test_a_wrong_amount_is_said_and_nothing_typed_is_lost(lena: Client, own: Roadmap) -> None:
    place = f"/own-roadmaps/{own.slug}/steps/a/"
    typed = {"title": "Alpha", "into": "m1", "area": "maths", "kind": "study", "hours": "99999999"}

    answer = lena.post(place, {**typed, **resources(minutes="x")})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="99999999"' in page
    assert "https://example.org/pots" in page
    assert read_draft(own).outline.steps[0].title == "A"


@pytest.mark.parametrize(
    "path",
    [
        *("", "about/", "publication/", "sharing/", "deletion/", "steps/a/", "stages/s1/", "milestones/m1/"),
        *("export/json/", "export/csv/"),
    ],
)
def test_a_stranger_finds_nothing(
    lena: Client, own: Roadmap, other_learner: User, signed_in: SignIn, path: str
) -> None:
    place = f"/own-roadmaps/{own.slug}/{path}"
    assert lena.get(place).status_code == 200
    assert signed_in(other_learner).get(place).status_code == 404


@pytest.mark.parametrize("path", ["moves/", "additions/", "undo/", "redo/", "steps/a/removal/", "about/"])
def test_a_stranger_changes_nothing(own: Roadmap, other_learner: User, signed_in: SignIn, path: str) -> None:
    posted = {"move": "step:c:up", "kind": "step", "into": "m1", "title": "Mine"}
    assert signed_in(other_learner).post(f"/own-roadmaps/{own.slug}/{path}", posted).status_code == 404
    assert keys(own) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("path", "posted"),
    [
        ("moves/", {"move": "step:nothing:up"}),
        ("moves/", {"move": "x"}),
        ("moves/", {}),
        ("additions/", {"kind": "step", "into": "nowhere", "title": "x"}),
        ("additions/", {"kind": "galaxy", "title": "x"}),
        ("additions/", {"kind": "step", "into": "m1", "title": "\u200b "}),
        ("steps/a/", {}),
        ("steps/a/", {"title": "x" * 500}),
        ("steps/a/", {"prerequisites": ["b", "zz"], "into": "zz"}),
        ("steps/nothing/removal/", {}),
        ("publication/", {"fate-0": "x"}),
    ],
)
def test_odd_posts_are_no_fault(lena: Client, own: Roadmap, path: str, posted: dict[str, object]) -> None:
    assert lena.post(f"/own-roadmaps/{own.slug}/{path}", posted).status_code in (303, 404, 422)
    own.refresh_from_db()
    assert keys(own)[:3] == ["a", "b", "c"]


def test_a_file_is_looked_at_before_anything_is_made(lena: Client, own: Roadmap) -> None:
    looked = lena.post("/own-roadmaps/import/", {"file": upload(MARKDOWN, "cooking.md"), "hours": "4"})
    place = looked["Location"]
    page = lena.get(place).content.decode()
    assert "Points below a point became steps after it." in page
    assert Draft.objects.count() == 1

    made = lena.post(place, {"title": "Cooking"})

    roadmap = Roadmap.objects.exclude(pk=own.pk).get()
    assert made["Location"] == f"/own-roadmaps/{roadmap.slug}/"
    assert len(keys(roadmap)) == 5
    assert not Import.objects.exists()


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_guess_can_be_put_right(lena: Client, own: Roadmap) -> None:
    drawing = b"""{"nodes": [
        {"id": "t1", "type": "topic", "position": {"x": 0, "y": 0}, "data": {"label": "One"}},
        {"id": "t2", "type": "topic", "position": {"x": 0, "y": 900}, "data": {"label": "Two"}},
        {"id": "s", "type": "subtopic", "position": {"x": 800, "y": 100}, "data": {"label": "Far"}},
        {"id": "s2", "type": "subtopic", "position": {"x": 800, "y": 900}, "data": {"label": "Near"}}]}"""
    place = lena.post("/own-roadmaps/import/", {"file": upload(drawing, "x.json"), "hours": "4"})["Location"]
    assert "Far" in lena.get(place).content.decode()

    lena.post(place, {"title": "Drawn", "place-0": "two"})

    roadmap = Roadmap.objects.exclude(pk=own.pk).get()
    titles = [(of.title, [step.title for step in of.steps]) for of in read_draft(roadmap).outline.milestones]
    assert titles == [("One", []), ("Two", ["Near", "Far"])]
    refused = lena.post(f"/own-roadmaps/{roadmap.slug}/sharing/", {"visibility": "public"})
    assert refused.status_code == 422
    said = {"visibility": "public", "is_own_text": "on"}
    assert lena.post(f"/own-roadmaps/{roadmap.slug}/sharing/", said).status_code == 303


@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"{", b"[" * 99_999, b"x" * 6_000_000, b'{"mockup": {}}'])
def test_a_bad_file_is_said_to_be_one(lena: Client, own: Roadmap, data: bytes) -> None:
    answer = lena.post("/own-roadmaps/import/", {"file": upload(data, "x.json"), "hours": "4"})

    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_strangers_import_is_not_there(
    lena: Client, own: Roadmap, other_learner: User, signed_in: SignIn, now: datetime
) -> None:
    place = lena.post("/own-roadmaps/import/", {"file": upload(MARKDOWN, "a.md"), "hours": "4"})["Location"]
    stranger = signed_in(other_learner)

    assert stranger.get(place).status_code == stranger.post(place, {"title": "x"}).status_code == 404
    assert stranger.post(f"{place}removal/").status_code == 404
    assert lena.post(f"{place}removal/").status_code == 303


def test_a_copy_is_one_button_away(lena: Client, roadmap: Roadmap) -> None:
    assert "/roadmaps/walking/copy/" in lena.get("/roadmaps/walking/").content.decode()

    made = lena.post("/roadmaps/walking/copy/")

    copied = Roadmap.objects.get(owner__isnull=False)
    assert made["Location"] == f"/own-roadmaps/{copied.slug}/"
    assert lena.get(made["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["json", "yaml", "markdown", "csv", "roadmap-sh"])
def test_everybody_takes_a_public_roadmap_along(roadmap: Roadmap, name: str) -> None:
    answer = Client().get(f"/roadmaps/walking/export/{name}/")

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert "Summit" in answer.content.decode()


def test_the_list_of_ones_own(lena: Client, own: Roadmap) -> None:
    page = lena.get("/own-roadmaps/").content.decode()

    assert "Walking" in page
    assert "Draft" in page


def test_deleting_asks_when_others_follow(lena: Client, own: Roadmap, other_learner: User) -> None:
    place = f"/own-roadmaps/{own.slug}/deletion/"
    assert lena.post(place).status_code == 303
    assert not Roadmap.objects.filter(pk=own.pk).exists()
