"""Letters owed and sent, their history, addresses not to write to, pauses and paces of delivery."""

from mailing.lifecycle import DropReason, LetterKind, LetterState
from mailing.models.breakers import Breaker
from mailing.models.letters import Letter, LetterEvent, LetterQuerySet, message_id_domain, message_id_of
from mailing.models.pauses import DeliveryPause
from mailing.models.sending import ReducedPace, SendingDay
from mailing.models.suppressions import Suppression

__all__ = [
    "Breaker",
    "DeliveryPause",
    "DropReason",
    "Letter",
    "LetterEvent",
    "LetterKind",
    "LetterQuerySet",
    "LetterState",
    "ReducedPace",
    "SendingDay",
    "Suppression",
    "message_id_domain",
    "message_id_of",
]
