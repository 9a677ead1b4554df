"""What a release is made of."""

import json
import re

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from devtools.sbom import LOCK, bill_of_materials


def test_every_pinned_package_is_named_with_its_version() -> None:
    lock = "attrs==1.2 \\\n    --hash=sha256:abc\ncelery[redis]==5.7.0 ; python_version > '3'\n"
    bill = bill_of_materials(lock)
    assert [each["purl"] for each in bill["components"]] == ["pkg:pypi/attrs@1.2", "pkg:pypi/celery@5.7.0"]


def test_the_site_is_made_of_django_and_more() -> None:
    names = {each["name"] for each in bill_of_materials(LOCK.read_text())["components"]}
    assert {"django", "django-allauth"} <= {name.lower() for name in names}


def test_nothing_that_is_pinned_is_left_out() -> None:
    lock = LOCK.read_text()
    assert len(bill_of_materials(lock)["components"]) == len(re.findall("^[a-z0-9]", lock, re.MULTILINE))


def test_it_is_what_the_schema_of_cyclonedx_demands() -> None:
    bill = json.dumps(bill_of_materials(LOCK.read_text()))
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(bill) is None


def test_each_file_of_a_package_has_its_hash() -> None:
    lock = "attrs==1.2 \\\n  --hash=sha256:abc \\\n  --hash=sha256:def\nvine==5.1.0 \\\n  --hash=sha256:fff\n"
    attrs, vine = bill_of_materials(lock)["components"]
    assert [each["content"] for each in attrs["hashes"]] == ["abc", "def"]
    assert [each["content"] for each in vine["hashes"]] == ["fff"]
