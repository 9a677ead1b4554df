"""The pictures of formulas that mails show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from newsletter.formulas import FormulaImage


@require_safe
def formula(request: HttpRequest, key: str, scheme: str = "light") -> HttpResponse:
    """One PNG. What is at an address never changes, so every cache may keep it for a year."""
    column = "dark" if scheme == "dark" else "light"
    image = get_object_or_404(FormulaImage.objects.only(column), key=key)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "cross-origin",  # mail readers on the web show it from their own site
    }
    return HttpResponse(bytes(getattr(image, column)), content_type="image/png", headers=headers)
