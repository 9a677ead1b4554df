"""A small load generator: keep-alive HTTP/1.1 over loopback, bounded in requests and in time."""

import asyncio
import math
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What one page withstood: requests per second, and latencies in milliseconds."""

    per_second: float
    p50_ms: float
    p95_ms: float
    page_bytes: int


def load(url: str, *, connections: int = 16, requests: int = 4000, seconds: float = 20) -> Load:
    """Ask for `url` on this many connections at once; ends at whichever limit comes first.

    Raises RuntimeError on any answer but 200, and on an address that is not loopback.
    """
    if urlsplit(url).hostname not in {"127.0.0.1", "localhost"}:
        raise RuntimeError(f"{url} is not on this machine: load goes to loopback only")
    return asyncio.run(_load(url, connections, requests, seconds))


async def _load(url: str, connections: int, requests: int, seconds: float) -> Load:
    parts = urlsplit(url)
    ask = (
        f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Accept-Encoding: gzip\r\nAccept: text/html\r\n\r\n"
    ).encode()
    took: list[float] = []
    sizes: list[int] = []
    left = iter(range(requests))
    stop_at = time.perf_counter() + seconds

    async def visitor() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for _ in left:
            began = time.perf_counter()
            if began > stop_at:
                break
            writer.write(ask)
            sizes.append(await _answer(reader))
            took.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(visitor() for _ in range(connections)))
    elapsed = time.perf_counter() - began
    took.sort()
    return Load(
        per_second=len(took) / elapsed,
        p50_ms=_quantile(took, 0.50) * 1000,
        p95_ms=_quantile(took, 0.95) * 1000,
        page_bytes=max(sizes),
    )


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(END_OF_HEAD)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"expected 200, got {head.splitlines()[0].decode()}")
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    length = int(lower[start : lower.index(b"\r\n", start)])
    await reader.readexactly(length)
    return length


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
