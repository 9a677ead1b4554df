"""What a session costs, and how the mentor is paid: by their own link, ticked off by themselves."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from core.db import violates
from mentoring.models import Booking, Mentor, SessionType
from mentoring.models.booking import PRICE_IS_WHOLE
from mentoring.models.mentor import SESSION_TYPE_PRICE_IS_WHOLE
from mentoring.money import Money
from mentoring.operations import NothingToPay, NotTheMentor, accept_request, cancel_booking, mark_paid
from mentoring.payments import find_payment
from tests.mailing.sink import Received
from tests.mentoring.builders import a_booking, a_session_type

PAGE = "/mentoring/session-types/call/"
LINK = "https://pay.example.org/mira"


@pytest.fixture
def paid_call(mentor: Mentor) -> SessionType:
    """For forty euros."""
    return a_session_type(
        mentor, price_amount=Decimal("40.00"), price_currency="EUR", payment_url=LINK, cancel_hours=0
    )


@pytest.fixture
def session(paid_call: SessionType, learner: User, now: datetime) -> Booking:
    return a_booking(paid_call, learner, now=now)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("40", "EUR", "€40"),
        ("12.5", "GBP", "£12.50"),
        ("5000", "JPY", "¥5,000"),
        ("600", "SEK", "SEK\N{NO-BREAK SPACE}600"),
    ],
)
def test_an_amount_is_written_with_its_currency(amount: str, currency: str, text: str) -> None:
    assert str(Money(Decimal(amount), currency)) == text


@pytest.mark.parametrize("price", [(40, ""), (None, "EUR"), (0, "EUR"), (-5, "EUR")])
def test_the_database_has_no_half_a_price(mentor: Mentor, price: tuple[Any, str]) -> None:
    with pytest.raises(IntegrityError) as refused:
        a_session_type(mentor, price_amount=price[0], price_currency=price[1])
    assert violates(refused.value, SESSION_TYPE_PRICE_IS_WHOLE, PRICE_IS_WHOLE)


class TestSayingIt:
    def typed(self, browser: Client, **changes: str) -> dict[str, Any]:
        form = browser.get(PAGE).context["form"]
        values = {each.html_name: each.value() for each in form}
        return {
            name: value for name, value in values.items() if value is not None and value is not False
        } | changes

    def test_on_the_page_of_the_session_type(self, browser: Client, call: SessionType) -> None:
        typed = self.typed(browser, price_amount="12.50", price_currency="EUR", payment_url="pay.example.org")
        assert browser.post(PAGE, typed).status_code == 303
        call.refresh_from_db()
        assert (str(call.price), call.payment_url) == ("€12.50", "https://pay.example.org")
        typed = self.typed(browser, price_amount="")
        assert browser.post(PAGE, typed).status_code == 303
        call.refresh_from_db()
        assert call.price is None

    @pytest.mark.parametrize(
        ("amount", "currency"), [("40", ""), ("0", "EUR"), ("-1", "EUR"), ("0.5", "JPY"), ("40", "XXX")]
    )
    def test_what_is_no_price_is_refused(
        self, browser: Client, call: SessionType, amount: str, currency: str
    ) -> None:
        typed = self.typed(browser, price_amount=amount, price_currency=currency)
        assert browser.post(PAGE, typed).status_code == 422

    def test_over_the_api(self, browser: Client, call: SessionType) -> None:
        one = "/api/v1/me/session-types/call/"
        priced = {"price_amount": "40", "price_currency": "CHF"}
        assert browser.patch(one, priced, "application/json").status_code == 200
        shown = browser.get("/api/v1/mentors/mira/").json()["session_types"][0]["price"]
        assert shown == {"amount": "40.00", "currency": "CHF"}
        assert browser.patch(one, {"price_currency": ""}, "application/json").status_code == 400
        assert browser.patch(one, {"price_amount": None}, "application/json").status_code == 200
        assert browser.get("/api/v1/mentors/mira/").json()["session_types"][0]["price"] is None


class TestPaying:
    def test_the_link_is_shown_once_it_is_booked(
        self, paid_call: SessionType, lena: Client, learner: User, now: datetime
    ) -> None:
        assert LINK not in lena.get(paid_call.get_absolute_url()).content.decode()
        assert LINK not in lena.get("/api/v1/mentors/mira/").content.decode()
        booking = a_booking(paid_call, learner, now=now)
        page = lena.get(booking.get_absolute_url()).content.decode()
        assert LINK in page
        assert "€40" in page
        assert lena.get(f"/api/v1/bookings/{booking.pk}/").json()["payment_url"] == LINK

    def test_a_request_is_paid_once_it_is_accepted(
        self, paid_call: SessionType, lena: Client, learner: User, now: datetime
    ) -> None:
        paid_call.needs_confirmation = True
        paid_call.save()
        booking = a_booking(paid_call, learner, now=now)
        assert LINK not in lena.get(booking.get_absolute_url()).content.decode()
        accept_request(booking=booking, by=booking.mentor.user, now=now)
        assert LINK in lena.get(booking.get_absolute_url()).content.decode()

    def test_the_letter_says_it_to_the_learner_alone(
        self, session: Booking, arrived: Callable[[datetime], dict[str, Received]], now: datetime
    ) -> None:
        letters = arrived(now)
        assert LINK in letters["lena@example.org"].html
        assert "€40" in letters["mira@example.org"].text
        assert LINK not in letters["mira@example.org"].html

    def test_the_mentor_ticks_it_off_and_may_take_it_back(
        self, session: Booking, browser: Client, lena: Client
    ) -> None:
        tick = f"/bookings/{session.pk}/payment/"
        assert browser.post(tick, {"is_paid": "yes"}).status_code == 303
        page = lena.get(session.get_absolute_url()).content.decode()
        assert LINK not in page
        assert "paid" in page
        assert browser.post(tick).status_code == 303
        assert LINK in lena.get(session.get_absolute_url()).content.decode()

    def test_over_the_api(self, session: Booking, browser: Client, lena: Client) -> None:
        tick = f"/api/v1/bookings/{session.pk}/payment/"
        answer = browser.post(tick, {"is_paid": True}, "application/json")
        assert answer.json()["paid_at"]
        assert lena.get(f"/api/v1/bookings/{session.pk}/").json()["paid_at"]
        assert lena.post(tick, {"is_paid": False}, "application/json").status_code == 404

    def test_the_first_time_stays(self, session: Booking, mentor: Mentor, now: datetime) -> None:
        for at in (now, now.replace(hour=20)):
            mark_paid(booking=session, by=mentor.user, is_paid=True, now=at)
        assert session.attendances.get(role="learner").paid_at == now

    def test_the_learner_cannot_say_it(self, session: Booking, learner: User, now: datetime) -> None:
        with pytest.raises(NotTheMentor):
            mark_paid(booking=session, by=learner, is_paid=True, now=now)

    def test_nothing_is_paid_for_what_is_called_off(
        self, session: Booking, mentor: Mentor, lena: Client, now: datetime
    ) -> None:
        cancelled = cancel_booking(booking=session, by=mentor.user, reason="", now=now)
        assert find_payment(cancelled, mentor.user) is None
        with pytest.raises(NothingToPay):
            mark_paid(booking=cancelled, by=mentor.user, is_paid=True, now=now)
        assert LINK not in lena.get(session.get_absolute_url()).content.decode()

    def test_a_stranger_finds_nothing(
        self, session: Booking, other_learner: User, signed_in: Callable[[User], Client]
    ) -> None:
        answer = signed_in(other_learner).post(f"/bookings/{session.pk}/payment/", {"is_paid": "yes"})
        assert answer.status_code == 404
