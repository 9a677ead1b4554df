"""The site's settings with one language more, whose catalogue a test has made."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.settings import *  # noqa: F403
from config.settings import LANGUAGES, LOCALE_PATHS
from devtools.pseudo import LANGUAGE

LANGUAGES = [*LANGUAGES, (LANGUAGE, _("Pseudo-language"))]
LOCALE_PATHS = [*LOCALE_PATHS, Path(os.environ["PSEUDO_LOCALES"])]
