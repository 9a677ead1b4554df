"""What planning knows about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from planning.models import LetterChoice, PlanBlock, WeekLetter, WeekPlan

register_by("learner", PlanBlock, WeekPlan, LetterChoice, WeekLetter, erase=delete)
