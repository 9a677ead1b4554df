"""Does somebody sign in with more than a password?"""

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User


def has_second_factor(person: User) -> bool:
    """An authenticator app, a passkey or a security key; recovery codes alone are none."""
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=person, type__in=types).exists())


def lacks_second_factor(person: User) -> bool:
    """Whether they are staff who see nothing of the staff's pages yet."""
    return settings.STAFF_NEED_SECOND_FACTOR and person.is_staff and not has_second_factor(person)
