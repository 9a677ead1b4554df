"""Two kinds of notices for the tests: one that may be turned off by mail, and one that may not."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.functional import lazystr

from mailing.models import LetterKind
from notices.models import Channel, Notice
from notices.registry import LetterTemplate, Line, NoticeKind

GONE = "gone"


def lines(notices: Sequence[Notice]) -> Mapping[UUID, Line]:
    return {
        notice.pk: Line(text=f"About {notice.about}", url=f"/{notice.about}/")
        for notice in notices
        if notice.about != GONE
    }


REMINDER = NoticeKind(
    name="test.reminder",
    label=lazystr("A session is near"),
    describe=lines,
    letter=LetterTemplate("test.greeting", LetterKind.REMINDER),
)
CONFIRMATION = NoticeKind(
    name="test.confirmation",
    label=lazystr("A session is booked"),
    describe=lines,
    letter=LetterTemplate("test.invitation", LetterKind.TRANSACTIONAL),
    always=frozenset({Channel.MAIL}),
)
