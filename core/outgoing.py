"""Asking another server at an address that somebody typed, without lending them our place in the network.

The name is looked up once, every address found must be a public one, and the connection goes to the address
that was looked at. No redirect is followed, no proxy of the environment is used, and what comes back is
limited in time and size. This is the only way in which Longroad asks a server whose name a person chose.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_match_hostname import CertificateError

from core.refusals import Refusal

Address = IPv4Address | IPv6Address

USER_AGENT = "Longroad"
MOST_SECONDS = 10.0
MOST_BYTES = 64 * 1024
PIECE = 16 * 1024  # bytes that are read at once
LONGEST_URL = 2000
GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, 2.4; nothing else of IPv6 leads to a public server
TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1: the IPv4 address is in the last 32 bits
TUNNELLED = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))  # 6to4 and Teredo: they hide an IPv4 address
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class OutgoingRefused(Refusal):
    """Another server was not asked, or gave no answer that can be used."""

    code = "outgoing_refused"


class AddressNotAllowed(OutgoingRefused):
    code = "address_not_allowed"
    message = _("That is not an address on the internet which begins with https://.")


class AddressNotPublic(OutgoingRefused):
    code = "address_not_public"
    message = _("That address leads into a private network, where this site does not go.")


class HostNotFound(OutgoingRefused):
    code, message = "host_not_found", _("There is no server of that name.")


class NotReached(OutgoingRefused):
    code, message = "not_reached", _("The server could not be reached.")


class NotTrusted(OutgoingRefused):
    code, message = "not_trusted", _("The certificate of the server is not valid for its name.")


class TookTooLong(OutgoingRefused):
    code, message = "took_too_long", _("The server took too long to answer.")


class TooLarge(OutgoingRefused):
    code, message = "too_large", _("The answer of the server was too large.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said. `headers` are by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def check_url(url: str) -> SplitResult:
    """Whether it may be asked at all, without looking its name up. Raises AddressNotAllowed.

    Names and passwords in an address are refused: they would be shown and logged with it.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except ValueError as error:  # of a port, of brackets, of a name that has no A-label
        raise AddressNotAllowed from error
    schemes = {"https", "http"} if settings.OUTGOING_LOOPBACK else {"https"}
    if (
        parts.scheme not in schemes
        or not host
        or port == 0
        or "@" in parts.netloc
        or len(url) > LONGEST_URL
        or not url.isprintable()
        or " " in url
    ):
        raise AddressNotAllowed
    return parts


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] = NO_HEADERS,
    body: bytes | None = None,
    most_bytes: int = MOST_BYTES,
    seconds: float = MOST_SECONDS,
    agent: str = USER_AGENT,
    takes_beginning: bool = False,
) -> Answer:
    """Ask once; an answer of any status is an answer, a redirect too.

    `seconds` are those from the first connection to the last byte. With `takes_beginning` what goes beyond
    `most_bytes` is left with the server instead of being refused. Raises an OutgoingRefused.
    """
    parts = check_url(url)
    host = (parts.hostname or "").encode("idna").decode()
    addresses = find_addresses(host, parts.port or (443 if parts.scheme == "https" else 80))
    if parts.scheme == "http" and not all(address.is_loopback for address, _port in addresses):
        raise AddressNotAllowed
    until = time.monotonic() + seconds
    connection = _connect(parts, host, addresses, until=until)
    try:
        with closing(connection), _shut_at(until, connection.sock):
            connection.request(
                method,
                (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
                body=body,
                headers={
                    **headers,
                    "Host": _shown_host(parts, host),
                    "User-Agent": agent,
                    "Accept-Encoding": "identity",
                },
                preload_content=False,
                decode_content=False,
            )
            answer = _receive(connection, most_bytes=most_bytes, takes_beginning=takes_beginning)
    except (HTTPError, HTTPException, OSError) as error:
        raise (TookTooLong if time.monotonic() >= until else NotReached) from error
    if time.monotonic() >= until:  # what was cut off may look whole
        raise TookTooLong
    return answer


def find_addresses(host: str, port: int) -> list[tuple[Address, int]]:
    """Every address of that name, with the port. Raises HostNotFound, or AddressNotPublic if one is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostNotFound from error
    addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not addresses:
        raise HostNotFound
    if not all(may_be_asked(each) for each in addresses):
        raise AddressNotPublic
    return [(each, port) for each in dict.fromkeys(addresses)]


def may_be_asked(address: Address) -> bool:
    """Whether everybody's internet has it; on a development machine this machine itself too."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return may_be_asked(address.ipv4_mapped)
        if address in TRANSLATED:
            return may_be_asked(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.is_loopback:
        return bool(settings.OUTGOING_LOOPBACK)
    if isinstance(address, IPv6Address) and (
        address not in GLOBAL_UNICAST or any(address in each for each in TUNNELLED)
    ):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _connect(
    parts: SplitResult, host: str, addresses: Sequence[tuple[Address, int]], *, until: float
) -> HTTPConnection:
    """To the first of the addresses that answers. The certificate must be that of the name."""
    for address, port in addresses:
        left = until - time.monotonic()
        if left <= 0:
            raise TookTooLong
        connection = (
            HTTPSConnection(
                str(address),
                port,
                timeout=left,
                server_hostname=host,
                assert_hostname=host,
                ssl_context=ssl.create_default_context(),
            )
            if parts.scheme == "https"
            else HTTPConnection(str(address), port, timeout=left)
        )
        try:
            connection.connect()
        except (ssl.SSLCertVerificationError, CertificateError) as error:
            raise NotTrusted from error
        except (HTTPError, OSError):
            connection.close()
        else:
            return connection
    raise TookTooLong if time.monotonic() >= until else NotReached


def _shown_host(parts: SplitResult, host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{parts.port}" if parts.port else shown


def _receive(connection: HTTPConnection, *, most_bytes: int, takes_beginning: bool) -> Answer:
    """The size is looked at while it arrives; what a server packed is not unpacked."""
    response = connection.getresponse()
    received = bytearray()
    while piece := response.read(PIECE, decode_content=False):
        received += piece
        if len(received) > most_bytes and takes_beginning:
            break
        if len(received) > most_bytes:
            raise TooLarge
    return Answer(
        response.status,
        {name.lower(): value for name, value in response.headers.items()},
        bytes(received),
    )


@contextmanager
def _shut_at(until: float, opened: socket.socket) -> Iterator[None]:
    """End a connection when its time is up, whatever it is waiting for.

    The thread waits at a socket, whose seconds no clock can stretch: `threading.Timer` waits for an hour of
    the day, which on a machine with a shifted clock (`./dev test --on`) never comes.
    """
    done, tell = socket.socketpair()
    done.settimeout(max(0.001, until - time.monotonic()))

    def watch() -> None:
        try:
            done.recv(1)  # what `tell` says by closing
        except TimeoutError:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        tell.close()
        watcher.join()
        done.close()
