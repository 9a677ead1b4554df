"""The maths font of our pages, made from a package's file when static files are collected.

STIX Two Math (SIL Open Font License 1.1) comes with the library that draws formulas for mail, so that
both look alike. Browsers get the signs that LaTeX's maths has, as WOFF2: 0.2 MB of 1.5.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontTools import subset
from fontTools.ttLib import TTFont

from markup.formula_pictures import FONT

NAME = "fonts/maths.woff2"
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x237, 0x237), (0x2C6, 0x2DD), (0x300, 0x338),
    (0x391, 0x3F6), (0x2010, 0x2064), (0x20D0, 0x20E1), (0x2100, 0x214F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2308, 0x230B), (0x2322, 0x2323), (0x23B4, 0x23B5), (0x23DC, 0x23E1),
    (0x25A0, 0x25FF), (0x27C2, 0x27C2), (0x27E6, 0x27EF), (0x27F5, 0x27FF), (0x2A00, 0x2A06),
    (0x2A7D, 0x2ABF), (0x1D400, 0x1D7FF),
)  # fmt: skip
FEATURES = ["ssty", "dtls", "flac", "rtlm"]
FAMILY, COPYRIGHT, LICENSE = (1, 2, 4, 6), 0, (13, 14)  # the font names that remain


class MathsFontFinder(BaseFinder):
    """Finds one file, and makes it where it has not been made yet."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        if path != NAME:
            return []
        made = str(_folder() / NAME)
        make_maths_font(Path(made))
        return [made] if find_all or kwargs.get("all") else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        make_maths_font(_folder() / NAME)
        yield NAME, FileSystemStorage(location=_folder())


@cache
def _folder() -> Path:
    """Another one for each version of the font and each choice of signs."""
    said = f"{FONT.read_bytes()!r}{RANGES}{FEATURES}"
    digest = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
    return Path(settings.MADE_FILES) / digest


def make_maths_font(path: Path) -> None:
    """Write the font there, unless it is there; two processes that do so at once harm nothing."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    options = subset.Options(
        flavor="woff2", layout_features=FEATURES, hinting=False, notdef_outline=True, glyph_names=False
    )
    options.name_IDs = [COPYRIGHT, *FAMILY, *LICENSE]
    with FONT.open("rb") as file, TTFont(file, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes={code for first, last in RANGES for code in range(first, last + 1)})
        subsetter.subset(font)
        font.flavor = "woff2"
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as made:
            font.save(made)
    Path(name).chmod(0o644)
    Path(name).replace(path)
