"""Which readers of its topic an issue is for. What is empty narrows nothing; all the rest must be true."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.digests import Cadence
from roadmaps.models import Roadmap

PLACE_IS_ON_A_ROADMAP = "newsletter_segment_place_is_on_a_roadmap"
DATES_ARE_IN_ORDER = "newsletter_segment_dates_are_in_order"


class Segment(models.Model):
    """Kept with its issue, and never changed once that has started. Days are those of UTC.

    The roadmap may be deleted by its owner: then nobody follows it, and the issue is for nobody.
    """

    issue = models.OneToOneField(
        "newsletter.Issue", on_delete=models.CASCADE, primary_key=True, related_name="segment"
    )
    roadmap = models.ForeignKey(
        Roadmap,
        verbose_name=_("roadmap"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
    )
    stage = models.SlugField(_("stage"), blank=True, help_text=_("Readers who have reached it."))
    track = models.SlugField(_("track"), blank=True)
    cadence = models.CharField(_("cadence"), max_length=8, choices=Cadence.choices, blank=True)
    joined_since = models.DateField(_("joined on or after"), null=True, blank=True)
    joined_before = models.DateField(_("joined before"), null=True, blank=True)
    has_read_earlier = models.BooleanField(_("have read the earlier article of the series"), default=False)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = (
            models.CheckConstraint(
                condition=Q(stage="", track="") | Q(roadmap__isnull=False), name=PLACE_IS_ON_A_ROADMAP
            ),
            models.CheckConstraint(
                condition=Q(joined_since=None)
                | Q(joined_before=None)
                | Q(joined_since__lt=models.F("joined_before")),
                name=DATES_ARE_IN_ORDER,
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue_id}"

    @property
    def uses_progress(self) -> bool:
        """Whether it selects by progress, so that only readers who allowed that can be in it."""
        return self.roadmap_id is not None or self.has_read_earlier

    @property
    def is_everybody(self) -> bool:
        return not (self.uses_progress or self.cadence or self.joined_since or self.joined_before)
