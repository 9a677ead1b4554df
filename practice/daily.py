"""How much is asked on one day: never more than a limit, and after an absence a little each day. Pure."""

from collections.abc import Sequence
from math import ceil
from typing import Protocol, TypeVar

MOST_CARDS = 20
MOST_MINUTES = 10
SPREAD_DAYS = 14


class Askable(Protocol):
    @property
    def minutes(self) -> int: ...


AnyCard = TypeVar("AnyCard", bound=Askable)


def fits_a_day(cards: Sequence[Askable]) -> bool:
    return len(cards) <= MOST_CARDS and sum(card.minutes for card in cards) <= MOST_MINUTES


def take_todays(due: Sequence[AnyCard], *, answered: int = 0, answered_minutes: int = 0) -> Sequence[AnyCard]:
    """Those that are asked today, in their order. What was answered today counts against the limit.

    Of a pile, which is more than a day takes before the first answer, today has its first portion (`spread`).
    """
    if not answered and not fits_a_day(due):
        return [card for card, days in spread(due) if days == 0]
    taken: list[AnyCard] = []
    for card in due:
        minutes = answered_minutes + sum(each.minutes for each in taken) + card.minutes
        if answered + len(taken) < MOST_CARDS and minutes <= MOST_MINUTES:
            taken.append(card)
    return taken


def spread(due: Sequence[AnyCard]) -> list[tuple[AnyCard, int]]:
    """Each card with the number of days from today after which it is asked, the first ones today.

    They are divided over two weeks. Only a pile that would break the daily limit then takes longer.
    """
    portion = min(MOST_CARDS, ceil(len(due) / SPREAD_DAYS))
    placed: list[tuple[AnyCard, int]] = []
    days, count, minutes = 0, 0, 0
    for card in due:
        if count and (count == portion or minutes + card.minutes > MOST_MINUTES):
            days, count, minutes = days + 1, 0, 0
        placed.append((card, days))
        count, minutes = count + 1, minutes + card.minutes
    return placed
