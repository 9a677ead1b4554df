"""The directory's filters, in the address of the page and of the API, and what its cards say."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.directory_filters import MentorFilters, hours_awake_together, suggest_relaxations
from mentoring.models import Mentor, SessionKind, SessionType
from mentoring.operations import block_person, refresh_next_free
from mentoring.rubrics import RUBRICS
from roadmaps.choices import StepKind
from roadmaps.models import Area
from tests.conftest import person
from tests.mentoring.builders import a_mentor, a_session_type
from tests.roadmaps.builders import published, step

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def mentors(call: SessionType, db: None) -> dict[str, Mentor]:
    """Mira (Warsaw, free), Aiko (Tokyo, 5,000 yen), Ben (New York: a free call, an interview for $90)."""
    aiko = a_mentor(person("Aiko", "Asia/Tokyo"), specialisms=["nlp"])
    a_session_type(aiko, price_amount=Decimal(5000), price_currency="JPY")
    ben = a_mentor(person("Ben", "America/New_York"))
    a_session_type(ben)
    interview = {"kind": SessionKind.MOCK_INTERVIEW, "rubric_key": "coding"}
    a_session_type(ben, slug="coding", price_amount=Decimal(90), price_currency="USD", **interview)
    return {"Mira": call.mentor, "Aiko": aiko, "Ben": ben}


@pytest.fixture
def names(mentors: dict[str, Mentor], lena: Client) -> Callable[[str], list[str]]:
    """`names("price=free")` are those whom Lena, in London, finds on the page and by the API alike."""

    def find(query: str) -> list[str]:
        page = lena.get(f"/mentors/?{query}")
        shown = sorted(card.mentor.user.display_name for card in page.context["cards"])
        listed = lena.get(f"/api/v1/mentors/?{query}").json()["results"]
        assert sorted(each["name"] for each in listed) == shown
        return shown

    return find


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("price=free", ["Ben", "Mira"]),
        ("price=50", ["Ben", "Mira"]),
        ("price=100&interview=coding", ["Ben"]),
        ("price=50&interview=coding", []),
        ("price=free&kind=mock_interview", []),
        ("specialism=nlp", ["Aiko"]),
        ("overlap=8", ["Ben", "Mira"]),
        ("overlap=10", ["Mira"]),
        ("overlap=6&price=free&language=en", ["Ben", "Mira"]),
    ],
)
def test_filters_combine_and_are_about_one_session_type(
    names: Callable[[str], list[str]], query: str, found: list[str]
) -> None:
    assert names(query) == found


class TestSteps:
    def test_a_step_finds_those_who_know_its_area(
        self, names: Callable[[str], list[str]], mentors: dict[str, Mentor]
    ) -> None:
        edition = published(step("basics", 10))
        mentors["Ben"].areas.add(edition.steps.get().area)
        assert names(f"step={edition.roadmap.slug}/basics") == ["Ben"]

    def test_one_that_is_an_interview_finds_those_who_give_it(
        self, names: Callable[[str], list[str]]
    ) -> None:
        key = RUBRICS["coding"].step_key
        edition = published(step(key, 10, kind=StepKind.MOCK_INTERVIEW.value))
        query = f"step={edition.roadmap.slug}/{key}"
        assert names(query) == ["Ben"]
        assert names(f"{query}&price=100") == ["Ben"]
        assert names(f"{query}&price=free") == []

    def test_it_can_be_dropped_on_the_page(self, mentors: dict[str, Mentor], lena: Client) -> None:
        edition = published(step("basics", 10))
        page = lena.get(f"/mentors/?step={edition.roadmap.slug}/basics&language=ja").text
        assert "Without the step" not in page  # nobody speaks it: dropping the step helps nobody
        page = lena.get(f"/mentors/?step={edition.roadmap.slug}/basics").text
        assert "Without the step" in page
        assert edition.steps.get().title in page

    def test_an_unknown_one_is_an_error_for_programs(self, mentors: dict[str, Mentor], lena: Client) -> None:
        assert lena.get("/api/v1/mentors/?step=no/such").status_code == 400
        assert lena.get("/mentors/?step=no/such").status_code == 200


@pytest.mark.parametrize(
    ("apart", "hours"), [(0, 14), (1, 13), (-5, 9), (9, 5), (12, 4), (-12, 4), (14, 4), (23, 13), (5.5, 8.5)]
)
def test_waking_hours_overlap_around_the_clock(apart: float, hours: float) -> None:
    assert hours_awake_together(timedelta(hours=apart)) == hours


def test_the_overlap_is_that_of_today(
    names: Callable[[str], list[str]], mentors: dict[str, Mentor], learner: User
) -> None:
    """Nine hours lie between London and Tokyo in winter, and Kathmandu's quarters count."""
    User.objects.filter(pk=mentors["Aiko"].pk).update(zone=ZoneInfo("Asia/Kathmandu"))
    assert names("overlap=8") == ["Aiko", "Ben", "Mira"]


def test_a_stranger_is_not_asked_when_they_sleep(mentors: dict[str, Mentor], client: Client) -> None:
    page = client.get("/mentors/?overlap=10")
    assert len(page.context["cards"]) == 3
    assert "Awake when you are" not in page.text


def test_cards_say_what_can_be_booked_how_long_and_for_how_much(
    mentors: dict[str, Mentor], client: Client
) -> None:
    page = client.get("/mentors/?q=ben").text
    assert "Career call" in page
    assert "$90" in page
    assert "30\N{NO-BREAK SPACE}min" in page


def test_a_card_shows_three_offers_and_counts_the_others(call: SessionType, client: Client) -> None:
    for number in range(4):
        a_session_type(call.mentor, slug=f"more-{number}", title=f"More {number}", minutes=45)
    page = client.get("/mentors/").text
    assert "and 2 more" in page


def test_an_empty_page_says_which_filter_helps_most(mentors: dict[str, Mentor], lena: Client) -> None:
    page = lena.get("/mentors/?price=free&specialism=nlp&language=en")
    labels = [(each.label, each.count) for each in page.context["relaxations"]]
    assert labels == [("Without the specialism", 2), ("At any price", 1)]


@pytest.mark.parametrize(
    "query",
    [
        "price=free&kind=mock_interview",
        "price=50&interview=coding&overlap=8&language=en",
        "q=aiko&specialism=nlp&price=free&free=week",
        "q=nobody&area=none&kind=call",
        "saved=yes&language=en",
    ],
)
def test_what_it_promises_is_what_is_found_then(
    mentors: dict[str, Mentor], lena: Client, learner: User, query: str
) -> None:
    filters = MentorFilters.from_query(QueryDict(query))
    promised = {each.query: each.count for each in suggest_relaxations(filters, learner)}
    found = {}
    for field in fields(filters):
        if getattr(filters, field.name):
            rest = replace(filters, **{field.name: ""})
            found[rest.query] = rest.apply(learner).count()
    assert promised == {rest: count for rest, count in found.items() if count}


def test_specialisms_that_mentors_name_can_be_chosen(mentors: dict[str, Mentor], lena: Client) -> None:
    published(step("basics", 10), specialisms=[{"key": "nlp", "title": "Language models"}])
    groups = {each.name: each for each in lena.get("/mentors/").context["filter_groups"]}
    assert [link.label for link in groups["specialism"].links] == ["Any", "Language models"]


def test_who_is_blocked_or_paused_has_no_next_free_time(
    mentors: dict[str, Mentor], learner: User, lena: Client, now: datetime
) -> None:
    refresh_next_free(now=now)
    Mentor.objects.filter(pk=mentors["Aiko"].pk).update(is_paused=True)
    block_person(by=mentors["Ben"].user, person=learner, cancels=False, now=now)
    cards = {each.mentor.user.display_name: each for each in lena.get("/mentors/").context["cards"]}
    assert [name for name, card in cards.items() if card.next_free] == ["Mira"]


@pytest.mark.parametrize("query", ["", "area=none&price=free&overlap=8&language=en&free=week&q=x&kind=call"])
def test_a_page_takes_eight_queries_at_most(
    mentors: dict[str, Mentor],
    lena: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    query: str,
) -> None:
    Area.objects.create(slug="none", title="None")
    lena.get("/mentors/")  # signs her session in, and finds what can be chosen
    with django_assert_max_num_queries(8):
        answer: Any = lena.get(f"/mentors/?{query}")
    assert answer.status_code == 200
