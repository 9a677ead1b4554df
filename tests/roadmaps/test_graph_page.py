"""The graph at the address of the list: links to read without a script, and a panel with its own address."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from roadmaps.choices import StepStatus
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import mark_step
from tests.conftest import SignIn
from tests.roadmaps.builders import current_of, published, step

ROAD = "/roadmaps/walking/"
GRAPH = f"{ROAD}?view=graph"


def node(page: str, key: str) -> str:
    """The step's link as it is drawn."""
    found = re.search(rf'<a class="[^"]*"\s+href="[^"]*" id="node-{key}".*?</a>', page, re.DOTALL)
    assert found
    return found[0]


def test_every_step_is_a_link_with_a_name_that_says_what_it_needs(client: Client, roadmap: Roadmap) -> None:
    page = client.get(GRAPH).content.decode()

    assert re.findall(r'id="node-(\w+)"', page) == ["basics", "middle", "bridge", "extra", "summit"]
    name = " ".join(re.search(r'aria-label="([^"]*)"', node(page, "middle"))[1].split())  # type: ignore[index]
    assert name == "Step 2, Middle, 20 h, easier after Basics"
    assert "&amp;step=middle#node-middle" in node(page, "middle")


def test_the_status_of_each_step_is_drawn_for_those_who_follow(
    signed_in: SignIn, learner: User, enrolment: Enrolment, now: datetime
) -> None:
    mark_step(enrolment=enrolment, key="basics", to=StepStatus.DONE, by=learner, now=now)

    page = signed_in(learner).get(GRAPH).content.decode()

    assert 'href="#waymark-done"' in node(page, "basics")
    assert ", Done" in " ".join(node(page, "basics").split())
    assert 'class="node pending other"' in node(page, "bridge")


def test_an_open_step_has_its_panel_and_its_way_is_lit(client: Client, roadmap: Roadmap) -> None:
    page = client.get(f"{GRAPH}&step=middle").content.decode()

    lit = [key for key in ("basics", "middle", "bridge", "extra", "summit") if " lit" in node(page, key)[:40]]
    assert lit == ["basics", "middle", "summit"]
    assert 'aria-current="true"' in node(page, "middle")
    assert "You can show middle." in page
    assert page.count('class="edge lit') == 2


def test_htmx_gets_the_panel_alone(client: Client, roadmap: Roadmap) -> None:
    page = client.get(f"{GRAPH}&step=middle", headers={"hx-request": "true"}).content.decode()

    assert "You can show middle." in page
    assert '<svg class="graph' not in page
    assert "<html" not in page


def test_a_step_that_is_not_there_is_not_found(client: Client, roadmap: Roadmap) -> None:
    assert client.get(f"{GRAPH}&step=nothing").status_code == 404


@pytest.mark.parametrize("query", ["?view=graph", "?view=graph&step=summit"])
def test_old_editions_have_their_graph(client: Client, roadmap: Roadmap, query: str) -> None:
    published(step("other"))

    page = client.get(f"{ROAD}editions/1/{query}").content.decode()

    assert 'id="node-summit"' in page
    assert f'href="{ROAD}editions/1/?view=graph"' in page


def test_the_layout_is_kept_with_the_edition(roadmap: Roadmap) -> None:
    assert current_of(roadmap).layout == [[[1, 3, 4], [2], [5]]]


def test_a_title_of_many_letters_is_broken_and_escaped(client: Client, db: None) -> None:
    published(step("long", title="A <b>title</b> & more than two lines of a narrow box can hold, by far"))

    page = client.get(GRAPH).content.decode()

    assert "<b>title" not in page
    assert "&amp;amp;" not in page
    assert "…</text>" in node(page, "long")


def test_numbers_in_the_drawing_are_not_localised(client: Client, official_roadmap: Roadmap) -> None:
    page = client.get("/de/roadmaps/ml-engineer/?view=graph", follow=True).content.decode()

    assert not re.search(r' [xy]="\d+,', page)


def test_the_graph_takes_six_queries(
    signed_in: SignIn, learner: User, enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(learner)
    browser.get(GRAPH)

    with django_assert_max_num_queries(6):
        browser.get(f"{GRAPH}&step=middle")


def test_the_api_has_the_rows_of_the_graph(client: Client, roadmap: Roadmap) -> None:
    answer = client.get("/api/v1/roadmaps/walking/graph/").json()

    assert answer["stages"] == [
        {"key": "s1", "rows": [["basics", "bridge", "extra"], ["middle"], ["summit"]]}
    ]
    assert answer["edges"] == [{"needs": "basics", "step": "middle"}, {"needs": "middle", "step": "summit"}]
