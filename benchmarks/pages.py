"""Requests per second of public pages under granian, against a bare Django view in the same run.

Both are served by one granian process with four threads and asked over 16 kept connections. Each page
is measured as a stranger meets it (kept in the web process for the minute it is public) and with that
cache off (what the first visitor of each minute costs).
"""

from benchmarks.load import Load, load
from devtools.site import House, free_port, house, serve, wait_until_ready

SINK_NOBODY_LISTENS_AT = 9  # no mail is sent here
GRANIAN = ("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4")


def main() -> None:
    with house("bench_pages", smtp_port=SINK_NOBODY_LISTENS_AT) as built:
        built.run("load_roadmaps")
        built.run("demo")
        floor = bare(built)
        paths = public_paths(built)
        kept = measured(built, paths, page_cache=True)
        fresh = measured(built, paths, page_cache=False)
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


def public_paths(built: House) -> list[str]:
    newest = (
        "SELECT slug FROM articles_article WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1"
    )
    [(slug,)] = built.execute(newest)
    return ["/", f"/articles/{slug}/", "/roadmaps/ml-engineer/", "/mentors/", "/articles/feed/"]


def bare(built: House) -> Load:
    port = free_port()
    built.start(*GRANIAN, "benchmarks.bare:application", "--port", str(port), "--log-level", "warning")
    url = f"http://127.0.0.1:{port}/"
    wait_until_ready(url)
    load(url, requests=200)
    found = load(url)
    built.stop()
    return found


def measured(built: House, paths: list[str], *, page_cache: bool) -> dict[str, Load]:
    built.environment["PAGE_CACHE"] = str(int(page_cache))
    serve(built)
    found = {}
    for path in paths:
        load(built.url + path, requests=50)
        found[path] = load(built.url + path, requests=4000 if page_cache else 400)
    built.stop()
    return found
