"""What a mentor arranges: their profile, their place in the directory, and what can be booked with them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import model_to_dict
from django_filters import BooleanFilter
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import A_SLUG, in_words
from core.api.lists import ListFilters, Order
from core.form_fields import clean_by_form
from mentoring.api.directory import QuestionSerializer
from mentoring.intake import BadQuestion, check_questions
from mentoring.languages import LANGUAGES
from mentoring.mentor_forms import MentorForm
from mentoring.models import Mentor, SessionType
from mentoring.operations import (
    become_mentor,
    list_profile,
    offer_session_type,
    unlist_profile,
    update_session_type,
)
from mentoring.session_type_forms import SessionTypeForm
from roadmaps.models import Area


class OwnMentorSerializer(serializers.ModelSerializer[Mentor]):
    """Your profile as a mentor. `meeting_url` is shown only to those who booked."""

    areas = serializers.SlugRelatedField[Area](
        slug_field="slug", many=True, queryset=Area.objects.all(), help_text="Slugs, as a roadmap has them."
    )
    specialisms = serializers.ListField(
        child=serializers.SlugField(), default=list, help_text="Keys, as a roadmap has them."
    )
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=[(code, code) for code in LANGUAGES]),
        help_text="ISO 639 codes.",
    )

    class Meta:
        model = Mentor
        fields = ("headline", "bio", "areas", "specialisms", "languages", "meeting_url", "is_listed")
        read_only_fields = ("is_listed",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return clean_by_form(MentorForm({**attrs, "areas": [area.pk for area in attrs["areas"]]}))


class ListingSerializer(serializers.ModelSerializer[Mentor]):
    is_listed = serializers.BooleanField(help_text="Shown in the directory, and open for booking.")

    class Meta:
        model = Mentor
        fields = ("is_listed",)


class OwnSessionTypeSerializer(serializers.ModelSerializer[SessionType]):
    """Something that can be booked with you, and its rules. A mock interview has a `rubric_key`."""

    questions = QuestionSerializer(source="intake", many=True, required=False)

    class Meta:
        model = SessionType
        fields: ClassVar[list[str]] = [
            "slug",
            "questions",
            *(name for name in SessionTypeForm.Meta.fields if name != "schedule"),
        ]
        read_only_fields = ("slug",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What isn't sent stays as it is, or as a new one has it."""
        kept = model_to_dict(self.instance or SessionType(), SessionTypeForm.Meta.fields)
        mentor = get_object_or_404(Mentor, user=member(self.context["request"]))
        asked = attrs.pop("intake", None)
        cleaned = clean_by_form(SessionTypeForm({**kept, **attrs}, mentor=mentor))
        if asked is None:
            return cleaned | {"questions": self.instance.questions if self.instance else []}
        try:
            return cleaned | {"questions": [each.as_json() for each in check_questions(asked)]}
        except BadQuestion as bad:
            raise serializers.ValidationError({"questions": str(bad)}) from bad


class _OwnMentor(ApiView, generics.GenericAPIView[Mentor]):
    permission_classes = OWN
    queryset = Mentor.objects.none()

    def get_object(self) -> Mentor:
        return get_object_or_404(Mentor.objects.prefetch_related("areas"), user=member(self.request))

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def validate_data(self, request: Request) -> dict[str, Any]:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        valid: dict[str, Any] = serializer.validated_data
        return valid


@extend_schema(tags=["mentoring"])
@in_words(get="Your profile as a mentor; 404 while you have none.")
class OwnMentor(_OwnMentor):
    """Your profile as a mentor."""

    serializer_class = OwnMentorSerializer
    may_be_missing = ("get", "put")  # an edit that names a tag looks for one first

    def put(self, request: Request) -> Response:
        """Become a mentor, or change your profile. Nobody sees it before it is listed."""
        become_mentor(user=member(request), **self.validate_data(request))
        return self.get(request)


@extend_schema(tags=["mentoring"])
@in_words(get="Whether you are in the directory.")
class Listing(_OwnMentor):
    """Your place in the directory."""

    serializer_class = ListingSerializer
    may_be_missing = ("get", "put")

    def put(self, request: Request) -> Response:
        """Enter the directory, or leave it. 409 `not_approved`, `not_ready` or `no_room`."""
        mentor, wanted = self.get_object(), self.validate_data(request)
        act = list_profile if wanted["is_listed"] else unlist_profile
        act(mentor=mentor)
        return self.get(request)


class OwnSessionTypeFilter(ListFilters):
    is_offered = BooleanFilter(label="Only what can be booked, or what can't.")
    order = Order("minutes", "title")

    class Meta:
        model = SessionType
        fields = ()


@extend_schema(tags=["mentoring"])
@in_words(
    list="What can be booked with you, and what no longer can.",
    retrieve="One of your session types.",
    create="Offer something to book. Its address is made from the title and never changes.",
    partial_update="Change a session type for new bookings. To end it, set `is_offered` to false.",
)
class OwnSessionTypes(ApiView, viewsets.ModelViewSet[SessionType]):
    """What can be booked with you."""

    serializer_class = OwnSessionTypeSerializer
    permission_classes = OWN
    filterset_class = OwnSessionTypeFilter
    may_be_missing = ("post",)  # of somebody who is no mentor
    http_method_names = ("get", "post", "patch", "head", "options")
    lookup_field = "slug"
    lookup_value_regex = A_SLUG
    queryset = SessionType.objects.none()

    def get_queryset(self) -> QuerySet[SessionType]:
        return SessionType.objects.filter(mentor=self.request.user.pk).order_by("minutes", "pk")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        mentor = get_object_or_404(Mentor, user=member(request))
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        offered = offer_session_type(mentor=mentor, **serializer.validated_data)
        return self.created(self.get_serializer(offered).data, "own-session-type-detail", slug=offered.slug)

    def perform_update(self, serializer: serializers.BaseSerializer[SessionType]) -> None:
        found = self.get_object()
        update_session_type(session_type=found, **serializer.validated_data)
        found.refresh_from_db()
        serializer.instance = found
