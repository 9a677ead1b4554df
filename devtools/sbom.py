"""What a release is made of, as CycloneDX JSON: the packages that requirements.lock pins."""

import json
import re
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def sbom(arguments: list[str]) -> int:
    """Print it, so that it can be saved beside a release."""
    print(json.dumps(bill_of_materials(LOCK.read_text()), indent=2))
    return 0


def bill_of_materials(lock: str) -> dict[str, Any]:
    """The document for the text of a lock file; the same lock makes the same document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "longroad"}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
                "bom-ref": f"{name}@{version}",
            }
            for name, version in PINNED.findall(lock)
        ],
    }
