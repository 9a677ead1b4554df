"""The file that new readers get: with their welcome, by a link that ends, counted, in versions."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import Author
from mailing.models import Letter, LetterKind
from newsletter.models import ConsentEvent, Download, LeadMagnetVersion, Subscription
from newsletter.operations import (
    FileTooLarge,
    WrongKindOfFile,
    add_version,
    default_topic,
    subscribe_member,
    tell_of_new_version,
    unsubscribe,
)
from newsletter.tokens import Purpose, make_token
from tests.conftest import SignIn
from tests.mailing.sink import Sink
from tests.newsletter import builders

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def version(author: Author, now: datetime) -> LeadMagnetVersion:
    return add("cv.md", author, now=now)


def add(
    filename: str, author: Author, *, now: datetime, content: bytes = b"# You", note: str = ""
) -> LeadMagnetVersion:
    return add_version(
        topic=default_topic(), filename=filename, content=content, note=note, by=author.user, now=now
    )


def link_of(reader: Subscription) -> str:
    token = make_token(Purpose.DOWNLOAD, subscriber=reader.subscriber_id, topic=reader.topic_id)
    return reverse("newsletter:download", args=[token])


def welcomes() -> list[str]:
    return sorted(Letter.objects.filter(template="newsletter.welcome").values_list("to", flat=True))


class TestWelcome:
    def test_comes_when_the_address_is_confirmed_with_a_link_to_the_file(
        self, client: Client, version: LeadMagnetVersion, now: datetime, smtp_sink: Sink
    ) -> None:
        builders.asked("ada@example.org", now=now)
        assert welcomes() == []
        builders.reader("ada@example.org", now=now + MINUTE)
        builders.deliver(now + 2 * MINUTE)
        mail = smtp_sink.to("ada@example.org")[-1]
        path = mail.html.partition("/newsletter/download/")[2].partition('"')[0]
        link = f"/newsletter/download/{path}"
        assert "cv.md" in client.get(link).content.decode()
        answer = client.post(link)
        assert (answer.content, answer["Content-Type"]) == (b"# You", "text/markdown; charset=utf-8")
        assert answer["Content-Disposition"] == 'attachment; filename="cv.md"'

    def test_comes_to_members_too_and_once(
        self, version: LeadMagnetVersion, learner: User, now: datetime
    ) -> None:
        reader = subscribe_member(user=learner, now=now)
        unsubscribe(subscription=reader, method=ConsentEvent.Method.MEMBER, now=now)
        subscribe_member(user=learner, now=now + MINUTE)
        assert welcomes() == ["lena@example.org"]

    def test_there_is_none_without_a_file(self, now: datetime) -> None:
        builders.reader("ada@example.org", now=now)
        assert welcomes() == []


class TestDownload:
    @pytest.fixture
    def reader(self, version: LeadMagnetVersion, now: datetime) -> Subscription:
        return builders.reader("ada@example.org", now=now)

    def test_looking_counts_nothing(self, client: Client, reader: Subscription) -> None:
        client.get(link_of(reader))
        client.head(link_of(reader))
        assert not Download.objects.exists()

    def test_each_is_counted_for_its_reader(self, reader: Subscription) -> None:
        stern = Client(enforce_csrf_checks=True)
        assert [stern.post(link_of(reader)).status_code for _ in range(3)] == [200] * 3
        assert Download.objects.get().times == 3

    def test_the_latest_version_is_what_one_gets(
        self, client: Client, reader: Subscription, author: Author, now: datetime
    ) -> None:
        add("cv-2.txt", author, now=now, content=b"Better")
        assert client.post(link_of(reader)).content == b"Better"
        assert Download.objects.get().version.number == 2

    def test_after_72_hours_its_page_sends_another_link(
        self, client: Client, reader: Subscription, now: datetime, smtp_sink: Sink
    ) -> None:
        link, later = link_of(reader), now + timedelta(hours=73)
        with time_machine.travel(later):
            assert client.get(link).status_code == 410
            assert b"Check your mailbox" in client.post(link).content
            assert not Download.objects.exists()
            builders.deliver(later + MINUTE)
            assert smtp_sink.to("ada@example.org")[-1].subject == "Your new link"
            assert client.post(link_of(reader)).status_code == 200

    def test_a_token_for_something_else_gives_nothing(self, client: Client, reader: Subscription) -> None:
        token = make_token(Purpose.UNSUBSCRIBE, subscriber=reader.subscriber_id, topic=reader.topic_id)
        assert client.post(f"/newsletter/download/{token}/").status_code == 404
        assert client.get("/newsletter/download/2.download.1.x.y/").status_code == 404


class TestNewVersion:
    def test_who_has_an_older_one_is_told_once(
        self, client: Client, author: Author, now: datetime, smtp_sink: Sink
    ) -> None:
        add("cv.md", author, now=now)
        ada, bob, cleo = (builders.reader(f"{name}@example.org", now=now) for name in ("ada", "bob", "cleo"))
        client.post(link_of(ada))
        client.post(link_of(bob))
        second = add("cv.md", author, now=now, note="A section on interviews.")
        client.post(link_of(bob))
        assert [tell_of_new_version(version=second, now=now) for _ in range(2)] == [1, 0]
        builders.deliver(now + MINUTE)
        mail = smtp_sink.to("ada@example.org")[-1]
        assert mail.subject == "A new version of cv.md"
        assert "A section on interviews." in mail.text
        assert mail.mail["List-Unsubscribe-Post"]
        assert Letter.objects.filter(kind=LetterKind.NEWSLETTER).count() == 1
        assert cleo.is_confirmed

    def test_not_who_has_left(self, client: Client, author: Author, now: datetime) -> None:
        add("cv.md", author, now=now)
        ada = builders.reader("ada@example.org", now=now)
        client.post(link_of(ada))
        unsubscribe(subscription=ada, method=ConsentEvent.Method.LINK, now=now)
        assert tell_of_new_version(version=add("cv.md", author, now=now), now=now) == 0

    @pytest.mark.parametrize(
        ("filename", "content", "refusal"),
        [
            ("cv.exe", b"MZ", WrongKindOfFile),
            ("cv", b"x", WrongKindOfFile),
            ("cv.pdf", b"<html>", WrongKindOfFile),
            ("cv.docx", b"%PDF-1.7", WrongKindOfFile),
            ("cv.txt", b"\xff\xfe\x00", WrongKindOfFile),
            ("cv.md", b"", WrongKindOfFile),
            ("cv.md", b"x" * 1_000_001, FileTooLarge),
        ],
    )
    def test_refuses_what_is_no_such_file(
        self, author: Author, now: datetime, filename: str, content: bytes, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            add(filename, author, now=now, content=content)
        assert not LeadMagnetVersion.objects.exists()

    def test_its_name_is_no_path(self, author: Author, now: datetime) -> None:
        assert add("../../etc/cv.pdf", author, now=now, content=b"%PDF-1.7").filename == "cv.pdf"


class TestAuthorsPage:
    PAGE = "/writing/welcome/"

    def test_offers_versions_and_tells(
        self, signed_in: SignIn, client: Client, author: Author, now: datetime
    ) -> None:
        noor = signed_in(author.user)
        assert "The first version" in noor.get(self.PAGE).content.decode()
        upload = {"file": SimpleUploadedFile("cv.md", b"# You"), "note": "Short."}
        assert noor.post(self.PAGE, upload).status_code == 303
        client.post(link_of(builders.reader("ada@example.org", now=now)))
        noor.post(self.PAGE, {"file": SimpleUploadedFile("cv.md", b"# Me")})
        assert "1 reader has an older version" in noor.get(self.PAGE).content.decode()
        assert noor.post(f"{self.PAGE}notice/").status_code == 303
        assert "older version" not in noor.get(self.PAGE).content.decode()
        refused = noor.post(self.PAGE, {"file": SimpleUploadedFile("cv.exe", b"MZ")})
        assert (refused.status_code, b"Give a PDF" in refused.content) == (422, True)
        assert LeadMagnetVersion.objects.count() == 2

    def test_is_not_there_for_others(
        self, signed_in: SignIn, version: LeadMagnetVersion, learner: User
    ) -> None:
        lena = signed_in(learner)
        assert [lena.get(self.PAGE).status_code, lena.post(f"{self.PAGE}notice/").status_code] == [404, 404]
        assert lena.get("/api/v1/lead-magnet/").status_code == 403

    def test_the_api_does_the_same(
        self, signed_in: SignIn, client: Client, author: Author, now: datetime
    ) -> None:
        noor = signed_in(author.user)
        assert noor.post("/api/v1/lead-magnet/notice/").status_code == 404
        made = noor.post("/api/v1/lead-magnet/", {"file": SimpleUploadedFile("cv.md", b"# You")})
        assert (made.status_code, made.json()["number"]) == (201, 1)
        client.post(link_of(builders.reader("ada@example.org", now=now)))
        noor.post("/api/v1/lead-magnet/", {"file": SimpleUploadedFile("cv.md", b"# Me"), "note": "New."})
        shown = noor.get("/api/v1/lead-magnet/").json()
        assert [(each["number"], each["readers"]) for each in shown["versions"]] == [(2, 0), (1, 1)]
        assert shown["to_tell"] == 1
        assert noor.post("/api/v1/lead-magnet/notice/").json() == {"told": 1}
        wrong = noor.post("/api/v1/lead-magnet/", {"file": SimpleUploadedFile("cv.exe", b"MZ")})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_kind_of_file")
