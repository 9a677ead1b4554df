"""A person's page, with the blocks of the profile that they made public."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import AboutForm
from accounts.handles import find_by_handle, first_by_handle, redirect_to_handle
from accounts.models import PublicProfile, User
from accounts.operations import change_public_profile, undo_public_profile
from accounts.profile_blocks import Block, all_blocks, blocks_of, read_blocks
from accounts.viewer import member, members_only, viewer
from core.card_answer import answer_with_card
from core.formats import format_date
from core.http import go_to, public_page
from core.refusals import Refusal
from core.share_cards import Card

CARD_KEPT_FOR = 3600  # seconds


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody with what they show to everybody; without that, a page for members only.

    A stranger is asked to sign in then, be there such a handle or not.
    """
    found = first_by_handle(_active().select_related("public_profile"), handle, field="handle")
    blocks = blocks_of(getattr(found, "public_profile", None)) if found else []
    return _public_person(request, found, blocks) if found and blocks else _person(request, handle)


@members_only
@never_cache
def _person(request: HttpRequest, handle: str) -> HttpResponse:
    somebody = find_by_handle(_active(), handle, field="handle")
    if somebody.handle != handle:
        return redirect_to_handle(request, somebody.handle)
    return render(request, "accounts/person.html", {"person": somebody})


@public_page()
def _public_person(request: HttpRequest, somebody: User, blocks: list[Block]) -> HttpResponse:
    if request.resolver_match and request.resolver_match.kwargs["handle"] != somebody.handle:
        return redirect_to_handle(request, somebody.handle)
    return _show_blocks(request, somebody, blocks, is_own=viewer(request) == somebody)


@require_safe
@cache_control(public=True, max_age=CARD_KEPT_FOR)
def person_card(request: HttpRequest, handle: str) -> HttpResponse:
    """The picture of a public profile. There is none for a name in letters that our fonts lack."""
    people = _active().filter(public_profile__isnull=False).select_related("public_profile")
    somebody = get_object_or_404(people, handle=handle)
    since = _("On the road since %(month)s") % {"month": format_date(somebody.joined_at, "YEAR_MONTH_FORMAT")}
    if not blocks_of(somebody.public_profile):
        raise Http404
    return answer_with_card(Card(title=somebody.display_name, byline=since))


def _show_blocks(
    request: HttpRequest,
    somebody: User,
    blocks: list[Block],
    *,
    is_own: bool = False,
    is_preview: bool = False,
) -> HttpResponse:
    context = {
        "person": somebody,
        "shown": read_blocks(somebody, blocks, now=timezone.now()),
        "styles": dict.fromkeys(style for block in blocks for style in block.styles),
        "is_own": is_own,
        "has_card": Card(title=somebody.display_name).can_be_drawn,
        "is_preview": is_preview,
    }
    return render(request, "accounts/public_person.html", context)


@members_only
@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """One's own page as a stranger sees it."""
    me = member(request)
    profile = PublicProfile.objects.filter(user=me).first()
    return _show_blocks(request, me, blocks_of(profile), is_preview=True)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def public_profile(request: HttpRequest) -> HttpResponse:
    """Switch blocks on and off, move them, and write a few words; each press is one change."""
    me, now = member(request), timezone.now()
    profile = PublicProfile.objects.filter(user=me).first()
    form = AboutForm(initial={"about": profile.about if profile else ""})
    if request.method == "POST":
        keys = [block.key for block in blocks_of(profile)]
        try:
            if "undo" in request.POST:
                undo_public_profile(user=me, now=now)
                messages.success(request, _("The last change is taken back."))
            elif "about" in request.POST:
                form = AboutForm(request.POST)
                if not form.is_valid():
                    return _settings_page(request, profile, form)
                change_public_profile(user=me, about=form.cleaned_data["about"], now=now)
                messages.success(request, _("Saved."))
            else:
                change_public_profile(user=me, blocks=_pressed(request, keys), now=now)
                messages.success(request, _("Changed. “Undo” takes it back."))
        except Refusal as refusal:
            messages.warning(request, str(refusal.message))
        return go_to(request, reverse("accounts:public-profile"))
    return _settings_page(request, profile, form)


def _settings_page(request: HttpRequest, profile: PublicProfile | None, form: AboutForm) -> HttpResponse:
    shown = blocks_of(profile)
    context = {
        "profile": profile,
        "form": form,
        "shown": shown,
        "hidden": [block for block in all_blocks() if block not in shown],
    }
    return render(request, "accounts/public_profile.html", context, status=422 if form.errors else 200)


def _pressed(request: HttpRequest, keys: list[str]) -> list[str]:
    """The keys as they are after the button that was pressed."""
    if key := request.POST.get("show"):
        return [*keys, key]
    if key := request.POST.get("hide"):
        return [each for each in keys if each != key]
    key, by = request.POST.get("up"), -1
    if not key:
        key, by = request.POST.get("down"), 1
    if key not in keys:
        return keys
    place = keys.index(key)
    rest = [*keys[:place], *keys[place + 1 :]]
    at = max(0, place + by)
    return [*rest[:at], key, *rest[at:]]


def _active() -> QuerySet[User]:
    return User.objects.filter(is_active=True)
