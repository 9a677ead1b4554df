"""What the editor knows about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from editor.models import Draft, Import, Revision

register_by("owner", Revision, Draft, Import, erase=delete)
