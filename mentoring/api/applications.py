"""Becoming a mentor, and pausing: one's own application, and one's own break."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from core.api import in_words
from core.form_fields import clean_by_form
from mentoring.languages import LANGUAGES
from mentoring.mentor_forms import ApplicationForm
from mentoring.models import MOST_LINKS, Mentor, MentorApplication
from mentoring.operations import (
    apply_as_mentor,
    pause_mentoring,
    resume_mentoring,
    withdraw_application,
)
from roadmaps.models import Area


class ApplicationSerializer(serializers.ModelSerializer[MentorApplication]):
    """What you say to become a mentor, and what staff answered."""

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
    links = serializers.ListField(child=serializers.URLField(), default=list, max_length=MOST_LINKS)
    accepts_rules = serializers.BooleanField(
        write_only=True, help_text="Whether you accept the rules for mentors, as the site shows them."
    )

    class Meta:
        model = MentorApplication
        fields = (
            *("headline", "experience", "areas", "specialisms", "languages", "links", "accepts_rules"),
            *("state", "sent_at", "answer"),
        )
        read_only_fields = ("state", "sent_at", "answer")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The rules are the act's to ask for: without them it refuses by name."""
        said = {**attrs, "areas": [area.pk for area in attrs["areas"]], "links": "\n".join(attrs["links"])}
        accepts_rules = attrs["accepts_rules"]
        return clean_by_form(ApplicationForm(said | {"accepts_rules": True})) | {
            "accepts_rules": accepts_rules
        }


@extend_schema(tags=["mentoring"])
@in_words(get="Your latest application to become a mentor; 404 while you have none.")
class Application(ApiView, generics.GenericAPIView[MentorApplication]):
    """Your application to become a mentor."""

    permission_classes = OWN
    serializer_class = ApplicationSerializer
    queryset = MentorApplication.objects.none()
    may_be_missing = ("get", "put")

    def get_object(self) -> MentorApplication:
        mine = MentorApplication.objects.filter(person=member(self.request)).prefetch_related("areas")
        return get_object_or_404(mine.order_by("-sent_at", "-pk")[:1])

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def put(self, request: Request) -> Response:
        """Apply, or send an open application again. 409 `rules_not_accepted` or `already_mentor`."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        apply_as_mentor(person=member(request), now=timezone.now(), **serializer.validated_data)
        return self.get(request)

    def delete(self, request: Request) -> Response:
        """Withdraw your open application. 409 `nothing_open` when there is none."""
        withdraw_application(person=member(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MentorPauseSerializer(serializers.ModelSerializer[Mentor]):
    """Whether you take no new sessions, and from which date of your calendar you do again."""

    is_paused = serializers.BooleanField()
    resumes_on = serializers.DateField(required=False, allow_null=True, default=None)

    class Meta:
        model = Mentor
        fields = ("is_paused", "resumes_on")


@extend_schema(tags=["mentoring"])
@in_words(get="Whether you pause as a mentor.")
class Pause(ApiView, generics.GenericAPIView[Mentor]):
    """Your break from new sessions."""

    permission_classes = OWN
    serializer_class = MentorPauseSerializer
    queryset = Mentor.objects.none()
    may_be_missing = ("get", "put")

    def get_object(self) -> Mentor:
        return get_object_or_404(Mentor.objects.select_related("user"), user=member(self.request))

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def put(self, request: Request) -> Response:
        """Pause, or take sessions again; what is booked stays. 409 `pause_is_over` for a past date."""
        mentor, serializer = self.get_object(), self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wanted = serializer.validated_data
        if wanted["is_paused"]:
            pause_mentoring(mentor=mentor, until=wanted["resumes_on"], now=timezone.now())
        else:
            resume_mentoring(mentor=mentor)
        return self.get(request)
