"""Answers with the picture that a link unfolds to."""

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from core.share_cards import Card

KEPT = 600  # seconds; drawing one takes a tenth of a second


def answer_with_card(card: Card) -> HttpResponse:
    """The card as PNG, kept for all processes. Raises Http404 when our fonts lack a letter of it."""
    if not card.can_be_drawn:
        raise Http404(_("There is no such picture."))
    picture = caches["shared"].get_or_set(f"card.{card.key}", card.draw, timeout=KEPT)
    return HttpResponse(picture, content_type="image/png")
