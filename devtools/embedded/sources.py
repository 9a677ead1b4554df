"""Which files a migrated database comes from, as one checksum: to know that nothing is to be done."""

import hashlib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = ("*/migrations/*.py", "roadmaps/data/*", "config/settings.py", "requirements.lock")


def checksum() -> str:
    seen = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in CHECKOUT.glob(pattern) if path.is_file()):
        seen.update(str(path.relative_to(CHECKOUT)).encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()
