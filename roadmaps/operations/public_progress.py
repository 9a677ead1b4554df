"""Showing how far one is to everybody: on one's public profile, and as a badge elsewhere."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.refusals import Refusal
from roadmaps.choices import Visibility
from roadmaps.models import Enrolment


class NotForEverybody(Refusal):
    """`data["slugs"]` are those roadmaps."""

    code, message = (
        "not_for_everybody",
        _("Only progress on a public roadmap that you follow can be shown to everybody."),
    )


@transaction.atomic
def show_progress(*, learner: User, slugs: Collection[str]) -> list[Enrolment]:
    """Let everybody see how far one is on these roadmaps, and on no others. Raises NotForEverybody."""
    mine = Enrolment.objects.of(learner).filter(roadmap__visibility=Visibility.PUBLIC)
    locked = mine.select_related("roadmap").select_for_update(of=("self",))
    found = {each.roadmap.slug: each for each in locked}
    if missing := sorted(set(slugs) - set(found)):
        raise NotForEverybody(slugs=missing)
    Enrolment.objects.filter(learner=learner).exclude(roadmap__slug__in=slugs).update(is_public=False)
    Enrolment.objects.filter(learner=learner, roadmap__slug__in=slugs, left_at=None).update(is_public=True)
    return [found[slug] for slug in sorted(slugs)]
