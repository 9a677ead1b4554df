"""What a session costs: an amount with its currency, or nothing."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.money import Money

FREE_OR_AN_AMOUNT = Q(price_amount=None, price_currency="") | (
    Q(price_amount__isnull=False, price_amount__gt=0) & ~Q(price_currency="")  # NULL > 0 would pass a check
)
LEAST = Decimal("0.01")


class Priced(models.Model):
    """`payment_url` is a page of the mentor's own on which a learner pays; it may be empty."""

    price_amount = models.DecimalField(
        _("price"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST)],
        help_text=_("Of one session, whatever its length. Leave it empty when it is free."),
    )
    price_currency = models.CharField(_("currency"), max_length=3, blank=True)  # of mentoring.money.DIGITS
    payment_url = models.URLField(
        _("payment link"),
        max_length=500,
        blank=True,
        help_text=_("Where people pay you, such as your page at a payment service. Shown once it is booked."),
    )

    class Meta:
        abstract = True

    @property
    def price(self) -> Money | None:
        """None when it is free."""
        return None if self.price_amount is None else Money(self.price_amount, self.price_currency)
