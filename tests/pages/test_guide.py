"""The guide: what a visitor reads before setting out, in step with the roadmap."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from pages.guide import ALGORITHMS, CHAPTERS, ROLES, compare_areas, read_specialisms
from roadmaps.contents import read_content
from roadmaps.models import Roadmap
from tests.roadmaps.builders import current_of, official, published_official


@pytest.fixture
def official_roadmap(db: None) -> Roadmap:
    return published_official().roadmap


def page_of(client: Client, chapter: str) -> str:
    response = client.get(f"/guide/{chapter}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_page_leads_to_every_chapter(client: Client, db: None) -> None:
    for page in (client.get("/").content.decode(), client.get("/guide/").content.decode()):
        assert all(f'href="/guide/{chapter.slug}/"' in page for chapter in CHAPTERS)


def test_there_are_no_other_chapters(client: Client, db: None) -> None:
    assert client.get("/guide/shortcuts/").status_code == 404


@pytest.mark.parametrize("chapter", [chapter.slug for chapter in CHAPTERS])
def test_a_chapter_can_be_read_on_a_site_without_roadmaps(client: Client, db: None, chapter: str) -> None:
    assert "<h1>" in page_of(client, chapter)


@pytest.mark.parametrize("chapter", [chapter.slug for chapter in CHAPTERS])
def test_a_chapter_costs_two_queries_when_the_roadmap_is_known(
    client: Client, official_roadmap: Roadmap, chapter: str, django_assert_max_num_queries: Any
) -> None:
    page_of(client, chapter)

    with django_assert_max_num_queries(2):
        page_of(client, chapter)


def test_the_hours_of_an_area_are_those_of_the_roadmap(official_roadmap: Roadmap) -> None:
    rows = {row.slug: row for row in compare_areas(read_content(current_of(official_roadmap)))}

    required = [step for step in official().steps if step.is_required and step.area == "cloud"]
    assert rows["cloud"].hours_from_science == sum(
        step.hours for step in required if step.track_key != "from_swe"
    )
    assert rows["cloud"].hours_from_software == sum(
        step.hours for step in required if step.track_key != "from_ds"
    )
    assert len(rows) == 6


def test_each_background_lacks_the_other_half(official_roadmap: Roadmap) -> None:
    rows = compare_areas(read_content(current_of(official_roadmap)))
    engineering = {"cloud", "devops", "software-engineering"}

    for row in rows:
        is_longer_from_science = row.hours_from_science > row.hours_from_software
        assert is_longer_from_science == (row.slug in engineering), row.slug


def test_every_algorithm_leads_to_its_step(client: Client, official_roadmap: Roadmap) -> None:
    page = page_of(client, "algorithms")

    assert len(ALGORITHMS) == 13
    assert all(f'href="/roadmaps/ml-engineer/steps/{one.step}/"' in page for one in ALGORITHMS)


def test_every_specialism_has_its_note_its_steps_and_what_they_rest_on(
    client: Client, official_roadmap: Roadmap
) -> None:
    rows = read_specialisms(read_content(current_of(official_roadmap)))

    assert len(rows) == 13
    assert all(row.specialism.summary and len(row.steps) == 3 and row.after for row in rows)
    assert "spec-pick" not in {step.key for row in rows for step in row.after}
    assert page_of(client, "specialisms").count("<dl") == 13


def test_salaries_are_shown_with_where_they_come_from_and_their_doubt(client: Client, db: None) -> None:
    page = page_of(client, "roles")

    assert "£93,796" in page
    assert "levels.fyi" in page
    assert "as quoted in 2025" in page
    assert "higher" in page


def test_a_site_may_leave_salaries_out(client: Client, db: None, settings: Settings) -> None:
    settings.SHOW_SALARIES = False

    page = page_of(client, "roles")

    assert "£" not in page
    assert all(str(role.title) in page for role in ROLES)
