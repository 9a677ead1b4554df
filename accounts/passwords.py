"""Passwords that anybody who attacks this very site would try first."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

# With the words of SITE_NAME and SITE_DOMAIN, these are all: docs/security/policy.md lists them.
OWN_WORDS = frozenset({"longroad", "roadmap", "mentor", "newsletter", "password", "welcome"})
FEWEST_OTHERS = 6


class OwnWordsValidator:
    """Refuses a password that is little more than words of the site: `longroad2026`, `mentor-mentor`."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = unicodedata.normalize("NFKC", password).casefold()
        for word in sorted(own_words(), key=len, reverse=True):
            letters = letters.replace(word, "")
        if len(letters) < FEWEST_OTHERS and len(letters) < len(password):
            raise ValidationError(self.get_help_text(), code="own_words")

    def get_help_text(self) -> str:
        return _("Choose a password that is more than the name of this site or words that stand on it.")


def own_words() -> frozenset[str]:
    of_the_site = re.findall(r"[^\W_]{4,}", f"{settings.SITE_NAME} {settings.SITE_DOMAIN}".casefold())
    return OWN_WORDS | set(of_the_site)
