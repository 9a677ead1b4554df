"""Small secrets at rest, under keys made from SECRET_KEY: to replace it, use SECRET_KEY_FALLBACKS."""

import base64
from hashlib import blake2b

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises cryptography.fernet.InvalidToken when no key fits."""
    return _keys().decrypt(text.encode()).decode()


def _keys() -> MultiFernet:
    """The first one locks, every one opens."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    digest = blake2b(secret.encode(), digest_size=32, person=b"longroad-secrets"[:16]).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
