"""What delivery tells other apps."""

from dataclasses import dataclass
from datetime import datetime

from mailing.models import DeliveryPause


@dataclass(frozen=True, kw_only=True)
class DeliveryPaused:
    """Delivery paused a scope by itself."""

    scope: DeliveryPause.Scope
    target: str
    at: datetime
