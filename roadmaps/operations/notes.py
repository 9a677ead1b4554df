"""Private notes on steps, and links that show what somebody did."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.db import violates
from core.refusals import Refusal
from roadmaps.models import (
    MOST_EVIDENCE,
    NOTE_ONCE,
    Roadmap,
    Step,
    StepEvidence,
    StepNote,
)
from roadmaps.operations.marks import NoSuchStep
from roadmaps.overlaid_contents import find_own_step


class NoteExists(Refusal):
    code, message = "note_exists", _("You have a note on this step already. Open it and write on.")


class NoteIsEmpty(Refusal):
    code, message = "note_is_empty", _("Write something, or remove the note.")


class EvidenceExists(Refusal):
    code, message = "evidence_exists", _("You keep this link with this step already.")


class TooMuchEvidence(Refusal):
    code, message = "too_much_evidence", _("Twenty links are the most for one step. Remove one first.")


def write_note(*, learner: User, roadmap: Roadmap, key: str, text: str, now: datetime) -> StepNote:
    """Begin the learner's note on a step. Raises NoSuchStep, NoteIsEmpty or NoteExists."""
    title = _find_title(learner, roadmap, key)
    _check_text(text)
    try:
        with transaction.atomic():
            return StepNote.objects.create(
                learner=learner, roadmap=roadmap, key=key, title=title, text=text, updated_at=now
            )
    except IntegrityError as error:
        if violates(error, NOTE_ONCE):
            raise NoteExists from error
        raise


def change_note(*, note: StepNote, text: str, now: datetime) -> StepNote:
    """Replace the text. Raises NoteIsEmpty."""
    _check_text(text)
    note.text, note.updated_at = text, now
    note.save(update_fields=["text", "updated_at"])
    return note


def remove_note(*, note: StepNote) -> None:
    note.delete()


@transaction.atomic
def add_evidence(
    *, learner: User, roadmap: Roadmap, key: str, url: str, shows: str, now: datetime
) -> StepEvidence:
    """Keep a link with a step. Raises NoSuchStep, EvidenceExists or TooMuchEvidence."""
    title = _find_title(learner, roadmap, key)
    User.objects.select_for_update(no_key=True).get(pk=learner.pk)  # links of one person come one by one
    kept = StepEvidence.objects.of(learner).of_step(roadmap, key)
    if kept.filter(url=url).exists():
        raise EvidenceExists
    if kept.count() >= MOST_EVIDENCE:
        raise TooMuchEvidence
    return StepEvidence.objects.create(
        learner=learner, roadmap=roadmap, key=key, title=title, url=url, shows=shows, added_at=now
    )


def remove_evidence(*, evidence: StepEvidence) -> None:
    evidence.delete()


def _check_text(text: str) -> None:
    if not text.strip():
        raise NoteIsEmpty


def _find_title(learner: User, roadmap: Roadmap, key: str) -> str:
    """As the newest published edition with this step, or who added it, names it. Raises NoSuchStep."""
    steps = Step.objects.filter(edition__roadmap=roadmap, edition__number__isnull=False, key=key)
    title = steps.order_by("-edition__number").values_list("title", flat=True).first()
    if title is not None:
        return title
    own = find_own_step(learner, roadmap, key)
    if own is None:
        raise NoSuchStep
    return own.title
