"""Mentors that one saved, people that one blocked, and the end of being a mentor."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import User
from accounts.viewer import member
from core.api import in_words
from mentoring.models import Block, Booking, Favourite, Mentor
from mentoring.operations import (
    block_person,
    save_mentor,
    stop_mentoring,
    unblock_person,
    unsave_mentor,
)


class SavedSerializer(serializers.Serializer[Any]):
    is_saved = serializers.BooleanField(help_text="Whether you saved this mentor.")


@extend_schema(tags=["mentoring"])
@in_words(get="Whether you saved a mentor.")
class Saved(ApiView):
    """A mentor whom you saved. The directory finds them with `saved=true`."""

    permission_classes = OWN

    @extend_schema(responses=SavedSerializer)
    def get(self, request: Request, handle: str) -> Response:
        saved = Favourite.objects.filter(person=member(request), mentor=self._find(handle))
        return Response({"is_saved": saved.exists()})

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, handle: str) -> Response:
        """Save a mentor. Twice is once."""
        save_mentor(person=member(request), mentor=self._find(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, handle: str) -> Response:
        """Save a mentor no longer."""
        unsave_mentor(person=member(request), mentor=self._find(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def get_locked(self) -> User:
        """Whom one saves is one's own affair."""
        return member(self.request)

    def _find(self, handle: str) -> Mentor:
        return get_object_or_404(Mentor.objects.listed(), user__handle=handle)


class BlockSerializer(serializers.Serializer[Block]):
    """Somebody whom you blocked."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(
        source="blocked_shown", read_only=True, help_text="No name where they met you without one."
    )
    blocked_at = serializers.DateTimeField(read_only=True)


class NewBlockSerializer(serializers.Serializer[Any]):
    """Whom to block: the other person of a session."""

    booking = serializers.UUIDField()
    learner = serializers.SlugField(
        required=False, help_text="For the mentor of a group: the handle of the learner who is meant."
    )
    cancels = serializers.BooleanField(
        help_text="Whether your coming sessions with each other are cancelled, or take place."
    )


@extend_schema(tags=["mentoring"])
@in_words(get="People whom you blocked.")
class Blocks(ApiView):
    """Neither of you can book, be matched with or review the other; they are not told."""

    permission_classes = OWN
    may_be_missing = ("post",)  # a session that is not one's own

    @extend_schema(responses=BlockSerializer(many=True), operation_id="blocks_list")
    def get(self, request: Request) -> Response:
        mine: Any = Block.objects.for_list(member(request))
        return Response(BlockSerializer(mine, many=True).data)

    @extend_schema(request=NewBlockSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Block the other person of one of your sessions."""
        asked = NewBlockSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        me = member(request)
        mine = Booking.objects.of(me).with_people()
        booking = get_object_or_404(mine, pk=asked.validated_data["booking"])
        person = booking.counterpart_of(me).person
        if booking.is_group and booking.is_given_by(me):
            handle = asked.validated_data.get("learner", "")
            meant = [each.person for each in booking.learner_parts if each.person.handle == handle]
            if not meant:
                raise serializers.ValidationError({"learner": _("Say which learner of the group is meant.")})
            [person] = meant
        block_person(
            by=me,
            person=person,
            cancels=asked.validated_data["cancels"],
            met_in=booking,
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["mentoring"])
@in_words(get="Somebody whom you blocked.")
class OwnBlock(ApiView):
    """Somebody whom you blocked."""

    permission_classes = OWN

    def get_locked(self) -> Block:
        return get_object_or_404(Block.objects.filter(blocker=member(self.request)), pk=self.kwargs["pk"])

    @extend_schema(responses=BlockSerializer)
    def get(self, request: Request, pk: str) -> Response:
        mine = Block.objects.for_list(member(request))
        return Response(BlockSerializer(get_object_or_404(mine, pk=pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Unblock them."""
        me = member(request)
        block = get_object_or_404(Block.objects.filter(blocker=me).select_related("blocked"), pk=pk)
        unblock_person(by=me, person=block.blocked)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StopSerializer(serializers.Serializer[Any]):
    """What happens to sessions that are booked, and your words to those whose sessions are cancelled."""

    cancels = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


@extend_schema(tags=["mentoring"])
class Stop(ApiView):
    """The end of being a mentor."""

    permission_classes = OWN
    may_be_missing = ("post",)  # of somebody who is no mentor

    @extend_schema(request=StopSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Stop being a mentor: leave the directory, decline requests, cancel or hold what is booked."""
        asked = StopSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        mine = Mentor.objects.approved().select_related("user")
        mentor = get_object_or_404(mine, user=member(request))
        stop_mentoring(mentor=mentor, now=timezone.now(), **asked.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)
