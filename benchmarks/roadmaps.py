"""What a roadmap's page costs by its length: list and graph, for a stranger and for somebody who follows it.

Asked in this process through every middleware; the best of several, beside a bare signed-in view of the same
run. The budget is that of `pages`, and is held for the official roadmap only. Then how long the layout of
the graph takes, which is done once for an edition.

    ./dev bench roadmaps
"""

from functools import partial
from time import process_time

import yaml
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from benchmarks.pages import find_user, measure, sign_in
from roadmaps.document import RoadmapDocument, read_document
from roadmaps.graph_layout import lay_out
from roadmaps.models import Enrolment, Roadmap
from roadmaps.operations import enrol, load_roadmap
from roadmaps.tracks import SHARED

LONG, STAGES = 1_000, 10
LAYOUTS = (90, LONG, 5_000)


@override_settings(ROOT_URLCONF="benchmarks.bare_signed_in", ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False)
def main() -> None:
    call_command("load_roadmaps", verbosity=0)
    call_command("demo", force=True)
    lena = find_user("lena")
    follow_long_road(lena)
    browsers = {"lena": sign_in("lena"), "stranger": Client()}
    paths = [f"/roadmaps/{slug}/{view}" for slug in ("ml-engineer", "long") for view in ("", "?view=graph")]
    wanted = [("lena", "/bare/"), *((who, path) for path in paths for who in browsers)]
    costs = measure([partial(browsers[who].get, path) for who, path in wanted])
    bare = costs[0]
    print(f"{'page':<52}{'CPU ms':>8}{'of bare':>9}{'queries':>9}{'KB':>7}  over budget")
    for (who, path), cost in zip(wanted, costs, strict=True):
        over = "" if "/long/" in path else cost.over(bare)
        print(
            f"{f'{who} {path}':<52}{cost.ms:>8.1f}{cost.ms / bare.ms:>9.1f}"
            f"{cost.queries:>9}{cost.kb:>7.0f}  {over}"
        )
    print(f"\n{'layout of':<52}{'CPU ms':>8}")
    for steps in LAYOUTS:
        print(f"{f'{steps} steps':<52}{time_layout(steps):>8.0f}")


def follow_long_road(learner: User) -> None:
    roadmap = Roadmap.objects.filter(slug="long").first()
    if roadmap is None:
        roadmap = load_roadmap(document=long_document(), now=timezone.now()).edition.roadmap
    if not Enrolment.objects.of(learner).filter(roadmap=roadmap).exists():
        enrol(roadmap=roadmap, learner=learner, track=SHARED, now=timezone.now())


def needs_of(step: int) -> list[int]:
    """Two steps shortly before it, as people write roadmaps."""
    return sorted({max(1, step - 3), max(1, step - 11)} - {step})


def long_document() -> RoadmapDocument:
    size = LONG // STAGES
    stages = []
    for stage in range(STAGES):
        steps = [
            {
                "key": f"step{number}",
                "title": f"Step {number} of a long road",
                "area": "maths",
                "kind": "study",
                "hours": 10,
                "done_when": "You can show it.",
                "prerequisites": [f"step{needed}" for needed in needs_of(number)],
            }
            for number in range(stage * size + 1, (stage + 1) * size + 1)
        ]
        milestone = {"key": f"m{stage}", "title": f"Milestone {stage}", "steps": steps}
        stages.append({"key": f"s{stage}", "title": f"Stage {stage}", "milestones": [milestone]})
    content = {
        "format": "longroad-roadmap",
        "format_version": 1,
        "slug": "long",
        "title": "A long road",
        "areas": ["maths"],
        "stages": stages,
    }
    return read_document(yaml.safe_dump(content))


def time_layout(steps: int) -> float:
    """In milliseconds, all of it as one stage, which costs most."""
    needs = {step: needs_of(step) for step in range(2, steps + 1)}
    began = process_time()
    lay_out([list(range(1, steps + 1))], needs)
    return (process_time() - began) * 1_000
