"""A site that catches its mail is told so before it is deployed."""

from pytest_django import Settings

from mailing.checks import CATCHES_MAIL, mail_is_sent


def test_a_site_without_a_mail_server_is_warned(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "mailing.backends.CatchingBackend"

    assert mail_is_sent(None) == [CATCHES_MAIL]


def test_a_site_with_one_is_not(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert mail_is_sent(None) == []
