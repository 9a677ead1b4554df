"""Taking everything along, and closing an account: at once for others, and a week later for good."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import current_app
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import personal_data
from accounts.announcements import AccountDeactivated, DataExported
from accounts.models import ApiToken, Closure, DataExport, User
from accounts.personal_data import Erasure
from core.announcements import announce
from core.refusals import Refusal
from mailing.models import LetterKind
from mailing.operations import owe

GOODBYE = "accounts.goodbye"
LINK_WORKS_FOR = timedelta(hours=72)
ERASED_AFTER = timedelta(days=7)
SALT = "accounts.data-export"
LEDGER = "erasures"  # a folder of the storage, so that it outlives a restored database


class ExportUnderWay(Refusal):
    code = "export_under_way"
    message = _("Your data is being put together already. You hear of it when it is ready.")


@transaction.atomic
def request_export(*, user: User, now: datetime) -> DataExport:
    """Have everything of theirs put together. Raises ExportUnderWay while one is young and unfinished."""
    User.objects.select_for_update().get(pk=user.pk)
    recent = now - timedelta(minutes=10)
    if DataExport.objects.of(user).filter(ready_at=None, requested_at__gt=recent).exists():
        raise ExportUnderWay
    export = DataExport.objects.create(user=user, requested_at=now)
    transaction.on_commit(partial(_make_soon, export.pk), robust=True)
    return export


def _make_soon(export_id: UUID) -> None:
    """When the broker can't be reached, the timetable makes it a few minutes later."""
    current_app.send_task("accounts.make_export", [str(export_id)], retry=False, ignore_result=True)


def make_export(*, export_id: UUID, now: datetime) -> None:
    """Write the file part by part, and say when it is ready. Made twice, it is the same file."""
    export = DataExport.objects.select_related("user").filter(pk=export_id, ready_at=None).first()
    if export is None:
        return
    person, rows, files = export.user, personal_data.all_rows(), personal_data.all_files()
    DataExport.objects.filter(pk=export.pk).update(done=0, total=len(rows) + len(files))
    data: dict[str, Any] = {}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, declared in enumerate(rows, start=1):
            data[declared.model._meta.label] = personal_data.export_rows(declared, person)
            DataExport.objects.filter(pk=export.pk).update(done=done)
        packed.writestr("data.json", json.dumps(data, cls=_Encoder, indent=1, ensure_ascii=False))
        for done, make_files in enumerate(files, start=len(rows) + 1):
            for name, content in make_files(person):
                packed.writestr(name, content)
            DataExport.objects.filter(pk=export.pk).update(done=done)
    name = default_storage.save(f"exports/{export.pk}.zip", ContentFile(archive.getvalue()))
    with transaction.atomic():
        if DataExport.objects.filter(pk=export.pk, ready_at=None).update(ready_at=now, file=name):
            announce(DataExported(user_id=person.pk, export_id=export.pk))
            return
    default_storage.delete(name)  # another worker was first


def make_waiting_exports(*, now: datetime) -> None:
    """Those that no worker has finished in five minutes: begin again."""
    waiting = DataExport.objects.filter(ready_at=None).requested_before(now - timedelta(minutes=5))
    for pk in waiting.values_list("pk", flat=True):
        make_export(export_id=pk, now=now)


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)  # a zone, or a range of times


def link_to(export: DataExport) -> str:
    """The path of the file, for its owner; it works for LINK_WORKS_FOR."""
    return reverse("accounts:data-file", args=[signing.dumps(str(export.pk), salt=SALT)])


def find_export(token: str, *, user: User) -> DataExport | None:
    """The export that a link names, while the link works, and to nobody but its owner."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_WORKS_FOR)
    except signing.BadSignature:
        return None
    return DataExport.objects.of(user).filter(pk=pk).exclude(file="").first()


def delete_old_exports(*, now: datetime) -> int:
    """Files whose links have ended; how many there were."""
    old = list(DataExport.objects.requested_before(now - LINK_WORKS_FOR - timedelta(days=1)))
    for export in old:
        if export.file:
            default_storage.delete(export.file)
        export.delete()
    return len(old)


@transaction.atomic
def close_account(*, user: User, keeps_words: bool, now: datetime) -> Closure:
    """They can sign in no more and coming sessions are cancelled; the rest goes after ERASED_AFTER.

    A last letter, which leaves while their address is still known, says what goes and what stays.
    """
    closure, _is_new = Closure.objects.update_or_create(
        user=user,
        defaults={
            "closed_at": now,
            "erase_at": now + ERASED_AFTER,
            "keeps_words": keeps_words,
            "erased_at": None,
        },
    )
    ApiToken.objects.of(user).delete()
    owe(
        key=f"{GOODBYE}:{user.pk}:{now.isoformat()}",
        kind=LetterKind.SECURITY,
        template=GOODBYE,
        to=user.email,
        due_at=now,
        recipient=user,
        context={"user": user.pk},
    )
    deactivate_account(user=user, now=now)
    return closure


@transaction.atomic
def deactivate_account(*, user: User, now: datetime) -> None:
    """They can no longer sign in, and the apps above end what others wait for."""
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        announce(AccountDeactivated(user_id=user.pk, at=now))
    user.is_active = False


def erase_account(*, user: User, keeps_words: bool, now: datetime) -> None:
    """All that the apps have declared goes by their rules, and the person becomes a former member.

    The ledger is written before the rows go: a restored database is brought up to date from it.
    """
    with transaction.atomic():
        entry = {
            "user": user.pk,
            "joined_at": user.joined_at.isoformat(),
            "keeps_words": keeps_words,
            "erased_at": now.isoformat(),
        }
        name = f"{LEDGER}/{user.pk}.json"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(json.dumps(entry).encode()))
        erasure = Erasure(person=user, keeps_words=keeps_words, now=now)
        for declared in personal_data.all_rows():
            declared.erase(declared.of(user), erasure)
        Closure.objects.update_or_create(
            user=user,
            defaults={"closed_at": now, "erase_at": now, "keeps_words": keeps_words, "erased_at": now},
        )


def erase_due(*, now: datetime) -> int:
    """The accounts whose week is over; how many there were."""
    due = list(Closure.objects.due(now).select_related("user"))
    for closure in due:
        erase_account(user=closure.user, keeps_words=closure.keeps_words, now=now)
    return len(due)


def apply_ledger(*, now: datetime) -> int:
    """Erase again everybody who was ever erased, whom a restored backup may have brought back; how many."""
    count = 0
    names = default_storage.listdir(LEDGER)[1] if default_storage.exists(LEDGER) else []
    for name in sorted(names):
        with default_storage.open(f"{LEDGER}/{name}") as file:
            entry = json.load(file)
        joined_at = datetime.fromisoformat(entry["joined_at"])
        user = User.objects.filter(pk=entry["user"], joined_at=joined_at).first()
        if user:  # whatever their closure says: a backup may be of the moment between it and the rest
            deactivate_account(user=user, now=now)
            erase_account(user=user, keeps_words=entry["keeps_words"], now=now)
            count += 1
    return count
