"""Pictures of articles: authors upload them, everybody gets them."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import check_rate
from accounts.viewer import member, members_only
from articles.forms import PictureForm
from articles.models import Author, Picture
from articles.operations import add_picture, delete_picture
from core.http import go_to
from core.refusals import Refusal

TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def picture(request: HttpRequest, *, key: str, size: str, kind: str, **_shape: str) -> HttpResponseBase:
    """One file of a picture. What is at an address never changes, so every cache may keep it for a year."""
    name = "mail.jpg" if kind == "jpg" else f"{size.removeprefix('-') or 'full'}.webp"
    path = f"pictures/{UUID(key).hex}/{name}"
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, OSError) as error:
        raise Http404(_("There is no such picture.")) from error
    answer = FileResponse(file, content_type=TYPES[kind])
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail readers on the web show it from their own
    answer["Content-Disposition"] = "inline"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def pictures(request: HttpRequest) -> HttpResponse:
    """Those of an author, with the Markdown that shows each; POST adds one. A script gets JSON."""
    author = get_object_or_404(Author, user=member(request))
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        wants_json = request.headers.get("Accept") == "application/json"
        added = _add(request, author, form)
        if added and wants_json:
            return JsonResponse({"markdown": added.markdown}, status=HTTPStatus.CREATED)
        if added:
            messages.success(request, _("Added. Copy its line into your text."))
            return go_to(request, reverse("articles:pictures"))
        if wants_json:
            reasons = [str(reason) for every in form.errors.values() for reason in every]
            return JsonResponse({"message": " ".join(reasons)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    listed = author.pictures.order_by("-created_at", "-pk")
    context = {"form": form, "pictures": listed[:100]}
    return render(request, "articles/pictures.html", context, status=422 if form.is_bound else 200)


@require_POST
@members_only
def picture_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        delete_picture(picture=get_object_or_404(Picture.objects.by(member(request)), pk=pk))
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("Deleted."))
    return go_to(request, reverse("articles:pictures"))


def _add(request: HttpRequest, author: Author, form: PictureForm) -> Picture | None:
    if not form.is_valid():
        return None
    upload = form.cleaned_data["file"]
    try:
        check_rate(request, "picture")
        return add_picture(
            author=author,
            upload=upload,
            size=upload.size,
            description=form.cleaned_data["description"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("file", str(refusal.message))
        return None
