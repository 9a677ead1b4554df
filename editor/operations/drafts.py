"""Writing a draft: every change is a revision, which can be undone and done again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from editor.edits import NoSuchPart
from editor.models import Draft, Revision
from editor.outline import Outline, empty_outline, from_plain, to_plain
from editor.reading import DraftView, outline_of, read_draft
from roadmaps.document import MOST_STEPS
from roadmaps.models import Edition, Roadmap
from roadmaps.operations import check_owner, create_roadmap

KEPT_REVISIONS = 50
ONE_CHANGE = timedelta(minutes=1)  # changes of one thing within this are undone together
MOST_BYTES = 8_000_000

Edit = Callable[[Outline], object]


class NothingToUndo(Refusal):
    code, message = "nothing_to_undo", _("There is nothing more to undo.")


class NothingToRedo(Refusal):
    code, message = "nothing_to_redo", _("There is nothing more to do again.")


class PartIsGone(Refusal):
    code, message = "part_is_gone", _("This part is no longer in the draft. Undo brings it back.")


class DraftTooLarge(Refusal):
    code, message = (
        "draft_too_large",
        _("A roadmap has 3,000 steps at most, and 8 MB of text. Make two of it."),
    )


@transaction.atomic
def start_roadmap(
    *, owner: User, title: str, now: datetime, outline: Outline | None = None, imported_from: str = ""
) -> Roadmap:
    """A private roadmap with a draft: of this outline, or one with a first stage. Raises TooManyRoadmaps."""
    roadmap = create_roadmap(owner=owner, title=title, imported_from=imported_from)
    _begin_draft(roadmap, outline or empty_outline(title), now)
    return roadmap


@transaction.atomic
def copy_roadmap(*, edition: Edition, owner: User, now: datetime) -> Roadmap:
    """A whole edition as a draft of somebody's own, which says whose it was. Raises TooManyRoadmaps."""
    roadmap = create_roadmap(owner=owner, title=edition.title, copied_from=edition)
    _begin_draft(roadmap, outline_of(edition), now)
    return roadmap


@transaction.atomic
def change_draft(
    *, roadmap: Roadmap, by: User, subject: str, edit: Edit, now: datetime, is_typing: bool = False
) -> DraftView:
    """Apply `edit` to the draft, which begins as the current edition.

    While somebody is typing, changes of one `subject` within a minute are one revision. What was
    undone before can no longer be done again. Raises NotYourRoadmap, PartIsGone or DraftTooLarge.
    """
    draft = _lock_draft(roadmap, by, now)
    shown = draft.revisions.get(owner=by, number=draft.position)
    outline = from_plain(shown.contents)
    try:
        edit(outline)
    except NoSuchPart as error:
        raise PartIsGone from error
    contents = to_plain(outline)
    if contents == shown.contents:
        return read_draft(roadmap)
    if len(outline.steps) > MOST_STEPS or len(msgspec.json.encode(contents)) > MOST_BYTES:
        raise DraftTooLarge
    draft.revisions.filter(owner=by, number__gt=draft.position).delete()
    is_same = is_typing and shown.subject == subject
    if draft.position and is_same and now - shown.at < ONE_CHANGE:
        draft.revisions.filter(pk=shown.pk).update(contents=contents)
    else:
        draft.position += 1
        draft.revisions.create(
            owner=by, number=draft.position, contents=contents, subject=subject[:120], at=now
        )
        draft.revisions.filter(owner=by, number__lt=draft.position - KEPT_REVISIONS).delete()
    draft.saved_at = now
    draft.save(update_fields=["position", "saved_at"])
    return read_draft(roadmap)


@transaction.atomic
def undo_change(*, roadmap: Roadmap, by: User, now: datetime) -> None:
    """Show the revision before. Raises NotYourRoadmap or NothingToUndo."""
    _step_through(roadmap, by, -1, now, NothingToUndo)


@transaction.atomic
def redo_change(*, roadmap: Roadmap, by: User, now: datetime) -> None:
    """Show the revision that was undone last. Raises NotYourRoadmap or NothingToRedo."""
    _step_through(roadmap, by, 1, now, NothingToRedo)


@transaction.atomic
def discard_draft(*, roadmap: Roadmap, by: User) -> None:
    """Go back to the current edition; every revision goes. A roadmap without an edition keeps its draft.

    Raises NotYourRoadmap.
    """
    check_owner(roadmap, by)
    if roadmap.current_id is not None:
        Draft.objects.filter(owner=by, roadmap=roadmap).delete()


def _begin_draft(roadmap: Roadmap, outline: Outline, now: datetime) -> Draft:
    assert roadmap.owner is not None  # noqa: S101  # only people's own have drafts
    draft = Draft.objects.create(owner=roadmap.owner, roadmap=roadmap, saved_at=now)
    contents = to_plain(outline)
    Revision.objects.create(owner=roadmap.owner, draft=draft, number=0, contents=contents, at=now)
    return draft


def _lock_draft(roadmap: Roadmap, by: User, now: datetime) -> Draft:
    """The draft, begun if there is none; the roadmap's row is locked, so that one draft begins at a time."""
    check_owner(roadmap, by)
    locked = Roadmap.objects.select_for_update(of=("self",)).select_related("current", "owner")
    roadmap = locked.get(pk=roadmap.pk)
    draft = Draft.objects.filter(owner=by, roadmap=roadmap).first()
    if draft is not None:
        return draft
    return _begin_draft(roadmap, outline_of(roadmap.current) if roadmap.current else Outline(), now)


def _step_through(roadmap: Roadmap, by: User, by_one: int, now: datetime, refusal: type[Refusal]) -> None:
    check_owner(roadmap, by)
    Roadmap.objects.select_for_update(of=("self",)).only("pk").get(pk=roadmap.pk)
    draft = Draft.objects.filter(owner=by, roadmap=roadmap).first()
    if draft is None or not draft.revisions.filter(owner=by, number=draft.position + by_one).exists():
        raise refusal
    draft.position += by_one
    draft.saved_at = now
    draft.save(update_fields=["position", "saved_at"])
