"""What readers type: their address; and authors: the words of an issue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from core.mailboxes import canonical
from newsletter.audiences import earlier_article
from newsletter.content import Content
from newsletter.digests import Cadence
from newsletter.models import Issue, Segment, Subscription
from newsletter.operations import Conditions, IssueWords, NoSuchPlace, morning_of, offered_roadmaps
from roadmaps.models import Roadmap


class SubscribeForm(forms.Form):
    email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        """The address as it was typed, if it has a canonical form."""
        typed: str = self.cleaned_data["email"]
        canonical(typed)
        return typed


class AddressForm(SubscribeForm):
    """Another address for the newsletter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email address")


class DeliveryForm(forms.Form):
    """How often the issues of a topic come, and until which day none does."""

    cadence = forms.ChoiceField(choices=Cadence.choices)
    paused_until = forms.DateField(
        label=_("Pause until"),
        required=False,
        help_text=_("Nothing comes before that day. What you missed then comes in one letter."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, subscription: Subscription, now: datetime
    ) -> None:
        """A pause that is over is none."""
        self.subscription, self.zone = subscription, subscription.subscriber.local_zone
        paused_until = subscription.paused_until if subscription.is_paused(now) else None
        initial = {
            "cadence": subscription.cadence,
            "paused_until": paused_until.astimezone(self.zone).date() if paused_until else None,
        }
        super().__init__(data, initial=initial, prefix=subscription.topic.slug)

    def chosen(self) -> dict[str, Any]:
        """For `choose_delivery`."""
        day = self.cleaned_data["paused_until"]
        return {
            "cadence": Cadence(self.cleaned_data["cadence"]),
            "paused_until": morning_of(day, self.zone) if day else None,
        }


class VersionForm(forms.Form):
    """A new version of the file that readers get."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.md,.txt"}),
        help_text=_("PDF, DOCX, ODT, Markdown or plain text, 1 MB at most."),
        error_messages={"required": _("Choose a file.")},
    )
    note = forms.CharField(
        label=_("What is new"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("In one sentence, for those who have an older one."),
    )

    def given(self) -> dict[str, Any]:
        """For `add_version`."""
        upload = self.cleaned_data["file"]
        return {"filename": upload.name, "content": upload.read(), "note": self.cleaned_data["note"]}


class SegmentForm(forms.Form):
    """For which readers an issue is. A stage or track is chosen with its roadmap: `<roadmap>/<key>`."""

    roadmap = forms.ChoiceField(label=_("Follow the roadmap"), required=False)
    stage = forms.ChoiceField(
        label=_("Have reached the stage"), required=False, help_text=_("It, or one after it.")
    )
    track = forms.ChoiceField(label=_("Are on the track"), required=False)
    cadence = forms.ChoiceField(
        label=_("Want issues"), required=False, choices=[("", _("However often")), *Cadence.choices]
    )
    joined_since = forms.DateField(
        label=_("Joined on or after"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    joined_before = forms.DateField(
        label=_("Joined before"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    has_read_earlier = forms.BooleanField(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, segment: Segment | None, article: Article
    ) -> None:
        self.roadmaps = {each.slug: each for each in offered_roadmaps()}
        self.earlier = earlier_article(article)
        initial = _initial_of(segment, self.roadmaps.values()) if segment else None
        super().__init__(data, initial=initial)
        editions = [each.current for each in self.roadmaps.values() if each.current]
        self._choose_from("roadmap", _("Any, or none"), [(e.roadmap.slug, e.title) for e in editions])
        for name, related in (("stage", "stages"), ("track", "tracks")):
            groups = [
                (
                    e.title,
                    [(f"{e.roadmap.slug}/{each.key}", each.title) for each in getattr(e, related).all()],
                )
                for e in editions
            ]
            self._choose_from(name, _("Any"), [group for group in groups if group[1]])
        if self.earlier is None:
            del self.fields["has_read_earlier"]
        else:
            said = _("Have read “%(title)s”, the part before this one")
            self.fields["has_read_earlier"].label = said % {"title": self.earlier.title}

    def clean(self) -> dict[str, Any]:
        """A stage or track says its roadmap; two that differ are refused."""
        cleaned: dict[str, Any] = super().clean() or {}
        slugs = {cleaned.get("roadmap")} | {
            cleaned.get(name, "").partition("/")[0] for name in ("stage", "track")
        }
        slugs -= {"", None}
        if len(slugs) > 1:
            raise forms.ValidationError(NoSuchPlace.message)
        cleaned["roadmap"] = slugs.pop() if slugs else ""
        return cleaned

    def conditions(self) -> Conditions:
        given = self.cleaned_data
        return Conditions(
            roadmap=self.roadmaps.get(given["roadmap"]),
            stage=given["stage"].partition("/")[2],
            track=given["track"].partition("/")[2],
            cadence=given["cadence"],
            joined_since=given["joined_since"],
            joined_before=given["joined_before"],
            has_read_earlier=given.get("has_read_earlier", False),
        )

    def _choose_from(self, name: str, none: Any, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for mypy)
        field.choices = [("", none), *choices]


def _initial_of(segment: Segment, roadmaps: Iterable[Roadmap]) -> dict[str, Any]:
    """A roadmap that is no longer offered, or is gone, has to be chosen anew."""
    slug = next((each.slug for each in roadmaps if each.pk == segment.roadmap_id), "")
    return {
        "roadmap": slug,
        "stage": f"{slug}/{segment.stage}" if segment.stage else "",
        "track": f"{slug}/{segment.track}" if segment.track else "",
        "cadence": segment.cadence,
        "joined_since": segment.joined_since,
        "joined_before": segment.joined_before,
        "has_read_earlier": segment.has_read_earlier,
    }


class IssueWordsForm(forms.ModelForm[Issue]):
    """What an issue says beside its article. An empty subject or preheader becomes the article's own."""

    class Meta:
        model = Issue
        fields = ("subject", "preheader", "intro", "takes_replies")
        widgets = {"intro": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, content: Content | None = None, **kwargs: Any) -> None:
        """`content` is what stands where nothing is typed."""
        super().__init__(*args, **kwargs)
        if content is not None:
            self.fields["subject"].widget.attrs |= {"placeholder": content.title, "dir": "auto"}
            description = content.article.description
            self.fields["preheader"].widget.attrs |= {"placeholder": description, "dir": "auto"}

    def words(self) -> IssueWords:
        return IssueWords(**self.cleaned_data)
