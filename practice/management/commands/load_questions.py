"""`./dev manage load_questions`: the questions of the official roadmaps; an unchanged file does nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.refusals import Refusal
from practice.document import read_questions
from practice.official import QUESTIONS
from practice.operations import load_questions
from roadmaps.document import DocumentError


class Command(BaseCommand):
    help = "Load questions from files. Those that a file no longer has are withdrawn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files; the official ones by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        for path in options["files"] or QUESTIONS:
            try:
                document = read_questions(path.read_text(encoding="utf-8"))
                changed, withdrawn = load_questions(document=document, now=timezone.now())
            except (OSError, UnicodeDecodeError, DocumentError) as error:
                raise CommandError(f"{path}: {error}") from error
            except Refusal as refusal:
                raise CommandError(f"{path}: {refusal.message}") from refusal
            self.stdout.write(f"{document.roadmap}: {changed} questions changed, {withdrawn} withdrawn")
