"""What calendars know about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from calendars.models import AccountCalendar, CalendarAccount, SessionEvent

register_by("person", CalendarAccount, erase=delete, hidden=frozenset({"encrypted_password"}))
register_by("person", AccountCalendar, erase=delete)
register_by("person", SessionEvent, erase=delete)
