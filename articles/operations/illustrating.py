"""Pictures: added with a description, deleted with all their files."""

from datetime import datetime
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Picture
from articles.operations.writing import clean_line
from articles.picture_files import make_picture_files
from core.refusals import Refusal

MOST_PICTURES = 1_000  # of one author


class NoDescription(Refusal):
    code = "no_description"
    message = _("Say what one sees in the picture, for those who do not see it.")


class TooManyPictures(Refusal):
    code = "too_many_pictures"
    message = _("You have 1,000 pictures. Delete some that no article shows.")


class PictureInUse(Refusal):
    code = "picture_in_use"
    message = _("An article shows this picture. Take it out of the text first.")


def add_picture(*, author: Author, upload: IO[bytes], size: int, description: str, now: datetime) -> Picture:
    """Save a picture in the sizes that pages and mails need.

    Raises NoDescription, TooManyPictures, NotAPicture or PictureTooLarge. The files come first: a row
    never points at nothing, and files without a row are nobody's.
    """
    description = clean_line(description)
    if not description:
        raise NoDescription
    if author.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures
    made = make_picture_files(upload, size=size)
    picture = Picture(
        author=author,
        description=description,
        width=made.width,
        height=made.height,
        files=sorted(made.files),
        created_at=now,
    )
    for name, content in made.files.items():
        default_storage.save(f"{picture.folder}/{name}", ContentFile(content))
    picture.save(force_insert=True)
    return picture


@transaction.atomic
def delete_picture(*, picture: Picture) -> None:
    """Delete it and its files, which go after the commit. Raises PictureInUse while a text shows it."""
    name = picture.pk.hex
    mine = Article.objects.filter(author=picture.author)
    if mine.filter(source__contains=name).exists() or mine.filter(draft__source__contains=name).exists():
        raise PictureInUse
    remove_picture(picture)


def remove_picture(picture: Picture) -> None:
    """Delete it, whoever shows it."""
    names = [f"{picture.folder}/{name}" for name in picture.files]
    picture.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
