"""What a release is made of, as CycloneDX JSON: the packages that requirements.lock pins."""

import json
import re
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:(\w+)")


def sbom(arguments: list[str]) -> int:
    """Print it, so that it can be saved beside a release."""
    print(json.dumps(bill_of_materials(LOCK.read_text()), indent=2))
    return 0


def bill_of_materials(lock: str) -> dict[str, Any]:
    """The document for the text of a lock file; the same lock makes the same document."""
    found = list(PINNED.finditer(lock))
    ends = [*(each.start() for each in found[1:]), len(lock)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "longroad", "bom-ref": "longroad"}},
        "components": [
            _component(each[1], each[2], HASH.findall(lock, each.end(), end))
            for each, end in zip(found, ends, strict=True)
        ],
    }


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """`hashes` are those of the package's files, of which each platform installs one."""
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
        "bom-ref": f"{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
    }
