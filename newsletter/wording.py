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

PROGRESS_WORDS = _(
    "Use what I have read here and, if I follow a roadmap, where I am on it: for a few lines of my own near"
    " the end of a letter, for a link that marks its step done, and to send me issues that are meant for"
    " readers who are where I am. Authors see how many readers there are, and never who."
)


def words_shown(method: ConsentEvent.Method, *, email: str = "") -> str:
    """In the language of the page; empty where a program asks, which shows words of its own."""
    return str(WORDS[method]) % {"email": email} if method in WORDS else ""


def progress_words(method: ConsentEvent.Method) -> str:
    """Beside the box for using a reader's progress; empty where a program asks."""
    return "" if method == Method.API else str(PROGRESS_WORDS)
