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
from mentoring import demo as mentoring
from roadmaps import demo as roadmaps

SEED = 26


class Command(BaseCommand):
    help = "Plants the demo: people, roadmaps, mentors and sessions, articles. Does nothing if it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="remove the demo first, and plant it anew")
        parser.add_argument("--force", action="store_true", help="even outside development")

    def handle(self, *args: Any, reset: bool, force: bool, **options: Any) -> None:
        if not (settings.LONGROAD_DEV or force):
            raise CommandError("The demo has well-known passwords: it is planted in development only.")
        if reset:
            self.timed("What was there is gone", uproot)
        if User.objects.filter(email=f"lena@{people.DOMAIN}").exists():
            self.stdout.write("The demo is there already; `demo --reset` plants it anew.")
            return
        self.timed("The demo is planted", plant)

    def timed(self, done: str, act: Callable[[], None]) -> None:
        began = time.perf_counter()
        with transaction.atomic():
            act()
        self.stdout.write(f"{done}: {time.perf_counter() - began:.1f} s")


def plant() -> None:
    """All apps plant from one seed and one moment, bottom up."""
    now, rng = timezone.now(), Random(SEED)  # noqa: S311
    cast = people.seed(now=now, rng=rng)
    roadmaps.plant(cast, now=now, rng=rng)
    mentoring.seed(cast, now=now, rng=rng)
    articles.plant(cast, now=now, rng=rng)


def uproot() -> None:
    """Upper apps first, since they hold on to what lies below. Enrolments and study go with their people."""
    articles.uproot()
    mentoring.remove()
    people.remove()
