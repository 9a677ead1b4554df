"""The scale of the skill map: its five anchors, what each area means, and where the road leads."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: Mapping[int, Promise] = {
    0: _("Never met it"),
    1: _("Can follow it"),
    2: _("Can do it with help"),
    3: _("Can do it alone"),
    4: _("Can teach it, and be questioned on it"),
}

# What somebody at level 3 does alone, so that people mean the same by a level.
ANCHORS: Mapping[str, Promise] = {
    "maths": _("At 3 you derive gradient descent from the chain rule, on paper."),
    "statistics": _("At 3 you plan an A/B test, with its power, and read the result."),
    "machine-learning": _("At 3 you choose a model, judge it honestly and say why it fails."),
    "cloud": _("At 3 you run a service on a cloud and know what it costs."),
    "devops": _("At 3 your code is tested, packed and put live by a pipeline you wrote."),
    "software-engineering": _("At 3 others read, review and extend your production code."),
}

TARGETS: Mapping[str, int] = {
    "maths": 3,
    "statistics": 3,
    "machine-learning": 4,
    "cloud": 3,
    "devops": 3,
    "software-engineering": 3,
}
TARGET = 3  # of an area that is not among them

# Round the radar: what data scientists know faces what software engineers know.
ORDER = tuple(TARGETS)
