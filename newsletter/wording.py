"""The words that people agree to: the pages show them, and the consent log stores them as they were shown."""

from django.utils.translation import gettext_lazy as _

from newsletter.models import ConsentEvent

Method = ConsentEvent.Method

WORDS = {
    Method.FORM: _(
        "We use your address for this and nothing else. You will be asked once more by email, so that"
        " nobody can subscribe you."
    ),
    Method.MEMBER: _("It will go to %(email)s, the address of your account."),
    Method.LINK: _("Then articles go to %(email)s, one at a time, about one a fortnight."),
}


def words_shown(method: ConsentEvent.Method, *, email: str = "") -> str:
    """In the language of the page; empty where a program asks, which shows words of its own."""
    return str(WORDS[method]) % {"email": email} if method in WORDS else ""
