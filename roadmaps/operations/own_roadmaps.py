"""People's own roadmaps: beginning one, who may see it, and deleting it."""

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from slugify import slugify

from accounts.models import User
from core.refusals import Refusal
from roadmaps.choices import Visibility
from roadmaps.models import Edition, Roadmap

MOST_OWN = 100
SECRET_LETTERS = 12  # 59 bits: an address that nobody guesses
UNMISTAKABLE = "23456789abcdefghjkmnpqrstuvwxyz"


class TooManyRoadmaps(Refusal):
    code, message = (
        "too_many_roadmaps",
        _("You have 100 roadmaps, and that is the most. Delete one that you no longer need."),
    )


class NotYourRoadmap(Refusal):
    code, message = "not_your_roadmap", _("This roadmap is not yours. Make a copy of it and change that.")


class ImportedStaysPrivate(Refusal):
    code, message = (
        "imported_stays_private",
        _("This came from another site. Say that the text is yours, or that you may show it to others."),
    )


@transaction.atomic
def create_roadmap(
    *, owner: User, title: str, copied_from: Edition | None = None, imported_from: str = ""
) -> Roadmap:
    """A roadmap of somebody's own: private, and without any edition until they publish one.

    Its address holds letters that cannot be guessed. Raises TooManyRoadmaps.
    """
    User.objects.select_for_update().only("pk").get(pk=owner.pk)  # of two requests, one counts first
    if owner.roadmaps.count() >= MOST_OWN:
        raise TooManyRoadmaps
    return Roadmap.objects.create(
        slug=_new_slug(title),
        owner=owner,
        visibility=Visibility.PRIVATE,
        copied_from=copied_from,
        imported_from=imported_from,
    )


@transaction.atomic
def set_visibility(*, roadmap: Roadmap, visibility: Visibility, by: User, is_own_text: bool = False) -> None:
    """Show it to others, or to nobody else.

    What came from another site is shown only once its owner says that the text is theirs to show, which is
    remembered. Raises NotYourRoadmap or ImportedStaysPrivate.
    """
    check_owner(roadmap, by)
    roadmap = Roadmap.objects.select_for_update(of=("self",)).get(pk=roadmap.pk)
    if visibility != Visibility.PRIVATE and roadmap.imported_from:
        if not is_own_text:
            raise ImportedStaysPrivate
        roadmap.imported_from = ""
    roadmap.visibility = visibility
    roadmap.save(update_fields=["visibility", "imported_from"])


@transaction.atomic
def renew_address(*, roadmap: Roadmap, by: User) -> None:
    """Give it another address; the link that others have leads nowhere then. Raises NotYourRoadmap."""
    check_owner(roadmap, by)
    title = roadmap.current.title if roadmap.current else roadmap.slug[: -SECRET_LETTERS - 1]
    roadmap.slug = _new_slug(title)
    roadmap.save(update_fields=["slug"])


@transaction.atomic
def delete_roadmap(*, roadmap: Roadmap, by: User) -> None:
    """Delete it with all its editions, and the marks of everybody who follows it; logged hours stay.

    Raises NotYourRoadmap.
    """
    check_owner(roadmap, by)
    roadmap.delete()


def check_owner(roadmap: Roadmap, person: User) -> None:
    """Raises NotYourRoadmap."""
    if roadmap.owner_id != person.pk:
        raise NotYourRoadmap


def _new_slug(title: str) -> str:
    secret = get_random_string(SECRET_LETTERS, UNMISTAKABLE)
    words = slugify(title, max_length=50 - 1 - SECRET_LETTERS, word_boundary=True) or "roadmap"
    return f"{words}-{secret}"
