"""One's public profile in the API: what everybody may see, block by block."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.models import LONGEST_ABOUT, PublicProfile, User
from accounts.operations import change_public_profile, undo_public_profile
from accounts.profile_blocks import all_blocks, blocks_of, read_blocks
from accounts.viewer import member


class PublicProfileSerializer(serializers.Serializer[Any]):
    """`blocks` are the keys of what is shown, in order; `available` are all that there are."""

    blocks = serializers.ListField(child=serializers.SlugField(), max_length=50, required=False)
    about = serializers.CharField(max_length=LONGEST_ABOUT, allow_blank=True, required=False)
    available = serializers.SerializerMethodField()
    can_undo = serializers.SerializerMethodField()

    def get_available(self, profile: Any) -> list[str]:
        return [block.key for block in all_blocks()]

    def get_can_undo(self, profile: Any) -> bool:
        return profile.before is not None


def _answer(profile: PublicProfile) -> Response:
    return Response(PublicProfileSerializer(profile).data)


@extend_schema(tags=["me"])
class OwnPublicProfile(ApiView):
    """What you show to everybody."""

    permission_classes = OWN

    def get_locked(self) -> User:
        return member(self.request)

    @extend_schema(responses=PublicProfileSerializer)
    def get(self, request: Request) -> Response:
        """What of you everybody may see: nothing, until you say so."""
        profile = PublicProfile.objects.filter(user=member(request)).first()
        return _answer(profile or PublicProfile(user=member(request)))

    @extend_schema(request=PublicProfileSerializer, responses=PublicProfileSerializer)
    def patch(self, request: Request) -> Response:
        """Show these blocks in this order, and these words; what isn't sent stays."""
        wanted = PublicProfileSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        return _answer(change_public_profile(user=member(request), now=timezone.now(), **said))


@extend_schema(tags=["me"])
class OwnPublicProfileUndo(ApiView):
    """The way back from the last change of your public profile."""

    permission_classes = OWN

    @extend_schema(request=None, responses={200: PublicProfileSerializer})
    def post(self, request: Request) -> Response:
        """Take the last change of your public profile back."""
        return _answer(undo_public_profile(user=member(request), now=timezone.now()))


class ShownBlockSerializer(serializers.Serializer[Any]):
    """A block of a public profile. Its `key` decides which fields it has."""

    key = serializers.SlugField()
    content = serializers.DictField()


def describe_blocks(person: User) -> list[dict[str, Any]]:
    """The public blocks of a person. One query when there are none."""
    profile = PublicProfile.objects.filter(user=person).first()
    shown = read_blocks(person, blocks_of(profile), now=timezone.now())
    return [{"key": each.block.key, "content": each.block.describe(each.content)} for each in shown]
