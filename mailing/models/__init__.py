"""Letters owed and sent, addresses not to write to, pauses of the post, and mail caught in development."""

from mailing.lifecycle import Kind, State
from mailing.models.caught import CaughtMail
from mailing.models.holds import Pause, Suppression
from mailing.models.letters import Letter, LetterEvent, LetterQuerySet, message_id_domain, message_id_of

__all__ = [
    "CaughtMail",
    "Kind",
    "Letter",
    "LetterEvent",
    "LetterQuerySet",
    "Pause",
    "State",
    "Suppression",
    "message_id_domain",
    "message_id_of",
]
