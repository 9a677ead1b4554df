"""A person's notices: the list, the count in the header, and what they choose about them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import member, members_only, viewer
from core.http import go_to
from core.pagination import ShortPaginator
from notices.forms import ChannelsForm
from notices.lines import describe_notices
from notices.models import Channel, Notice
from notices.operations import channels_of, choose_channels, mark_read, mark_unread
from notices.registry import all_kinds
from notices.tokens import read_token

NOTICES_A_PAGE = 30


@members_only
@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first; with `?unread=yes` what they have not read."""
    only_unread = request.GET.get("unread") == "yes"
    listed = Notice.objects.of(member(request)).listed(timezone.now())
    unread_count = listed.unread().count()
    found = (listed.unread() if only_unread else listed).newest_first()
    page = ShortPaginator(found, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "notices": describe_notices(page.object_list),
        "unread_count": unread_count,
        "only_unread": only_unread,
    }
    return render(request, "notices/notices.html", context)


@never_cache
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The part of the header that says how many are unread; nothing for strangers."""
    person = viewer(request)
    unread = Notice.objects.of(person).listed(timezone.now()).unread().count() if person else 0
    return render(request, "notices/_count.html", {"unread": unread})


@require_POST
@members_only
def reading(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    now = timezone.now()
    mark_read(notices=Notice.objects.of(member(request)).listed(now), now=now)
    messages.success(request, _("All notices are marked as read."))
    return go_to(request, reverse("notices:notices"))


@require_POST
@members_only
def reading_of_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """This one is read; or with `unread`, is not."""
    now = timezone.now()
    listed = Notice.objects.of(member(request)).listed(now)
    notice = get_object_or_404(listed, pk=pk)
    if "unread" in request.POST:
        mark_unread(notices=listed.filter(pk=notice.pk))
    else:
        mark_read(notices=listed.filter(pk=notice.pk), now=now)
    return go_to(request, reverse("notices:notices"))


@members_only
@never_cache
def channels(request: HttpRequest) -> HttpResponse:
    """By which way each kind of notice comes."""
    person = member(request)
    form = ChannelsForm(request.POST or None, current=channels_of(person, all_kinds()))
    if request.method == "POST" and form.is_valid():
        choose_channels(person=person, choices=form.choices(), now=timezone.now())
        messages.success(request, _("Saved."))
        return go_to(request, reverse("notices:channels"))
    return render(request, "notices/channels.html", {"form": form, "channels": list(Channel)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: HttpRequest, token: str) -> HttpResponse:
    """Turn off one kind by mail, without signing in. GET asks; POST acts, also a mail reader's (RFC 8058)."""
    choice = read_token(token)
    if choice is None:
        raise Http404
    if request.method == "POST":
        choose_channels(
            person=choice.person, choices={choice.kind: {Channel.MAIL: False}}, now=timezone.now()
        )
    is_on = channels_of(choice.person, [choice.kind])[choice.kind].get(Channel.MAIL, False)
    context = {"kind": choice.kind, "is_on": is_on, "is_always": Channel.MAIL in choice.kind.always}
    return render(request, "notices/mail_choice.html", context)
