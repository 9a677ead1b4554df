"""Fields that several of mentoring's serializers have."""

from datetime import datetime

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.form_fields import FormFieldSerializer, InstantField
from mentoring.money import Money


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantSerializer(FormFieldSerializer[datetime]):
    """A time with its offset. One without is refused, not guessed."""

    form_field = InstantField()

    def to_representation(self, value: datetime) -> str:
        return value  # type: ignore[return-value]  # written by core.api.rendering


class PriceSerializer(serializers.Serializer[Money]):
    """What a session costs; null when it is free."""

    amount = serializers.DecimalField(max_digits=9, decimal_places=2, read_only=True)
    currency = serializers.CharField(read_only=True, help_text="ISO 4217.")
