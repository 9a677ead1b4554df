"""What somebody added to an event of ours in their own calendar stays when the session changes. Pure."""

from icalendar import Calendar

OF_THEIRS = ("CATEGORIES", "COLOR")


def keep_own_parts(ours: bytes, theirs: bytes) -> bytes:
    """Our event with the alarms, the categories and the colour of theirs. What can't be read adds nothing."""
    try:
        mine, other = (Calendar.from_ical(each) for each in (ours, theirs))
        event, found = mine.walk("VEVENT")[0], other.walk("VEVENT")[0]
    except (ValueError, IndexError, KeyError):
        return ours
    event.subcomponents.extend(found.walk("VALARM"))
    for name in OF_THEIRS:
        if name in found:
            event[name] = found[name]
    return bytes(mine.to_ical())
