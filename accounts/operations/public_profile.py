"""What people show to everybody: nothing, until they say so."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import PublicProfile, User
from accounts.profile_blocks import known_keys
from core.refusals import Refusal


class NoSuchBlock(Refusal):
    code, message = "no_such_block", _("A profile has no such block.")


class NothingToUndo(Refusal):
    code, message = "nothing_to_undo", _("There is no change of your profile to take back.")


@transaction.atomic
def change_public_profile(
    *, user: User, now: datetime, blocks: Sequence[str] | None = None, about: str | None = None
) -> PublicProfile:
    """Show these blocks in this order, and these words; what isn't given stays. Raises NoSuchBlock."""
    if blocks is not None and not known_keys().issuperset(blocks):
        raise NoSuchBlock
    profile = _lock(user, now)
    wanted = list(dict.fromkeys(profile.blocks if blocks is None else blocks))
    words = profile.about if about is None else about
    if (wanted, words) != (profile.blocks, profile.about):
        _set(profile, wanted, words, now)
    return profile


@transaction.atomic
def undo_public_profile(*, user: User, now: datetime) -> PublicProfile:
    """Take the last change back; once more, and it is made again. Raises NothingToUndo."""
    profile = _lock(user, now)
    if profile.before is None:
        raise NothingToUndo
    _set(profile, profile.before["blocks"], profile.before["about"], now)
    return profile


def _lock(user: User, now: datetime) -> PublicProfile:
    PublicProfile.objects.get_or_create(user=user, defaults={"changed_at": now})
    return PublicProfile.objects.select_for_update().get(user=user)


def _set(profile: PublicProfile, blocks: list[str], about: str, now: datetime) -> None:
    profile.before = {"blocks": profile.blocks, "about": profile.about}
    profile.blocks, profile.about, profile.changed_at = blocks, about, now
    profile.save()
