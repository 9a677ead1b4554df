"""What readers say about links, and what those who keep a roadmap decide about them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.choices import Decision, Verdict
from roadmaps.models import Link, LinkDecision, LinkVote, Resource, Roadmap
from roadmaps.operations.own_roadmaps import NotYourRoadmap


class NoSuchLink(Refusal):
    code, message = "no_such_link", _("There is no such link in what you can read.")


class SameAddress(Refusal):
    code, message = "same_address", _("That is the address it has already. Enter the one to take its place.")


class NotDecided(Refusal):
    code, message = "not_decided", _("Nothing was decided about this link, so there is nothing to take back.")


@transaction.atomic
def vote_on_link(*, person: User, link: Link, verdict: Verdict, now: datetime) -> LinkVote:
    """Say how a link was found, in place of what one said before. Raises NoSuchLink."""
    if not Link.objects.opened_by(person).filter(pk=link.pk).exists():
        raise NoSuchLink
    vote, _is_new = LinkVote.objects.update_or_create(
        person=person, link=link, defaults={"verdict": verdict, "at": now}
    )
    return vote


@transaction.atomic
def withdraw_vote(*, person: User, link: Link) -> None:
    """Say nothing about it any more."""
    LinkVote.objects.filter(person=person, link=link).delete()


@transaction.atomic
def decide_on_link(
    *, roadmap: Roadmap, link: Link, kind: Decision, by: User, now: datetime, url: str = ""
) -> LinkDecision:
    """Replace it with what is at `url`, take it away, or keep it as it is: at once, for all readers.

    Editions stay as they are; the decision stands before them. Raises NotYourRoadmap, NoSuchLink or
    SameAddress.
    """
    check_keeper(roadmap, by)
    if not Resource.objects.filter(step__edition__current_of=roadmap, link=link).exists():
        raise NoSuchLink
    replacement = None
    if kind == Decision.REPLACED:
        if url == link.url:
            raise SameAddress
        replacement, _is_new = Link.objects.get_or_create(url=url, defaults={"due_at": now})
    decision, _is_new = LinkDecision.objects.update_or_create(
        roadmap=roadmap,
        link=link,
        defaults={"kind": kind, "replacement": replacement, "by": by, "at": now},
    )
    return decision


@transaction.atomic
def take_back_decision(*, roadmap: Roadmap, link: Link, by: User) -> None:
    """Readers see again what the edition says. Raises NotYourRoadmap or NotDecided."""
    check_keeper(roadmap, by)
    deleted, _by_model = LinkDecision.objects.filter(roadmap=roadmap, link=link).delete()
    if not deleted:
        raise NotDecided


def check_keeper(roadmap: Roadmap, person: User) -> None:
    """Staff keep the site's own roadmaps, and everybody theirs. Raises NotYourRoadmap."""
    if not Roadmap.objects.kept_by(person).filter(pk=roadmap.pk).exists():
        raise NotYourRoadmap
