"""Why a time is not free, in a sentence for whoever asks: the engine keeps the cause of all it takes away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from availability.slots import Availability, Cause, to_datetime, to_seconds
from core.form_fields import FIRST_YEAR, LAST_YEAR

SENTENCES: Mapping[Cause, Promise | str] = {
    Cause.NOTICE: _("It is past, or sooner than this session may be booked."),
    Cause.WINDOW: _("It is outside the dates that can be booked."),
    Cause.BLOCKED: _("It is time off, or that date has other hours than usual."),
    Cause.CLOSED: _("It is outside the mentor's hours."),
    Cause.BOOKED: _("Another session is at that time."),
    Cause.OUTSIDE: _("The mentor's own calendar has something at that time."),
    Cause.BUFFER: _("It is too close to something else of the mentor's: a pause is kept between the two."),
    Cause.CAP: _("As many sessions as the mentor takes in a day, a week or a month are booked already."),
    Cause.OWN: _("You have another session at that time."),
    Cause.GRID: _("It is free, but sessions begin at other minutes."),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one time. `cause` is None when it is on offer; `note` is what the mentor says of it."""

    at: datetime
    cause: Cause | None
    note: str
    nearest: Sequence[datetime]

    @property
    def typed(self) -> str:
        """As a `datetime-local` field has it."""
        return self.at.isoformat(timespec="minutes")[:16]

    @property
    def sentence(self) -> Promise | str:
        return _("It is free.") if self.cause is None else SENTENCES[self.cause]


def explain(answer: Availability, at: datetime) -> Explanation:
    """Of any time; what lies outside of the answer's query is too soon or too far ahead."""
    start = to_seconds(at)
    cause: Cause | None
    if start < answer.query[0]:
        cause = Cause.NOTICE
    elif start >= answer.query[1]:
        cause = Cause.WINDOW
    else:
        cause = answer.why_not(start)
    off = None
    if cause is Cause.BLOCKED:
        off = answer.time_off_in(start, start + answer.rules.minutes * 60)
    nearest = [] if cause is None else [to_datetime(each) for each in answer.nearest(start)]
    return Explanation(at, cause, off.note if off else "", nearest)


def explain_asked(answer: Availability, text: str, zone: ZoneInfo) -> Explanation | None:
    """Of what a `datetime-local` field sends, read in that zone; None for anything else."""
    try:
        asked = datetime.fromisoformat(text)
    except ValueError:
        return None
    if asked.tzinfo is not None or not FIRST_YEAR <= asked.year <= LAST_YEAR:
        return None
    return explain(answer, asked.replace(tzinfo=zone))
