"""Formulas of mails as pictures: made once, found under a key that is made of what they show."""

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.http import absolute
from markup.formula_pictures import FormulaPicture, Scheme


class FormulaImageQuerySet(models.QuerySet["FormulaImage"]):
    def with_keys(self, keys: Sequence[str]) -> Self:
        return self.filter(key__in=keys)


class FormulaImage(models.Model):
    """A formula in both colour schemes of a mail.

    In the database and not in a file: it is there as soon as the issue is that shows it, and for as long.
    """

    key = models.CharField(_("key"), max_length=32, primary_key=True)
    latex = models.TextField(_("LaTeX"))
    light = models.BinaryField(_("PNG"))
    dark = models.BinaryField(_("PNG for dark mails"))

    objects = FormulaImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("formula")
        verbose_name_plural = _("formulas")

    def __str__(self) -> str:
        return self.latex


def formulas_address() -> str:
    """The address below which mails find them; the same in every language."""
    return absolute(reverse("newsletter:formula", args=["0" * 32]).removesuffix(f"{'0' * 32}.png"))


def save_formula_images(pictures: Sequence[FormulaPicture]) -> None:
    """Draw and save those that are not there yet; two processes that do so at once save them once."""
    wanted = {picture.key: picture for picture in pictures}
    there = FormulaImage.objects.with_keys(list(wanted)).values_list("key", flat=True)
    missing = wanted.keys() - set(there)
    if not missing:
        return
    FormulaImage.objects.bulk_create(
        (
            FormulaImage(
                key=key,
                latex=wanted[key].latex,
                light=wanted[key].draw(Scheme.LIGHT),
                dark=wanted[key].draw(Scheme.DARK),
            )
            for key in sorted(missing)
        ),
        ignore_conflicts=True,
        batch_size=50,
    )
