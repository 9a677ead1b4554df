"""Is the site ready to send? Each check, against a real DNS server."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from mailing import lookups as dns
from mailing.complaints import Complaints
from mailing.lookups import Lookups
from mailing.readiness import Line, Setup, Verdict, check, setup_of_settings
from mailing.readiness.letters import check_complaints
from tests.articles import builders as articles
from tests.conftest import SignIn
from tests.mailing.name_server import NameServer, running_name_server

OK, MISSING, WRONG, UNKNOWN = Verdict
DOMAIN = "longroad.example.org"
SETUP = Setup(
    sender=f"hello@{DOMAIN}",
    domain=DOMAIN,
    host="mail.example.org",
    uses_tls=True,
    provider="",
    selector="s1",
    postal_address="1 High Street, London",
    unsubscribe_address=f"leave@{DOMAIN}",
    site_url=f"https://{DOMAIN}",
    has_secret=False,
)


def public_key(bits: int) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


KEY_2048 = public_key(2048)
SHORT_KEY = (  # 512 bits, which nobody makes any more
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu"
    "KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ=="
)


@pytest.fixture
def server(settings: Settings) -> Iterator[NameServer]:
    """Everything is as it should be, until a test changes it."""
    with running_name_server() as server:
        settings.MAIL_DNS_SERVERS = [server.address]
        server.add(DOMAIN, "TXT", "v=spf1 a:mail.example.org ~all")
        server.add(DOMAIN, "TXT", "site-verification=123")
        server.add(DOMAIN, "MX", "10 mail.example.org.")
        server.add(f"s1._domainkey.{DOMAIN}", "TXT", f"v=DKIM1; k=rsa; p={KEY_2048}")
        server.add(f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none")
        server.add("mail.example.org", "A", "192.0.2.25")
        server.add("25.2.0.192.in-addr.arpa", "PTR", "mail.example.org.")
        yield server


def complaints(number: int, delivered: int) -> Complaints:
    return Complaints(number=number, delivered=delivered, since=datetime(2026, 11, 20, tzinfo=UTC))


def lines(setup: Setup = SETUP) -> dict[str, Line]:
    checked = check(setup, Lookups(dns.resolver()), complaints(0, 1000))
    return {line.key: line for line in checked}


def verdict(key: str, setup: Setup = SETUP) -> Verdict:
    return lines(setup)[key].verdict


def put(server: NameServer, name: str, *values: str, kind: str = "TXT") -> None:
    """These in place of what is there."""
    server.records[name] = []
    for value in values:
        server.add(name, kind, value)


def test_a_site_that_is_ready_is_told_so(server: NameServer) -> None:
    open_lines = [line.key for line in lines().values() if line.verdict != OK]
    assert open_lines == ["reports", "complaints"], "no provider is named"


@pytest.mark.parametrize(
    ("number", "delivered", "expected"),
    [(0, 1000, OK), (1, 100, OK), (2, 2000, OK), (2, 1999, WRONG), (5, 1000, WRONG)],
)
def test_more_than_one_complaint_in_a_thousand_is_a_warning(
    number: int, delivered: int, expected: Verdict
) -> None:
    line = check_complaints(replace(SETUP, provider="postmark"), complaints(number, delivered))
    assert line.verdict == expected


def test_a_domain_without_anything_is_told_what_to_enter(server: NameServer) -> None:
    server.records.clear()
    found = lines()
    assert {key: found[key].verdict for key in ("spf", "dkim", "dmarc", "mx")} == dict.fromkeys(
        ("spf", "dkim", "dmarc", "mx"), MISSING
    )
    records = [found[key].record for key in ("spf", "dkim", "dmarc", "mx")]
    assert [(each.name, each.kind, each.value) for each in records if each] == [
        (DOMAIN, "TXT", "v=spf1 a:mail.example.org ~all"),
        (f"s1._domainkey.{DOMAIN}", "TXT", "v=DKIM1; k=rsa; p=…"),
        (f"_dmarc.{DOMAIN}", "TXT", f"v=DMARC1; p=none; rua=mailto:leave@{DOMAIN}"),
        (DOMAIN, "MX", f"10 mail.{DOMAIN}."),
    ]


@pytest.mark.parametrize("trouble", ["silent", "failing"])
def test_a_dns_that_does_not_answer_is_nobodys_fault(
    server: NameServer, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "PATIENCE", 0.4)
    getattr(server, trouble).update([DOMAIN, f"s1._domainkey.{DOMAIN}", "mail.example.org"])
    found = lines()
    assert [found[key].verdict for key in ("spf", "dkim", "mx", "ptr")] == [UNKNOWN] * 4
    assert found["dmarc"].verdict == OK
    assert found["spf"].record is None


def test_without_a_domain_of_ones_own_nothing_is_asked(server: NameServer) -> None:
    found = lines(replace(SETUP, domain="localhost", sender="hello@localhost"))
    assert [found[key].verdict for key in ("from", "spf", "dkim", "dmarc", "mx")] == [WRONG] + [UNKNOWN] * 4
    assert "localhost" not in " ".join(server.asked)


def test_one_name_is_asked_once(server: NameServer) -> None:
    lines()
    assert server.asked.count(DOMAIN) == 2, "for TXT and for MX"


class TestSpf:
    def test_two_records_are_merged(self, server: NameServer) -> None:
        put(server, DOMAIN, "v=spf1 mx ~all", "v=spf1 include:mailgun.org -all")
        line = lines()["spf"]
        assert (line.verdict, line.record.value if line.record else "") == (
            WRONG,
            "v=spf1 mx include:mailgun.org ~all",
        )

    @pytest.mark.parametrize("record", ["v=spf1 mx +all", "v=spf1 mx all"])
    def test_all_the_world_is_wrong(self, server: NameServer, record: str) -> None:
        put(server, DOMAIN, record)
        line = lines()["spf"]
        assert (line.verdict, line.record.value if line.record else "") == (WRONG, "v=spf1 mx ~all")

    def test_more_than_ten_lookups_are_wrong_also_in_what_is_included(self, server: NameServer) -> None:
        put(server, DOMAIN, "v=spf1 include:a.example include:b.example mx ~all")
        put(server, "a.example", "v=spf1 a:1.example a:2.example a:3.example a:4.example ~all")
        put(server, "b.example", "v=spf1 a:1.example a:2.example a:3.example ~all")
        assert verdict("spf") == OK
        put(server, "b.example", "v=spf1 a:1.example a:2.example a:3.example exists:4.example ~all")
        assert verdict("spf") == WRONG

    def test_records_that_include_each_other_end(self, server: NameServer) -> None:
        put(server, DOMAIN, "v=spf1 include:a.example ~all")
        put(server, "a.example", f"v=spf1 include:{DOMAIN} include:a.example ~all")
        assert verdict("spf") in {OK, WRONG}

    def test_the_provider_has_to_be_in_it(self, server: NameServer) -> None:
        setup = replace(SETUP, provider="mailgun")
        line = lines(setup)["spf"]
        assert line.record is not None
        assert (line.verdict, line.record.value) == (
            WRONG,
            "v=spf1 include:mailgun.org a:mail.example.org ~all",
        )
        put(server, DOMAIN, line.record.value)
        assert verdict("spf", setup) == OK

    def test_a_word_that_begins_alike_is_none(self, server: NameServer) -> None:
        put(server, DOMAIN, "v=spf10 nothing")
        assert verdict("spf") == MISSING


class TestDkim:
    def put(self, server: NameServer, *records: str) -> None:
        put(server, f"s1._domainkey.{DOMAIN}", *records)

    @pytest.mark.parametrize(
        "record",
        [
            f"p={KEY_2048}",
            f"v=DKIM1;k=rsa;p={KEY_2048}",
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        ],
        ids=["key alone", "RSA", "Ed25519"],
    )
    def test_a_key_is_found(self, server: NameServer, record: str) -> None:
        self.put(server, record)
        assert verdict("dkim") == OK

    @pytest.mark.parametrize(
        "record",
        ["v=DKIM1; p=", "v=DKIM1; p=abc", f"p={KEY_2048[:-20]}", f"p={SHORT_KEY}", "hello"],
        ids=["withdrawn", "no key", "half a key", "short key", "no record"],
    )
    def test_one_that_counts_for_nothing_is_wrong(self, server: NameServer, record: str) -> None:
        self.put(server, record)
        assert verdict("dkim") == WRONG

    def test_it_may_be_at_the_providers(self, server: NameServer) -> None:
        """By a CNAME, as most have it."""
        put(server, f"s1._domainkey.{DOMAIN}", "s1.dkim.example.", kind="CNAME")
        put(server, "s1.dkim.example", f"v=DKIM1; p={KEY_2048}")
        assert verdict("dkim") == OK

    def test_without_a_selector_nothing_can_be_asked(self, server: NameServer) -> None:
        line = lines(replace(SETUP, selector=""))["dkim"]
        assert (line.verdict, line.record.name if line.record else "") == (MISSING, "MAIL_DKIM_SELECTOR")


class TestDmarc:
    def test_a_parent_speaks_for_its_domains(self, server: NameServer) -> None:
        server.records.pop(f"_dmarc.{DOMAIN}")
        assert verdict("dmarc") == MISSING
        put(server, "_dmarc.example.org", "v=DMARC1; p=reject; sp=none")
        assert verdict("dmarc") == OK

    @pytest.mark.parametrize("records", [["v=DMARC1; p=maybe"], ["v=DMARC1"], ["v=DMARC1; p=none"] * 2])
    def test_one_that_counts_for_nothing_is_wrong(self, server: NameServer, records: list[str]) -> None:
        if len(records) == 2:
            records = [records[0], "v=DMARC1; p=reject"]
        put(server, f"_dmarc.{DOMAIN}", *records)
        assert verdict("dmarc") == WRONG


class TestServers:
    def test_a_domain_that_takes_no_mail_is_wrong(self, server: NameServer) -> None:
        put(server, DOMAIN, "0 .", kind="MX")
        assert verdict("mx") == WRONG

    def test_a_name_that_leads_elsewhere_is_wrong(self, server: NameServer) -> None:
        put(server, "25.2.0.192.in-addr.arpa", "host-25.example.net.", kind="PTR")
        assert verdict("ptr") == WRONG
        put(server, "host-25.example.net", "192.0.2.25", kind="A")
        assert verdict("ptr") == OK

    def test_an_address_without_a_name_is_told_to_its_owner(self, server: NameServer) -> None:
        server.records.pop("25.2.0.192.in-addr.arpa")
        line = lines()["ptr"]
        assert line.record is not None
        assert (line.verdict, line.record.name, line.record.value) == (
            MISSING,
            "192.0.2.25",
            "mail.example.org.",
        )

    def test_a_server_that_is_not_there_is_wrong(self, server: NameServer) -> None:
        server.records.pop("mail.example.org")
        assert verdict("ptr") == WRONG

    def test_a_provider_looks_after_its_own(self, server: NameServer) -> None:
        assert verdict("ptr", replace(SETUP, provider="postmark")) == OK

    @pytest.mark.parametrize("host", ["mail", "localhost", "127.0.0.1", "10.0.0.5"])
    def test_of_a_server_of_ones_own_network_nothing_is_known(self, server: NameServer, host: str) -> None:
        setup = replace(SETUP, host=host, uses_tls=False)
        assert (verdict("ptr", setup), verdict("tls", setup)) == (UNKNOWN, OK)


def test_a_process_that_does_not_know_the_mail_server_says_so(server: NameServer) -> None:
    """As the web processes of compose, which send no mail."""
    setup = replace(SETUP, host="", uses_tls=False)
    assert (verdict("ptr", setup), verdict("tls", setup)) == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("key", "changed", "expected"),
    [
        ("from", {"domain": "gmail.com"}, WRONG),
        ("from", {"domain": "localhost"}, WRONG),
        ("from", {"domain": "longroad.test"}, WRONG),
        ("tls", {"uses_tls": False}, WRONG),
        ("unsubscribe", {"site_url": "http://longroad.example.org"}, WRONG),
        ("unsubscribe", {"unsubscribe_address": ""}, OK),
        ("postal", {"postal_address": ""}, MISSING),
        ("reply", {"sender": "no-reply@longroad.example.org"}, WRONG),
        ("reply", {"sender": "DoNotReply@longroad.example.org"}, WRONG),
    ],
)
def test_what_the_settings_say(
    server: NameServer, key: str, changed: dict[str, str], expected: Verdict
) -> None:
    assert verdict(key, replace(SETUP, **changed)) == expected  # type: ignore[arg-type]


def test_reports_need_a_provider_and_a_secret(server: NameServer, settings: Settings) -> None:
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = "postmark", ""
    assert verdict("reports", replace(SETUP, provider="postmark")) == MISSING
    settings.MAIL_EVENTS_SECRET = "no-colon"
    assert verdict("reports", replace(SETUP, provider="postmark", has_secret=True)) == WRONG
    settings.MAIL_EVENTS_SECRET = "name:password"
    line = lines(replace(SETUP, provider="postmark", has_secret=True))["reports"]
    assert (line.verdict, line.found) == (OK, f"https://{DOMAIN}/mail/events/postmark/")


@pytest.mark.django_db
class TestPage:
    def test_is_for_authors_and_staff(
        self, server: NameServer, signed_in: SignIn, author_user: User, staff: User, learner: User
    ) -> None:
        articles.author_of(author_user)
        for person, status in ((author_user, 200), (staff, 200), (learner, 404)):
            browser = signed_in(person)
            assert browser.get("/writing/readiness/").status_code == status
            assert browser.get("/api/v1/mail-readiness/").status_code == status

    def test_a_stranger_is_asked_to_sign_in(self, client: Client) -> None:
        assert client.get("/writing/readiness/").status_code == 302
        assert client.get("/api/v1/mail-readiness/").status_code == 401

    def test_names_the_record_to_enter(
        self, server: NameServer, signed_in: SignIn, staff: User, settings: Settings
    ) -> None:
        settings.DEFAULT_FROM_EMAIL = f"Longroad <hello@{DOMAIN}>"
        settings.MAIL_DKIM_SELECTOR = "s2"
        sam = signed_in(staff)
        page = sam.get("/writing/readiness/").content.decode()
        assert f"s2._domainkey.{DOMAIN}" in page
        assert "Not yet:" in page
        lines = {each["key"]: each for each in sam.get("/api/v1/mail-readiness/").json()["lines"]}
        assert (lines["dkim"]["verdict"], lines["spf"]["verdict"]) == ("missing", "ok")
        assert lines["dkim"]["record"]["name"] == f"s2._domainkey.{DOMAIN}"

    def test_the_settings_are_those_of_the_site(self, settings: Settings) -> None:
        settings.DEFAULT_FROM_EMAIL = "Longroad <hello@longroad.example.org>"
        assert setup_of_settings().host == "", "mail goes to no server here"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example.org", True
        found = setup_of_settings()
        assert (found.sender, found.domain, found.host) == (f"hello@{DOMAIN}", DOMAIN, "mail.example.org")
        assert found.uses_tls
