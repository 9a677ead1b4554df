"""Small secrets at rest, under keys made from SECRET_KEY: to replace it, use SECRET_KEY_FALLBACKS."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import blake2b
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12  # random, as NIST SP 800-38D allows for less than 2**32 values under one key


def encrypt(text: str) -> str:
    """The nonce and what AES-256-GCM makes of the text, in base 64."""
    nonce = token_bytes(NONCE_BYTES)
    return b64encode(nonce + next(_keys()).encrypt(nonce, text.encode(), None)).decode()


def decrypt(encrypted: str) -> str:
    """Raises cryptography.exceptions.InvalidTag when no key fits or something was changed."""
    sealed = b64decode(encrypted)
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    for key in _keys():
        try:
            return key.decrypt(nonce, rest, None).decode()
        except InvalidTag:
            continue
    raise InvalidTag


def _keys() -> Iterator[AESGCM]:
    """The first one encrypts, every one decrypts."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield AESGCM(blake2b(secret.encode(), digest_size=32, person=b"longroad-secrets").digest())
