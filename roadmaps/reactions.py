"""How roadmaps follow what accounts announces. config.reactions wires it."""

from django.utils import timezone

from accounts.announcements import FirstWeekdayChanged, StartingPointChanged, WeeklyGoalChanged
from accounts.models import User
from roadmaps.operations import follow_starting_point, keep_past_goal, shift_weeks


def keep_goal_of_past_weeks(event: WeeklyGoalChanged) -> None:
    """The weeks before this one keep the goal they had."""
    learner = User.objects.get(pk=event.user_id)
    keep_past_goal(learner=learner, hours=event.old_hours, now=timezone.now())


def shift_goals_and_rests(event: FirstWeekdayChanged) -> None:
    """Goals and rests of a week go to the new week that has most of its days; dated entries stay."""
    shift_weeks(learner=User.objects.get(pk=event.user_id), old=event.old, new=event.new)


def change_tracks(event: StartingPointChanged) -> None:
    """Settings and tracks give one answer to where somebody starts from."""
    follow_starting_point(learner=User.objects.get(pk=event.user_id), now=timezone.now())
