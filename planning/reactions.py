"""How plans follow what accounts announces. config.reactions wires it."""

from accounts.announcements import FirstWeekdayChanged
from accounts.models import User
from planning.operations import shift_plans


def shift_weekly_plans(event: FirstWeekdayChanged) -> None:
    """The plan of a week goes to the new week that has most of its days."""
    shift_plans(learner=User.objects.get(pk=event.user_id), old=event.old, new=event.new)
