"""What the newsletter knows about people (accounts.personal_data)."""

from django.db.models import Model

from accounts.models import User
from accounts.personal_data import PersonalRows, Rows, delete, keep, register, register_by
from core.mailboxes import canonical
from newsletter.models import (
    AddressChange,
    ConsentEvent,
    Digest,
    Download,
    HeldIssue,
    Issue,
    LeadMagnetVersion,
    Subscriber,
    SubscriberReading,
    Subscription,
)


def subscribers_of(person: User) -> Rows:
    """The mailbox of their address, and those that were theirs before."""
    return Subscriber.objects.filter(user=person) | Subscriber.objects.filter(email=canonical(person.email))


register(PersonalRows(model=Subscriber, of=subscribers_of, erase=delete))


def register_of_subscriber(model: type[Model]) -> None:
    """Rows that belong to a mailbox, and go with it."""

    def rows_of(person: User) -> Rows:
        return model._default_manager.filter(subscriber__in=subscribers_of(person))  # noqa: SLF001

    register(PersonalRows(model=model, of=rows_of, erase=delete))


for model in (Subscription, HeldIssue, Digest, AddressChange, Download, SubscriberReading):
    register_of_subscriber(model)
register(
    PersonalRows(
        model=ConsentEvent,
        of=lambda person: ConsentEvent.objects.filter(email=canonical(person.email)),
        erase=keep("It proves that mail was asked for (GDPR, article 7(1)); it can't be altered."),
    )
)
register_by("by", Issue, erase=keep("What was mailed stays in the archive."))
register_by("by", LeadMagnetVersion, erase=keep("Readers have the file."), hidden=frozenset({"content"}))
