"""What the newsletter knows about people (accounts.personal_data)."""

from accounts.models import User
from accounts.personal_data import PersonalRows, Rows, delete, keep, register, register_by
from core.mailboxes import canonical
from newsletter.models import ConsentEvent, Issue, Subscriber, Subscription


def subscribers_of(person: User) -> Rows:
    """The mailbox of their address, and those that were theirs before."""
    return Subscriber.objects.filter(user=person) | Subscriber.objects.filter(email=canonical(person.email))


register(PersonalRows(model=Subscriber, of=subscribers_of, erase=delete))
register(
    PersonalRows(
        model=Subscription,
        of=lambda person: Subscription.objects.filter(subscriber__in=subscribers_of(person)),
        erase=delete,
    )
)
register(
    PersonalRows(
        model=ConsentEvent,
        of=lambda person: ConsentEvent.objects.filter(email=canonical(person.email)),
        erase=keep("It proves that mail was asked for (GDPR, article 7(1)); it can't be altered."),
    )
)
register_by("by", Issue, erase=keep("What was mailed stays in the archive."))
