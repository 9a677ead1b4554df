"""Fields that several of mentoring's serializers have."""

from datetime import datetime

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from core.form_fields import FormFieldSerializer, InstantField


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantSerializer(FormFieldSerializer[datetime]):
    """A time with its offset. One without is refused, not guessed."""

    form_field = InstantField()

    def to_representation(self, value: datetime) -> str:
        return value  # type: ignore[return-value]  # written by core.api.rendering
