#!/usr/bin/env python
"""Django's command line for Longroad: `./dev manage …` runs it with the servers that it needs."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "DATABASE_URL" not in os.environ:  # a development machine
        from devtools.embedded import address

        os.environ.update(address.environment())
    execute_from_command_line(sys.argv)
