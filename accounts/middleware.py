"""Every page shows times in its reader's own zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.http import viewer


class ViewerZoneMiddleware:
    """Activates the signed-in person's zone, or the zone a stranger asks for by `?zone=`, else UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            return self.get_response(request)


def _zone(request: HttpRequest) -> ZoneInfo:
    asked = request.GET.get("zone", "")
    if asked in available_timezones():
        return ZoneInfo(asked)
    person = viewer(request)
    return person.zone if person else ZoneInfo("UTC")
