"""From a file to a draft: first it is looked at, and nothing is made; then it becomes a roadmap."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.announcements import announce
from core.refusals import Refusal
from core.text import one_line
from editor.announcements import QuestionsImported
from editor.edits import NoSuchPart, place_part
from editor.formats import FileRefused, Report, understand_file
from editor.formats.cleaning import USUAL_HOURS
from editor.formats.questions import FileQuestion, as_content
from editor.models import Import
from editor.operations.drafts import start_roadmap
from editor.outline import from_plain, to_plain
from editor.reading import area_choices
from roadmaps.models import Roadmap

KEPT_FOR = timedelta(days=1)
MOST_WAITING = 10


class NotUnderstood(Refusal):
    """The sentence says what is wrong with the file."""

    code, message = "file_not_understood", _("No roadmap can be made of this file.")


@transaction.atomic
def read_import(*, owner: User, name: str, data: bytes, now: datetime, hours: int = USUAL_HOURS) -> Import:
    """Read a file for its owner to look at; `hours` are those of steps that say nothing.

    The latest ten wait, for a day. Raises NotUnderstood.
    """
    try:
        understood = understand_file(name=name, data=data, areas=area_choices(), hours=hours)
    except FileRefused as error:
        raise NotUnderstood(str(error)) from error
    waiting = Import.objects.of(owner).order_by("-created_at").values("pk")
    Import.objects.of(owner).filter(
        pk__in=list(waiting[MOST_WAITING - 1 :].values_list("pk", flat=True))
    ).delete()
    return Import.objects.create(
        owner=owner,
        file_name=one_line(name)[:200],
        format=understood.format,
        contents=to_plain(understood.outline),
        report={
            **msgspec.to_builtins(understood.report),
            "imported_from": understood.imported_from,
            "questions": as_content(understood.questions),
        },
        created_at=now,
    )


@transaction.atomic
def accept_import(*, file: Import, by: User, title: str, placed: Mapping[str, str], now: datetime) -> Roadmap:
    """Make a private roadmap of it, with a draft. Announces QuestionsImported if it has questions.

    `placed` are steps with the milestones that were chosen for them, by their keys. Raises TooManyRoadmaps.
    """
    file = Import.objects.of(by).select_for_update().get(pk=file.pk)
    outline = from_plain(file.contents)
    outline.title = title or outline.title
    for step, milestone in placed.items():
        try:
            place_part(outline, "step", step, milestone)
        except NoSuchPart:
            continue
    imported_from = file.report.get("imported_from", "")
    roadmap = start_roadmap(
        owner=by, title=outline.title, now=now, outline=outline, imported_from=imported_from
    )
    if questions := msgspec.convert(file.report.get("questions", []), list[FileQuestion]):
        announce(QuestionsImported(roadmap.pk, questions, now))
    file.delete()
    return roadmap


def discard_import(*, file: Import, by: User) -> None:
    Import.objects.of(by).filter(pk=file.pk).delete()


def delete_old_imports(*, now: datetime) -> int:
    """Those that nobody decided about for a day; how many they were."""
    count, _of_each = Import.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return count


def report_of(file: Import) -> Report:
    """What was found and guessed."""
    return msgspec.convert(file.report, Report)
