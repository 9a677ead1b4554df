"""From an uploaded picture to the files that we serve. Pure: bytes in, bytes out.

Whatever is uploaded is drawn anew: nothing of the file itself, its metadata or what may hide in it, is kept.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.refusals import Refusal

LARGEST_FILE = 8 * 1024 * 1024  # bytes; the proxy takes 10 MB (deploy/Caddyfile)
MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
WIDTHS = (480, 960)
WIDEST = 1_600
MAIL_WIDTH = 1_120  # twice the width of a mail's column
PAPER = (249, 247, 241)  # of mails, behind what is transparent
QUALITY = 84


class NotAPicture(Refusal):
    code = "not_a_picture"
    message = _("This is not a picture that can be read here. Send a PNG, JPEG, WebP or GIF.")


class PictureTooLarge(Refusal):
    code = "picture_too_large"
    message = _("This picture is too large: 8 MB and 40 million pixels are the most. Make it smaller.")


@dataclass(frozen=True)
class PictureFiles:
    """Its size in pixels, and each file by its name."""

    width: int
    height: int
    files: dict[str, bytes]


def make_picture_files(upload: IO[bytes], *, size: int) -> PictureFiles:
    """Turned as the camera says, at most 1,600 pixels wide, without metadata.

    Raises PictureTooLarge, before anything is unpacked, or NotAPicture.
    """
    if size > LARGEST_FILE:
        raise PictureTooLarge
    picture = _read_picture(upload)
    if picture.width > WIDEST:
        picture = _resize(picture, WIDEST)
    files = {"full.webp": _to_webp(picture)}
    for width in WIDTHS:
        if width < picture.width:
            files[f"{width}.webp"] = _to_webp(_resize(picture, width))
    files["mail.jpg"] = _to_jpeg(_resize(picture, MAIL_WIDTH) if picture.width > MAIL_WIDTH else picture)
    return PictureFiles(picture.width, picture.height, files)


def _read_picture(upload: IO[bytes]) -> Image.Image:
    try:
        opened = Image.open(upload, formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureTooLarge
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        has_holes = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
        mode = "RGBA" if has_holes else "RGB"
        plain = Image.new(mode, turned.size)
        plain.paste(turned.convert(mode))
    # What its readers raise for files that are broken, on purpose too.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise NotAPicture from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    return plain


def _resize(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _to_webp(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()


def _to_jpeg(picture: Image.Image) -> bytes:
    flat = picture
    if picture.mode == "RGBA":
        flat = Image.new("RGB", picture.size, PAPER)
        flat.paste(picture, mask=picture.getchannel("A"))
    made = BytesIO()
    flat.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()
