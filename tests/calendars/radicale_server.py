"""A real CalDAV server, Radicale, in a process of its own, with a calendar or two for Mira."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from shutil import rmtree

from icalendar import Calendar, Event

from tests.system.processes import eventually, free_port

PASSWORD = "app-password"
MAKE = (
    '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:set><D:prop><D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
)
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[rights]
type = from_file
file = {folder}/rights
[logging]
level = error
"""
RIGHTS = """
[root]
user: .+
collection:
permissions: R
[shared]
user: .+
collection: [^/]+/shared
permissions: r
[own]
user: .+
collection: {user}(/[^/]+)?
permissions: RrWw
"""


@dataclass
class RadicaleServer:
    folder: Path
    port: int
    password: str = PASSWORD
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        config = self.folder / "config"
        config.write_text(CONFIG.format(port=self.port, folder=self.folder))
        (self.folder / "rights").write_text(RIGHTS)
        self.set_password(self.password)
        command = [sys.executable, "-m", "radicale", "--config", str(config)]
        self.process = subprocess.Popen(  # noqa: S603  # a fixed command
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(self._answers)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def begin_anew(self) -> None:
        """Running, with its first password, and empty."""
        if self.password != PASSWORD or self.process is None:
            self.stop()
            self.password = PASSWORD
            self.start()
        own = self.folder / "collections" / "collection-root" / "mira"
        for each in own.iterdir():
            if each.is_dir():
                rmtree(each)

    def set_password(self, password: str) -> None:
        self.password = password
        (self.folder / "users").write_text(f"mira:{password}\n")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        token = b64encode(f"mira:{self.password}".encode()).decode()
        connection.request(method, path, body.encode(), {"Authorization": f"Basic {token}", **headers})
        answer = connection.getresponse()
        status, received = answer.status, answer.read()
        connection.close()
        return status, received

    def make_calendar(self, name: str) -> None:
        status, _body = self.ask("MKCALENDAR", f"/mira/{name}/", MAKE.format(name=name))
        assert status == 201

    def put(self, calendar: str, name: str, body: bytes) -> None:
        status, _body = self.ask("PUT", f"/mira/{calendar}/{name}.ics", body.decode())
        assert status == 201, status

    def events(self, calendar: str) -> list[Event]:
        """All that stands in a calendar."""
        status, body = self.ask("GET", f"/mira/{calendar}/")
        assert status == 200
        found = Calendar.from_ical(body) if body.strip() else Calendar()
        return [each for each in found.walk("VEVENT") if isinstance(each, Event)]

    def files(self, calendar: str) -> list[Path]:
        root = self.folder / "collections" / "collection-root" / "mira"
        for folder in root.iterdir():
            props = folder / ".Radicale.props"
            if props.exists() and json.loads(props.read_text()).get("D:displayname") == calendar:
                return [each for each in folder.iterdir() if each.suffix == ".ics"]
        return []

    def _answers(self) -> bool:
        try:
            return self.ask("PROPFIND", "/", Depth="0")[0] == 207
        except OSError:
            return False


@contextmanager
def running_radicale(folder: Path) -> Iterator[RadicaleServer]:
    server = RadicaleServer(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
