"""Asking other servers: only public ones, at the address that was looked at, in bounds of time and size."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from core import outgoing
from core.outgoing import fetch, find_addresses, may_be_asked

PRIVATE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2001::1"),
)


class Site(BaseHTTPRequestHandler):
    """Answers in the manner that its path names, and remembers what it was asked."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        if self.path == "/redirect":
            self.answer(302, b"", Location="http://169.254.169.254/secret")
        elif self.path == "/endless":
            self.answer(200)
            while self.write(b"x" * 4096):
                pass
        elif self.path == "/slow":
            self.answer(200)
            while self.write(b"x"):
                time.sleep(0.1)
        elif self.path == "/slow-headers":
            while self.write(b"x"):
                time.sleep(0.1)
        elif self.path == "/nonsense":
            self.write(b"\r\n\r\n")
        else:
            self.answer(200, b"hello", ETag='"1"')

    def do_POST(self) -> None:
        self.answer(201, self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status: int, body: bytes | None = None, **headers: str) -> None:
        self.send_response(status)
        if body is not None:
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.write(body or b"")

    def write(self, piece: bytes) -> bool:
        try:
            self.wfile.write(piece)
        except OSError:
            return False
        return True

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@contextmanager
def a_site(address: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Any]:
    handler = type("OneSite", (Site,), {"asked": []})
    with ThreadingHTTPServer((address, 0), handler) as server:
        server.daemon_threads = True
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def near(settings: Settings) -> None:
    """This machine may be asked, as in development."""
    settings.OUTGOING_LOOPBACK = True


@pytest.fixture
def site(near: None) -> Iterator[Any]:
    with a_site() as server:
        yield server


@pytest.fixture
def url(site: Any) -> str:
    return f"http://127.0.0.1:{site.server_port}"


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Name servers say these addresses, one after the other; the list grows with each question."""
    real, asked = socket.getaddrinfo, []

    def look_up(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if not str(host).endswith(".example"):
            return real(host, port, *args, **more)
        asked.append(str(host))
        return real(answers[min(len(asked), len(answers)) - 1], port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_it_asks_once_and_returns_what_the_server_said(site: Any, url: str) -> None:
    answer = fetch(f"{url}/calendar?key=1")
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", '"1"')
    assert site.RequestHandlerClass.asked == [(f"127.0.0.1:{site.server_port}", "/calendar?key=1")]


def test_it_sends_a_body(url: str) -> None:
    assert fetch(url, method="POST", body=b"{}").body == b"{}"


def test_a_redirect_is_an_answer_and_is_not_followed(site: Any, url: str) -> None:
    answer = fetch(f"{url}/redirect")
    assert (answer.status, answer.is_success) == (302, False)
    assert len(site.RequestHandlerClass.asked) == 1


@pytest.mark.parametrize("path", ["/slow", "/slow-headers"])
def test_a_server_that_never_ends_is_given_up(url: str, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(outgoing.TookTooLong):
        fetch(f"{url}{path}", seconds=0.5)
    assert time.monotonic() - begun < 5


def test_an_endless_answer_is_cut_where_it_becomes_too_large(url: str) -> None:
    with pytest.raises(outgoing.TooLarge):
        fetch(f"{url}/endless", most_bytes=100_000)


def test_what_is_no_http_is_not_reached(url: str) -> None:
    with pytest.raises(outgoing.NotReached):
        fetch(f"{url}/nonsense")


def test_a_port_at_which_nobody_listens_is_not_reached(near: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(outgoing.NotReached):
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")


@pytest.mark.parametrize("text", PRIVATE)
def test_addresses_that_are_not_public_are_refused(text: str) -> None:
    assert not may_be_asked(ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_asked(text: str) -> None:
    assert may_be_asked(ip_address(text))


def test_loopback_in_development_opens_nothing_else(near: None) -> None:
    assert [text for text in PRIVATE if may_be_asked(ip_address(text))] == [
        *("127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1")
    ]


@pytest.mark.parametrize(
    "written",
    ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]"],
)
def test_this_machine_is_refused_however_it_is_written(written: str) -> None:
    with a_site() as server, pytest.raises(outgoing.OutgoingRefused) as refused:
        fetch(f"https://{written}:{server.server_port}/")
    assert refused.value.code in {"address_not_public", "host_not_found"}
    assert server.RequestHandlerClass.asked == []


def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "10.0.0.7")
    with pytest.raises(outgoing.AddressNotPublic):
        fetch("https://inside.example/")


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **more: Any) -> list[Any]:
        return [(2, 1, 6, "", ("8.8.8.8", port)), (2, 1, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(outgoing.AddressNotPublic):
        find_addresses("both.example", 443)


def test_a_name_that_changes_its_address_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch, near: None
) -> None:
    """The first answer passes; a second look would lead to another server."""
    with a_site("127.0.0.1") as first:
        asked = names(monkeypatch, "127.0.0.1", "127.0.0.2")
        answer = fetch(f"http://rebinds.example:{first.server_port}/")
    assert (answer.body, asked) == (b"hello", ["rebinds.example"])
    assert first.RequestHandlerClass.asked == [(f"rebinds.example:{first.server_port}", "/")]


def test_plain_http_is_for_this_machine_only(near: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "8.8.8.8")
    with pytest.raises(outgoing.AddressNotAllowed):
        fetch("http://public.example/")


@pytest.mark.parametrize(
    "text",
    [
        *("http://example.org/", "ftp://example.org/", "file:///etc/passwd", "webcal://example.org/"),
        *("x", ""),
        *("https://", "https://me:secret@example.org/", "https://example.org:0/"),
        "https://example.org:99999/",
        *("https://example.org/\r\nHost: other", "https://example.org/a b", "https://" + "a" * 3000),
        "https://[x/",
    ],
)
def test_other_addresses_are_not_allowed(text: str) -> None:
    with pytest.raises(outgoing.AddressNotAllowed):
        fetch(text)


def test_a_name_that_nobody_has_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*args: Any, **more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(outgoing.HostNotFound):
        fetch("https://nobody.example/")


def test_a_proxy_of_the_environment_is_not_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(url).body == b"hello"


@pytest.fixture
def make_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ssl.SSLContext]:
    """Of a server whose certificate is for one name; this process trusts who signed it."""

    def make(name: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        today = datetime.now(tz=UTC)
        builder = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        )
        certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / "server.pem").write_bytes(private + certificate)
        (tmp_path / "authority.pem").write_bytes(certificate)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        return context

    return make


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(
    near: None, monkeypatch: pytest.MonkeyPatch, make_context: Callable[[str], ssl.SSLContext]
) -> None:
    names(monkeypatch, "127.0.0.1")
    context, shown = make_context("calendar.example"), []
    context.sni_callback = lambda _socket, name, _context: shown.append(name)
    with a_site(context=context) as server:
        assert fetch(f"https://calendar.example:{server.server_port}/").body == b"hello"
        with pytest.raises(outgoing.NotTrusted):
            fetch(f"https://other.example:{server.server_port}/")
    assert shown == ["calendar.example", "other.example"]


def test_a_slow_server_is_given_up_over_https_too(
    near: None, monkeypatch: pytest.MonkeyPatch, make_context: Callable[[str], ssl.SSLContext]
) -> None:
    names(monkeypatch, "127.0.0.1")
    with a_site(context=make_context("calendar.example")) as server, pytest.raises(outgoing.TookTooLong):
        fetch(f"https://calendar.example:{server.server_port}/slow", seconds=0.7)
