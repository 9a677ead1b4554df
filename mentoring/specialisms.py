"""The specialisms that mentors name: those of the current official editions, by their keys."""

from roadmaps.models import Edition, Specialism


def specialism_titles() -> dict[str, str]:
    """Title by key, as strangers see them, in alphabetical order. One query."""
    editions = Edition.objects.shown_to(None).filter(roadmap__owner=None)
    rows = Specialism.objects.filter(edition__in=editions).values_list("key", "title")
    return dict(sorted(rows, key=lambda row: row[1]))
