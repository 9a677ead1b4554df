"""What a release is made of."""

from devtools.sbom import LOCK, bill_of_materials


def test_every_pinned_package_is_named_with_its_version() -> None:
    lock = "attrs==1.2 \\\n    --hash=sha256:abc\ncelery[redis]==5.7.0 ; python_version > '3'\n"
    bill = bill_of_materials(lock)
    assert [each["purl"] for each in bill["components"]] == ["pkg:pypi/attrs@1.2", "pkg:pypi/celery@5.7.0"]


def test_the_site_is_made_of_django_and_more() -> None:
    names = {each["name"] for each in bill_of_materials(LOCK.read_text())["components"]}
    assert {"django", "django-allauth"} <= {name.lower() for name in names}
