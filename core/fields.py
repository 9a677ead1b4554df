"""Columns that keep a promise about their text."""

from typing import Any, TypeVar

from django.db import models

from core.form_fields import TextAreaField
from core.text import one_line, says_something, without_controls

# What may be assigned, and what is read.
Given = TypeVar("Given")
Kept = TypeVar("Kept")


class LineField(models.CharField[Given, Kept]):
    """Text in one line, whoever writes it and by whichever way: a line break becomes a space.

    So a title can go into a mail's subject or a calendar without another look at it.
    """

    default_validators = [says_something]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return one_line(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """What is in the object is then what is in the row."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = one_line(value)
            setattr(model_instance, self.attname, value)
        return value


class TextField(models.TextField[Given, Kept]):
    """Text of several lines without control characters: neither XML nor a terminal takes them."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TextAreaField, **kwargs})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return without_controls(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """What is in the object is then what is in the row."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = without_controls(value)
            setattr(model_instance, self.attname, value)
        return value
