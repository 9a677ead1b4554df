"""oEmbed (oembed.com): how another site may show a roadmap, an article or a profile of this one.

Only addresses of this site that everybody may see are known; every other one is a 404.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.profile_blocks import blocks_of
from articles.models import Article
from core.http import absolute
from core.share_cards import HEIGHT, WIDTH, Card
from roadmaps.models import Edition

LONGEST_URL = 500
WIDEST, HIGHEST = 600, 200
LEAST = 100  # px: less than that is no room for words
KEPT_FOR = 300  # seconds

Embed = dict[str, Any]


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def oembed(request: HttpRequest) -> HttpResponse:
    """`url`, and the `maxwidth` and `maxheight` of who asks. 501 for XML, as oEmbed wants it."""
    match request.GET.get("format", "json"):
        case "json":
            pass
        case "xml":
            return HttpResponse(status=501)
        case _:
            return HttpResponseBadRequest()
    embed = find_embed(request.GET.get("url", ""))
    if embed is None:
        raise Http404
    width = _bounded(request.GET.get("maxwidth"), WIDEST)
    height = _bounded(request.GET.get("maxheight"), HIGHEST)
    card = embed.pop("card", "")
    thumbnail: Embed = {}
    if card and width >= LEAST:
        shrink = min(1.0, width / WIDTH, height / HEIGHT if "maxheight" in request.GET else 1.0)
        thumbnail = {
            "thumbnail_url": absolute(card),
            "thumbnail_width": round(WIDTH * shrink),
            "thumbnail_height": round(HEIGHT * shrink),
        }
    answer = {
        "version": "1.0",
        "type": "rich",
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "cache_age": KEPT_FOR,
        **embed,
        **thumbnail,
        "width": width,
        "height": height,
    }
    return JsonResponse(answer)


def find_embed(url: str) -> Embed | None:
    """What is at this address of the site, or None."""
    try:
        asked, own = urlsplit(url), urlsplit(settings.SITE_URL)
        if len(url) > LONGEST_URL or (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
            return None
        match = resolve(asked.path)
    except (ValueError, Resolver404):
        return None
    find = KNOWN.get(match.view_name)
    try:
        return find(**match.kwargs) if find else None
    except Http404:
        return None


def _roadmap(slug: str) -> Embed:
    edition = get_object_or_404(Edition.objects.shown_to(None).select_related("roadmap"), roadmap__slug=slug)
    card = reverse("roadmaps:card", args=[slug]) if Card(title=edition.title).can_be_drawn else ""
    return _embed(edition.title, edition.summary, edition.roadmap.get_absolute_url(), card=card)


def _article(slug: str) -> Embed:
    published = Article.objects.published(timezone.now()).select_related("author__user")
    article = get_object_or_404(published, slug=slug)
    return {
        **_embed(article.title, article.description, article.get_absolute_url(), card=article.card_url),
        "author_name": str(article.author),
    }


def _person(handle: str) -> Embed:
    people = User.objects.filter(is_active=True, public_profile__isnull=False)
    person = get_object_or_404(people.select_related("public_profile"), handle=handle)
    if not blocks_of(person.public_profile):
        raise Http404
    card = (
        reverse("accounts:person-card", args=[handle]) if Card(title=person.display_name).can_be_drawn else ""
    )
    return _embed(person.display_name, "", person.get_absolute_url(), card=card)


def _embed(title: str, text: str, path: str, *, card: str = "") -> Embed:
    html = format_html(
        '<blockquote><p><a href="{}">{}</a></p>{}</blockquote>',
        absolute(path),
        title,
        format_html("<p>{}</p>", text) if text else "",
    )
    return {"title": title, "html": html, "card": card}


def _bounded(asked: str | None, most: int) -> int:
    """What was asked for, if it is a number and less than the most."""
    is_number = asked is not None and asked.isascii() and asked.isdigit() and len(asked) < 6
    return min(most, int(asked or 0)) if is_number else most


KNOWN: Mapping[str, Callable[..., Embed]] = {
    "roadmaps:roadmap": _roadmap,
    "articles:article": _article,
    "accounts:person": _person,
}
