"""deploy/Caddyfile in a real Caddy: what it keeps away from the web processes."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.system.processes import CHECKOUT, eventually, free_port

CADDY = shutil.which("caddy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
CADDYFILE = (CHECKOUT / "deploy" / "Caddyfile").read_text()
THREADS_OF_A_SITE = 16


class Web(ThreadingHTTPServer):
    """Takes the place of the web processes, and notes what reaches them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.headers: list[dict[str, str]] = []


class Asked(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.headers.append(dict(self.headers.items()))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))  # unread, it resets the connection
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        Thread(target=web.serve_forever, daemon=True).start()
        yield web
        web.shutdown()


@pytest.fixture(scope="module")
def port(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a Caddy with our file, but for names and certificates."""
    if CADDY is None:
        pytest.skip("no Caddy is installed: ./dev test installs one")
    port, home = free_port(), tmp_path_factory.mktemp("caddy")
    file = home / "Caddyfile"
    written = re.sub(r"dynamic a web 8000 \{[^}]*\}", f"to 127.0.0.1:{web.server_port}", CADDYFILE)
    file.write_text(written.replace("{\n", "{\n\tadmin off\n", 1))
    process = subprocess.Popen(
        [CADDY, "run", "--config", file, "--adapter", "caddyfile"],
        env={
            "HOME": str(home),
            "ACME_EMAIL": "ops@longroad.example",
            "SITE_DOMAIN": f"http://127.0.0.1:{port}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(60)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").is_success
    except httpx.HTTPError:
        return False


def test_a_body_that_never_ends_reaches_no_web_process(web: Web, port: int) -> None:
    with ExitStack() as slow:
        web.headers.clear()
        for _ in range(2 * THREADS_OF_A_SITE):
            slow.enter_context(begun_request(port))
        assert answers(port)
    assert len(web.headers) == 1, "the quick request alone"


def begun_request(port: int) -> socket.socket:
    sender = socket.create_connection(("127.0.0.1", port), timeout=60)
    sender.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nlogin=")
    return sender


def test_a_whole_body_passes(web: Web, port: int) -> None:
    web.headers.clear()
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"x" * 500_000).is_success
    assert len(web.headers) == 1


def test_a_header_with_an_underscore_never_passes(web: Web, port: int) -> None:
    """Web processes take X_Forwarded_For for X-Forwarded-For."""
    web.headers.clear()
    forged = {"X_Forwarded_For": "6.6.6.6", "X-Forwarded_Proto": "https", "X-Mine": "1"}
    httpx.get(f"http://127.0.0.1:{port}/", headers=forged)
    [passed] = web.headers
    assert [name for name in passed if "_" in name] == []
    assert "6.6.6.6" not in passed["X-Forwarded-For"]
    assert "X-Mine" in passed


@pytest.mark.parametrize("option", ["request_buffers 10MiB", "read_header 10s", "read_body 20s", "-*_*"])
def test_the_deployment_guide_asks_the_same_of_every_proxy(option: str) -> None:
    """Also where no Caddy is installed."""
    assert option in CADDYFILE
    assert option in (CHECKOUT / "docs" / "operations" / "deploy.md").read_text()
