"""What authors type: a text, and where an article belongs."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from slugify import slugify

from articles.imports import Document
from articles.models import Article, Draft, Series, Tag
from articles.picture_files import LARGEST_FILE, PictureTooLarge
from core.form_fields import TextAreaField
from core.text import says_something, without_controls
from markup.rendering import LONGEST_TEXT
from roadmaps.models import Roadmap, Step

MOST_TAGS = 8
LONGEST_TAG = Tag._meta.get_field("slug").max_length or 50


class NewArticleForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        validators=[says_something],
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("What the reader will understand at the end. You can change it until you publish."),
    )


class DraftForm(forms.ModelForm[Draft]):
    """The text. `version` is the one that was opened: see `save_draft`."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Draft
        fields = ("title", "summary", "source")
        widgets = {
            "title": forms.Textarea(
                attrs={"rows": 1, "autocomplete": "off", "dir": "auto", "placeholder": _("Title")}
            ),
            "summary": forms.Textarea(attrs={"rows": 1, "dir": "auto"}),
            "source": forms.Textarea(
                attrs={
                    "rows": 16,
                    "class": "source",
                    "spellcheck": "true",
                    "dir": "auto",
                    "placeholder": _("Begin with what the reader wants to know."),
                }
            ),
        }
        help_texts = {
            "summary": _("One or two sentences, for lists and for the line beside the subject of the mail."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].strip = False  # type: ignore[attr-defined]
        if self.instance.pk and not self.is_bound:
            self.initial["version"] = self.instance.version

    def clean_source(self) -> str:
        source = without_controls(self.cleaned_data["source"])
        if len(source) > LONGEST_TEXT:
            raise ValidationError(_("This is longer than an article can be. Make it two, in a series."))
        return source


class ArticleFileForm(forms.Form):
    """Articles that somebody has elsewhere."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Markdown, a ZIP of it, or an export of Ghost, Substack or Medium; up to 9 MB."),
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.json,.zip"}),
        max_length=200,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )


class ChosenArticlesForm(forms.Form):
    """Which articles of a file become drafts, by their places in it."""

    documents = forms.TypedMultipleChoiceField(
        label=_("Articles"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one article.")},
    )

    def __init__(self, *args: Any, documents: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place, self._label(document)) for place, document in enumerate(documents)]
        cast(forms.TypedMultipleChoiceField, self.fields["documents"]).choices = choices
        self.initial.setdefault("documents", [place for place, _label in choices])

    def _label(self, document: Document) -> SafeString:
        words = ngettext("%(n)s word", "%(n)s words", document.words) % {"n": document.words}
        pictures = ngettext("%(n)s picture", "%(n)s pictures", len(document.pictures))
        more = f", {pictures % {'n': len(document.pictures)}}" if document.pictures else ""
        return format_html('<bdi>{}</bdi> <span class="meta num">{}{}</span>', document.title, words, more)


class PictureForm(forms.Form):
    """A picture, with the words that stand for it where it is not seen."""

    largest = LARGEST_FILE
    too_large = PictureTooLarge.message

    file = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text=_("PNG, JPEG, WebP or GIF, 8 MB at most. Of one that moves, readers see the beginning."),
        error_messages={"required": _("Choose a picture.")},
    )
    description = forms.CharField(
        label=_("What one sees"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("For those who do not see it: what it shows, not that it is a picture."),
        validators=[says_something],
    )


class ArrangementForm(forms.Form):
    """Where an article belongs. `tags` and `steps` are typed, with what exists offered beside them."""

    slug = forms.SlugField(
        label=_("Address"), max_length=120, help_text=_("The old address goes on leading here.")
    )
    tags = forms.CharField(
        label=_("Topics"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("With commas between them."),
    )
    series = forms.ModelChoiceField(
        Series.objects.order_by("title"),
        label=_("Series"),
        required=False,
        empty_label=pgettext_lazy("series", "None"),
    )
    position = forms.IntegerField(label=_("Place in the series"), required=False, min_value=1, max_value=999)
    steps = TextAreaField(
        label=_("Belongs to steps"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, as roadmap/step, for example ml-engineer/graddesc."),
    )

    @classmethod
    def for_article(cls, article: Article) -> "ArrangementForm":
        """Filled with where the article is now."""
        links = article.step_links.select_related("roadmap").order_by("pk")
        return cls(
            initial={
                "slug": article.slug,
                "tags": ", ".join(article.tags.order_by("name").values_list("name", flat=True)),
                "series": article.series,
                "position": article.position,
                "steps": "\n".join(f"{link.roadmap.slug}/{link.step_key}" for link in links),
            }
        )

    def clean_tags(self) -> list[str]:
        names = [name for part in self.cleaned_data["tags"].split(",") if (name := " ".join(part.split()))]
        if len(names) > MOST_TAGS:
            raise ValidationError(_("Choose the eight topics that fit best."))
        for name in names:
            if not slugify(name) or max(len(name), len(slugify(name))) > LONGEST_TAG:
                raise ValidationError(
                    _("“%(name)s” can't be a topic: its page needs an address. Use a few letters or digits."),
                    params={"name": name},
                )
        return list(dict.fromkeys(names))

    def clean_steps(self) -> list[tuple[Roadmap, str]]:
        lines = dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["steps"].splitlines())))
        return [_find_step(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("series") and not cleaned.get("position"):
            self.add_error("position", _("Say which place it has in the series."))
        return cleaned


def _find_step(line: str) -> tuple[Roadmap, str]:
    """The roadmap and key that a line such as `ml-engineer/graddesc` names."""
    slug, _slash, key = line.partition("/")
    try:
        validate_slug(key)
        steps = Step.objects.shown_to(None).at(slug, key).select_related("edition__roadmap")
        return steps.get().edition.roadmap, key
    except (ValidationError, Step.DoesNotExist) as error:
        raise ValidationError(
            _("There is no step “%(line)s”."), params={"line": line}, code="no_step"
        ) from error
