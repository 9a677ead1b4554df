"""The demo has a public roadmap that others follow, and a draft that lacks something."""

from datetime import datetime
from random import Random

import pytest

from accounts import demo as people
from editor import demo
from editor.checks import find_problems
from editor.operations import preview_effect
from editor.outline import as_document
from editor.reading import area_choices, read_draft
from roadmaps.document import read_areas
from roadmaps.models import Roadmap
from roadmaps.official import AREAS
from roadmaps.operations import load_areas


@pytest.mark.django_db
def test_the_next_edition_would_touch_fourteen_people(now: datetime) -> None:
    load_areas(areas=read_areas(AREAS.read_text(encoding="utf-8")))
    cast = people.seed(now=now, rng=Random(1))

    demo.seed(cast, now=now)

    roadmap = Roadmap.objects.select_related("current").get(owner=cast.learners[1])
    steps = as_document(read_draft(roadmap).outline, roadmap.slug).steps
    (effect,) = preview_effect(roadmap, steps, {})
    assert (effect.people, len(effect.changes.added), effect.more_hours) == (14, 2, 12)
    draft = read_draft(Roadmap.objects.get(owner=cast.learners[0]))
    areas = [slug for slug, _title in area_choices()]
    assert {problem.code for problem in find_problems(draft.outline, areas)} == {"no_hours", "no_done_when"}
