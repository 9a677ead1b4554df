"""A mentor's page elsewhere: the frame that any site may have, a QR code, and the addresses of both."""

from collections.abc import Callable
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations import update_profile
from availability.operations import WeeklyRow, set_weekly_hours
from mentoring.models import Mentor, SessionType
from mentoring.operations import pause_mentoring
from tests.mentoring.builders import a_booking, a_mentor, a_session_type, schedule_of

EMBED, SHARE = "/mentors/mira/embed/", "/mentors/mira/share/"
ALL = (EMBED, SHARE, "/mentors/mira/qr.svg", "/mentors/mira/qr.png", "/api/v1/mentors/mira/sharing/")

pytestmark = pytest.mark.usefixtures("at_now")


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


class TestEmbed:
    def test_shows_who_it_is_what_can_be_booked_and_the_next_free_times(
        self, call: SessionType, learner: User, client: Client, now: datetime
    ) -> None:
        a_booking(call, learner, now.replace(hour=13), now=now)
        page = client.get(EMBED).text
        for text in ("Mira", "ML engineer", "Career call", "12:00", "12:30", "13:30"):
            assert text in page
        assert "13:00" not in page

    def test_any_site_may_frame_it(self, call: SessionType, client: Client) -> None:
        answer = client.get(EMBED)
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "X-Frame-Options" not in answer
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"

    @pytest.mark.parametrize(
        "page", ["/", "/mentors/", "/mentors/mira/", SHARE, "/mentors/mira/sessions/call/"]
    )
    def test_no_other_page_may_be_framed(self, call: SessionType, client: Client, page: str) -> None:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"

    def test_a_hostile_site_finds_nothing_in_it_to_press_but_links_to_a_new_tab(
        self, call: SessionType, client: Client, signed_in: Callable[[User], Client]
    ) -> None:
        for browser in (client, signed_in(call.mentor.user)):
            answer = browser.get(EMBED)
            tags = Tags(answer.text)
            acting = {"form", "button", "input", "select", "textarea", "script", "iframe", "object", "base"}
            assert not acting & {tag for tag, _attributes in tags.found}
            assert tags.of("a")
            for link in tags.of("a"):
                assert (link["target"], link["rel"]) == ("_blank", "noopener")
                assert str(link["href"]).startswith("/mentors/mira/")
            policy = answer["Content-Security-Policy"]
            for promise in ("default-src 'none'", "form-action 'none'", "base-uri 'none'"):
                assert promise in policy
            assert "script-src" not in policy

    def test_it_sets_no_cookie_and_shared_caches_may_keep_it(self, call: SessionType, client: Client) -> None:
        answer = client.get(EMBED)
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]

    def test_it_says_the_same_to_whoever_is_signed_in(
        self, call: SessionType, client: Client, signed_in: Callable[[User], Client], learner: User
    ) -> None:
        assert signed_in(learner).get(EMBED).text == client.get(EMBED).text

    def test_times_are_in_the_mentors_zone_or_the_one_that_is_asked_for(
        self, call: SessionType, client: Client
    ) -> None:
        schedule = schedule_of(call.mentor)
        rows = [WeeklyRow(each, 9 * 60, 17 * 60) for each in range(1, 8)]
        set_weekly_hours(schedule=schedule, zone=ZoneInfo("Asia/Kathmandu"), rows=rows)
        assert "Kathmandu" in client.get(EMBED).text
        assert "Tokyo" in client.get(f"{EMBED}?zone=Asia/Tokyo").text
        assert "Kathmandu" in client.get(f"{EMBED}?zone=Moon/Crater").text

    def test_a_pause_is_named_and_no_time_is_offered(
        self, call: SessionType, client: Client, now: datetime
    ) -> None:
        pause_mentoring(mentor=call.mentor, until=date(2026, 12, 24), now=now)
        page = client.get(EMBED).text
        assert "Takes no new sessions before" in page
        assert "?start=" not in page

    def test_six_queries_however_much_is_offered(
        self, mentor: Mentor, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(4):
            a_session_type(mentor, slug=f"call-{number}")
        with django_assert_max_num_queries(6):
            client.get(EMBED)


class TestShare:
    def test_has_the_address_the_snippet_and_the_code(self, call: SessionType, client: Client) -> None:
        page = client.get(SHARE)
        assert "/mentors/mira/embed/" in page.text
        assert "&lt;iframe src=" in page.text
        assert Tags(page.text).of("img")[0]["src"] == "/mentors/mira/qr.svg"
        assert '"/mentors/mira/share/"' in client.get("/mentors/mira/").text

    def test_the_snippet_holds_whatever_name_a_mentor_has(self, learner: User, client: Client) -> None:
        learner.display_name = '"><script>alert(1)</script>'
        learner.save()
        a_mentor(learner)
        html = client.get("/api/v1/mentors/lena/sharing/").json()["embed_html"]
        ((tag, attributes),) = Tags(html).found
        assert (tag, attributes["title"]) == ("iframe", f"Sessions with {learner.display_name}")

    def test_a_code_is_a_picture_that_caches_keep(self, mentor: Mentor, client: Client) -> None:
        svg, png = client.get("/mentors/mira/qr.svg"), client.get("/mentors/mira/qr.png")
        assert svg["Content-Type"] == "image/svg+xml"
        assert svg.content.startswith(b"<svg")
        assert b"/mentors/mira/" in svg.content
        assert png["Content-Type"] == "image/png"
        assert png.content.startswith(b"\x89PNG")
        assert "max-age=86400" in png["Cache-Control"]


@pytest.mark.parametrize("address", ALL)
def test_a_mentor_who_is_not_listed_has_none_of_it(mentor_user: User, client: Client, address: str) -> None:
    a_mentor(mentor_user, is_listed=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ALL[:-1])
def test_a_former_handle_leads_to_the_one_of_today(mentor: Mentor, client: Client, address: str) -> None:
    update_profile(user=mentor.user, handle="mira-k")
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (301, address.replace("mira", "mira-k"))


def test_the_api_has_the_addresses(mentor: Mentor, client: Client, settings: Any) -> None:
    answer = client.get("/api/v1/mentors/mira/sharing/").json()
    assert answer["url"] == f"{settings.SITE_URL}/mentors/mira/"
    assert answer["embed_url"] == f"{settings.SITE_URL}{EMBED}"
    assert answer["embed_html"].startswith(f'<iframe src="{settings.SITE_URL}{EMBED}"')
    assert answer["qr_svg_url"] == f"{settings.SITE_URL}/mentors/mira/qr.svg"
    assert answer["qr_png_url"] == f"{settings.SITE_URL}/mentors/mira/qr.png"
