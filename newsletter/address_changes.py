"""A reader without an account wants the newsletter at another address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uuid7 import uuid7


class AddressChange(models.Model):
    """Asked for on the page of the old address; done when the new one confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscriber = models.ForeignKey(
        "newsletter.Subscriber",
        verbose_name=_("subscriber"),
        on_delete=models.CASCADE,
        related_name="address_changes",
    )
    email = models.EmailField(_("new address"), help_text=_("As it was typed."))
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("address change")
        verbose_name_plural = _("address changes")

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.email}"
