"""Making a roadmap one's own: what is hidden, steps of one's own, and the order of a milestone."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.form_fields import LineApiField, WebAddressApiField
from core.text import without_controls
from roadmaps.models import Enrolment
from roadmaps.operations import (
    add_own_step,
    change_own_step,
    hide_milestone,
    hide_step,
    order_steps,
    remove_own_step,
    show_milestone,
    show_step,
)
from roadmaps.overlaid_contents import read_content_of
from roadmaps.overlay import (
    LONGEST_OWN_NOTE,
    LONGEST_OWN_TITLE,
    MOST_OWN_HOURS,
    MOST_OWN_LINKS,
    OwnLink,
    OwnStep,
)


class OwnLinkSerializer(serializers.Serializer[OwnLink]):
    title = LineApiField(max_length=LONGEST_OWN_TITLE)
    url = WebAddressApiField(max_length=500)


class OwnStepSerializer(serializers.Serializer[OwnStep]):
    """A step that you added to a roadmap for yourself. Mark it, log time on it, as on every other."""

    key = serializers.SlugField(read_only=True)
    title = LineApiField(max_length=LONGEST_OWN_TITLE)
    hours = serializers.IntegerField(min_value=1, max_value=MOST_OWN_HOURS)
    milestone = serializers.SlugField(max_length=50, help_text="The key of a milestone of the edition.")
    note = serializers.CharField(max_length=LONGEST_OWN_NOTE, required=False, allow_blank=True, default="")
    links = serializers.ListField(
        child=OwnLinkSerializer(), required=False, default=list, max_length=MOST_OWN_LINKS
    )

    def validate_note(self, note: str) -> str:
        return without_controls(note)

    def validate_links(self, links: list[dict[str, str]]) -> list[OwnLink]:
        return [OwnLink(**link) for link in links]


class OverlaySerializer(serializers.Serializer[Any]):
    """How your version of a roadmap differs from its edition."""

    hidden_steps = serializers.ListField(child=serializers.SlugField())
    hidden_milestones = serializers.ListField(child=serializers.SlugField())
    own = OwnStepSerializer(many=True)
    order = serializers.DictField(
        child=serializers.ListField(child=serializers.SlugField()),
        help_text="The keys of the steps of each milestone whose order you changed.",
    )


class HiddenPartSerializer(serializers.Serializer[Any]):
    """A step or a milestone that you hid."""

    key = serializers.SlugField()


class StepOrderSerializer(serializers.Serializer[Any]):
    """The keys of all steps of a milestone that you did not hide, in your order."""

    keys = serializers.ListField(child=serializers.SlugField(max_length=50), max_length=3000)


class OfEnrolment(ApiView):
    """Something about how you follow a roadmap."""

    permission_classes = OWN

    def get_locked(self) -> Enrolment:
        mine = Enrolment.objects.of(member(self.request)).select_related("edition", "roadmap")
        return get_object_or_404(mine, roadmap__slug=self.kwargs["slug"])


@extend_schema(tags=["progress"])
class OwnOverlay(OfEnrolment):
    """Your own version of a roadmap."""

    @extend_schema(responses=OverlaySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """What you hid, added and put in another order."""
        return Response(OverlaySerializer(self.get_locked().own_overlay).data)


@extend_schema(tags=["progress"])
class OwnHiddenStep(OfEnrolment):
    """A step that you hid."""

    @extend_schema(responses=HiddenPartSerializer)
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Whether you hid this step; 404 if you did not."""
        if key not in self.get_locked().own_overlay.hidden_steps:
            raise Http404
        return Response({"key": key})

    @extend_schema(request=None, responses=HiddenPartSerializer)
    def put(self, request: Request, slug: str, key: str) -> Response:
        """Take a step out of your list and of every count; its marks stay, and `changes` can undo it."""
        hide_step(enrolment=self.get_locked(), key=key, by=member(request), now=timezone.now())
        return Response({"key": key})

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, key: str) -> Response:
        """Show a hidden step again, with its marks."""
        show_step(enrolment=self.get_locked(), key=key, by=member(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["progress"])
class OwnHiddenMilestone(OfEnrolment):
    """A milestone that you hid."""

    @extend_schema(responses=HiddenPartSerializer)
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Whether you hid this milestone; 404 if you did not."""
        if key not in self.get_locked().own_overlay.hidden_milestones:
            raise Http404
        return Response({"key": key})

    @extend_schema(request=None, responses=HiddenPartSerializer)
    def put(self, request: Request, slug: str, key: str) -> Response:
        """Hide all steps of a milestone, also those that a later edition adds to it."""
        hide_milestone(enrolment=self.get_locked(), key=key, by=member(request), now=timezone.now())
        return Response({"key": key})

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, key: str) -> Response:
        """Show a hidden milestone again; steps that you hid by themselves stay hidden."""
        show_milestone(enrolment=self.get_locked(), key=key, by=member(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["progress"])
class OwnSteps(OfEnrolment):
    """Steps that you add to a roadmap."""

    @extend_schema(request=OwnStepSerializer, responses={201: OwnStepSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Add a step of your own at the end of a milestone; nobody else sees it."""
        enrolment = self.get_locked()
        wanted = OwnStepSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        step = add_own_step(
            enrolment=enrolment, by=member(request), now=timezone.now(), **wanted.validated_data
        )
        return self.created(OwnStepSerializer(step).data, "api-own-step", slug=slug, key=step.key)


@extend_schema(tags=["progress"])
class OneOwnStep(OfEnrolment):
    """A step that you added to a roadmap."""

    def find_step(self, enrolment: Enrolment) -> OwnStep:
        found = enrolment.own_overlay.find_own(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @extend_schema(responses=OwnStepSerializer)
    def get(self, request: Request, slug: str, key: str) -> Response:
        """One step of your own."""
        return Response(OwnStepSerializer(self.find_step(self.get_locked())).data)

    @extend_schema(request=OwnStepSerializer, responses=OwnStepSerializer)
    def put(self, request: Request, slug: str, key: str) -> Response:
        """Replace what a step of your own says; every mark stays."""
        enrolment = self.get_locked()
        self.find_step(enrolment)
        wanted = OwnStepSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        change_own_step(
            enrolment=enrolment, key=key, by=member(request), now=timezone.now(), **wanted.validated_data
        )
        return Response(OwnStepSerializer(self.find_step(enrolment)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, key: str) -> Response:
        """Remove a step of your own; its history stays, and `changes` can undo it."""
        enrolment = self.get_locked()
        self.find_step(enrolment)
        remove_own_step(enrolment=enrolment, key=key, by=member(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["progress"])
class OwnStepOrder(OfEnrolment):
    """The order of the steps of one milestone in your version of a roadmap."""

    @extend_schema(responses=StepOrderSerializer)
    def get(self, request: Request, slug: str, milestone: str) -> Response:
        """The steps of this milestone, in your order."""
        contents = read_content_of(self.get_locked())
        if not any(step.milestone.key == milestone for step in contents.all_steps):
            raise Http404
        return Response({"keys": contents.keys_in(milestone)})

    @extend_schema(request=StepOrderSerializer, responses=StepOrderSerializer)
    def put(self, request: Request, slug: str, milestone: str) -> Response:
        """Put the steps of this milestone in your order."""
        enrolment = self.get_locked()
        wanted = StepOrderSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        keys = wanted.validated_data["keys"]
        order_steps(
            enrolment=enrolment, milestone=milestone, keys=keys, by=member(request), now=timezone.now()
        )
        return Response({"keys": read_content_of(enrolment).keys_in(milestone)})
