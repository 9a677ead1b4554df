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
    """The first one encrypts, every one decrypts."""
    digests = (
        blake2b(secret.encode(), digest_size=32, person=b"longroad-secrets").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
