"""The site's settings with two languages more, whose catalogues a test has made."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.settings import *  # noqa: F403
from config.settings import LANGUAGES, LOCALE_PATHS
from devtools.pseudo import LEFT_TO_RIGHT, RIGHT_TO_LEFT

LANGUAGES = [*LANGUAGES, (LEFT_TO_RIGHT, _("Left to right")), (RIGHT_TO_LEFT, _("Right to left"))]
LOCALE_PATHS = [*LOCALE_PATHS, Path(os.environ["PSEUDO_LOCALES"])]
