"""A server that means harm: it gets no password that is not its own, no memory and no time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from calendars.dav import Server, clean_etag
from calendars.discovery import find_calendars
from calendars.failures import LeadsElsewhere, NoCalDav, OtherSignIn, WrongPassword
from core.outgoing import OutgoingRefused, TooLarge

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{LAUGHS}]><multistatus>&l9;</multistatus>'
HREFS = (
    '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>/</D:href>'
    "<D:propstat><D:prop><C:calendar-home-set><D:href>{home}</D:href></C:calendar-home-set></D:prop>"
    "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Villain:
    """Answers everything with the same, and counts."""

    def __init__(self) -> None:
        self.status, self.headers, self.body, self.asked = 207, dict[str, str](), "", 0
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_PROPFIND(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                there.asked += 1
                self.send_response(there.status)
                for name, value in there.headers.items():
                    self.send_header(name, value)
                body = there.body.encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_REPORT = do_PROPFIND  # noqa: N815  # the name that http.server looks for

            def log_message(self, *args: Any) -> None:
                """Nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/"

    @property
    def server(self) -> Server:
        return Server(self.url, "mira", "secret")


@pytest.fixture
def villain(settings: Settings) -> Iterator[Villain]:
    settings.OUTGOING_LOOPBACK = True
    there = Villain()
    thread = Thread(target=there.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield there
    there.http.shutdown()
    there.http.server_close()
    thread.join()


@pytest.mark.parametrize(
    "body", ["", "<html>", "<a><b></a>", "\0", BOMB, '<?xml version="1.0"?><!DOCTYPE a><a/>']
)
def test_what_is_no_answer_of_webdav_is_refused(villain: Villain, body: str) -> None:
    villain.body = body
    with pytest.raises(NoCalDav):
        find_calendars(villain.server)


def test_it_leads_nobody_in_circles(villain: Villain) -> None:
    villain.status, villain.headers = 301, {"Location": "/round/"}
    with pytest.raises(LeadsElsewhere):
        find_calendars(villain.server)
    assert villain.asked <= 5


@pytest.mark.parametrize("other", ["https://thief.example.org/", "//thief.example.org/x", "ftp://127.0.0.1/"])
def test_the_password_follows_no_redirect_to_another_site(villain: Villain, other: str) -> None:
    villain.status, villain.headers = 302, {"Location": other}
    with pytest.raises(OutgoingRefused):
        find_calendars(villain.server)


def test_nor_an_address_in_an_answer(villain: Villain) -> None:
    villain.body = HREFS.format(home="https://thief.example.org/calendars/")
    with pytest.raises(LeadsElsewhere):
        find_calendars(villain.server)


@pytest.mark.parametrize(
    ("own", "other", "may"),
    [
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com:443/1/", True),
        ("https://icloud.com/", "https://caldav.icloud.com/", True),
        ("https://caldav.icloud.com/", "https://caldav.icloud.com.thief.org/", False),
        ("https://caldav.icloud.com/", "https://thiefcloud.com/", False),
        ("https://caldav.icloud.com/", "http://caldav.icloud.com/", False),
        ("https://192.0.2.7/", "https://192.0.2.8/", False),
        ("https://192.0.2.7/", "https://3.0.2.7/", False),
    ],
)
def test_the_password_stays_within_one_domain_and_https(own: str, other: str, may: bool) -> None:  # noqa: FBT001
    assert Server(own, "mira", "secret")._may_know_password(other) is may  # noqa: SLF001


def test_too_much_is_not_read(villain: Villain) -> None:
    villain.body = "x" * 5_000_001
    with pytest.raises(TooLarge):
        villain.server.query_events(villain.url, first=NOW, last=NOW)


@pytest.mark.parametrize(
    ("scheme", "refusal"), [("Basic realm=x", WrongPassword), ("Digest realm=x", OtherSignIn)]
)
def test_a_way_of_signing_in_that_is_not_known_is_named(
    villain: Villain, scheme: str, refusal: type[OutgoingRefused]
) -> None:
    villain.status, villain.headers = 401, {"WWW-Authenticate": scheme}
    with pytest.raises(refusal):
        find_calendars(villain.server)


@pytest.mark.parametrize("etag", ['"a\r\nX: y"', "ü", "x" * 401, 'W/"weak"'])
def test_what_no_header_may_hold_is_no_etag(etag: str) -> None:
    assert clean_etag(etag) == ""


def test_a_password_is_in_no_trace_of_an_error(villain: Villain) -> None:
    assert "secret" not in repr(villain.server)
