"""When somebody is reminded of their sessions."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.db import select_planned

MOST_REMINDERS = 3
REMINDERS_ARE_FEW = "mentoring_reminderchoice_few"

HOUR, DAY = 60, 24 * 60
REMINDABLE = (10, 30, HOUR, 2 * HOUR, DAY, 2 * DAY, 7 * DAY)  # minutes before the start
USUAL_REMINDERS = (DAY, HOUR)


CHOSEN = """
SELECT person_id, minutes, version FROM mentoring_reminderchoice WHERE person_id = ANY(%(people)s::bigint[])
"""


class ReminderChoiceQuerySet(models.QuerySet["ReminderChoice"]):
    def for_each(self, people: Collection[User]) -> dict[int, "ReminderChoice"]:
        """The choice of each of these, by id; whoever never chose has the usual one. One query."""
        chosen = {
            person_id: (minutes, version)
            for person_id, minutes, version in select_planned(CHOSEN, people=[each.pk for each in people])
        }
        usual = (list(USUAL_REMINDERS), 0)
        choices = {person: chosen.get(person.pk, usual) for person in people}
        return {
            person.pk: ReminderChoice(person=person, minutes=minutes, version=version)
            for person, (minutes, version) in choices.items()
        }


class ReminderChoice(models.Model):
    """Of those who chose: how long before the start, at most three times, or never.

    `version` counts how often it was chosen, and is in the keys of letters: what was owed by an earlier
    choice and recalled may be owed anew.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="reminder_choice"
    )
    minutes = ArrayField(models.PositiveSmallIntegerField(), size=MOST_REMINDERS, default=list, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ReminderChoiceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(minutes__len__lte=MOST_REMINDERS), name=REMINDERS_ARE_FEW),
        )

    def __str__(self) -> str:
        return f"Reminders of {self.person}"

    def offsets(self) -> dict[str, timedelta]:
        """How long before the start, by the name in a letter's key: `PT1H`, or `PT1H.2` once chosen twice."""
        version = f".{self.version}" if self.version else ""
        return {
            f"PT{minutes // HOUR}H{version}" if minutes % HOUR == 0 else f"PT{minutes}M{version}": timedelta(
                minutes=minutes
            )
            for minutes in self.minutes
        }
