"""Small helps for the tests of accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from mailing.models import Letter
from tests.conftest import PASSWORD

NEWCOMER = {"display_name": "Nadia Petrova", "email": "nadia@example.org", "password1": PASSWORD}


def confirmed(user: User) -> User:
    """This person has shown that the address is theirs, as everybody has who once signed up."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_up(client: Client, **answers: Any) -> Any:
    return client.post("/accounts/signup/", NEWCOMER | answers)


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def sign_in_surely(client: Client, user: User) -> None:
    """And again, as is asked of whoever wants to change how the account is signed in to."""
    sign_in(client, user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def last_letter(to: str) -> Letter:
    return Letter.objects.filter(to=to).latest("pk")


def code_for(to: str) -> str:
    """The code that the newest letter to this address carries."""
    return str(last_letter(to).secrets["code"])
