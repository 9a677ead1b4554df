"""The form of a person's choices: a box for each kind and channel that can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from notices.models import Channel
from notices.registry import NoticeKind

Current = Mapping[NoticeKind, Mapping[Channel, bool]]


@dataclass(frozen=True)
class Cell:
    """One channel of one kind: a box, or the word that it is always used, or nothing at all."""

    channel: Channel
    box: BoundField | None
    is_always: bool


@dataclass(frozen=True)
class Row:
    kind: NoticeKind
    cells: list[Cell]


class ChannelsForm(forms.Form):
    def __init__(self, data: Any = None, *, current: Current) -> None:
        super().__init__(data)
        self.current = current
        for kind, channels in current.items():
            for channel, is_on in channels.items():
                if channel not in kind.always:
                    label = _("%(kind)s: %(channel)s") % {"kind": kind.label, "channel": channel.label}
                    self.fields[_name(kind, channel)] = forms.BooleanField(
                        required=False, initial=is_on, label=label
                    )

    def rows(self) -> list[Row]:
        """One for each kind, with a cell for each channel that there is."""
        return [
            Row(
                kind,
                [
                    Cell(
                        channel,
                        self[name] if (name := _name(kind, channel)) in self.fields else None,
                        channel in kind.always,
                    )
                    for channel in Channel
                ],
            )
            for kind in self.current
        ]

    def choices(self) -> dict[NoticeKind, dict[Channel, bool]]:
        """What was ticked, and what was not."""
        return {
            kind: {
                channel: self.cleaned_data[name]
                for channel in channels
                if (name := _name(kind, channel)) in self.fields
            }
            for kind, channels in self.current.items()
        }


def _name(kind: NoticeKind, channel: Channel) -> str:
    return f"{kind.name}:{channel}"
