"""An amount in a currency. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.formats import format_money

# By their codes (ISO 4217), with the digits after the point. Amounts of others can't be asked for.
DIGITS: Mapping[str, int] = {
    "EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "NOK": 2, "DKK": 2, "PLN": 2, "CZK": 2, "HUF": 0,
    "RON": 2, "TRY": 2, "UAH": 2, "INR": 2, "NPR": 2, "PKR": 2, "BDT": 2, "LKR": 2, "IDR": 0, "MYR": 2,
    "PHP": 2, "SGD": 2, "THB": 2, "VND": 0, "JPY": 0, "KRW": 0, "CNY": 2, "HKD": 2, "TWD": 2, "AUD": 2,
    "NZD": 2, "CAD": 2, "MXN": 2, "BRL": 2, "ARS": 2, "CLP": 0, "COP": 2, "ZAR": 2, "NGN": 2, "KES": 2,
    "GHS": 2, "EGP": 2, "MAD": 2, "ILS": 2, "AED": 2, "SAR": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """As the reader's language writes it."""
        return format_money(self.amount, self.currency)


def has_too_many_digits(amount: Decimal, currency: str) -> bool:
    """Whether nobody can pay that: half a yen."""
    return amount != round(amount, DIGITS[currency])
