"""Private notes on steps and links that show what somebody did: nobody else ever sees them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from core.refusals import Refusal
from pages.search import search_all
from roadmaps.models import Enrolment, Roadmap, StepEvidence, StepNote
from roadmaps.operations import (
    EvidenceExists,
    NoSuchStep,
    NoteExists,
    NoteIsEmpty,
    TooMuchEvidence,
    add_evidence,
    change_note,
    delete_roadmap,
    leave_roadmap,
    remove_evidence,
    remove_note,
    write_note,
)
from tests.conftest import SignIn
from tests.roadmaps.builders import published, step

STEP = "/roadmaps/walking/steps/basics/"
NOTES = "/api/v1/step-notes/"
LINKS = "/api/v1/step-evidence/"
PAGE = "https://example.org/proof"


@pytest.fixture
def note(enrolment: Enrolment, learner: User, now: datetime) -> StepNote:
    text = "Gradients point **uphill**."
    return write_note(learner=learner, roadmap=enrolment.roadmap, key="basics", text=text, now=now)


@pytest.fixture
def link(enrolment: Enrolment, learner: User, now: datetime) -> StepEvidence:
    return keep(enrolment.roadmap, learner, now)


def keep(roadmap: Roadmap, learner: User, now: datetime, **more: Any) -> StepEvidence:
    wanted = {"key": "basics", "url": PAGE, "shows": "A lighthouse of pandas", **more}
    return add_evidence(learner=learner, roadmap=roadmap, now=now, **wanted)


@pytest.fixture
def kept(note: StepNote, link: StepEvidence) -> StepNote:
    """A note and a link on one step."""
    return note


@pytest.fixture
def browser(signed_in: SignIn, learner: User) -> Client:
    return signed_in(learner)


def test_a_note_names_its_step_and_is_changed_and_removed(note: StepNote, now: datetime) -> None:
    assert (note.title, note.updated_at) == ("Basics", now)

    change_note(note=note, text="Downhill it is.", now=now + timedelta(hours=1))
    note.refresh_from_db()
    assert (note.text, note.updated_at) == ("Downhill it is.", now + timedelta(hours=1))

    remove_note(note=note)
    assert not StepNote.objects.exists()


def test_there_is_one_note_for_each_step_and_person(
    note: StepNote, learner: User, other_learner: User, now: datetime
) -> None:
    roadmap = note.roadmap
    assert roadmap is not None
    with pytest.raises(NoteExists):
        write_note(learner=learner, roadmap=roadmap, key="basics", text="Again.", now=now)

    write_note(learner=other_learner, roadmap=roadmap, key="basics", text="Mine.", now=now)
    write_note(learner=learner, roadmap=roadmap, key="middle", text="More.", now=now)

    assert StepNote.objects.of(learner).count() == 2


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [({"key": "nowhere", "text": "x"}, NoSuchStep), ({"key": "basics", "text": " \n"}, NoteIsEmpty)],
)
def test_refuses_a_step_that_there_is_not_and_a_note_of_nothing(
    enrolment: Enrolment, learner: User, now: datetime, wanted: dict[str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        write_note(learner=learner, roadmap=enrolment.roadmap, now=now, **wanted)


def test_the_database_holds_no_empty_note(note: StepNote) -> None:
    with pytest.raises(IntegrityError, match="roadmaps_note_says_something"), transaction.atomic():
        StepNote.objects.filter(pk=note.pk).update(text="")


def test_a_link_is_kept_once_and_twenty_are_the_most(
    link: StepEvidence, enrolment: Enrolment, learner: User, now: datetime
) -> None:
    with pytest.raises(EvidenceExists):
        keep(enrolment.roadmap, learner, now, shows="Another word")
    for number in range(19):
        keep(enrolment.roadmap, learner, now, url=f"{PAGE}/{number}")
    with pytest.raises(TooMuchEvidence):
        keep(enrolment.roadmap, learner, now, url=f"{PAGE}/more")

    remove_evidence(evidence=link)
    keep(enrolment.roadmap, learner, now, url=f"{PAGE}/more")


def test_both_stay_when_somebody_leaves(
    kept: StepNote, enrolment: Enrolment, browser: Client, learner: User, now: datetime
) -> None:
    leave_roadmap(enrolment=enrolment, by=learner, now=now)

    page = browser.get("/notes/").content.decode()
    assert "Gradients point" in page
    assert "A lighthouse of pandas" in page


def test_both_stay_when_the_owner_deletes_the_roadmap(
    browser: Client, learner: User, other_learner: User, now: datetime
) -> None:
    theirs = published(step("basics"), slug="theirs", owner=other_learner).roadmap
    note = write_note(learner=learner, roadmap=theirs, key="basics", text="Mine to keep.", now=now)
    keep(theirs, learner, now)

    delete_roadmap(roadmap=theirs, by=other_learner)

    page = browser.get("/notes/").content.decode()
    assert "Mine to keep." in page
    assert "its step is gone or hidden" in page
    assert "A lighthouse of pandas" in page
    browser.post(note.get_absolute_url(), {"text": "Still mine."})
    note.refresh_from_db()
    assert (note.roadmap, note.text) == (None, "Still mine.")
    assert [one["roadmap"] for one in browser.get(NOTES).json()["results"]] == [None]


def test_the_steps_page_shows_both_to_their_owner_alone(
    kept: StepNote, browser: Client, signed_in: SignIn, other_learner: User, client: Client
) -> None:
    page = browser.get(STEP).content.decode()
    assert "Gradients point <strong>uphill</strong>" in page
    assert f'href="{PAGE}"' in page

    for other in (signed_in(other_learner), client):
        assert "uphill" not in other.get(STEP).content.decode()


def test_a_note_is_written_changed_and_removed_on_its_pages(
    enrolment: Enrolment, browser: Client, learner: User
) -> None:
    browser.post(f"{STEP}note/", {"text": "First."})
    note = StepNote.objects.of(learner).get()

    page = browser.get(f"{STEP}note/").content.decode()
    assert "First." in page
    browser.post(f"{STEP}note/", {"text": "Second."})
    note.refresh_from_db()
    assert note.text == "Second."

    assert "cannot be brought back" in browser.get(f"/notes/{note.pk}/removal/").content.decode()
    browser.post(f"/notes/{note.pk}/removal/")
    assert not StepNote.objects.exists()


def test_a_note_that_was_changed_elsewhere_is_not_written_over(
    note: StepNote, browser: Client, now: datetime
) -> None:
    form = browser.get(note.get_absolute_url()).context["form"]
    change_note(note=note, text="From another window.", now=now)

    response = browser.post(note.get_absolute_url(), {"text": "Typed here.", "seen": form.as_it_is})

    assert response.status_code == 422
    assert "Typed here." in response.content.decode()
    note.refresh_from_db()
    assert note.text == "From another window."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/x", "nonsense", ""])
def test_only_a_web_page_is_evidence_and_what_was_typed_stays(
    enrolment: Enrolment, browser: Client, url: str
) -> None:
    response = browser.post(f"{STEP}evidence/", {"url": url, "shows": "My words"})

    assert response.status_code == 422
    assert "My words" in response.content.decode()
    assert not StepEvidence.objects.exists()


def test_a_link_is_added_and_removed_on_its_pages(enrolment: Enrolment, browser: Client) -> None:
    browser.post(f"{STEP}evidence/", {"url": "example.org/talk", "shows": "A talk"})
    link = StepEvidence.objects.get()
    assert (link.url, link.shows) == ("https://example.org/talk", "A talk")

    assert "A talk" in browser.get(f"/evidence/{link.pk}/removal/").content.decode()
    browser.post(f"/evidence/{link.pk}/removal/")
    assert not StepEvidence.objects.exists()


def test_what_is_somebody_elses_is_not_found(
    note: StepNote, link: StepEvidence, signed_in: SignIn, other_learner: User
) -> None:
    other = signed_in(other_learner)

    for url in (f"/notes/{note.pk}/", f"/notes/{note.pk}/removal/", f"/evidence/{link.pk}/removal/"):
        assert other.get(url).status_code == 404
        assert other.post(url, {"text": "x"}).status_code == 404
    for url in (f"{NOTES}{note.pk}/", f"{LINKS}{link.pk}/"):
        assert other.get(url).status_code == 404
        assert other.delete(url).status_code == 404
    assert other.get(NOTES).json()["results"] == []


def test_the_page_of_notes_finds_words_and_says_when_there_are_none(
    note: StepNote, link: StepEvidence, browser: Client
) -> None:
    assert "uphill" in browser.get("/notes/", {"q": "gradi"}).content.decode()
    found = browser.get("/notes/", {"q": "lighth"}).content.decode()
    assert "A lighthouse of pandas" in found
    assert "uphill" not in found
    assert "None of your notes matches" in browser.get("/notes/", {"q": "zzyzx"}).content.decode()


def test_the_page_of_notes_begins_empty_and_says_where_to_write(browser: Client) -> None:
    assert "No note yet" in browser.get("/notes/").content.decode()


def test_the_page_of_notes_costs_the_same_however_many_there_are(
    kept: StepNote, learner: User, browser: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    browser.get("/notes/")
    others = published(step("one"), step("two"), slug="elsewhere").roadmap
    for key in ("one", "two"):
        write_note(learner=learner, roadmap=others, key=key, text="More.", now=now)
        keep(others, learner, now, key=key)

    with django_assert_max_num_queries(9):
        browser.get("/notes/")


def test_site_search_finds_ones_own_notes_alone(
    note: StepNote, learner: User, other_learner: User, now: datetime
) -> None:
    def kinds(reader: User | None) -> list[str]:
        return [group.slug for group in search_all("uphill", reader=reader, now=now).groups]

    assert kinds(learner) == ["notes"]
    assert kinds(other_learner) == kinds(None) == []


def test_the_search_page_and_its_api_show_ones_own_notes(note: StepNote, browser: Client) -> None:
    assert note.get_absolute_url() in browser.get("/search/", {"q": "uphill"}).content.decode()
    (group,) = browser.get("/api/v1/search/", {"q": "uphill"}).json()
    assert (group["kind"], group["items"][0]["title"]) == ("notes", "Basics")


def test_the_api_writes_finds_changes_and_removes_notes(enrolment: Enrolment, browser: Client) -> None:
    wanted = {"roadmap": "walking", "key": "basics", "text": "Uphill *both* ways."}
    made = browser.post(NOTES, wanted, content_type="application/json")
    assert made.status_code == 201
    again = browser.post(NOTES, wanted, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "note_exists")

    url = made["Location"]
    assert browser.get(NOTES, {"q": "uphi", "roadmap": "walking"}).json()["results"] == [made.json()]
    tag = browser.get(url)["ETag"]
    changed = browser.patch(
        url, {"text": "Down."}, content_type="application/json", headers={"If-Match": tag}
    )
    assert (changed.status_code, changed.json()["text"]) == (200, "Down.")
    late = browser.patch(url, {"text": "Late."}, content_type="application/json", headers={"If-Match": tag})
    assert late.status_code == 412
    assert browser.delete(url).status_code == 204
    assert browser.get(url).status_code == 404


def test_the_api_keeps_finds_and_removes_links(enrolment: Enrolment, browser: Client) -> None:
    wanted = {"roadmap": "walking", "key": "basics", "url": PAGE, "shows": "A lighthouse"}
    made = browser.post(LINKS, wanted, content_type="application/json")
    assert (made.status_code, made.json()["title"]) == (201, "Basics")
    again = browser.post(LINKS, wanted, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "evidence_exists")
    odd = browser.post(LINKS, wanted | {"url": "ftp://example.org/"}, content_type="application/json")
    assert odd.status_code == 400

    assert browser.get(LINKS, {"q": "light"}).json()["results"] == [made.json()]
    assert browser.delete(made["Location"]).status_code == 204
