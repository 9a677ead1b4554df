"""`./dev manage recompute_cards`: count how every card stands anew, from the answers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from practice.operations import recompute_cards


class Command(BaseCommand):
    help = "Count every card anew from its answers, as after a new version of the model."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = recompute_cards(now=timezone.now())
        self.stdout.write(f"{changed} cards stood otherwise and were put right")
