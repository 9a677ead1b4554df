"""The parts of a profile that its owner made public."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

LONGEST_ABOUT = 1000


class PublicProfile(models.Model):
    """`blocks` are the keys of what is shown, in order: none for a page that only members see.

    `before` is how `blocks` and `about` were until the last change, for taking that back.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="public_profile"
    )
    about = models.TextField(_("about you"), max_length=LONGEST_ABOUT, blank=True)
    blocks = ArrayField(models.SlugField(), default=list, blank=True)
    before = models.JSONField(null=True, editable=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.blocks)}"
