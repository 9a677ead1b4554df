"""Form fields for times and zones, and the same rules for JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.text import one_line, says_something, without_controls
from core.zones import zone_choices, zone_named

Value = TypeVar("Value")
FIRST_YEAR, LAST_YEAR = 2000, 2199  # nothing here happens outside; whoever adds an hour still gets a date


def parse_instant(text: str) -> datetime | None:
    """The instant that an ISO 8601 text names; None for anything else, and for times without an offset."""
    try:
        at = parse_datetime(text.replace(" ", "+"))  # a plus sign that came through a query string
    except ValueError:
        return None
    if at is None or timezone.is_naive(at) or not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    return at


class TextAreaField(forms.CharField):
    """Text of several lines as `core.text` keeps it. Browsers send CRLF, yet count one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return without_controls(super().to_python(value) or "")


class WebAddressField(forms.URLField):
    """The address of a page; https is added where no scheme is typed."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class WebAddressApiField(serializers.URLField):
    """As `WebAddressField`, with its scheme. REST framework adds a validator of its own, for any scheme."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators[-1] = URLValidator(schemes=["http", "https"], message=self.error_messages["invalid"])


class LineApiField(serializers.CharField):
    """One line that says something, as `core.text` reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[says_something], **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return one_line(super().to_internal_value(data))


class NoticesChanges(forms.BaseForm):
    """For a form that edits what is there already: notices that it was changed elsewhere meanwhile.

    What it began with, its `initial`, travels with it as a hidden `seen`. When that is something else by now,
    the first try is refused with what was typed, and the next one saves it. A program may leave `seen` out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_it_is = sha256(repr(sorted(self.initial.items())).encode()).hexdigest()[:16]
        self.fields["seen"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self.as_it_is, label=""
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        seen = self.cleaned_data.pop("seen", "")
        if seen and seen != self.as_it_is:
            data = cast(QueryDict, self.data).copy()
            data["seen"] = self.as_it_is
            self.data = data
            raise ValidationError(
                _(
                    "This was changed elsewhere while you were here, in another window perhaps. Below is what"
                    " you typed: save again to keep it, or open the page anew to see the other change."
                ),
                code="changed_meanwhile",
            )
        return self.cleaned_data


class InstantField(forms.CharField):
    """An ISO 8601 instant with its offset, as radio buttons, links and programs send it."""

    widget = forms.HiddenInput
    default_error_messages = {
        "invalid": _("Send an ISO 8601 time with its offset, such as …T17:00:00+01:00."),
    }

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        if (at := parse_instant(text)) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return at


class LocalTimeField(forms.DateTimeField):
    """What a `datetime-local` control sends, read in the current time zone.

    Of an hour that the clock shows twice, in autumn, it is the first; one that it leaves out is refused.
    """

    default_error_messages = {
        "left_out": _("The clocks go forward that night, and there is no such time. Choose another."),
        "out_of_range": _("Choose a day in the next few years."),
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            at = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            at = self._in_odd_hour(error.params["datetime"])  # type: ignore[index]
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range")
        return at

    def _in_odd_hour(self, wall_clock: datetime) -> datetime:
        at = wall_clock.replace(tzinfo=timezone.get_current_timezone(), fold=0)
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            return at
        if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != wall_clock:
            raise ValidationError(self.error_messages["left_out"], code="left_out")
        return at


class ZoneField(forms.ChoiceField):
    """A select of cities; its value is a ZoneInfo. Any IANA name is accepted, also one without a city."""

    default_error_messages = {"invalid_choice": _("This is not the name of a time zone.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: zone_choices(timezone.now().date()), **kwargs)

    def prepare_value(self, value: Any) -> str:
        """Offers the present zone too when it has another name than the list gives it."""
        name = str(value)
        if zone_named(name) and not super().valid_value(name):
            self.choices = [(name, name), *zone_choices(timezone.now().date())]
        return name

    def valid_value(self, value: Any) -> bool:
        return zone_named(str(value)) is not None

    def clean(self, value: Any) -> ZoneInfo:
        return ZoneInfo(super().clean(value))


def clean_by_form(form: forms.BaseForm, *, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the form of a page makes of JSON. Raises REST framework's ValidationError, by field.

    `names` are those that JSON has for fields of the form.
    """
    if form.is_valid():
        return form.cleaned_data
    in_json = {NON_FIELD_ERRORS: "non_field_errors", **(names or {})}
    raise serializers.ValidationError(
        {in_json.get(name, name): list(map(str, said)) for name, said in form.errors.items()}
    )


class FormFieldSerializer(serializers.Field[Value, str, str, Any]):
    """Reads a JSON string by the rules of a form field, so that a page and the API refuse the same."""

    form_field: forms.Field

    def to_internal_value(self, data: Any) -> Value:
        try:
            value: Value = self.form_field.clean(data if isinstance(data, str) else "")
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error
        return value

    def to_representation(self, value: Value) -> str:
        return str(value)
