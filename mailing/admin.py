"""The outbox in Django's admin: to look up, not to change."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.mailboxes import LONGEST_ADDRESS, canonical
from mailing.buckets import bucket_of
from mailing.models import DeliveryPause, Letter, Suppression


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only the outbox itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    list_display = ["template", "to", "kind", "state", "drop_reason", "due_at", "sent_at", "attempts"]
    list_filter = ["state", "drop_reason", "kind", "template"]
    search_fields = ["to", "key", "about"]
    exclude = ["secret_context"]
    show_full_result_count = False


class SuppressionForm(forms.ModelForm[Suppression]):
    address = forms.CharField(max_length=LONGEST_ADDRESS, help_text=_("Spelled as you like."))

    class Meta:
        model = Suppression
        fields = ("address", "kind", "reason", "evidence", "strikes", "suppressed_at", "expires_at")

    def clean_address(self) -> str:
        return canonical(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any] | None:
        """The bucket follows from the address, and the unique constraint needs it."""
        cleaned = super().clean()
        if address := self.cleaned_data.get("address"):
            self.instance.bucket = bucket_of(address)
        return cleaned


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    form = SuppressionForm
    list_display = ["address", "kind", "reason", "strikes", "suppressed_at", "expires_at"]
    list_filter = ["kind", "reason"]
    search_fields = ["address"]


@admin.register(DeliveryPause)
class DeliveryPauseAdmin(ReadOnly):
    list_display = ["scope", "target", "began_at", "until", "ended_at", "failures", "reason"]
    list_filter = ["scope"]
