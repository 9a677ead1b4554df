"""Fill a migrated database: the official roadmaps, and with `--demo` a community where nobody lives yet."""

import sys

import django
from django.core.management import call_command, get_commands

django.setup()

from accounts.models import User  # noqa: E402  (models need the apps)


def main() -> None:
    call_command("load_roadmaps")
    if "--demo" in sys.argv and not User.objects.exists() and "demo" in get_commands():
        call_command("demo")


if __name__ == "__main__":
    main()
