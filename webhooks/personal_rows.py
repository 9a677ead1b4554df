"""What webhooks know about people (accounts.personal_data)."""

from accounts.personal_data import delete, register_by
from webhooks.models import Delivery, Endpoint

SECRETS = frozenset({"encrypted_url", "encrypted_secret", "encrypted_old_secret"})
register_by("person", Endpoint, erase=delete, hidden=SECRETS)
register_by("person", Delivery, erase=delete)
