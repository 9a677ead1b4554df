"""Mentors, and the free times of what can be booked with them: for everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import ApiView
from accounts.handles import find_by_handle
from accounts.viewer import member
from availability.models import Schedule
from availability.slots import Cause, to_datetime
from core.api import A_SLUG, in_words
from core.api.lists import ListFilters, Order
from mentoring.api.fields import InstantSerializer, PriceSerializer
from mentoring.directory import MentorCard, find_for_step
from mentoring.directory_filters import (
    LONGEST_SEARCH,
    LONGEST_STEP,
    OVERLAPS,
    PRICES,
    MentorFilters,
    find_step_of,
)
from mentoring.explanations import explain
from mentoring.free_times import MOST_DAYS, find_free_times, find_groups
from mentoring.intake import LONGEST_LABEL, QuestionKind
from mentoring.languages import LANGUAGES
from mentoring.models import Mentor, MentorQuerySet, SessionKind, SessionType
from mentoring.operations import NotALength
from mentoring.rubrics import RUBRICS
from mentoring.sharing import build_sharing
from roadmaps.models import Step

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class QuestionSerializer(serializers.Serializer[Any]):
    """What a mentor asks before a session. A `choice` has its answers in `choices`."""

    key = serializers.SlugField(read_only=True, help_text="By which it is answered.")
    label = serializers.CharField(max_length=LONGEST_LABEL)  # type: ignore[assignment]  # a field of ours
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    is_required = serializers.BooleanField(default=False)
    choices = serializers.ListField(child=serializers.CharField(), default=list)


class SessionTypeSerializer(serializers.ModelSerializer[SessionType]):
    price = PriceSerializer(read_only=True, allow_null=True)
    lengths = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    questions = QuestionSerializer(source="intake", many=True, read_only=True)

    class Meta:
        model = SessionType
        fields = (
            *("slug", "title", "kind", "rubric_key", "description", "minutes", "lengths", "price"),
            *("questions", "notice_hours", "window_days", "open_from_on", "open_until_on", "cancel_hours"),
            *("needs_confirmation", "seats", "most_weeks"),
        )


class MentorSerializer(serializers.ModelSerializer[Mentor]):
    handle = serializers.SlugField(source="user.handle", read_only=True)
    name = serializers.CharField(source="user.display_name", read_only=True)
    areas = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)  # type: ignore[var-annotated]
    session_types = SessionTypeSerializer(many=True, read_only=True)

    class Meta:
        model = Mentor
        fields = (
            *("handle", "name", "headline", "bio", "areas", "specialisms", "languages"),
            *("is_paused", "resumes_on", "next_free_at", "session_types"),
        )


class MentorCardSerializer(serializers.Serializer[MentorCard]):
    """A mentor, and the first time at which they are free within a month."""

    mentor = MentorSerializer()
    next_free = serializers.DateTimeField(allow_null=True)


class GroupSerializer(serializers.Serializer[Any]):
    """A session that somebody has begun, and that has a free seat. Book its start, and you join."""

    starts_at = serializers.DateTimeField()
    seats = serializers.IntegerField()
    seats_left = serializers.IntegerField()


class SlotsSerializer(serializers.Serializer[Any]):
    """The free starts of a session type within a span, in UTC."""

    session_type = serializers.SlugField()
    minutes = serializers.IntegerField()
    zone = serializers.CharField(help_text="That of the mentor's hours.")
    starts = serializers.ListField(child=serializers.DateTimeField())
    groups = GroupSerializer(many=True, help_text="Group sessions that can be joined.")


class SlotsQuery(serializers.Serializer[Any]):
    """From when to when; a week from now unless said."""

    def get_fields(self) -> dict[str, Any]:
        """The names on the wire are `from` and `to`; the first is a word of Python."""
        return {
            "from": InstantSerializer(required=False),
            "to": InstantSerializer(required=False),
            "minutes": serializers.IntegerField(required=False),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start = attrs.get("from", timezone.now())
        end = attrs.get("to", start + timedelta(days=7))
        if end <= start:
            raise serializers.ValidationError({"to": _("This must be after the beginning.")})
        if end - start > timedelta(days=MOST_DAYS):
            raise serializers.ValidationError({"to": _("Ask for at most 92 days at once.")})
        if abs(start - timezone.now()) > timedelta(days=366):
            raise serializers.ValidationError({"from": _("Ask about the coming year.")})
        return {"start": start, "end": end, "minutes": attrs.get("minutes")}


class ExplanationSerializer(serializers.Serializer[Any]):
    """What became of one time: on offer, or why not, and the free starts that are closest."""

    at = serializers.DateTimeField()
    is_free = serializers.BooleanField()
    cause = serializers.ChoiceField(choices=[each.value for each in Cause], allow_null=True)
    sentence = serializers.CharField()
    note = serializers.CharField(help_text="What the mentor says of their time off.")
    nearest = serializers.ListField(child=serializers.DateTimeField())


class ExplanationQuery(serializers.Serializer[Any]):
    at = InstantSerializer()


def bookable_session_types() -> QuerySet[SessionType]:
    return SessionType.objects.bookable().select_related("mentor__user")


SAID = ("q", "area", "specialism", "step", "kind", "price", "overlap", "interview", "language")


class MentorFilter(ListFilters):
    """What the page of the directory asks for."""

    q = CharFilter(label="Words, or how they begin, in name, headline and text.", max_length=LONGEST_SEARCH)
    area = CharFilter(label="The slug of an area, such as `maths`.")
    specialism = CharFilter(label="The key of a specialism, such as `nlp`.", max_length=LONGEST_SEARCH)
    step = CharFilter(label="Who can help with it: `<roadmap>/<step key>`.", max_length=LONGEST_STEP)
    kind = ChoiceFilter(choices=SessionKind.choices)
    price = ChoiceFilter(
        choices=[(each, each) for each in PRICES],
        label="Something free, or for no more than that in euros, dollars, pounds or francs.",
    )
    overlap = ChoiceFilter(
        choices=[(each, each) for each in OVERLAPS],
        label="Hours a day at least in which they and you are awake; of your zone, so not of strangers.",
    )
    interview = ChoiceFilter(choices=[(key, key) for key in RUBRICS], label="A kind of mock interview.")
    language = ChoiceFilter(
        choices=[(code, code) for code in LANGUAGES], label="In which they hold sessions."
    )
    free = ChoiceFilter(choices=[("week", "week")], label="Only mentors who have a free time within 7 days.")
    saved = BooleanFilter(label="Only mentors whom you saved.")
    order = Order(name="user__display_name", handle="user__handle", joined="created_at", soonest="soonest")

    class Meta:
        model = Mentor
        fields = ()

    def filter_queryset(self, queryset: MentorQuerySet) -> QuerySet[Mentor]:
        typed = self.form.cleaned_data
        said = {name: typed[name] or "" for name in SAID}
        if self.form.cleaned_data["free"]:
            said["free"] = "week"
        if self.form.cleaned_data["saved"]:
            said["saved"] = "yes"
        user = self.request.user
        filters, reader = MentorFilters(**said), user if user.is_authenticated else None
        step = find_step_of(filters, reader)
        if filters.step and step is None:
            raise serializers.ValidationError({"step": _("There is no such step.")})
        found = queryset.filter(pk__in=filters.apply(reader, step).values("pk"))
        ordered: QuerySet[Mentor] = self.filters["order"].filter(found, self.form.cleaned_data["order"])
        return ordered


@in_words(
    list="Mentors who can be booked.",
    retrieve="One mentor, with the session types on offer.",
)
class Mentors(ApiView, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Mentor]):
    """The directory, with the filters of its page."""

    serializer_class = MentorSerializer
    lookup_field = "user__handle"
    lookup_url_kwarg = "handle"
    lookup_value_regex = A_SLUG
    queryset = Mentor.objects.none()
    filterset_class = MentorFilter

    def get_queryset(self) -> QuerySet[Mentor]:
        offered = Prefetch("session_types", SessionType.objects.offered())
        listed = Mentor.objects.listed().select_related("user").prefetch_related("areas", offered)
        # No list is ordered by what may be empty: its pages need a place for each row.
        soonest = Coalesce("next_free_at", Value(NEVER), output_field=DateTimeField())
        return listed.annotate(soonest=soonest).order_by("user__display_name", "pk")

    def get_object(self) -> Mentor:
        return find_by_handle(self.get_queryset(), self.kwargs["handle"])


class SharingSerializer(serializers.Serializer[Any]):
    """Addresses to share a mentor's page by. `embed_html` is what another site pastes."""

    url = serializers.URLField()
    embed_url = serializers.URLField()
    embed_html = serializers.CharField()
    qr_svg_url = serializers.URLField()
    qr_png_url = serializers.URLField()


class SharedMentor(ApiView):
    """A mentor's page elsewhere."""

    @extend_schema(responses=SharingSerializer)
    def get(self, request: Request, handle: str) -> Response:
        """How to share a mentor's page: its address, a frame for other sites, a QR code."""
        found = find_by_handle(Mentor.objects.listed().select_related("user"), handle)
        return Response(SharingSerializer(build_sharing(found)).data)


class StepMentors(ApiView):
    """Who can help with a step."""

    @extend_schema(responses=MentorCardSerializer(many=True), operation_id="mentors_of_step_list")
    def get(self, request: Request, slug: str, key: str) -> Response:
        """The mentors who can help with a step, those who are free soonest first."""
        reader = member(request) if request.user.is_authenticated else None
        step = get_object_or_404(Step.objects.shown_to(reader).at(slug, key).select_related("area"))
        found: Any = find_for_step(step, now=timezone.now(), reader=reader)
        return Response(MentorCardSerializer(found, many=True).data)


class Slots(ApiView):
    """Free starts of a session type."""

    query = ("from", "to", "minutes")

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATETIME, description="Now, unless said."),
            OpenApiParameter("to", OpenApiTypes.DATETIME, description="A week later; at most 92 days."),
            OpenApiParameter("minutes", OpenApiTypes.INT, description="One of its lengths."),
        ],
        responses=SlotsSerializer,
    )
    def get(self, request: Request, handle: str, slug: str) -> Response:
        """Free starts. People who are signed in are not offered times at which they are busy themselves."""
        query = SlotsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        zone = Schedule.objects.default().filter(user=OuterRef("mentor")).values("zone")[:1]
        bookable = bookable_session_types().annotate(zone=Subquery(zone))
        session_type = find_by_handle(bookable.filter(slug=slug), handle, field="mentor__user__handle")
        asked = query.validated_data
        minutes = asked["minutes"] or session_type.minutes
        if minutes not in session_type.lengths:
            raise NotALength
        session_type = session_type.at_length(minutes)
        learner = member(request) if request.user.is_authenticated else None
        answer = find_free_times(
            session_type, start=asked["start"], end=asked["end"], now=timezone.now(), learner=learner
        )
        found = {
            "session_type": slug,
            "minutes": minutes,
            "zone": session_type.zone,  # type: ignore[attr-defined]  # annotated above
            "starts": [to_datetime(start) for start in answer.starts],
            "groups": find_groups(session_type, learner=learner, now=timezone.now()).filter(
                starts_at__gte=asked["start"], starts_at__lt=asked["end"]
            )
            if session_type.is_group
            else [],
        }
        return Response(SlotsSerializer(found).data)


class Explanation(ApiView):
    """Why a time is not free."""

    query = ("at",)

    @extend_schema(
        parameters=[OpenApiParameter("at", OpenApiTypes.DATETIME, required=True)],
        responses=ExplanationSerializer,
    )
    def get(self, request: Request, handle: str, slug: str) -> Response:
        """Why a session type can't be booked at some time, as the slot engine has it."""
        query = ExplanationQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        bookable = bookable_session_types().filter(slug=slug)
        session_type = find_by_handle(bookable, handle, field="mentor__user__handle")
        now = timezone.now()
        learner = member(request) if request.user.is_authenticated else None
        end = now + timedelta(days=MOST_DAYS)
        answer = find_free_times(session_type, start=now, end=end, now=now, learner=learner)
        found = explain(answer, query.validated_data["at"])
        body = {
            "at": found.at,
            "is_free": found.cause is None,
            "cause": found.cause,
            "sentence": str(found.sentence),
            "note": found.note,
            "nearest": found.nearest,
        }
        return Response(ExplanationSerializer(body).data)
