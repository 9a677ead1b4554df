"""Prices in words become amounts, where they can be read; other words go to the description.

Back, the amounts become words.
"""

import re
from decimal import Decimal

from django.db import migrations

CODES = {"€": "EUR", "£": "GBP", "$": "USD", "₹": "INR", "¥": "JPY", "KR": "SEK"}
KNOWN = {*CODES.values(), "CHF", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD"}
PRICE = re.compile(r"(?P<before>[^\d\s]{0,3})\s*(?P<amount>\d[\d,]*(?:\.\d{1,2})?)\s*(?P<after>[^\d\s]{0,3})")


def read_price(words):
    found = PRICE.fullmatch(words.strip())
    if not found:
        return None
    sign = (found["before"] or found["after"]).upper()
    code = CODES.get(sign, sign)
    amount = Decimal(found["amount"].replace(",", ""))
    return (amount, code) if code in KNOWN and 0 < amount < 10_000_000 else None


def to_amounts(apps, schema_editor):
    for name in ("SessionType", "Booking"):
        for row in apps.get_model("mentoring", name).objects.exclude(price=""):
            if price := read_price(row.price):
                row.price_amount, row.price_currency = price
                row.save(update_fields=["price_amount", "price_currency"])
            elif name == "SessionType":
                row.description = f"{row.price}. {row.description}"[:600]
                row.save(update_fields=["description"])


def to_words(apps, schema_editor):
    for name in ("SessionType", "Booking"):
        for row in apps.get_model("mentoring", name).objects.exclude(price_amount=None):
            row.price = f"{row.price_amount} {row.price_currency}"
            row.save(update_fields=["price"])


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0022_prices")]

    operations = [migrations.RunPython(to_amounts, to_words)]
