"""The secret address by which somebody's own calendar reads their sessions."""

from django.db import models

from accounts.models import User


class CalendarFeed(models.Model):
    """Of those who want one. A new `version` makes the address before it useless."""

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    version = models.PositiveIntegerField(default=1)
    is_on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Calendar feed of {self.person}"
