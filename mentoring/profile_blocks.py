"""That somebody is a mentor, on their public profile (accounts.profile_blocks)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile_blocks import Block, Content, register_block
from mentoring.models import Mentor


def read_mentoring(person: User, now: datetime) -> Content | None:
    """What the directory says of them; nothing while they are not in it."""
    mentor = Mentor.objects.listed().select_related("user").filter(user=person).first()
    return {"headline": mentor.headline, "url": mentor.get_absolute_url()} if mentor else None


register_block(
    Block(
        key="mentoring",
        title=_("Mentoring"),
        hint=_("That sessions can be booked with you, while you are in the directory."),
        template="mentoring/_profile_mentoring.html",
        place=70,
        read=read_mentoring,
    )
)
