"""The shapes of a scorecard: a draft, the two sides, and what each reader may see of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.viewer import member
from mentoring.lifecycle import AttendanceRole
from mentoring.models import Scorecard
from mentoring.models.scorecard import MOST_EVIDENCE
from mentoring.operations import DraftScore, ScorecardDraft
from mentoring.rubrics import HIGHEST, LOWEST, OVERALL, RUBRICS


class DraftScoreSerializer(serializers.Serializer[Any]):
    """One dimension of the rubric. A level needs evidence."""

    dimension = serializers.SlugField()
    evidence = serializers.CharField(max_length=MOST_EVIDENCE, allow_blank=True, default="")
    level = serializers.IntegerField(
        min_value=LOWEST, max_value=HIGHEST, allow_null=True, default=None, help_text="1 not yet … 4 strong."
    )


class ScorecardDraftSerializer(serializers.Serializer[Any]):
    """What the mentor has so far. With `share` the learner gets it, for good."""

    scores = DraftScoreSerializer(many=True, max_length=20)  # type: ignore[call-arg]
    keep = serializers.CharField(max_length=MOST_EVIDENCE, allow_blank=True, default="")
    change = serializers.CharField(max_length=MOST_EVIDENCE, allow_blank=True, default="")
    overall = serializers.ChoiceField(choices=list(OVERALL), allow_null=True, default=None)
    share = serializers.BooleanField(default=False)

    def validate_scores(self, scores: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each dimension once, and only those of the rubric."""
        rubric = RUBRICS[self.context["booking"].rubric_key]
        known = {each.key for each in rubric.dimensions}
        named = [each["dimension"] for each in scores]
        if not set(named) <= known or len(set(named)) < len(named):
            raise serializers.ValidationError(
                _("Name each of these dimensions at most once: %(names)s.")
                % {"names": ", ".join(sorted(known))}
            )
        return scores

    def draft(self) -> ScorecardDraft:
        data = self.validated_data
        scores = [DraftScore(**each) for each in data["scores"]]
        return ScorecardDraft(scores, data["keep"], data["change"], data["overall"])


class SelfRatingSerializer(serializers.Serializer[Any]):
    """Levels from 1 to 4 by dimension; none at all to see the scorecard without rating oneself."""

    levels = serializers.DictField(child=serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST))

    def validate_levels(self, levels: dict[str, int]) -> dict[str, int]:
        known = {each.key for each in RUBRICS[self.context["booking"].rubric_key].dimensions}
        if levels and set(levels) != known:
            raise serializers.ValidationError(
                _("Rate each of these dimensions: %(names)s.") % {"names": ", ".join(sorted(known))}
            )
        return levels


class ScorecardAnswerSerializer(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=2_000)


class ScoreSerializer(serializers.Serializer[Any]):
    """What one side says of one dimension."""

    side = serializers.CharField()
    dimension = serializers.SlugField()
    evidence = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)


class ScorecardSerializer(serializers.ModelSerializer[Scorecard]):
    """A scorecard as its reader may see it: a learner gets the mentor's words once both are through."""

    scores = serializers.SerializerMethodField()
    keep = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()
    overall = serializers.SerializerMethodField()

    class Meta:
        model = Scorecard
        fields = (
            *("rubric_key", "scores", "keep", "change", "overall"),
            *("rated_at", "shared_at", "answer", "answered_at"),
        )

    def _is_shown(self, scorecard: Scorecard) -> bool:
        return scorecard.is_shown_to(member(self.context["request"]))

    @extend_schema_field(ScoreSerializer(many=True))
    def get_scores(self, scorecard: Scorecard) -> Any:
        is_shown = self._is_shown(scorecard)
        scores = scorecard.scores.order_by("side", "pk")
        return ScoreSerializer(
            [each for each in scores if is_shown or each.side == AttendanceRole.LEARNER], many=True
        ).data

    def get_keep(self, scorecard: Scorecard) -> str:
        return scorecard.keep if self._is_shown(scorecard) else ""

    def get_change(self, scorecard: Scorecard) -> str:
        return scorecard.change if self._is_shown(scorecard) else ""

    def get_overall(self, scorecard: Scorecard) -> int | None:
        return scorecard.overall if self._is_shown(scorecard) else None
