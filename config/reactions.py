"""When X is announced, Y reacts: the whole list, in one place.

An app announces what happened (`core.announcements`) without knowing who cares; only this module
knows both sides. Reactions run in the announcer's transaction.
"""


def wire() -> None:
    """Called once, when the apps are ready."""
