"""What the pages cost that members see daily, against a bare view for a member in the same run.

CPU time of this process for the whole request, the best of a few; queries; kilobytes before compression. A page
over its budget is named: 12 bare views, 8 queries, 100 KB.

./dev bench pages
"""

import gc
from dataclasses import dataclass
from time import process_time

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from devtools.site import temporary_site

CLOSED_PORT = 9  # no mail is sent here
RUNS = 12
MOST_BARE_VIEWS, MOST_QUERIES, MOST_KB = 12, 8, 100
LENA, MIRA, NOOR = (f"{name}@example.org" for name in ("lena", "mira", "noor"))
BARE = "/bare/"
STEP = "/roadmaps/ml-engineer/steps/logreg/"
PAGES = {
    LENA: [
        "/dashboard/",
        "/roadmaps/",
        "/roadmaps/ml-engineer/",
        STEP,
        "/study/",
        "/mentors/",
        "/mentors/mira-kowalska/",
        "/mentors/mira-kowalska/sessions/first-talk/",
        "/bookings/",
        "/articles/",
        "/articles/how-to-use-a-mock-interview/",
        "/notices/",
        "/search/?q=gradient",
        "/settings/",
    ],
    MIRA: ["/mentoring/", "/mentoring/hours/", "/bookings/"],
    NOOR: ["/writing/"],
}


@dataclass(frozen=True)
class Cost:
    milliseconds: float
    queries: int
    kilobytes: float

    def is_over_budget(self, bare: float) -> bool:
        return (
            self.milliseconds > MOST_BARE_VIEWS * bare
            or self.queries > MOST_QUERIES
            or self.kilobytes > MOST_KB
        )


def main() -> None:
    with temporary_site("bench_pages", smtp_port=CLOSED_PORT, data="demo") as site:
        connection.close()
        connection.settings_dict["NAME"] = site.database
        with override_settings(ROOT_URLCONF="benchmarks.bare_page", ALLOWED_HOSTS=["*"]):
            measure_all()
        connection.close()


def measure_all() -> None:
    bare = cost(signed_in(LENA), BARE)
    print(f"{'page':<52}{'CPU ms':>8}{'of bare':>9}{'queries':>9}{'KB':>6}")
    print(row("a bare view", bare, bare.milliseconds))
    for email, paths in PAGES.items():
        client = signed_in(email)
        for path in paths:
            print(row(f"{email.partition('@')[0]} {path}", cost(client, path), bare.milliseconds))


def row(name: str, found: Cost, bare: float) -> str:
    over = "  over budget" if found.is_over_budget(bare) else ""
    return (
        f"{name[:51]:<52}{found.milliseconds:>8.1f}{found.milliseconds / bare:>9.1f}{found.queries:>9}"
        f"{found.kilobytes:>6.0f}{over}"
    )


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client


def cost(client: Client, path: str) -> Cost:
    answer = client.get(path, follow=True)  # the first request reads what a process keeps
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"  # noqa: S101
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
        queries = len(captured)  # another request forgets them
    fastest = min(milliseconds(client, path) for _ in range(RUNS))
    return Cost(fastest, queries, len(answer.content) / 1024)


def milliseconds(client: Client, path: str) -> float:
    gc.collect()
    since = process_time()
    client.get(path)
    return 1_000 * (process_time() - since)
