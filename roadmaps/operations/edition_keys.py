"""Keys are permanent: what an edition may do with those that the editions before it had."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from roadmaps.document import RoadmapDocument
from roadmaps.models import Edition, Gate, Roadmap, Step
from roadmaps.models.editions import EditionQuerySet


class KeyVanished(Refusal):
    """`data["keys"]` are in the edition before, and neither in the new one nor in its mapping."""

    code, message = (
        "key_vanished",
        _("A key of the edition before is gone. Say in the mapping what became of it."),
    )


class KeyReused(Refusal):
    """`data["keys"]` had vanished in an earlier edition, and mean something else since."""

    code, message = "key_reused", _("A key that had vanished is used again. Give the step a new key.")


def check_keys(roadmap: Roadmap, document: RoadmapDocument) -> None:
    """Progress points at keys, so none may go without a word, nor come back as something else.

    Raises KeyVanished or KeyReused.
    """
    present = {step.key for step in document.steps} | {gate.key for gate in document.gates}
    current = _keys_of(Edition.objects.filter(current_of=roadmap))
    if vanished := sorted(current - present - document.successors.keys()):
        raise KeyVanished(
            _("The edition before has %(key)s. Keep it, or say in the mapping what became of it.")
            % {"key": ", ".join(vanished)},
            keys=vanished,
        )
    former = _keys_of(roadmap.editions.published()) - current
    if reused := sorted(former & present):
        raise KeyReused(
            _("An earlier edition had %(key)s, which vanished since. Give the step a new key.")
            % {"key": ", ".join(reused)},
            keys=reused,
        )


def _keys_of(editions: EditionQuerySet) -> set[str]:
    """Of all their steps and gates."""
    steps = Step.objects.filter(edition__in=editions).order_by().values_list("key")
    gates = Gate.objects.filter(edition__in=editions).order_by().values_list("key")
    return {key for (key,) in steps.union(gates)}
