"""One mailbox, one spelling: the form in which an email address is stored, counted and compared."""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# Unicode categories of what cannot be seen: control, format, separator, private use, surrogate, unassigned.
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cs", "Cn"})
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def canonical(address: str) -> str:
    """The address in NFC and lower case, its domain as an IDNA 2008 A-label: `anna@xn--bcher-kva.example`.

    Full-width letters become plain ones (UTS 46). Spaces around it are dropped. What stands before the @
    is compared without regard to case: RFC 5321 does not ask for it, but every large provider does it.
    Raises ValidationError when it is no address, or holds a character that nobody can see.
    """
    text = unicodedata.normalize("NFC", address.strip())
    if any(unicodedata.category(character) in INVISIBLE for character in text):
        raise ValidationError(
            _("This address holds a character that cannot be seen. Type it instead of pasting it."),
            code="invisible",
        )
    local, _at, domain = text.rpartition("@")
    try:
        label = idna.encode(domain, uts46=True).decode() if domain else domain
    except idna.IDNAError as error:
        raise ValidationError(_("Enter a valid email address."), code="invalid") from error
    spelled = f"{unicodedata.normalize('NFKC', local).lower()}@{label}"
    if len(spelled) > LONGEST_ADDRESS:
        raise ValidationError(_("Enter a valid email address."), code="invalid")
    validate_email(spelled)
    return spelled


def domain_of(address: str) -> str:
    """The part behind the @ of a canonical address."""
    return address.rpartition("@")[2]
