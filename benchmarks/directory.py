"""What the directory costs with 2,000 mentors: CPU time beside a bare signed-in view, and queries.

Each filter alone, all of them at once, a page that finds nobody and says which filter to drop, and the last
page. The best of several runs, in turns with the bare view.

    ./dev bench directory
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from benchmarks.pages import MOST_OF_BARE, MOST_QUERIES, measure, sign_in
from mentoring.models import Mentor, SessionKind, SessionType
from mentoring.rubrics import RUBRICS
from roadmaps.models import Area, Step

MENTORS = 2_000
ZONES = ("Europe/London", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "Australia/Sydney", "UTC")
SPECIALISMS = ("nlp", "vision", "mlops", "recommenders")
random = Random(9)  # noqa: S311  # the same mentors each time


@override_settings(ROOT_URLCONF="benchmarks.bare_signed_in", ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False)
def main() -> None:
    call_command("load_roadmaps", verbosity=0)
    areas = list(Area.objects.all())
    reader = User.objects.create_user(email="lena@example.org", display_name="Lena", zone="Europe/London")
    add_mentors(areas)
    browser = sign_in("lena")
    step = Step.objects.shown_to(reader).select_related("edition__roadmap").exclude(area=None)[0]
    queries = [
        *("", f"page={MENTORS // 12}", "q=engineer", f"area={areas[0].slug}", "kind=mock_interview"),
        *("interview=coding", "specialism=nlp", f"step={step.edition.roadmap.slug}/{step.key}"),
        *("price=free", "price=50", "language=de", "overlap=8", "free=week"),
        f"q=engineer&area={areas[0].slug}&specialism=nlp&kind=call&price=50&language=en&overlap=6&free=week",
        "q=nobody&kind=call&price=free&language=en&overlap=10&free=week&specialism=nlp",
    ]
    asks: list[Callable[[], object]] = [
        partial(browser.get, path) for path in ("/bare/", *(f"/mentors/?{each}" for each in queries))
    ]
    bare, *costs = measure(asks)
    print(f"{MENTORS:,} mentors; a bare view takes {bare.ms:.1f} ms")
    print(f"{'page':<72}{'CPU ms':>8}{'of bare':>9}{'queries':>9}{'KB':>6}  over budget")
    for query, cost in zip(queries, costs, strict=True):
        print(
            f"{f'/mentors/?{query}'[:71]:<72}{cost.ms:>8.1f}{cost.ms / bare.ms:>9.1f}{cost.queries:>9}"
            f"{cost.kb:>6.0f}  {cost.over(bare)}"
        )
    print(f"\nbudget: {MOST_QUERIES} queries, {MOST_OF_BARE:.0f} times a bare view")


def add_mentors(areas: Sequence[Area]) -> None:
    """With kept next free times, as the sweep leaves them."""
    now = timezone.now()
    users = User.objects.bulk_create(
        User(
            email=f"mentor-{number}@example.org",
            handle=f"mentor-{number}",
            display_name=f"Mentor {number}",
            zone=ZoneInfo(random.choice(ZONES)),
        )
        for number in range(MENTORS)
    )
    mentors = Mentor.objects.bulk_create(
        Mentor(
            user=user,
            headline=random.choice(["Machine learning engineer", "Data scientist", "Platform engineer"]),
            bio="Years of it. " * 20,
            languages=["en", *random.sample(["de", "fr", "ja", "hi"], k=1)],
            specialisms=random.sample(SPECIALISMS, k=2),
            is_listed=True,
            approved_at=now,
            next_free_at=now + timedelta(hours=random.randrange(1, 24 * 30)),
            next_free_until=now + timedelta(hours=1),
        )
        for user in users
    )
    Mentor.areas.through.objects.bulk_create(
        Mentor.areas.through(mentor_id=mentor.pk, area_id=area.pk)
        for mentor in mentors
        for area in random.sample(areas, k=2)
    )
    SessionType.objects.bulk_create(
        SessionType(mentor=mentor, slug=slug, title=title, kind=kind, rubric_key=rubric, **price)
        for mentor in mentors
        for slug, title, kind, rubric, price in offers()
    )


def offers() -> Sequence[tuple[str, str, SessionKind, str, dict[str, object]]]:
    """A call and an interview, free or not."""
    amount = random.choice([None, 20, 40, 90])
    price: dict[str, object] = {"price_amount": amount, "price_currency": "EUR" if amount else ""}
    rubric = random.choice(list(RUBRICS))
    return [
        ("call", "First talk", SessionKind.CALL, "", {}),
        ("mock", "Mock interview", SessionKind.MOCK_INTERVIEW, rubric, price),
    ]


if __name__ == "__main__":
    main()
