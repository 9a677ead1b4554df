"""Somebody's own roadmaps as lists show them."""

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from accounts.models import User
from editor.models import Draft, Revision
from roadmaps.models import Roadmap


def with_titles(owner: User) -> QuerySet[Roadmap]:
    """Adds `title` (of the draft, else of the edition, else the slug), `has_draft` and `followers`."""
    drafts = Draft.objects.filter(owner=owner, roadmap=OuterRef("pk"))
    shown = Revision.objects.filter(
        owner=owner, draft__roadmap=OuterRef("pk"), number=F("draft__position")
    ).values_list(KeyTextTransform("title", "contents"))
    followers = Q(enrolments__left_at=None, enrolments__isnull=False) & ~Q(enrolments__learner=owner)
    return (
        Roadmap.objects.filter(owner=owner)
        .select_related("current", "owner", "copied_from__roadmap")
        .annotate(
            title=Coalesce(
                NullIf(Subquery(shown, output_field=CharField()), Value("")),
                "current__title",
                "slug",
                output_field=CharField(),
            ),
            has_draft=Exists(drafts),
            followers=Count("enrolments", filter=followers),
        )
    )
