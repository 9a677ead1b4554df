"""Pictures: drawn anew in the sizes that are needed, described, refused when they are none or a bomb."""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from articles.models import Article, Author, Picture
from articles.operations import (
    NoDescription,
    PictureInUse,
    add_picture,
    delete_picture,
    save_draft,
)
from articles.picture_files import LARGEST_FILE, NotAPicture, PictureTooLarge
from markup.rendering import Medium, render

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(width: int = 2_000, height: int = 1_000, kind: str = "JPEG", **how: object) -> bytes:
    made = BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(made, kind, **how)
    return made.getvalue()


def add(author: Author, content: bytes, now: datetime, description: str = "A gradient") -> Picture:
    return add_picture(
        author=author, upload=BytesIO(content), size=len(content), description=description, now=now
    )


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def test_it_is_saved_in_the_sizes_of_pages_and_mails(author: Author, now: datetime) -> None:
    picture = add(author, photo(), now)
    assert (picture.width, picture.height) == (1_600, 800)
    widths = {}
    for name in picture.files:
        with default_storage.open(f"{picture.folder}/{name}") as file:
            widths[name] = Image.open(file).width
    assert widths == {"480.webp": 480, "960.webp": 960, "full.webp": 1_600, "mail.jpg": 1_120}


def test_what_a_camera_notes_is_removed_and_the_picture_is_turned(author: Author, now: datetime) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90°
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    picture = add(author, photo(400, 200, exif=exif.tobytes()), now)
    assert (picture.width, picture.height) == (200, 400)
    for name in picture.files:
        content = default_storage.open(f"{picture.folder}/{name}").read()
        assert b"SECRET" not in content
        assert not Image.open(BytesIO(content)).getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        b"%PDF-1.4",
        photo()[:300],
    ],
)
def test_refuses_what_is_no_picture(author: Author, now: datetime, content: bytes) -> None:
    with pytest.raises(NotAPicture):
        add(author, content, now)
    assert not Picture.objects.exists()


def test_refuses_bombs_before_they_are_unpacked_and_large_files(author: Author, now: datetime) -> None:
    with pytest.raises(PictureTooLarge):
        add(author, bomb(), now)
    with pytest.raises(PictureTooLarge):
        add_picture(author=author, upload=BytesIO(), size=LARGEST_FILE + 1, description="x", now=now)


@pytest.mark.parametrize("description", ["", " ", "\x00\u200b "])
def test_refuses_a_picture_that_nobody_describes(author: Author, now: datetime, description: str) -> None:
    with pytest.raises(NoDescription):
        add(author, photo(40, 20), now, description=description.replace("\u200b", ""))


def test_everybody_gets_its_files_with_headers_that_keep_them(
    author: Author, client: Client, now: datetime
) -> None:
    picture = add(author, photo(), now)
    for address, kind in (
        (picture.address, "image/webp"),
        (picture.address.replace(".webp", "-480.webp"), "image/webp"),
        (picture.address.replace(".webp", ".jpg"), "image/jpeg"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == kind
        assert "immutable" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert client.get(picture.address.replace(picture.pk.hex, "0" * 32)).status_code == 404


def test_on_a_page_it_has_its_size_and_a_choice_of_files_and_in_a_mail_it_is_a_jpeg(
    author: Author, now: datetime
) -> None:
    picture = add(author, photo(), now)
    page = render(f'Look:\n\n{picture.markdown[:-1]} "As it *was*")\n').html
    assert '<figure class="picture">' in page
    assert "<figcaption>As it *was*</figcaption>" in page
    assert 'width="1600" height="800"' in page
    assert "-480.webp 480w" in page
    mail = render(picture.markdown, medium=Medium.MAIL, base_url="https://longroad.example/a/").html
    assert f'src="https://longroad.example{picture.address.replace(".webp", ".jpg")}"' in mail
    assert "srcset" not in mail


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("![A plot](plot.png)", "no picture at this address"),
        ("![A plot](./img/plot.png)", "no picture at this address"),
        ("![A plot](https://elsewhere.example/plot.png)", "another site"),
        ("![](/pictures/x.webp)", "what one sees"),
    ],
)
def test_a_picture_that_readers_would_not_see_is_named_to_the_author(source: str, reason: str) -> None:
    rendered = render(source)
    assert reason in rendered.problems[0].reason
    assert 'href="plot.png"' not in rendered.html


def test_a_picture_in_a_link_leaves_the_link_its_target() -> None:
    outside = render("[![Words](https://other.example/x.png)](https://target.example/)").html
    assert outside == '<p><a href="https://target.example/">Words</a></p>\n'
    own = render("[![Words](/static/x.png)](https://target.example/)").html
    assert own.startswith('<p><a href="https://target.example/"><img')


def test_it_is_deleted_with_its_files_unless_an_article_shows_it(
    article: Article, author: Author, now: datetime, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    picture = add(author, photo(40, 20), now)
    save_draft(article=article, title="T", summary="", source=picture.markdown, version=1, now=now)
    with pytest.raises(PictureInUse):
        delete_picture(picture=picture)
    save_draft(article=article, title="T", summary="", source="-", version=2, now=now)
    folder = picture.folder
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        delete_picture(picture=picture)
    assert not default_storage.exists(f"{folder}/full.webp")


def test_an_author_uploads_by_form_and_by_script(
    signed_in: Browser, author_user: User, author: Author
) -> None:
    browser = signed_in(author_user)
    file = SimpleUploadedFile("x.png", photo(30, 20, "PNG"))
    answer = browser.post("/writing/pictures/", {"file": file, "description": "A [small] one"})
    assert answer.status_code == 303
    assert "![A \\[small\\] one](/pictures/" in browser.get("/writing/pictures/").text
    file.seek(0)
    asked = {"Accept": "application/json"}
    answer = browser.post("/writing/pictures/", {"file": file, "description": "By script"}, headers=asked)
    assert answer.json()["markdown"].startswith("![By script](/pictures/")
    refused = browser.post("/writing/pictures/", {"file": "", "description": ""}, headers=asked)
    assert refused.status_code == 422
    assert "Choose a picture." in refused.json()["message"]


def test_strangers_upload_and_delete_nothing(
    signed_in: Browser, learner: User, author: Author, now: datetime
) -> None:
    picture = add(author, photo(40, 20), now)
    browser = signed_in(learner)
    assert browser.get("/writing/pictures/").status_code == 404
    assert browser.post("/writing/pictures/", {}).status_code == 404
    assert browser.post(f"/writing/pictures/{picture.pk}/deletion/").status_code == 404
