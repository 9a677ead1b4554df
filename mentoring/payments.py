"""How learners pay for sessions. One way there is: the mentor's own link; Longroad never has the money.

Another way is another `PaymentMethod`, and a line in `find_payment` that says for which bookings it is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.models import User
from mentoring.lifecycle import PENDING_STATES, RELEASED_STATES
from mentoring.models import Booking
from mentoring.money import Money


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid, or was. Without a `url` the mentor says how."""

    price: Money
    url: str
    paid_at: datetime | None

    @property
    def is_due(self) -> bool:
        return self.paid_at is None


class PaymentMethod(Protocol):
    def find_url(self, booking: Booking) -> str:
        """Where the learner pays; empty when there is no such page."""


class PayByLink:
    """A page of the mentor's own. Whether it was paid, the mentor says."""

    def find_url(self, booking: Booking) -> str:
        return booking.payment_url


PAY_BY_LINK: PaymentMethod = PayByLink()


def is_payable(booking: Booking) -> bool:
    """Not what is free, not agreed yet, or called off."""
    return booking.price is not None and booking.state not in {*PENDING_STATES, *RELEASED_STATES}


def find_payment(booking: Booking, reader: User) -> Payment | None:
    """What a learner pays, or the mentor gets of their one learner; in a group each seat has its own."""
    part = booking.part_read_by(reader)
    if part is None or part.left_at or booking.price is None or not is_payable(booking):
        return None
    return Payment(booking.price, PAY_BY_LINK.find_url(booking), part.paid_at)
