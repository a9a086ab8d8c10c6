"""The neuron types of an NSCS file, and the parameters that they stand for.

The file has signs apart: a strength is sigma · s, the leak sigma_lambda · lambda.
The threshold mask is M = 2^TM - 1, the reset value R = sigma_VR · (2^VR - 1).
"""

from dataclasses import dataclass, replace

from tnstudio.model.hardware import (
    LEAK,
    NEGATIVE_THRESHOLD,
    POTENTIAL,
    THRESHOLD,
    Limit,
)
from tnstudio.model.neuron import NeuronParameters, ResetMode
from tnstudio.storage.interchange.json_part import JsonPart
from tnstudio.texts import marked, tr

TYPES = 4
"""Axon types S0 to S3."""

_STRENGTH = Limit(marked("strength"), "s", 0, 255, "NSCS: the sign is sigma")
_LEAK = replace(LEAK, low=0)
_MASK_BITS = Limit(marked("number of mask bits"), "TM", 0, 18, "C13: α has 18 bits")
_RESET_BITS = Limit(marked("number of reset bits"), "VR", 0, 19, "C13: V has 20 bits")
_RESET_MODE = Limit(marked("reset mode"), "γ", min(ResetMode), max(ResetMode), "C13: γ")
_SIGN = Limit(marked("sign"), "σ", -1, 1, "NSCS")
_CLASS = "NeuronGeneral"


@dataclass(frozen=True, slots=True)
class NscsNeuron:
    """One neuron type.

    Attributes
    ----------
    strengths : tuple of int
        s of the types S0 to S3.
    """

    parameters: NeuronParameters
    strengths: tuple[int, ...]

    @property
    def is_random(self) -> bool:
        """Whether it draws random numbers."""
        p = self.parameters
        noisy = any(p.stochastic_synapses) or p.stochastic_leak
        return noisy or p.threshold_mask != 0


def read_neuron(part: JsonPart) -> NscsNeuron:
    """Read one neuron type.

    Raises
    ------
    TNStudioError
        If a value is missing, of the wrong type or out of range.
    """
    kind = part.member("class").text(64)
    if kind != _CLASS:
        part.member("class").refuse(
            tr("The neuron class “{kind}” is not known", kind=kind),
            tr("only {name} is", name=_CLASS),
        )
    strengths = tuple(
        _sign(part, f"sigma{k}") * part.member(f"s{k}").integer(_STRENGTH)
        for k in range(TYPES)
    )
    mask_bits = part.member("TM").integer(_MASK_BITS)
    reset_bits = part.member("VR").integer(_RESET_BITS)
    parameters = NeuronParameters(
        leak=_sign(part, "sigma_lambda") * part.member("lambda").integer(_LEAK),
        leak_reversal=part.member("epsilon").boolean(),
        threshold=part.member("alpha").integer(THRESHOLD),
        negative_threshold=part.member("beta").integer(NEGATIVE_THRESHOLD),
        negative_saturates=part.member("kappa").boolean(),
        reset_mode=ResetMode(part.member("gamma").integer(_RESET_MODE)),
        reset_value=_sign(part, "sigma_VR") * (2**reset_bits - 1),
        initial_potential=part.member("V").integer(POTENTIAL),
        stochastic_synapses=tuple(part.member(f"b{k}").boolean() for k in range(TYPES)),
        stochastic_leak=part.member("c_lambda").boolean(),
        threshold_mask=2**mask_bits - 1,
    )
    return NscsNeuron(parameters, strengths)


def _sign(part: JsonPart, name: str) -> int:
    sign = part.member(name).integer(_SIGN)
    if sign == 0:
        part.member(name).refuse(tr("The sign is 0"), tr("choose -1 or 1"))
    return sign
