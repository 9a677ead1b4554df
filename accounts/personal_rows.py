"""What accounts, the packages below it and the outbox know about people (accounts.personal_data)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db.models import Q

from accounts.models import ApiToken, Closure, DataExport, FormerHandle, IdempotencyKey, PublicProfile, User
from accounts.personal_data import Erasure, PersonalRows, Rows, blank, delete, keep, register, register_by
from core.mailboxes import canonical
from mailing.buckets import bucket_of
from mailing.models import DeliveryPause, Letter, LetterEvent, Suppression


def become_former_member(rows: Rows, erasure: Erasure) -> None:
    """The row stays, since sessions and articles point at it, and says nothing about anybody.

    Their handles stay reserved, so that nobody can pose as them; no row says whose they were.
    """
    pk = erasure.person.pk
    person = User(pk=pk)
    person.set_unusable_password()
    rows.update(
        email=f"former-{pk}@closed.invalid",
        display_name="A former member",
        handle=f"former-member-{pk}",
        password=person.password,
        zone="UTC",
        clock="",
        week_start="",
        starting_point="",
        weekly_goal_hours=10,
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    FormerHandle.objects.filter(user=pk).update(user=None)


register(
    PersonalRows(
        model=User,
        of=lambda person: User.objects.filter(pk=person.pk),
        erase=become_former_member,
        hidden=frozenset({"password"}),
    )
)
register_by("user", Closure, erase=keep("It says that the account is closed."))


def delete_files(rows: Rows, erasure: Erasure) -> None:
    """The files go with the rows."""
    for export in rows.exclude(file=""):
        default_storage.delete(export.file)
    rows.delete()


register_by("user", FormerHandle, erase=blank(user=None))
register_by("user", PublicProfile, erase=delete)
register_by("user", DataExport, erase=delete_files)
register_by("user", ApiToken, erase=delete, hidden=frozenset({"digest"}))
register_by("actor", IdempotencyKey, erase=delete)
register_by("user", User.groups.through, erase=delete)
register_by("user", User.user_permissions.through, erase=delete)
register_by("user", EmailAddress, erase=delete)
register_by("user", Authenticator, erase=delete, hidden=frozenset({"data"}))
register_by("user", SocialAccount, erase=delete)
register_by("user", UserSession, erase=delete, hidden=frozenset({"session_key", "data"}))
register_by("user", LogEntry, erase=keep("What staff changed must stay known, if not who did."))
register_by("by", DeliveryPause, erase=keep("It says why no mail left, if not who decided."))


def letters_of(person: User) -> Rows:
    address = canonical(person.email)
    return Letter.objects.filter(Q(recipient=person) | Q(bucket=bucket_of(address), to=address))


register(
    PersonalRows(model=Letter, of=letters_of, erase=delete, hidden=frozenset({"secret_context", "context"}))
)
register_by("recipient", LetterEvent, erase=delete)
register(
    PersonalRows(
        model=Suppression, of=lambda person: Suppression.objects.of([canonical(person.email)]), erase=delete
    )
)
