"""What somebody built and practised, on their public profile (accounts.profile_blocks)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile_blocks import Block, Content, register_block
from pages.proof import read_proof
from roadmaps.models import Enrolment


def read_evidence(person: User, now: datetime) -> Content | None:
    """Projects and practice of the roadmaps that the person lets everybody see, as on the page “Proof”."""
    shown = set(Enrolment.objects.shown_to_all().filter(learner=person).values_list("edition_id", flat=True))
    of_roadmaps = [each for each in read_proof(person, now=now).roadmaps if each.edition.pk in shown]
    deeds = [deed for each in of_roadmaps for deed in [*each.built, *each.practised]]
    deeds.sort(key=lambda deed: deed.done_on, reverse=True)
    return {"deeds": deeds} if deeds else None


def describe_evidence(content: Content) -> Content:
    return {
        "steps": [
            {
                "key": deed.step.key,
                "title": deed.step.title,
                "kind": deed.step.kind,
                "done_on": deed.done_on,
                "minutes": deed.minutes,
            }
            for deed in content["deeds"]
        ]
    }


register_block(
    Block(
        key="evidence",
        title=_("Projects and practice"),
        hint=_("What you built and practised on the roadmaps that you choose, with the logged hours."),
        template="pages/_profile_evidence.html",
        place=50,
        read=read_evidence,
        describe=describe_evidence,
        settings_url="roadmaps:public_progress",
    )
)
