"""What those who keep a roadmap are shown of its links: which wait for them, and why."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, Prefetch, QuerySet

from accounts.models import User
from roadmaps.models import Link, LinkQuerySet, Resource, Roadmap


def kept_roadmaps(person: User) -> QuerySet[Roadmap]:
    """The published roadmaps whose links somebody keeps, with `waiting_links`: how many wait for them."""
    inner = OuterRef("pk")
    waiting = Link.objects.of_roadmap(inner).with_reports(inner).waiting().values("pk")
    count = Func(ArraySubquery(waiting), function="cardinality", output_field=IntegerField())
    kept = Roadmap.objects.kept_by(person).published().select_related("current")
    return kept.annotate(waiting_links=count).order_by("position", "slug")


def links_of(roadmap: Roadmap) -> LinkQuerySet:
    """Every link of its current edition with what is known of it; `uses` are the resources that name it."""
    resources = Resource.objects.filter(step__edition__current_of=roadmap)
    uses = resources.select_related("step").order_by("step__number", "position")
    links = Link.objects.of_roadmap(roadmap).with_reports(roadmap)
    return links.prefetch_related(Prefetch("resources", uses, to_attr="uses"))
