"""The base of every view of the API: what they all promise, whoever writes them."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import claim_key
from accounts.models import LONGEST_KEY
from accounts.permissions import HasScope
from accounts.viewer import member
from core.api import location
from core.api.etags import check_etag, etag_of
from core.api.lists import check_query, query_names
from core.api.rendering import Json
from core.db import retry_on_deadlock

OWN = (IsAuthenticated, HasScope)  # what belongs to the person who calls
Handler = Callable[..., Response]


def _digest_file(upload: "UploadedFile[Any]") -> str:
    """What stands for an uploaded file where two requests are compared."""
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


class ApiView(APIView):
    """The first base of a view. Nothing unknown is asked for; a POST with a key is carried out once;
    what GET answers has a tag, and an edit with `If-Match` is refused when it is another by now.

    Every address that can be edited can be read. An edit that names a tag holds the row of `get_locked`
    from the look at it until it is done.
    """

    is_list = False  # set by an action that answers with a list
    query: Sequence[str] = ()  # names of the query beside those of a list
    may_be_missing: Sequence[str] = ()  # methods that answer 404 though the address has no parts

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_query(request, self.get_query_names())
        method = str(request.method).lower()
        handler = getattr(self, method, None)
        if method not in self.http_method_names or handler is None:
            return
        if method == "post" and "Idempotency-Key" in request.headers and request.user.is_authenticated:
            setattr(self, method, partial(retry_on_deadlock(self._post_once), handler))
        elif method in ("put", "patch", "delete") and "If-Match" in request.headers:
            setattr(self, method, partial(retry_on_deadlock(self._edit_if_unchanged), handler))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        is_read = request.method in ("GET", "HEAD") and response.status_code == status.HTTP_200_OK
        if is_read and isinstance(response, Response):
            response["ETag"] = etag_of(response.data)
        return super().finalize_response(request, response, *args, **kwargs)

    def get_query_names(self) -> set[str]:
        action = getattr(self, "action", "list" if isinstance(self, ListModelMixin) else "")
        lists = self.request.method in ("GET", "HEAD") and (self.is_list or action == "list")
        return {*self.query, *(query_names(self) if lists else ())}

    def get_locked(self) -> Model:
        """The row that changes with what is at this address."""
        row: Model = self.get_object()  # type: ignore[attr-defined]
        return row

    def created(self, data: Any, route: str, **parts: Any) -> Response:
        """201, with the address where it can be read."""
        return Response(data, status.HTTP_201_CREATED, headers=location(route, **parts))

    def _post_once(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer of the first request under this key; a refusal is not remembered."""
        key = request.headers["Idempotency-Key"]
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise ValidationError({"Idempotency-Key": [_("Send 1 to 200 printable characters.")]})
        asked = [request.path, json.dumps(request.data, sort_keys=True, default=_digest_file)]
        claim = claim_key(actor=member(request), act="api", key=key, request=asked, now=timezone.now())
        if claim.answer is not None:
            return Response(**claim.answer)
        response = handler(request, *args, **kwargs)
        kept = {name: value for name, value in response.items() if name == "Location"}
        data = None if response.data is None else json.loads(Json().render(response.data))
        claim.store({"data": data, "status": response.status_code, "headers": kept})
        return response

    def _edit_if_unchanged(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_locked()
        # By `_meta`, for the person of the request is a lazy object of another class.
        row._meta.model._base_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001  # documented
        check_etag(request.headers["If-Match"], etag_of(self._read(request, *args, **kwargs)))
        response = handler(request, *args, **kwargs)
        if request.method != "DELETE" and response.status_code == status.HTTP_200_OK:
            response["ETag"] = etag_of(self._read(request, *args, **kwargs))
        return response

    def _read(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """What GET answers at this address."""
        action = getattr(self, "action", None)
        if action is not None:
            self.action = self.action_map["get"]  # type: ignore[attr-defined]
        data = self.get(request, *args, **kwargs).data  # type: ignore[attr-defined]
        if action is not None:
            self.action = action
        return data
