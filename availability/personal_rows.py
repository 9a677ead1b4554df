"""What availability knows about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from availability.models import DateOverride, DateOverrideRange, Schedule, TimeOff, Travel, WeeklyHours

register_by("user", Schedule, WeeklyHours, DateOverride, DateOverrideRange, TimeOff, Travel, erase=delete)
