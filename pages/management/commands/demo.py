"""`demo`: fill an empty Longroad with a believable community, the same one each time."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import demo as people
from accounts.models import User
from articles import demo as articles
from editor import demo as editor
from mentoring import demo as mentoring
from newsletter import demo as newsletter
from planning import demo as planning
from practice import demo as practice
from roadmaps import demo as roadmaps

SEED = 26


class Command(BaseCommand):
    help = "Plants the demo: people, roadmaps, mentors and sessions, articles. Does nothing if it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="remove the demo first, and make it again")
        parser.add_argument("--force", action="store_true", help="even outside development")

    def handle(self, *args: Any, reset: bool, force: bool, **options: Any) -> None:
        if not (settings.LONGROAD_DEV or force):
            raise CommandError("The demo has well-known passwords: it is made in development only.")
        if reset:
            self.timed("Removed what was there", remove)
        if User.objects.filter(email=f"lena@{people.DOMAIN}").exists():
            self.stdout.write("The demo is there already; `demo --reset` makes it again.")
            return
        self.timed("Made the demo", seed)

    def timed(self, done: str, act: Callable[[], None]) -> None:
        began = time.perf_counter()
        with transaction.atomic():
            act()
        self.stdout.write(f"{done}: {time.perf_counter() - began:.1f} s")


def seed() -> None:
    """All apps make theirs from one seed and one moment, bottom up."""
    now, rng = timezone.now(), Random(SEED)  # noqa: S311
    demo_people = people.seed(now=now, rng=rng)
    roadmaps.seed(demo_people, now=now, rng=rng)
    mentoring.seed(demo_people, now=now, rng=rng)
    articles.seed(demo_people, now=now)
    editor.seed(demo_people, now=now)
    newsletter.seed(demo_people, now=now, rng=rng)
    planning.seed(demo_people, now=now)
    practice.seed(demo_people, now=now, rng=rng)


def remove() -> None:
    """Upper apps first, since they hold on to what lies below. Enrolments and study go with their people."""
    newsletter.remove()
    articles.remove()
    mentoring.remove()
    people.remove()
