"""The shapes of what the API says about following a roadmap."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.choices import StepStatus
from roadmaps.models import MOST_SPECIALISMS, Enrolment, GateState
from roadmaps.pace import Pace
from roadmaps.progress import Progress, progress_of
from roadmaps.projection import Basis, OpenGate, Projection

MOST_EDITIONS = 32_767  # what the column holds
TRACK_HELP = "The key of a track of the edition, or `shared` for the whole road."


class ProgressSerializer(serializers.Serializer[Progress]):
    percent_hours = serializers.IntegerField()
    percent_steps = serializers.IntegerField()
    hours_done = serializers.IntegerField()
    hours_in_progress = serializers.IntegerField()
    hours_total = serializers.IntegerField()
    hours_credited = serializers.IntegerField(help_text="Known before; not in `hours_total`.")
    steps_done = serializers.IntegerField()
    steps_total = serializers.IntegerField()
    steps_credited = serializers.IntegerField(help_text="Known before; not in `steps_total`.")
    gates_passed = serializers.IntegerField()
    gates_total = serializers.IntegerField()


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """`progress` is counted by the same function as on every page."""

    roadmap = VisibleRoadmapField()
    edition = serializers.IntegerField(source="edition.number", read_only=True)
    track = serializers.SlugField(max_length=50, help_text=TRACK_HELP)
    specialisms = serializers.ListField(
        child=serializers.SlugField(), read_only=True, help_text="The keys of those that you chose."
    )
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Enrolment
        fields = ("roadmap", "edition", "track", "specialisms", "started_on", "progress")
        read_only_fields = ("started_on",)
        validators: ClassVar[list[Any]] = []

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, enrolment: Enrolment) -> dict[str, Any]:
        counted = self.context.get("progress", {}).get(enrolment.pk) or progress_of(enrolment)
        return dict(ProgressSerializer(counted).data)


class TrackChangeSerializer(serializers.Serializer[Any]):
    track = serializers.SlugField(max_length=50, help_text=TRACK_HELP)


class MarkSerializer(serializers.Serializer[Any]):
    """`seen` is the status you were looking at; it is refused when it is another by now."""

    status = serializers.ChoiceField(choices=StepStatus.choices)
    seen = serializers.ChoiceField(choices=StepStatus.choices, required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    is_credit = serializers.BooleanField(
        default=False, help_text="Known before, and not done here. Only with `done`."
    )

    def validate(self, attrs: Any) -> Any:
        if attrs["is_credit"] and attrs["status"] != StepStatus.DONE:
            raise serializers.ValidationError({"is_credit": ["Only a step that is done can be credited."]})
        return attrs


class SpecialismChoiceSerializer(serializers.Serializer[Any]):
    """The keys of the specialisms that you go deep in; the list as a whole is what counts."""

    keys = serializers.ListField(child=serializers.SlugField(max_length=50), max_length=MOST_SPECIALISMS)


class CreditSerializer(serializers.Serializer[Any]):
    """The keys of all steps that you knew before; the list as a whole is what counts."""

    keys = serializers.ListField(child=serializers.SlugField(max_length=50), max_length=3000)


class OpenGateSerializer(serializers.Serializer[OpenGate]):
    """Months that are not over; `earliest` counts from today for those that have not begun."""

    key = serializers.SlugField()
    has_begun = serializers.BooleanField()
    earliest = serializers.DateField()


class PaceSerializer(serializers.Serializer[Pace]):
    """Minutes a week in the last eight whole weeks: their quartiles."""

    weeks = serializers.IntegerField()
    low = serializers.FloatField()
    middle = serializers.FloatField()
    high = serializers.FloatField()


class ProjectionSerializer(serializers.Serializer[Projection]):
    """A date is null when that pace never gets there."""

    basis = serializers.ChoiceField(choices=[basis.value for basis in Basis])
    pace = PaceSerializer(allow_null=True)
    hours_open = serializers.IntegerField()
    soonest = serializers.DateField(allow_null=True)
    middle = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)
    at_ten_hours = serializers.DateField(allow_null=True)
    two_years = serializers.DateField()
    five_years = serializers.DateField()
    gates = OpenGateSerializer(many=True)


class EditionChoiceSerializer(serializers.Serializer[Any]):
    """The number of a published edition."""

    number = serializers.IntegerField(min_value=1, max_value=MOST_EDITIONS)


class DoneElsewhereSerializer(serializers.Serializer[Any]):
    """Where and when you did a step with the same key and title."""

    key = serializers.SlugField()
    roadmap = serializers.SlugField(source="slug")
    roadmap_title = serializers.CharField()
    done_at = serializers.DateTimeField()


class StepStateSerializer(serializers.Serializer[Any]):
    """How one step stands."""

    key = serializers.SlugField()
    status = serializers.ChoiceField(choices=StepStatus.choices)
    is_credit = serializers.BooleanField(help_text="Known before, and not done here.")
    since = serializers.DateTimeField(allow_null=True)


class GateStateSerializer(serializers.ModelSerializer[GateState]):
    """When the months began and when they were over; no `begun_on` takes back what was said."""

    class Meta:
        model = GateState
        fields = ("key", "begun_on", "passed_on")
        read_only_fields = ("key",)
        extra_kwargs: ClassVar[dict[str, Any]] = {"begun_on": {"allow_null": True}}
        validators: ClassVar[list[Any]] = []


class NextStepSerializer(serializers.Serializer[Any]):
    key = serializers.SlugField(source="step.key")
    title = serializers.CharField(source="step.title")
    why = serializers.CharField()
    reason = serializers.CharField()
