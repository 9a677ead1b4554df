"""`./dev manage load_roadmaps`: publish the official roadmaps; a file that has not changed does nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.refusals import Refusal
from roadmaps.document import DocumentError, read_areas, read_document
from roadmaps.official import AREAS, ROADMAPS
from roadmaps.operations import load_areas, load_roadmap


class Command(BaseCommand):
    help = "Publish roadmaps from files. Unchanged files make no new edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files; the official ones by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        load_areas(areas=read_areas(AREAS.read_text(encoding="utf-8")))
        for path in options["files"] or ROADMAPS:
            try:
                document = read_document(path.read_text(encoding="utf-8"))
                loaded = load_roadmap(document=document, now=timezone.now())
            except (OSError, UnicodeDecodeError, DocumentError) as error:
                raise CommandError(f"{path}: {error}") from error
            except Refusal as refusal:
                raise CommandError(f"{path}: {refusal.message}") from refusal
            news = "published" if loaded.is_new else "unchanged"
            self.stdout.write(f"{document.slug}: edition {loaded.edition.number}, {news}")
