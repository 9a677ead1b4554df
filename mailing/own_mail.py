"""What the outbox itself writes: a test mail, to see that mail arrives."""

from django.conf import settings
from django.utils.translation import gettext as _

from mailing.models import Letter
from mailing.registry import Mail, builds


@builds("mailing.test")
def test_mail(letter: Letter) -> Mail:
    return Mail(
        subject=_("Mail from %(site)s arrives") % {"site": settings.SITE_NAME},
        template="mail/note.html",
        context={
            "paragraphs": [
                _("This is a test. It was owed, claimed, built and sent like every other mail."),
                _("Look at its headers: SPF, DKIM and DMARC should all say “pass”."),
            ],
            "url": settings.SITE_URL,
            "label": _("Open the site"),
        },
    )
