"""The graph by keyboard: one place in the tab order, arrows between steps, a panel and the way back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devtools.site import Site

GRAPH = "/roadmaps/ml-engineer/?view=graph"


@pytest.fixture
def graph(chromium: Browser, demo_site: Site) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(demo_site.url + GRAPH)
    yield page
    page.close()


def test_the_whole_graph_is_one_stop_and_arrows_walk_it(graph: Page) -> None:
    assert graph.locator('#graph a.node[tabindex="0"]').count() == 1
    first, rows = graph.locator("#node-py-core"), graph.locator("a.node:focus")
    first.focus()

    graph.keyboard.press("ArrowDown")
    assert rows.get_attribute("data-row") == "1"
    graph.keyboard.press("ArrowUp")
    assert rows.get_attribute("data-row") == "0"
    graph.keyboard.press("End")
    last = graph.locator("a.node").last
    expect(last).to_be_focused()
    assert graph.locator('#graph a.node[tabindex="0"]').count() == 1


def test_the_focus_lights_what_leads_to_a_step_and_what_it_leads_to(graph: Page) -> None:
    graph.locator("#node-dist").focus()

    expect(graph.locator("#node-prob")).to_have_class("node pending lit")
    expect(graph.locator("#node-infer")).to_have_class("node pending lit")
    expect(graph.locator("#node-git")).to_have_class("node pending")


def test_enter_opens_the_panel_at_its_own_address_and_escape_comes_back(graph: Page) -> None:
    graph.locator("#node-dist").focus()
    graph.keyboard.press("Enter")

    heading = graph.locator("#graph-panel h2")
    expect(heading).to_be_focused()
    expect(heading).to_contain_text("Distributions")
    expect(graph).to_have_url(f"{graph.url.partition('?')[0]}?view=graph&step=dist")

    graph.keyboard.press("Escape")
    expect(graph.locator("#node-dist")).to_be_focused()
    graph.go_back()
    expect(graph.locator("#graph-panel h2")).to_contain_text("How to read it")


def test_without_a_script_a_step_is_a_link_to_its_panel(chromium: Browser, demo_site: Site) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(demo_site.url + GRAPH)

    page.locator("#node-dist").click()

    expect(page.locator("#graph-panel h2")).to_contain_text("Distributions")
    expect(page.locator("#node-prob")).to_have_class("node pending lit")
    page.close()


def test_a_phone_gets_the_stages_instead(chromium: Browser, demo_site: Site) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(demo_site.url + GRAPH)

    expect(page.locator("#graph")).to_be_hidden()
    page.locator("#rail a").nth(2).click()
    expect(page.locator("#way")).to_be_visible()
    page.close()
