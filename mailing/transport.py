"""Offering one message to the mail server, and learning exactly what became of it.

Django's backend says how to connect (EMAIL_URL); the conversation is led here, since what must
happen next depends on the step at which it broke off.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator, Sequence
from email import policy
from email.message import EmailMessage as ParsedMessage
from email.message import Message
from email.parser import BytesParser
from email.policy import Policy
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from mailing.replies import Cause, asks_for_fewer, cause_of, enhanced_code

MAILS_PER_CONNECTION = 500


Confirm = Callable[[], bool]


class NotAccepted(Exception):
    """The server didn't take this message. Says why, in the server's words."""


class Unavailable(NotAccepted):
    """The server takes nothing from us at all: no connection, wrong password, unwanted sender."""

    def __init__(self, reason: str, *, is_our_fault: bool) -> None:
        super().__init__(reason)
        self.is_our_fault = is_our_fault


class Deferred(NotAccepted):
    """Certainly not accepted; may be offered again later. `is_of_server`: it is in trouble, or silent."""

    def __init__(self, reason: str, *, is_of_server: bool = False) -> None:
        super().__init__(reason)
        self.is_of_server = is_of_server


class TooFast(Deferred):
    """The server asks for fewer letters."""


class Refused(NotAccepted):
    """Refused for good (5xx). `cause` says whether for the mailbox, or for what we send."""

    def __init__(self, reason: str, *, cause: Cause) -> None:
        super().__init__(reason)
        self.cause = cause


class Unsure(NotAccepted):
    """The connection was lost after the whole message and before the answer: it may have been accepted."""


class Transport:
    """One connection to the mail server, opened when first needed and kept for many messages."""

    def open(self) -> None:
        """Be ready to send. Raises Unavailable."""

    def send(self, *, sender: str, to: str, message: bytes, confirm: Confirm = lambda: True) -> None:
        """Have one message accepted. Raises Deferred, Refused, Unsure or Unavailable.

        `confirm` is asked when the server would take the message and has got nothing of it: if it says no,
        nothing is sent.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End the session; a later `open` begins another."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def transport() -> Transport:
    """As the settings say: real SMTP, or whatever else Django's EMAIL_BACKEND is."""
    backend = get_connection()
    return SmtpTransport(backend) if isinstance(backend, EmailBackend) else BackendTransport(backend)


class SmtpTransport(Transport):
    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._offered = 0

    def open(self) -> None:
        if self._offered >= MAILS_PER_CONNECTION:
            self.close()
        if self._backend.connection is not None:
            return
        try:
            self._backend.open()
            self._server().ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise Unavailable(_reply_text(error.smtp_code, error.smtp_error), is_our_fault=True) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unavailable(f"No connection: {error}", is_our_fault=False) from error

    def _hang_up(self) -> None:
        """Leave a server that waits for a message: what it has got until now counts for nothing."""
        self._offered = 0
        self._server().close()
        self._backend.connection = None

    def close(self) -> None:
        self._offered = 0
        server: smtplib.SMTP | None = self._backend.connection
        self._backend.connection = None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()

    def send(self, *, sender: str, to: str, message: bytes, confirm: Confirm = lambda: True) -> None:
        """As in the base class. A kept connection that has gone stale is opened again, once."""
        is_fresh = self._offered == 0
        try:
            self._send_envelope(sender, to, message)
        except _Lost as lost:
            self.close()
            if is_fresh:
                raise Deferred(str(lost), is_of_server=True) from lost
            self.open()
            try:
                self._send_envelope(sender, to, message)
            except _Lost as lost_again:
                self.close()
                raise Deferred(str(lost_again), is_of_server=True) from lost_again
        self._offered += 1
        is_confirmed = False
        try:
            is_confirmed = confirm()
        finally:
            if not is_confirmed:
                self._hang_up()
        if is_confirmed:
            self._send_content(message)

    def _send_envelope(self, sender: str, to: str, message: bytes) -> None:
        """MAIL, RCPT and DATA: until here nothing can have been accepted.

        In one go where the server takes that (RFC 2920): two waits for a distant server and not four.
        """
        server = self._server()
        size = f" size={len(message)}" if server.has_extn("size") else ""
        commands = [f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{to}>", "DATA"]
        replies: Iterator[tuple[int, bytes]] = map(self._send_command, commands)
        if server.has_extn("pipelining"):
            replies = iter(self._send_at_once(commands))
        code, reply = next(replies)
        if code != 250:
            raise self._not_accepted(code, reply, is_about_sender=code != 552)
        code, reply = next(replies)
        if code not in {250, 251}:
            raise self._not_accepted(code, reply, is_about_recipient=True)
        code, reply = next(replies)
        if code != 354:
            raise self._not_accepted(code, reply)

    def _send_at_once(self, commands: Sequence[str]) -> list[tuple[int, bytes]]:
        """Send commands, the last of them DATA, without waiting in between; their replies.

        A server that takes DATA after it has refused the recipient gets an empty message for nobody, as
        RFC 2920 (3.1) asks. One that hangs up after a refusal has said what there is to say.
        """
        server = self._server()
        replies: list[tuple[int, bytes]] = []
        try:
            server.send("".join(f"{command}\r\n" for command in commands))
            for _command in commands:
                replies.append(server.getreply())  # noqa: PERF401  one by one: those before a break count
            if replies[-1][0] == 354 and any(code >= 400 for code, _reply in replies):
                server.send(".\r\n")
                server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            if any(code >= 400 for code, _reply in replies):
                self.close()
                return replies
            raise _Lost(f"Connection lost: {error}") from error
        return replies

    def _send_content(self, message: bytes) -> None:
        """The message and its final dot. Only a lost answer leaves a doubt."""
        server = self._server()
        try:
            server.send(_dot_stuffed(message))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            reason = f"Connection lost within the message: {error}"
            raise Deferred(reason, is_of_server=True) from error
        try:
            code, reply = server.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unsure(f"No answer after the message: {error}") from error
        if code != 250:
            raise self._not_accepted(code, reply)

    def _not_accepted(
        self, code: int, reply: bytes, *, is_about_sender: bool = False, is_about_recipient: bool = False
    ) -> NotAccepted:
        """What this answer means; the conversation is reset, or ended by a 421."""
        words = _reply_text(code, reply)
        if code == 421:
            self.close()
            return _deferred(code, words)
        self._reset()
        if code < 500:
            return _deferred(code, words)
        if is_about_sender or code in {530, 535}:
            self.close()
            return Unavailable(words, is_our_fault=True)
        text = words.partition(" ")[2]
        return Refused(words, cause=cause_of(code, text, is_about_recipient=is_about_recipient))

    def _reset(self) -> None:
        try:
            self._send_command("RSET")
        except _Lost:
            self.close()

    def _send_command(self, command: str) -> tuple[int, bytes]:
        try:
            return self._server().docmd(command)
        except (smtplib.SMTPException, OSError) as error:
            raise _Lost(f"Connection lost: {error}") from error

    def _server(self) -> smtplib.SMTP:
        server: smtplib.SMTP | None = self._backend.connection
        if server is None:
            raise _Lost("Not connected.")
        return server


class BackendTransport(Transport):
    """Any other Django backend: caught mail, the tests' outbox, a provider's HTTP API."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, *, sender: str, to: str, message: bytes, confirm: Confirm = lambda: True) -> None:
        if not confirm():
            return
        try:
            self._backend.send_messages([as_django_mail(sender, to, message)])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused_recipient(error) from error
        except OSError as error:
            raise Unsure(f"No answer: {error}") from error


class ReadyMail(EmailMultiAlternatives):
    """A Django mail whose bytes are written already."""

    as_written: ParsedMessage

    def message(self, *, policy: Policy[Message] | None = None) -> ParsedMessage:
        return self.as_written


def as_django_mail(sender: str, to: str, message: bytes) -> ReadyMail:
    """The same message as Django's backends expect it."""
    parsed = BytesParser(policy=policy.SMTP).parsebytes(message)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    mail = ReadyMail(
        subject=str(parsed["Subject"]),
        body=plain.get_content() if plain else "",
        from_email=str(parsed["From"]),
        to=[to],
        headers={name: str(value) for name, value in parsed.items() if name in _CARRIED_HEADERS},
    )
    if html is not None:
        mail.attach_alternative(html.get_content(), "text/html")
    for part in parsed.iter_attachments() if parsed.get_content_type() == "multipart/mixed" else ():
        mail.attach(part.get_filename(), part.get_payload(decode=True), part.get_content_type())
    mail.as_written = parsed
    return mail


_CARRIED_HEADERS = frozenset(
    {
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "List-Help",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Feedback-ID",
        "Reply-To",
    }
)


class _Lost(Exception):
    """The connection broke before the message was handed over."""


def _reply_text(code: int, reply: bytes | str) -> str:
    said = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {said}"


def _deferred(code: int, words: str) -> Deferred:
    text = words.partition(" ")[2]
    if asks_for_fewer(text):
        return TooFast(words)
    return Deferred(words, is_of_server=code == 421 or enhanced_code(text).startswith("4.3."))


def _refused_recipient(error: smtplib.SMTPRecipientsRefused) -> NotAccepted:
    """Of the one recipient that there was."""
    code, reply = next(iter(error.recipients.values()))
    words = _reply_text(code, reply)
    if code < 500:
        return _deferred(code, words)
    text = words.partition(" ")[2]
    return Refused(words, cause=cause_of(code, text, is_about_recipient=True))


def _dot_stuffed(message: bytes) -> bytes:
    """With leading dots doubled and the final dot (RFC 5321, 4.5.2)."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")
