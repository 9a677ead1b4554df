"""`./dev manage load_roadmaps`: publish the official roadmaps; a file that has not changed does nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmaps.document import DocumentError, read_document
from roadmaps.operations import load_roadmap

OFFICIAL = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Publish roadmaps from files. Unchanged files make no new edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files; the official ones by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        for path in options["files"] or sorted(OFFICIAL.glob("*.yaml")):
            try:
                document = read_document(path.read_text(encoding="utf-8"))
            except (OSError, DocumentError) as error:
                raise CommandError(f"{path}: {error}") from error
            loaded = load_roadmap(document=document, now=timezone.now())
            news = "published" if loaded.is_new else "unchanged"
            self.stdout.write(f"{document.slug}: edition {loaded.edition.number}, {news}")
