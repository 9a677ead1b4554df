"""What a browser may do with our pages: nothing inline, nothing from elsewhere, no camera."""

from collections.abc import Sequence
from typing import Any

from csp.constants import NONE, SELF

PERMISSIONS: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}


def content_security(*, form_targets: Sequence[str]) -> dict[str, Any]:
    """For django-csp. `form_targets`: origins to which a form may redirect, to sign in there."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF, *form_targets],
            "frame-src": [SELF],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
        }
    }
