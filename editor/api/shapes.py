"""What the API of the editor says and takes."""

from typing import Any

from django.core.validators import MaxLengthValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.form_fields import LineApiField
from editor.formats import FORMATS, FileRefused
from editor.formats.cleaning import USUAL_HOURS, Cleaner, Guessing
from editor.formats.own import is_own
from editor.formats.parsing import check_depth
from editor.forms import LONGEST_TEXT, LONGEST_TITLE
from editor.models import Import
from editor.operations import report_of
from editor.outline import Outline, from_plain
from roadmaps.api.fields import VisibleRoadmapField
from roadmaps.choices import Visibility
from roadmaps.models import Roadmap


class OwnRoadmapSerializer(serializers.ModelSerializer[Roadmap]):
    """`edition` is the number of the one that others see; null until it is published."""

    title = serializers.CharField(read_only=True)
    edition = serializers.IntegerField(source="current.number", read_only=True, allow_null=True, default=None)
    has_draft = serializers.BooleanField(read_only=True)
    followers = serializers.IntegerField(read_only=True, help_text="Others who follow it.")
    copied_from = serializers.CharField(
        source="copied_from.roadmap.slug", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Roadmap
        fields = ("slug", "title", "visibility", "edition", "has_draft", "followers", "copied_from")
        read_only_fields = fields


class NewRoadmapSerializer(serializers.Serializer[Any]):
    """Either a title, to begin with nothing, or the slug of a roadmap to copy."""

    title = LineApiField(max_length=LONGEST_TITLE, required=False)
    copy_of = VisibleRoadmapField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Send either a title or copy_of.")
        return attrs


class SharingSerializer(serializers.Serializer[Any]):
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    is_own_text = serializers.BooleanField(
        default=False, help_text="Asked once, to show what was imported from another site."
    )


class DraftProblemSerializer(serializers.Serializer[Any]):
    """What keeps a draft from being published; `kind` and `key` say where, both empty for the whole."""

    code = serializers.CharField()
    message = serializers.CharField()
    kind = serializers.CharField()
    key = serializers.CharField()


@extend_schema_field({"type": "object", "additionalProperties": True})
class ContentField(serializers.Field[Any, Any, Any, Any]):
    """A roadmap in our own format (docs/roadmap-format.md), of which anything may be missing."""

    def to_internal_value(self, data: Any) -> Outline:
        if not is_own(data):
            raise serializers.ValidationError("Send a mapping with format: longroad-roadmap.")
        try:
            check_depth(data)
            return Cleaner(Guessing(fills_gaps=False)).clean(data)
        except FileRefused as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


class OwnDraftSerializer(serializers.Serializer[Any]):
    """`content` is the whole draft; what is sent takes the place of all of it, and can be undone."""

    content = ContentField()
    can_undo = serializers.BooleanField(read_only=True)
    can_redo = serializers.BooleanField(read_only=True)
    problems = DraftProblemSerializer(many=True, read_only=True)


class PublicationSerializer(serializers.Serializer[Any]):
    """`mapping` names each key that is gone, with those in its place; none for what is no longer asked."""

    note = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, default="", help_text="What changed."
    )
    mapping = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=50), max_length=100),
        required=False,
        default=dict,
    )


class PublishedSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField()


class EffectSerializer(serializers.Serializer[Any]):
    """What publishing the draft would change for those who follow one edition on one track, if they move.

    They have chosen the same specialisms, too.
    """

    people = serializers.IntegerField()
    edition = serializers.IntegerField()
    track = serializers.CharField()
    specialisms = serializers.ListField(child=serializers.CharField())
    added = serializers.ListField(child=serializers.CharField(), source="changes.added")
    retired = serializers.ListField(child=serializers.CharField(), source="changes.retired")
    replaced = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), source="changes.replaced"
    )
    hours_before = serializers.IntegerField(source="changes.hours_before")
    hours_after = serializers.IntegerField(source="changes.hours_after")


class FindingSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    words = serializers.CharField()
    count = serializers.IntegerField()
    examples = serializers.ListField(child=serializers.CharField())
    is_guess = serializers.BooleanField()


class PlacementSerializer(serializers.Serializer[Any]):
    """A step whose milestone was guessed."""

    step = serializers.CharField()
    title = serializers.CharField()
    milestone = serializers.CharField()
    candidates = serializers.ListField(child=serializers.CharField())


class ImportSerializer(serializers.ModelSerializer[Import]):
    """A file as it was understood. Nothing is made of it before it is accepted."""

    title = serializers.CharField(read_only=True)
    imported_from = serializers.CharField(read_only=True)
    stages = serializers.IntegerField(read_only=True)
    milestones = serializers.IntegerField(read_only=True)
    steps = serializers.IntegerField(read_only=True)
    findings = FindingSerializer(many=True, read_only=True)
    placements = PlacementSerializer(many=True, read_only=True)

    class Meta:
        model = Import
        fields = (
            *("id", "file_name", "format", "created_at", "title", "imported_from"),
            *("stages", "milestones", "steps", "findings", "placements"),
        )
        read_only_fields = fields

    def to_representation(self, instance: Import) -> dict[str, Any]:
        """With what the outline and the report say."""
        outline, report = from_plain(instance.contents), report_of(instance)
        said = {
            "title": outline.title,
            "imported_from": instance.report.get("imported_from", ""),
            "stages": len(outline.stages),
            "milestones": len(outline.milestones),
            "steps": len(outline.steps),
            "findings": report.findings,
            "placements": report.placements,
        }
        for name, value in said.items():
            setattr(instance, name, value)
        return super().to_representation(instance)


class FileSerializer(serializers.Serializer[Any]):
    """`text` is all of the file."""

    file_name = serializers.CharField(max_length=200)
    text = serializers.CharField(
        trim_whitespace=False, allow_blank=True, validators=[MaxLengthValidator(5_000_000)]
    )
    hours = serializers.IntegerField(
        min_value=1, max_value=1_000, default=USUAL_HOURS, help_text="Of a step that says nothing."
    )


class AcceptanceSerializer(serializers.Serializer[Any]):
    """`placed` are steps with the milestones chosen for them, where a guess was wrong; all by their keys."""

    title = LineApiField(max_length=LONGEST_TITLE, required=False)
    placed = serializers.DictField(child=serializers.CharField(max_length=50), required=False, default=dict)


class WrittenSerializer(serializers.Serializer[Any]):
    """A file: its name, its type, and all of its text."""

    name = serializers.CharField()
    content_type = serializers.CharField()
    text = serializers.CharField()


FORMAT_NAMES = "|".join(FORMATS)
