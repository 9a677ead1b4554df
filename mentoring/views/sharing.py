"""A mentor's page elsewhere: how to share it, the page that others embed, and its QR code."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from accounts.handles import find_by_handle, redirect_to_handle
from core.http import public_page
from core.zones import zone_named
from mentoring.models import Mentor
from mentoring.sharing import build_sharing, draw_qr, read_embedded_offers, zone_of_mentor

A_DAY = 24 * 3600
QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}

# Any site may frame it, so it can do nothing: no script, no form, no cookie. Its links open a tab of ours,
# which nobody frames.
EMBED_MAY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "frame-ancestors": ["*"],
    "form-action": [NONE],
    "base-uri": [NONE],
}


def find_listed(handle: str) -> Mentor:
    return find_by_handle(Mentor.objects.listed().select_related("user"), handle)


@require_safe
@public_page()
def share(request: HttpRequest, handle: str) -> HttpResponse:
    """The address, the snippet and the code, ready to be taken along."""
    found = find_listed(handle)
    if found.user.handle != handle:
        return redirect_to_handle(request, found.user.handle)
    return render(request, "mentoring/share.html", {"mentor": found, "sharing": build_sharing(found)})


@csp(EMBED_MAY)
@xframe_options_exempt
@require_safe
@public_page(max_age=60)
def embed(request: HttpRequest, handle: str) -> HttpResponse:
    """For a frame on any site. Times are in the mentor's zone, or that of `?zone=`."""
    found, now = find_listed(handle), timezone.now()
    if found.user.handle != handle:
        return redirect_to_handle(request, found.user.handle)
    zone = zone_named(request.GET.get("zone", "")) or zone_of_mentor(found)
    context = {
        "mentor": found,
        "is_paused": found.is_paused_at(now),
        "offers": read_embedded_offers(found, now=now),
    }
    with timezone.override(zone):
        response = render(request, "mentoring/embed.html", context)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@public_page(max_age=A_DAY)
def qr(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    found = find_listed(handle)
    if found.user.handle != handle:
        return redirect_to_handle(request, found.user.handle)
    return HttpResponse(draw_qr(found, kind), content_type=QR_TYPES[kind])
