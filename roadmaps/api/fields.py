"""Fields that name roadmaps."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from roadmaps.api.reading import reader_of
from roadmaps.models import Roadmap


class VisibleRoadmapField(serializers.SlugRelatedField[Roadmap]):
    """A published roadmap by its slug, if the asker may see it; any other slug does not exist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="slug", queryset=Roadmap.objects.published(), **kwargs)

    def get_queryset(self) -> QuerySet[Roadmap]:
        request = self.context.get("request")
        return Roadmap.objects.published().reachable_by(reader_of(request) if request else None)
