"""Links of roadmaps: how each was found, what readers say, and what those who keep a roadmap decide."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.form_fields import clean_by_form
from roadmaps.choices import Decision, Verdict
from roadmaps.link_forms import LONGEST_URL, DecisionForm
from roadmaps.link_reports import links_of
from roadmaps.models import Link, LinkDecision, LinkVote, Roadmap
from roadmaps.operations import decide_on_link, take_back_decision, vote_on_link, withdraw_vote
from roadmaps.step_links import Votes, read_votes


class VotesSerializer(serializers.Serializer[Votes]):
    """How many readers said so."""

    useful = serializers.IntegerField()
    outdated = serializers.IntegerField()
    broken = serializers.IntegerField()


class LinkSerializer(serializers.ModelSerializer[Link]):
    """`checked_on` is when it last worked, `tried_at` the last try; `error` names what went wrong."""

    votes = serializers.SerializerMethodField()

    class Meta:
        model = Link
        fields: ClassVar[list[str]] = [
            *("id", "url", "state", "checked_on", "tried_at", "broken_since", "error", "moved_to", "votes"),
        ]
        read_only_fields = fields

    def get_votes(self, link: Link) -> dict[str, int]:
        return dict(VotesSerializer(read_votes(link, None)).data)


class LinkVoteSerializer(serializers.ModelSerializer[LinkVote]):
    verdict = serializers.ChoiceField(Verdict.choices)

    class Meta:
        model = LinkVote
        fields = ("verdict", "at")
        read_only_fields = ("at",)


class ReportedLinkSerializer(serializers.ModelSerializer[Link]):
    """`steps` are the keys of those that name it; the two counts leave out who spoke before the decision."""

    steps = serializers.SerializerMethodField()
    outdated_by = serializers.IntegerField(read_only=True)
    broken_by = serializers.IntegerField(read_only=True)
    decided = serializers.ChoiceField(Decision.choices, read_only=True, allow_null=True)
    replaced_by = serializers.URLField(read_only=True, allow_null=True)

    class Meta:
        model = Link
        fields = (
            *("id", "url", "state", "checked_on", "tried_at", "broken_since", "error", "moved_to"),
            *("outdated_by", "broken_by", "decided", "replaced_by", "steps"),
        )
        read_only_fields = fields

    def get_steps(self, link: Link) -> list[str]:
        return list(dict.fromkeys(use.step.key for use in link.uses))  # type: ignore[attr-defined]


class DecisionSerializer(serializers.ModelSerializer[LinkDecision]):
    """`url` is the page that takes its place, for `replaced` only."""

    kind = serializers.ChoiceField(Decision.choices)
    url = serializers.URLField(
        source="replacement.url", max_length=LONGEST_URL, required=False, allow_null=True
    )

    class Meta:
        model = LinkDecision
        fields = ("kind", "url", "at")
        read_only_fields = ("at",)


@extend_schema(tags=["links"])
@in_words(get="How one link was found, and what readers say of it.")
class OneLink(ApiView, generics.RetrieveAPIView[Link]):
    """A link of a roadmap that you can read."""

    serializer_class = LinkSerializer
    permission_classes = OWN
    queryset = Link.objects.none()

    def get_queryset(self) -> QuerySet[Link]:
        return Link.objects.opened_by(member(self.request))


@extend_schema(tags=["links"])
class OwnLinkVote(ApiView):
    """What you say of one link."""

    permission_classes = OWN

    def get_locked(self) -> LinkVote:
        return get_object_or_404(LinkVote.objects.of(member(self.request)), link=self.kwargs["pk"])

    @extend_schema(responses=LinkVoteSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What you said of this link; 404 while that is nothing."""
        return Response(LinkVoteSerializer(self.get_locked()).data)

    @extend_schema(request=LinkVoteSerializer, responses=LinkVoteSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Say how you found this link, in place of what you said before."""
        wanted = LinkVoteSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        link = get_object_or_404(Link.objects.opened_by(member(request)), pk=pk)
        verdict = Verdict(wanted.validated_data["verdict"])
        vote = vote_on_link(person=member(request), link=link, verdict=verdict, now=timezone.now())
        return Response(LinkVoteSerializer(vote).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take back what you said of this link."""
        withdraw_vote(person=member(request), link=self.get_locked().link)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReportedLinkFilter(ListFilters):
    show = django_filters.ChoiceFilter(
        choices=[("waiting", "waiting"), ("decided", "decided")],
        method="choose",
        label="Only those that wait for a decision, or that have one.",
    )
    order = Order("url")

    class Meta:
        model = Link
        fields = ()

    def choose(self, links: Any, name: str, value: str) -> Any:
        return links.waiting() if value == "waiting" else links.decided()


def find_kept(request: Request, slug: str) -> Roadmap:
    return get_object_or_404(Roadmap.objects.kept_by(member(request)).published(), slug=slug)


@extend_schema(tags=["links"])
@in_words(list="The links of a roadmap that you keep, with what was found and said of each.")
class RoadmapLinks(ApiView, mixins.ListModelMixin, viewsets.GenericViewSet[Link]):
    """Links of a roadmap that you keep: your own, or one of the site's if you are staff."""

    serializer_class = ReportedLinkSerializer
    permission_classes = OWN
    filterset_class = ReportedLinkFilter
    queryset = Link.objects.none()

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Link.objects.none()
        return links_of(find_kept(self.request, self.kwargs["slug"])).order_by("pk")


@extend_schema(tags=["links"])
class LinkDecisionView(ApiView):
    """What becomes of one link in a roadmap that you keep."""

    permission_classes = OWN

    def get_locked(self) -> LinkDecision:
        kept = LinkDecision.objects.filter(roadmap__in=Roadmap.objects.kept_by(member(self.request)))
        decisions = kept.select_related("replacement", "link", "roadmap")
        return get_object_or_404(decisions, roadmap__slug=self.kwargs["slug"], link=self.kwargs["pk"])

    @extend_schema(responses=DecisionSerializer)
    def get(self, request: Request, slug: str, pk: int) -> Response:
        """What was decided about this link; 404 while that is nothing."""
        return Response(DecisionSerializer(self.get_locked()).data)

    @extend_schema(request=DecisionSerializer, responses=DecisionSerializer)
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Replace this link, take it away, or keep it as it is."""
        wanted = DecisionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        url = (wanted.validated_data.get("replacement") or {}).get("url") or ""
        said = clean_by_form(DecisionForm({"kind": wanted.validated_data["kind"], "url": url}))
        roadmap = find_kept(request, slug)
        link = get_object_or_404(Link.objects.of_roadmap(roadmap), pk=pk)
        kind = Decision(said["kind"])
        decision = decide_on_link(
            roadmap=roadmap, link=link, kind=kind, by=member(request), now=timezone.now(), url=said["url"]
        )
        return Response(DecisionSerializer(decision).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Take back what was decided about this link: readers see again what the edition says."""
        decision = self.get_locked()
        take_back_decision(roadmap=decision.roadmap, link=decision.link, by=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
