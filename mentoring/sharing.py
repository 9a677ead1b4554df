"""A mentor's page elsewhere: its address, a snippet that embeds a small page, and a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import segno
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from availability.models import Schedule
from availability.slots import to_datetime
from core.http import absolute
from mentoring.free_times import find_free_times_of_each
from mentoring.models import Mentor, SessionType

SHOWN_AHEAD = timedelta(days=14)
STARTS_SHOWN = 3  # of each session type
PNG_SCALE = 16  # pixels to a module: sharp when it is printed


@dataclass(frozen=True, slots=True)
class Sharing:
    """Full addresses, in the language of the page that asks."""

    url: str
    embed_url: str
    embed_html: SafeString
    qr_svg_url: str
    qr_png_url: str


def build_sharing(mentor: Mentor) -> Sharing:
    """The mentor comes with their user."""

    def address(name: str) -> str:
        return absolute(reverse(f"mentoring:{name}", args=[mentor.user.handle]))

    return Sharing(
        url=address("mentor"),
        embed_url=address("embed"),
        embed_html=_build_snippet(address("embed"), mentor),
        qr_svg_url=address("qr_svg"),
        qr_png_url=address("qr_png"),
    )


def _build_snippet(url: str, mentor: Mentor) -> SafeString:
    title = gettext("Sessions with %(name)s") % {"name": mentor}
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="420" loading="lazy" style="border: 0"></iframe>',
        url,
        title,
    )


def draw_qr(mentor: Mentor, kind: str) -> bytes:
    """A QR code (ISO/IEC 18004) of a mentor's page, as `svg` or `png`; 15 % may be spoilt."""
    url = absolute(reverse("mentoring:mentor", args=[mentor.user.handle]))
    code, drawn = segno.make_qr(url, error="m"), BytesIO()
    if kind == "svg":
        code.save(drawn, kind="svg", scale=8, light="white", xmldecl=False, title=url)
    else:
        code.save(drawn, kind="png", scale=PNG_SCALE)
    return drawn.getvalue()


@dataclass(frozen=True, slots=True)
class EmbeddedOffer:
    """What can be booked, and its next free starts."""

    session_type: SessionType
    starts: Sequence[datetime]


def read_embedded_offers(mentor: Mentor, *, now: datetime) -> list[EmbeddedOffer]:
    """As strangers see them. Three queries."""
    types = list(mentor.session_types.offered().order_by("minutes", "pk"))
    for each in types:
        each.mentor = mentor
    free = find_free_times_of_each(types, start=now, end=now + SHOWN_AHEAD, now=now)
    return [
        EmbeddedOffer(each, [to_datetime(start) for start in free[each.pk].starts[:STARTS_SHOWN]])
        for each in types
    ]


def zone_of_mentor(mentor: Mentor) -> ZoneInfo:
    """That of the hours by which they are booked, else their own."""
    schedule = Schedule.objects.default().filter(user=mentor.user).only("zone").first()
    zone: ZoneInfo = schedule.zone if schedule else mentor.user.zone
    return zone
