"""DKIM (RFC 6376): the key with which mail is signed."""

import base64
import binascii
import re
from functools import partial

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from mailing.lookups import Lookups
from mailing.readiness.lines import SETTING, Line, Record, Setup, Verdict, tags_of

SHORTEST_RSA_KEY = 1024  # RFC 8301, 3.2


def check_dkim(setup: Setup, lookups: Lookups) -> Line:
    line = partial(Line, "dkim", "DKIM", is_demanded=True)
    if not setup.selector:
        text = _("Say which key signs your mail: the first label of the name under which it was entered.")
        return line(Verdict.MISSING, text, record=Record("MAIL_DKIM_SELECTOR", SETTING, "s1"))
    name = dkim_name(setup)
    records = lookups.ask(name, "TXT")
    entered = Record(name, "TXT", "v=DKIM1; k=rsa; p=…")
    if not records:
        text = _(
            "There is no key under this name. Enter the one that your provider or mail server shows you."
        )
        return line(Verdict.MISSING, text, record=entered)
    tags = tags_of(records[0])
    key = re.sub(r"\s", "", tags.get("p", ""))
    if len(records) > 1 or not key:
        text = _("The key is empty, which means withdrawn, or there are two. Enter the one that signs now.")
        return line(Verdict.WRONG, text, " | ".join(records), record=entered)
    if problem := _problem_with_key(key, tags.get("k", "rsa")):
        return line(Verdict.WRONG, problem, records[0], record=entered)
    return line(Verdict.OK, _("Receivers find the key with which your mail is signed."), records[0])


def dkim_name(setup: Setup) -> str:
    return f"{setup.selector}._domainkey.{setup.domain}"


def _problem_with_key(key: str, kind: str) -> str:
    unreadable = _("The key can't be read. Perhaps a part was lost when it was entered.")
    try:
        der = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return unreadable
    if kind != "rsa":
        return ""
    try:
        public = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return unreadable
    if isinstance(public, RSAPublicKey) and public.key_size < SHORTEST_RSA_KEY:
        return _("The key is shorter than 1024 bits and counts for nothing. Make one of 2048.")
    return ""
