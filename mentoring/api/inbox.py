"""What mentors see of their work: what waits for them, whom they have met, and a few numbers."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.handles import find_by_handle
from accounts.models import User
from accounts.viewer import member
from core.api import in_words
from core.api.lists import ListFilters, Order
from mentoring.inbox import read_inbox
from mentoring.mentor_statistics import MentorStatistics, find_statistics
from mentoring.models import Mentor
from mentoring.people_met import find_people_met, read_sessions_with, select_people_met


class InboxSessionSerializer(serializers.Serializer[Any]):
    """A session that you give. `bookings/{id}/` has all of it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    learner = serializers.CharField(
        source="learner_shown.handle", help_text="Empty for a group, and while they do not show their name."
    )
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    state = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when a request can be answered.")


class InboxReviewSerializer(serializers.Serializer[Any]):
    """A public review that you can reply to."""

    id = serializers.UUIDField()
    booking = serializers.UUIDField(source="booking_id")
    author = serializers.CharField(source="author.handle")
    usefulness = serializers.IntegerField()
    words = serializers.CharField()
    given_at = serializers.DateTimeField()


class OpenItemSerializer(serializers.Serializer[Any]):
    """Something agreed that the learner has not ticked off; without a date it is due after a week."""

    booking = serializers.UUIDField(source="item.booking_id")
    place = serializers.IntegerField(source="item.place")
    learner = serializers.CharField(
        source="person.handle", help_text="Empty while they do not show their name."
    )
    text = serializers.CharField(source="item.text")
    due_on = serializers.DateField()
    is_overdue = serializers.BooleanField()


class InboxSerializer(serializers.Serializer[Any]):
    """`waiting` counts the first five lists. The past is that of two weeks."""

    waiting = serializers.IntegerField()
    to_answer = InboxSessionSerializer(many=True)
    to_contest = InboxSessionSerializer(many=True, help_text="The learner says that you did not come.")
    to_settle = InboxSessionSerializer(many=True, help_text="Over, and nobody has said whether it was held.")
    to_score = InboxSessionSerializer(many=True)
    to_reply = InboxReviewSerializer(many=True)
    agreed = OpenItemSerializer(many=True)
    upcoming = InboxSessionSerializer(many=True)
    past = InboxSessionSerializer(many=True)


class AgreedSerializer(serializers.Serializer[Any]):
    """One thing that was agreed."""

    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)


class PersonMetSerializer(serializers.Serializer[Any]):
    """Somebody whom you have met as a mentor, and what was agreed in the latest session that had that."""

    handle = serializers.CharField(source="person.handle")
    name = serializers.CharField(source="person.display_name")
    sessions = serializers.IntegerField(help_text="Those that were held.")
    last_at = serializers.DateTimeField()
    next_at = serializers.DateTimeField(allow_null=True)
    agreed = AgreedSerializer(many=True)


class SessionTogetherSerializer(serializers.Serializer[Any]):
    """One session with somebody, as they prepared it and as it ended."""

    booking = serializers.UUIDField(source="booking.pk")
    title = serializers.CharField(source="booking.title")
    starts_at = serializers.DateTimeField(source="booking.starts_at")
    minutes = serializers.IntegerField(source="booking.minutes")
    state = serializers.CharField(source="booking.state")
    about = serializers.CharField()
    step_roadmap = serializers.CharField()
    step_key = serializers.CharField()
    notes = serializers.CharField(source="booking.notes")
    agreed = AgreedSerializer(many=True)


class WeekHeldSerializer(serializers.Serializer[Any]):
    first_day = serializers.DateField(help_text="Of the week, which begins on your weekday (`week_start`).")
    sessions = serializers.IntegerField()
    minutes = serializers.IntegerField()


class RequestsSerializer(serializers.Serializer[Any]):
    """What became of requests. Half of them were answered within `usual_answer_minutes`."""

    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    expired = serializers.IntegerField()
    usual_answer_minutes = serializers.IntegerField(allow_null=True)


class StepCountSerializer(serializers.Serializer[Any]):
    roadmap = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    sessions = serializers.IntegerField()


class StatisticsSerializer(serializers.Serializer[Any]):
    """Of twelve weeks, but for `people` and `returning`, which count since you began."""

    weeks = WeekHeldSerializer(many=True)
    sessions = serializers.IntegerField()
    minutes = serializers.IntegerField()
    missed_by_learners = serializers.IntegerField()
    missed_by_mentor = serializers.IntegerField()
    requests = RequestsSerializer()
    steps = serializers.SerializerMethodField()
    people = serializers.IntegerField()
    returning = serializers.IntegerField()

    @extend_schema_field(StepCountSerializer(many=True))
    def get_steps(self, statistics: MentorStatistics) -> Any:
        rows = [
            {
                "roadmap": step.edition.roadmap.slug,
                "key": step.key,
                "title": step.title,
                "sessions": number,
            }
            for step, number in statistics.steps
        ]
        return StepCountSerializer(rows, many=True).data


def _own_mentor(request: Request) -> Mentor:
    mentor: Mentor = get_object_or_404(Mentor.objects.select_related("user"), user=member(request))
    return mentor


@extend_schema(tags=["mentoring"])
@in_words(get="What waits for you as a mentor, and the sessions you give around today.")
class OwnInbox(ApiView):
    """The inbox of a mentor."""

    permission_classes = OWN
    may_be_missing = ("get",)

    @extend_schema(responses=InboxSerializer)
    def get(self, request: Request) -> Response:
        return Response(InboxSerializer(read_inbox(_own_mentor(request), now=timezone.now())).data)


class PeopleMetFilter(ListFilters):
    order = Order(last="last_at", sessions="sessions", name="display_name")

    class Meta:
        model = User
        fields = ()


@extend_schema(tags=["mentoring"])
@in_words(get="Whom you have met as a mentor. Who did not show their name is not listed.")
class PeopleMet(ApiView, generics.ListAPIView[User]):
    """Everybody whom you have met as a mentor, the latest first."""

    serializer_class = PersonMetSerializer
    permission_classes = OWN
    filterset_class = PeopleMetFilter
    may_be_missing = ("get",)
    queryset = User.objects.none()

    @cached_property
    def mentor(self) -> Mentor:
        return _own_mentor(self.request)

    def get_queryset(self) -> QuerySet[User]:
        if getattr(self, "swagger_fake_view", False):
            return User.objects.none()
        return select_people_met(self.mentor, now=timezone.now()).order_by("-last_at", "-pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        return find_people_met(super().paginate_queryset(queryset) or [], self.mentor)


@extend_schema(tags=["mentoring"])
@in_words(get="Your sessions with one person whom you have met as a mentor, the latest first.")
class SessionsTogether(ApiView):
    """Your sessions with one person, as they prepared them and as they ended."""

    permission_classes = OWN

    @extend_schema(responses=SessionTogetherSerializer(many=True), operation_id="sessions_together_list")
    def get(self, request: Request, handle: str) -> Response:
        mentor = _own_mentor(request)
        person = find_by_handle(select_people_met(mentor, now=timezone.now()), handle, field="handle")
        found: Any = read_sessions_with(person, mentor)
        return Response(SessionTogetherSerializer(found, many=True).data)


@extend_schema(tags=["mentoring"])
@in_words(get="Your mentoring in numbers: the last twelve weeks.")
class OwnStatistics(ApiView):
    """A few numbers about your mentoring."""

    permission_classes = OWN
    may_be_missing = ("get",)

    @extend_schema(responses=StatisticsSerializer)
    def get(self, request: Request) -> Response:
        return Response(StatisticsSerializer(find_statistics(_own_mentor(request), now=timezone.now())).data)
