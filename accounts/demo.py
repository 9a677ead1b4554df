"""The people of the demo: a small community in many time zones. All sign in with the password `longroad`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from slugify import slugify

from accounts.models import User

PASSWORD = "longroad"  # noqa: S105  (of people who do not exist)
DOMAIN = "example.org"

# Name and zone; the first of each list is the one whose sign-in `./dev up` prints.
LEARNERS = """
Lena Hoffmann, Europe/Berlin
Luis Ortega, America/New_York
Amara Okafor, Africa/Lagos
Priya Raman, Asia/Kolkata
Tomasz Zieliński, Europe/Warsaw
Hana Suzuki, Asia/Tokyo
Callum Reid, Europe/London
Fatima Zahra El Idrissi, Africa/Casablanca
Mateo Silva, America/Sao_Paulo
Ingrid Solberg, Europe/Oslo
Wei Zhang, Asia/Shanghai
Aisha Khan, Asia/Karachi
Juan Carlos Mejía, America/Bogota
Élodie Marchand, Europe/Paris
Kwame Mensah, Africa/Accra
Sofia Rossi, Europe/Rome
Daniel Kim, Asia/Seoul
Maya Cohen, Asia/Jerusalem
Oluwaseun Adeyemi, Africa/Lagos
Anna Lindqvist, Europe/Stockholm
Rafael Souza, America/Sao_Paulo
Nguyễn Minh Anh, Asia/Ho_Chi_Minh
Grace Wanjiru, Africa/Nairobi
Pavel Novák, Europe/Prague
Chloe Bennett, America/Toronto
Arjun Mehta, Asia/Kolkata
Beatriz Costa, Europe/Lisbon
Yusuf Demir, Europe/Istanbul
Siobhán Murphy, Europe/Dublin
Diego Fernández, America/Argentina/Buenos_Aires
Leila Haddad, Africa/Tunis
Jack Thompson, Australia/Sydney
Emeka Nwosu, Europe/London
Katarina Horvat, Europe/Zagreb
Rizky Pratama, Asia/Jakarta
Tamar Beridze, Asia/Tbilisi
Noah Williams, America/Chicago
Aroha Ngata, Pacific/Auckland
Jonas Weber, Europe/Zurich
Isabel Reyes, America/Mexico_City
"""
MENTORS = """
Mira Kowalska, Europe/Warsaw
Adaeze Eze, Europe/London
Ravi Subramanian, America/Los_Angeles
Claire Dubois, Europe/Paris
Kenji Watanabe, Asia/Tokyo
Marta Gonçalves, Europe/Lisbon
Samuel Osei, Africa/Accra
Ananya Iyer, Asia/Kolkata
Erik Johansson, Europe/Stockholm
Valentina Rojas, America/Santiago
Omar Farouk, Africa/Cairo
Hannah Becker, Europe/Berlin
"""
AUTHORS = """
Noor Rahman, Europe/London
Théo Laurent, Europe/Brussels
Ifeoma Balogun, Africa/Lagos
"""
STAFF = """
Sam Whitfield, Europe/London
"""

TWELVE_HOUR_ZONES = ("America/New_York", "Asia/Kolkata", "Australia/Sydney")  # who lives there says 6 PM


@dataclass(frozen=True)
class DemoPeople:
    """Whom the demo has. The first of each list is Lena, Mira, Noor."""

    learners: list[User]
    mentors: list[User]
    authors: list[User]
    staff: User


def seed(*, now: datetime, rng: Random) -> DemoPeople:
    """Make the people, with confirmed addresses, in two statements."""
    password = make_password(PASSWORD, salt="the demo has no secrets")
    taken: set[str] = set()

    def people(names: str, *, days: tuple[int, int], **more: Any) -> list[User]:
        return [
            User(
                **_identity(name, taken),
                password=password,
                zone=zone,
                clock=User.Clock.TWELVE_HOURS if zone in TWELVE_HOUR_ZONES else User.Clock.LANGUAGES_OWN,
                joined_at=now - timedelta(days=rng.randint(*days), minutes=rng.randint(0, 1440)),
                weekly_goal_hours=rng.choice((5, 8, 10, 10, 10, 12, 15)),
                starting_point=starting_point,
                **more,
            )
            for (name, zone), starting_point in zip(_read(names), cycle(User.StartingPoint), strict=False)
        ]

    learners = people(LEARNERS, days=(14, 260))
    mentors = people(MENTORS, days=(200, 400))
    authors = people(AUTHORS, days=(300, 420))
    staff = people(STAFF, days=(430, 440), is_staff=True, is_superuser=True)
    everybody = User.objects.bulk_create([*learners, *mentors, *authors, *staff])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in everybody
    )
    return DemoPeople(learners=learners, mentors=mentors, authors=authors, staff=staff[0])


def remove() -> None:
    """Remove everybody whom `seed` makes, and with them whatever is only theirs."""
    taken: set[str] = set()
    emails = [
        _identity(name, taken)["email"]
        for names in (LEARNERS, MENTORS, AUTHORS, STAFF)
        for name, _zone in _read(names)
    ]
    User.objects.filter(email__in=emails).delete()


def _read(names: str) -> Iterator[tuple[str, str]]:
    for line in names.strip().splitlines():
        name, _, zone = line.rpartition(", ")
        yield name, zone


def _identity(name: str, taken: set[str]) -> dict[str, str]:
    """`Lena Hoffmann` → lena@example.org; the second of a first name is known by both names."""
    first = slugify(name.split(maxsplit=1)[0])
    word = first if first not in taken else slugify(name, separator=".")
    taken.add(word)
    return {"display_name": name, "email": f"{word}@{DOMAIN}", "handle": slugify(name)}
