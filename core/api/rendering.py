"""JSON as the API gives it: every time in UTC, written with a Z."""

from datetime import UTC, datetime
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class UtcEncoder(JSONEncoder):
    """Serializers leave times as they are (DATETIME_FORMAT is None), so that all of them are written here."""

    def default(self, obj: Any) -> Any:
        return super().default(obj.astimezone(UTC) if isinstance(obj, datetime) else obj)


class Json(JSONRenderer):
    encoder_class = UtcEncoder
