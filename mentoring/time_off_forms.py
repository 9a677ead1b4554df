"""What mentors type about being away: time off, and travel."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.handles import first_by_handle
from accounts.models import User
from core.form_fields import ZoneField
from mentoring.models import Mentor

LONGEST = timedelta(days=366)
LINE = forms.TextInput(attrs={"dir": "auto"})


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DatesForm(forms.Form):
    """From one date to another, both of them included."""

    first_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if last and last < self.today:
            self.add_error("last_on", _("That date is over. Pick a coming one."))
        elif first and last and last < first:
            self.add_error("last_on", _("This is before the first day."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_on", _("A year is the most at once."))
        return data


class TimeOffForm(DatesForm):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=120, help_text=_("Only you see it."), widget=LINE
    )
    public_note = forms.CharField(
        label=_("Note for learners"),
        required=False,
        max_length=120,
        help_text=_("Shown where your free times would be, such as: Back on Monday, rested."),
        widget=LINE,
    )
    stand_in = forms.CharField(
        label=_("Who stands in for you"),
        required=False,
        max_length=200,
        help_text=_("The address or the handle of another mentor's page."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_stand_in(self) -> User | None:
        handle = self.cleaned_data["stand_in"].strip().rstrip("/").rpartition("/")[2]
        if not handle:
            return None
        mentor = first_by_handle(Mentor.objects.listed().select_related("user"), handle)
        if mentor is None or mentor.user == self.person:
            raise ValidationError(_("There is no other mentor at that address."))
        return mentor.user


class TravelForm(DatesForm):
    zone = ZoneField(
        label=_("Where"),
        help_text=_("Your hours are read on the clock there: nine o'clock stays nine o'clock."),
        widget=forms.Select(attrs={"translate": "no"}),
    )
    field_order = ("zone", "first_on", "last_on")
