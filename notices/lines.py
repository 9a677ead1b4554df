"""Notices as they are read: each with its line, as far as what it tells is still there."""

from collections.abc import Iterable
from dataclasses import dataclass

from notices.models import Notice
from notices.registry import Line, NoticeKind, is_known, kind_named


@dataclass(frozen=True)
class ReadableNotice:
    notice: Notice
    kind: NoticeKind
    line: Line


def describe_notices(notices: Iterable[Notice]) -> list[ReadableNotice]:
    """In the given order; without those whose fact is gone. Each kind is asked once for all of its own."""
    listed = [notice for notice in notices if is_known(notice.kind)]
    by_kind: dict[str, list[Notice]] = {}
    for notice in listed:
        by_kind.setdefault(notice.kind, []).append(notice)
    lines = {
        pk: line
        for name, of_kind in by_kind.items()
        for pk, line in kind_named(name).describe(of_kind).items()
    }
    return [
        ReadableNotice(notice, kind_named(notice.kind), lines[notice.pk])
        for notice in listed
        if notice.pk in lines
    ]
