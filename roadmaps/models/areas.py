"""Fields of skill: the site's own list, to which roadmaps and mentors refer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

AREA_SLUG_ONCE = "roadmaps_area_slug_once"


class Area(models.Model):
    """Statistics, cloud, career. Roadmap files name areas; only the site's own file changes them."""

    slug = models.SlugField()
    title = models.CharField(max_length=80)
    is_on_radar = models.BooleanField(default=False, help_text=_("One of the axes of the skill map."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "title")
        constraints = (models.UniqueConstraint(fields=["slug"], name=AREA_SLUG_ONCE),)

    def __str__(self) -> str:
        return self.title
