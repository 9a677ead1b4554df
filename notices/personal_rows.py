"""What notices know about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from notices.models import ChannelChoice, Notice

register_by("person", Notice, ChannelChoice, erase=delete)
