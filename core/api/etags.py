"""Edits that overwrite nothing unseen: what GET answers has a tag, and an edit may name it (RFC 9110, 13)."""

from hashlib import sha256
from typing import Any

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException

from core.api.rendering import Json


class ChangedMeanwhile(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed_meanwhile"
    default_detail = _("This was changed since you read it. Read it again, then send your change once more.")


def etag_of(data: Any) -> str:
    """The tag of what GET answers, as it stands there."""
    return f'"{sha256(Json().render(data)).hexdigest()[:32]}"'


def check_etag(wanted: str, current: str) -> None:
    """Raises ChangedMeanwhile unless `If-Match` names the tag, which compression may have made weak."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(wanted)]
    if "*" not in tags and current not in tags:
        raise ChangedMeanwhile
