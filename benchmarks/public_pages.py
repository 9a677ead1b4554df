"""Requests per second of public pages under granian, against a bare Django view in the same run.

Both are served by one granian process with four threads and asked over 16 kept connections. Each page
is measured as a stranger gets it (from the web process's cache, for the minute it is public) and with that
cache off (the first visitor of each minute).
"""

from benchmarks.load import Load, load
from devtools.site import Site, free_port, start_web, temporary_site, wait_until_ready

CLOSED_PORT = 9  # no mail is sent here
GRANIAN = ("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4")


def main() -> None:
    with temporary_site("bench_pages", smtp_port=CLOSED_PORT, data="demo") as site:
        floor = bare(site)
        paths = public_paths(site)
        kept = measured(site, paths, page_cache=True)
        fresh = measured(site, paths, page_cache=False)
    print(f"{'page':<44}{'KB':>5}{'req/s':>9}{'p95 ms':>9}{'of bare':>9}{'uncached':>10}{'p95 ms':>9}")
    print(row("a bare Django view", floor, floor))
    for path in paths:
        print(row(path, kept[path], floor, fresh[path]))


def row(name: str, found: Load, floor: Load, fresh: Load | None = None) -> str:
    uncached = f"{fresh.per_second:>10,.0f}{fresh.p95_ms:>9.1f}" if fresh else ""
    return (
        f"{name[:43]:<44}{found.page_bytes / 1024:>5.0f}{found.per_second:>9,.0f}{found.p95_ms:>9.1f}"
        f"{found.per_second / floor.per_second:>9.2f}{uncached}"
    )


def public_paths(site: Site) -> list[str]:
    newest = (
        "SELECT slug FROM articles_article WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1"
    )
    [(slug,)] = site.execute(newest)
    return ["/", f"/articles/{slug}/", "/roadmaps/ml-engineer/", "/mentors/", "/articles/feed/"]


def bare(site: Site) -> Load:
    port = free_port()
    site.start(*GRANIAN, "benchmarks.bare:application", "--port", str(port), "--log-level", "warning")
    url = f"http://127.0.0.1:{port}/"
    wait_until_ready(url)
    load(url, requests=200)
    found = load(url)
    site.stop()
    return found


def measured(site: Site, paths: list[str], *, page_cache: bool) -> dict[str, Load]:
    site.environment["PAGE_CACHE"] = str(int(page_cache))
    start_web(site)
    found = {}
    for path in paths:
        load(site.url + path, requests=50)
        found[path] = load(site.url + path, requests=4000 if page_cache else 400)
    site.stop()
    return found
