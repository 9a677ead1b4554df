"""How many newsletters may leave on one day, while receivers do not know the sending domain yet.

A domain that has sent nothing for 30 days begins with MAIL_WARMUP_FIRST_DAY letters. From then on a day
may have MAIL_WARMUP_GROWTH times as many as the best day so far, until a day has had
MAIL_WARMUP_FULL_DAY: then there is no limit. All of it follows from what was sent; nothing else is kept.
Days are those of UTC. Codes, confirmations and reminders are not counted, and never wait.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from mailing.lifecycle import LetterKind
from mailing.models import Letter, LetterState, SendingDay, message_id_domain

REST = timedelta(days=30)
MEMORY = timedelta(days=120)
LONGEST_FORECAST = timedelta(days=60)
DAY = timedelta(days=1)

Days = Mapping[date, int]


@dataclass(frozen=True)
class Plan:
    """`first_day` 0: no warm-up at all."""

    first_day: int
    growth: float
    full_day: int

    def limit(self, days: Days, today: date) -> int | None:
        """How many may leave today, counting those that have left already; None: no limit."""
        if not self.first_day:
            return None
        best = best_day(days, today)
        if best >= self.full_day:
            return None
        return max(self.first_day, math.ceil(best * self.growth))


@dataclass(frozen=True)
class Forecast:
    """When so many letters will have left. `today`: how many of them leave today."""

    letters: int
    today: int
    ends_on: date

    @property
    def is_over_today(self) -> bool:
        return self.today >= self.letters


def best_day(days: Days, today: date) -> int:
    """The most that was sent on a day before today, since the last rest of 30 days."""
    best, last = 0, today
    for on in sorted((on for on, sent in days.items() if sent and on < today), reverse=True):
        if last - on > REST:
            break
        best, last = max(best, days[on]), on
    return best


def predict(plan: Plan, days: Days, *, waiting: int, ahead: int = 0, today: date) -> Forecast | None:
    """When `waiting` letters will have left, behind `ahead` others; None: without a limit, today.

    It looks no further than sixty days, which is longer than any sensible growth takes.
    """
    sent = dict(days)
    if (limit := plan.limit(sent, today)) is None:
        return None
    open_today = max(0, limit - sent.get(today, 0))
    left, on = ahead + waiting, today
    while limit is not None and on < today + LONGEST_FORECAST:
        going = min(left, max(0, limit - sent.get(on, 0)))
        sent[on] = sent.get(on, 0) + going
        left -= going
        if not left:
            break
        on += DAY
        limit = plan.limit(sent, on)
    return Forecast(letters=waiting, today=max(0, min(waiting, open_today - ahead)), ends_on=on)


def plan_of_settings() -> Plan:
    return Plan(settings.MAIL_WARMUP_FIRST_DAY, settings.MAIL_WARMUP_GROWTH, settings.MAIL_WARMUP_FULL_DAY)


def sent_by_day(*, now: datetime) -> dict[date, int]:
    """Newsletters and digests of the sending domain, for as long as they matter."""
    found = SendingDay.objects.filter(domain=message_id_domain(), on__gt=now.date() - MEMORY)
    return dict(found.values_list("on", "sent"))


def limit_of_today(*, now: datetime) -> int | None:
    plan = plan_of_settings()
    return plan.limit(sent_by_day(now=now), now.date()) if plan.first_day else None


def forecast(*, waiting: int, now: datetime, behind_all: bool) -> Forecast | None:
    """When so many letters will have left; None: there is no limit.

    `behind_all`: they are not owed yet, so whatever is owed goes before them.
    """
    plan = plan_of_settings()
    if not plan.first_day:
        return None
    owed = Letter.objects.in_state(LetterState.OWED).filter(priority__gte=LetterKind.NEWSLETTER.priority)
    ahead = owed.count() if behind_all else 0
    return predict(plan, sent_by_day(now=now), waiting=waiting, ahead=ahead, today=now.date())


@dataclass
class DayQuota:
    """What one turn of delivery counts as sent. `limit`: of the whole day, for all workers; None: no limit.

    Under a limit letters are counted before they are offered. A worker that dies in between leaves them
    counted: rather too few letters on that day than too many.
    """

    limit: int | None
    on: date
    reserved: int = 0
    sent: int = 0

    @classmethod
    def load(cls, *, now: datetime) -> DayQuota:
        return cls(limit_of_today(now=now), now.date())

    def reserve(self, wanted: int, *, now: datetime) -> int:
        """How many of so many letters may leave now."""
        if now.date() != self.on:
            self.on, self.limit = now.date(), limit_of_today(now=now)
        if self.limit is not None:
            with transaction.atomic():
                rows = SendingDay.objects.select_for_update()
                row, _is_new = rows.get_or_create(domain=message_id_domain(), on=self.on)
                wanted = max(0, min(wanted, self.limit - row.sent))
                SendingDay.objects.filter(pk=row.pk).update(sent=row.sent + wanted)
            self.reserved = wanted
        return wanted

    def settle(self) -> None:
        """Count what was sent, in place of what was reserved."""
        count_sent(self.sent - self.reserved, on=self.on)
        self.sent = self.reserved = 0


def count_sent(number: int, *, on: date) -> None:
    """Add to what was sent on this day; a negative number takes a reservation back."""
    if number:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_SENT, [message_id_domain(), on, max(0, number), number])


COUNT_SENT = """
INSERT INTO mailing_sendingday (id, domain, "on", sent) VALUES (gen_random_uuid(), %s, %s, %s)
ON CONFLICT (domain, "on") DO UPDATE SET sent = GREATEST(0, mailing_sendingday.sent + %s)
"""
