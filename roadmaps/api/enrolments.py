"""Following a roadmap: enrolments, the marks of their steps, their gates, and what comes next."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_SLUG, in_words, location
from core.api.lists import Order
from roadmaps.api.enrolment_shapes import (
    CreditSerializer,
    DoneElsewhereSerializer,
    EditionChoiceSerializer,
    EnrolmentSerializer,
    GateStateSerializer,
    MarkSerializer,
    NextStepSerializer,
    ProgressSerializer,
    ProjectionSerializer,
    SpecialismChoiceSerializer,
    StepStateSerializer,
    TrackChangeSerializer,
)
from roadmaps.api.events import EventSerializer
from roadmaps.choices import StepStatus
from roadmaps.done_elsewhere import find_done_elsewhere
from roadmaps.models import Edition, Enrolment, GateState
from roadmaps.next_step import next_step
from roadmaps.operations import (
    change_edition,
    change_track,
    choose_specialisms,
    decline_edition,
    enrol,
    leave_roadmap,
    mark_step,
    reset_progress,
    set_credit,
    set_gate,
)
from roadmaps.overlaid_contents import has_step
from roadmaps.progress import progress_of, progress_of_each
from roadmaps.projection_view import read_projection
from roadmaps.roadmap_view import read_roadmap_view


class EnrolmentFilter(django_filters.FilterSet):  # type: ignore[misc]
    roadmap = django_filters.CharFilter("roadmap__slug", label="The slug of a roadmap.")
    order = Order("started_on", roadmap="roadmap__slug")


@extend_schema(tags=["progress"])
@in_words(
    list="The roadmaps that you follow. Nobody else sees them.",
    create="Follow the current edition of a roadmap.",
    retrieve="How you follow one roadmap, addressed by the roadmap's slug.",
)
class Enrolments(
    ApiView,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Enrolment],
):
    """The roadmaps that you follow, addressed by the roadmap's slug. Nobody else sees them."""

    serializer_class = EnrolmentSerializer
    permission_classes = OWN
    filterset_class = EnrolmentFilter
    lookup_field = "roadmap__slug"
    lookup_url_kwarg = "slug"
    lookup_value_regex = A_SLUG

    def get_queryset(self) -> QuerySet[Enrolment]:
        if getattr(self, "swagger_fake_view", False):
            return Enrolment.objects.none()
        mine = Enrolment.objects.of(member(self.request))
        return mine.select_related("roadmap", "edition").order_by("pk")

    def get_serializer_context(self) -> dict[str, Any]:
        context = {**super().get_serializer_context()}
        if self.action == "list":
            context["progress"] = progress_of_each(list(self.get_queryset()))
        return context

    def perform_create(self, serializer: serializers.BaseSerializer[Enrolment]) -> None:
        serializer.instance = enrol(
            learner=member(self.request), now=timezone.now(), **serializer.validated_data
        )

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return location("api-enrolment-detail", slug=data["roadmap"])

    @extend_schema(request=TrackChangeSerializer, responses=EnrolmentSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change the track; every mark stays."""
        wanted = TrackChangeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        enrolment = self.get_object()
        change_track(
            enrolment=enrolment,
            track=wanted.validated_data["track"],
            by=member(request),
            now=timezone.now(),
        )
        return Response(self.get_serializer(enrolment).data)

    @extend_schema(request=EditionChoiceSerializer, responses={200: EnrolmentSerializer})
    @action(detail=True, methods=["post"])
    def edition(self, request: Request, slug: str) -> Response:
        """Move to another published edition; every mark comes along by its key, and `changes` can undo it."""
        enrolment = self.get_object()
        edition = self._find_edition(request, enrolment)
        change_edition(enrolment=enrolment, edition=edition, by=member(request), now=timezone.now())
        return Response(self.get_serializer(enrolment).data)

    @extend_schema(request=EditionChoiceSerializer, responses={200: EnrolmentSerializer})
    @action(detail=True, methods=["post"], url_path="declined-edition")
    def declined_edition(self, request: Request, slug: str) -> Response:
        """Stay on your edition, knowing this newer one."""
        enrolment = self.get_object()
        edition = self._find_edition(request, enrolment)
        decline_edition(enrolment=enrolment, edition=edition, by=member(request), now=timezone.now())
        return Response(self.get_serializer(enrolment).data)

    def _find_edition(self, request: Request, enrolment: Enrolment) -> Edition:
        wanted = EditionChoiceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        editions = enrolment.roadmap.editions.published()
        return get_object_or_404(editions, number=wanted.validated_data["number"])

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, slug: str) -> Response:
        """Follow the roadmap no longer. Marks and history stay for the day you come back."""
        leave_roadmap(enrolment=self.get_object(), by=member(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: EnrolmentSerializer})
    @action(detail=True, methods=["post"])
    def reset(self, request: Request, slug: str) -> Response:
        """Set every step back to pending; the history stays, and `changes` can undo it."""
        enrolment = self.get_object()
        reset_progress(enrolment=enrolment, by=member(request), now=timezone.now())
        return Response(self.get_serializer(enrolment).data)

    @extend_schema(responses=StepStateSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def steps(self, request: Request, slug: str) -> Response:
        """How every step stands with you, in your order: with your own ones, and without what you hid."""
        return Response(self._step_states(self.get_object()))

    def _step_states(self, enrolment: Enrolment, *, with_hidden: bool = False) -> Any:
        roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
        marks = roadmap_view.marks
        states = [
            {
                "key": step.key,
                "status": roadmap_view.get_status(step),
                "is_credit": step.key in roadmap_view.credited,
                "since": marks[step.key].since if step.key in marks else None,
            }
            for step in (roadmap_view.by_key.values() if with_hidden else roadmap_view.steps)
        ]
        return StepStateSerializer(states, many=True).data

    @extend_schema(responses=GateStateSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def gates(self, request: Request, slug: str) -> Response:
        """What you said about the gates of the roadmap."""
        states = self.get_object().gate_states.order_by("key")
        return Response(GateStateSerializer(states, many=True).data)

    @extend_schema(responses=GateStateSerializer)
    @action(detail=True, url_path=rf"gates/(?P<key>{A_SLUG})")
    def gate(self, request: Request, slug: str, key: str) -> Response:
        """What you said about one gate; nothing was said if both dates are null."""
        enrolment = self.get_object()
        get_object_or_404(enrolment.edition.gates, key=key)
        said = enrolment.gate_states.filter(key=key).first() or GateState(key=key)
        return Response(GateStateSerializer(said).data)

    @extend_schema(request=GateStateSerializer, responses=GateStateSerializer)
    @gate.mapping.put
    def set_gate(self, request: Request, slug: str, key: str) -> Response:
        """Say when the months of a gate began, and when they were over."""
        enrolment = self.get_object()
        get_object_or_404(enrolment.edition.gates, key=key)
        wanted = GateStateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = {name: wanted.validated_data.get(name) for name in ("begun_on", "passed_on")}
        set_gate(enrolment=enrolment, key=key, by=member(request), now=timezone.now(), **said)
        return Response({"key": key, **GateStateSerializer(GateState(key=key, **said)).data})

    @extend_schema(responses=StepStateSerializer)
    @action(detail=True, url_path=rf"steps/(?P<key>{A_SLUG})/status")
    def step_status(self, request: Request, slug: str, key: str) -> Response:
        """How one step stands with you."""
        states = self._step_states(self.get_object(), with_hidden=True)
        found = next((state for state in states if state["key"] == key), None)
        if found is None:
            raise Http404
        return Response(found)

    @extend_schema(request=MarkSerializer, responses={200: EventSerializer, 204: None})
    @step_status.mapping.put
    def mark(self, request: Request, slug: str, key: str) -> Response:
        """Set how a step stands. Answers with the event; 204 if it was so and nobody ever marked it."""
        enrolment = self.get_object()
        if not has_step(enrolment, key):
            raise Http404
        wanted = MarkSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        event = mark_step(
            enrolment=enrolment,
            key=key,
            to=StepStatus(data["status"]),
            seen=StepStatus(data["seen"]) if "seen" in data else None,
            note=data["note"],
            is_credit=data["is_credit"],
            by=member(request),
            now=timezone.now(),
        )
        return Response(EventSerializer(event).data) if event else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=CreditSerializer)
    @action(detail=True)
    def credit(self, request: Request, slug: str) -> Response:
        """Which steps you said that you knew before you came."""
        return Response(self._known_keys(self.get_object()))

    @extend_schema(responses=DoneElsewhereSerializer(many=True))
    @action(detail=True, url_path="done-elsewhere", pagination_class=None, filter_backends=[])
    def done_elsewhere(self, request: Request, slug: str) -> Response:
        """Steps of this roadmap that you did on another one, to take over with `credit`."""
        enrolment = self.get_object()
        found = find_done_elsewhere(read_roadmap_view(enrolment.edition, enrolment), enrolment)
        return Response(DoneElsewhereSerializer(list(found.values()), many=True).data)

    @extend_schema(request=CreditSerializer, responses=CreditSerializer)
    @credit.mapping.put
    def set_credit(self, request: Request, slug: str) -> Response:
        """Say which steps you knew before you came; those that you no longer name are not started again."""
        enrolment = self.get_object()
        wanted = CreditSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        keys = wanted.validated_data["keys"]
        set_credit(enrolment=enrolment, keys=keys, by=member(request), now=timezone.now())
        return Response(self._known_keys(enrolment))

    @extend_schema(responses=SpecialismChoiceSerializer)
    @action(detail=True)
    def specialisms(self, request: Request, slug: str) -> Response:
        """Which specialisms of the roadmap you chose."""
        return Response({"keys": self.get_object().specialisms})

    @extend_schema(request=SpecialismChoiceSerializer, responses=SpecialismChoiceSerializer)
    @specialisms.mapping.put
    def choose_specialisms(self, request: Request, slug: str) -> Response:
        """Choose the specialisms whose steps count for you; every mark stays, and `changes` can undo it."""
        enrolment = self.get_object()
        wanted = SpecialismChoiceSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        keys = wanted.validated_data["keys"]
        choose_specialisms(enrolment=enrolment, keys=keys, by=member(request), now=timezone.now())
        return Response({"keys": enrolment.specialisms})

    def _known_keys(self, enrolment: Enrolment) -> dict[str, list[str]]:
        known = enrolment.states.filter(is_credit=True).order_by("key")
        return {"keys": list(known.values_list("key", flat=True))}

    @extend_schema(responses=ProgressSerializer)
    @action(detail=True)
    def progress(self, request: Request, slug: str) -> Response:
        """How far you are, by hours and by steps."""
        return Response(ProgressSerializer(progress_of(self.get_object())).data)

    @extend_schema(responses=ProjectionSerializer)
    @action(detail=True)
    def projection(self, request: Request, slug: str) -> Response:
        """When you may be through: a range from your own pace, and what ten hours a week would do."""
        enrolment = self.get_object()
        roadmap_view = read_roadmap_view(enrolment.edition, enrolment)
        projection = read_projection(roadmap_view, enrolment, now=timezone.now())
        return Response(ProjectionSerializer(projection).data)

    @extend_schema(responses={200: NextStepSerializer, 204: None})
    @action(detail=True, url_path="next-step")
    def next_step(self, request: Request, slug: str) -> Response:
        """What to do next, and why; 204 when nothing is left."""
        advice = next_step(self.get_object())
        return Response(NextStepSerializer(advice).data) if advice else Response(status=204)
