"""Neurons and small circuits with a known behaviour.

Each preset states what was observed of it; tests show exactly that in the
simulator and in the plain reference. I04 = E. Izhikevich 2004, "Which model to
use for cortical spiking neurons?" (IEEE Trans. Neural Networks 15), whose
names of behaviours are used; C13 = Cassidy et al. 2013. Where the source is
"this program", the parameters were found for it from the equations of C13.

All times are ticks. An input's spike is integrated in the tick in which it
arrives, so "after 3 ticks" counts from that tick.
"""

from dataclasses import dataclass

from tnstudio.model.neuron import MEMORYLESS_BINARY, NeuronParameters, ResetMode
from tnstudio.texts import marked

_LARGE = 2**18 - 1
"""As a negative threshold: V never gets there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One neuron of a preset.

    Attributes
    ----------
    strengths : tuple of int
        s for each axon type from the first on.
    """

    parameters: NeuronParameters
    strengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A cell's spikes reach the target through an axon of this type."""

    source: int
    target: int
    axon_type: int
    delay: int = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """One or more cells with their links; the first one shows the behaviour.

    Attributes
    ----------
    behaviour : str
        What was observed, and for which input.
    source : str
        Where the parameters come from.
    inputs : tuple of tuple of int
        The cells that input line k reaches, through an axon of type k.
    """

    name: str
    behaviour: str
    source: str
    cells: tuple[Cell, ...]
    inputs: tuple[tuple[int, ...], ...]
    links: tuple[Link, ...] = ()


_FOUND = marked("this program")


def _single(
    name: str,
    behaviour: str,
    source: str,
    parameters: NeuronParameters,
    strengths: tuple[int, ...],
) -> Preset:
    inputs = ((0,),) * len(strengths)
    return Preset(name, behaviour, source, (Cell(parameters, strengths),), inputs)


_BURSTER = NeuronParameters(leak=1, leak_reversal=True, threshold=18, reset_value=1)
_COUNT_TO_SIX = NeuronParameters(leak_reversal=True, threshold=6)


def _decaying(threshold: int, reset: int = 0) -> NeuronParameters:
    """V is never below 0 and falls to it by 1 per tick."""
    return NeuronParameters(
        leak=-1, leak_reversal=True, threshold=threshold, reset_value=reset
    )


def _flipping(threshold: int, negative_threshold: int, reset: int) -> NeuronParameters:
    """V decays to 0; below -β it flips to -R > 0, a spike brings it to R < 0."""
    return NeuronParameters(
        leak=-1,
        leak_reversal=True,
        threshold=threshold,
        negative_threshold=negative_threshold,
        negative_saturates=False,
        reset_value=reset,
    )


PRESETS = (
    _single(
        marked("memoryless binary"),
        marked("spikes in every tick in which its weighted input is positive"),
        "Esser et al. 2015 §3.1",
        MEMORYLESS_BINARY,
        (1, -1, 2, -2),
    ),
    _single(
        marked("tonic spiking"),
        marked("spikes every 10 ticks without input"),
        marked("C13: a period of ⌈α / λ⌉ = ⌈10 / 1⌉"),
        NeuronParameters(leak=1, threshold=10),
        (0,),
    ),
    _single(
        marked("tonic spiking, uneven steps"),
        marked("spikes every 6 ticks without input"),
        marked("C13: a period of ⌈α / λ⌉ = ⌈11 / 2⌉"),
        NeuronParameters(leak=2, threshold=11),
        (0,),
    ),
    _single(
        marked("tonic spiking, driven"),
        marked("spikes every 5 ticks while its input spikes in every tick, else never"),
        marked("C13: a period of ⌈α / (s + λ)⌉ = ⌈10 / (3 - 1)⌉"),
        NeuronParameters(leak=-1, threshold=10),
        (3,),
    ),
    Preset(
        marked("phasic bursting"),
        marked("a pulse starts 6 spikes, 17 ticks apart, then silence"),
        marked("C13: a self-exciting neuron (ε = 1), and one that counts and stops it"),
        (Cell(_BURSTER, (1, -100)), Cell(_COUNT_TO_SIX, (1, 0))),
        inputs=((0,),),
        links=(Link(0, 1, 0), Link(1, 0, 1)),
    ),
    Preset(
        marked("tonic bursting"),
        marked("4 spikes 10 ticks apart, a pause of 72, again and again without input"),
        _FOUND,
        (
            Cell(
                NeuronParameters(leak=1, threshold=10, negative_threshold=60), (0, -255)
            ),
            Cell(NeuronParameters(threshold=4), (1, 0)),
        ),
        inputs=(),
        links=(Link(0, 1, 0), Link(1, 0, 1)),
    ),
    _single(
        marked("bistability"),
        marked(
            "silent until a spike on input 0, then every 17 ticks a spike until one on "
            "input 1"
        ),
        marked("the self-exciting neuron of phasic bursting, alone"),
        _BURSTER,
        (1, -100),
    ),
    _single(
        marked("integrator"),
        marked(
            "after n input spikes, however spread, it has spiked ⌊3 n / 10⌋ times: its "
            "rate is proportional to its input's (class 1 excitable)"
        ),
        _FOUND,
        NeuronParameters(threshold=10, reset_mode=ResetMode.SUBTRACT_THRESHOLD),
        (3,),
    ),
    _single(
        marked("leaky integrator"),
        marked(
            "spikes on the second of two input spikes if they are 3 ticks apart or less"
        ),
        _FOUND,
        _decaying(6),
        (5,),
    ),
    _single(
        marked("class 2 excitable"),
        marked(
            "for an input spike every 3 ticks or less often it never spikes, for one "
            "every 2 ticks it spikes every 6 ticks at once"
        ),
        _FOUND,
        _decaying(4),
        (3,),
    ),
    _single(
        marked("stochastic (Bernoulli)"),
        marked("spikes in each tick with probability 1/4, independently"),
        marked("C13: stochastic leak; P = (λ + 1) / 256"),
        NeuronParameters(leak=63, stochastic_leak=True),
        (0,),
    ),
    _single(
        marked("unreliable synapse"),
        marked("passes each input spike on with probability 1/2, independently"),
        marked("C13: stochastic synapse; P = (s + 1) / 256"),
        NeuronParameters(stochastic_synapses=(True,)),
        (127,),
    ),
    _single(
        marked("irregular spiking"),
        marked("spikes without input, at intervals from 10 to 25 ticks"),
        marked("C13: threshold mask M = 15"),
        NeuronParameters(leak=1, threshold=10, threshold_mask=15),
        (0,),
    ),
    Preset(
        marked("phasic spiking"),
        marked("spikes once, at the onset of an input that spikes in every tick"),
        _FOUND,
        (Cell(MEMORYLESS_BINARY, (1, -1)), Cell(MEMORYLESS_BINARY, (1, 0))),
        inputs=((0, 1),),
        links=(Link(1, 0, 1),),
    ),
    Preset(
        marked("spike frequency adaptation"),
        marked(
            "for an input that spikes in every tick: intervals of 10 ticks at first, "
            "of 14 ticks once its own inhibition arrives"
        ),
        _FOUND,
        (Cell(NeuronParameters(threshold=20, negative_threshold=_LARGE), (2, -8)),),
        inputs=((0,),),
        links=(Link(0, 0, 1, 15),),
    ),
    _single(
        marked("spike latency"),
        marked(
            "a pulse on input 0, 1 or 2 is followed by one spike after 18, 11 or 4 "
            "ticks"
        ),
        _FOUND,
        NeuronParameters(leak=1, leak_reversal=True, threshold=20),
        (1, 8, 15),
    ),
    _single(
        marked("subthreshold oscillation"),
        marked("V falls from 5 to -6 and starts over, every 12 ticks, without a spike"),
        _FOUND,
        NeuronParameters(
            leak=-1,
            threshold=20,
            negative_threshold=6,
            negative_saturates=False,
            reset_value=-5,
        ),
        (20,),
    ),
    Preset(
        marked("resonator"),
        marked("spikes on the second of two input spikes if they are 8 ticks apart"),
        _FOUND,
        (
            Cell(NeuronParameters(leak=-1), (1, 1)),
            Cell(MEMORYLESS_BINARY, (1, 0)),
        ),
        inputs=((0, 1),),
        links=(Link(1, 0, 1, 8),),
    ),
    _single(
        marked("rebound spike"),
        marked("an inhibitory pulse is followed by one spike, 1 tick later"),
        _FOUND,
        _flipping(threshold=7, negative_threshold=10, reset=-8),
        (-12,),
    ),
    _single(
        marked("threshold variability"),
        marked(
            "a pulse on input 0 fires it only if one on inhibitory input 1 came 1 to 3 "
            "ticks before"
        ),
        _FOUND,
        _flipping(threshold=10, negative_threshold=10, reset=-8),
        (5, -12),
    ),
    _single(
        marked("inhibition-induced spiking"),
        marked(
            "while its inhibitory input spikes in every tick: after 16 ticks a spike, "
            "then one every 5 ticks; none otherwise"
        ),
        _FOUND,
        _flipping(threshold=8, negative_threshold=15, reset=-12),
        (-2,),
    ),
    _single(
        marked("depolarising after-potential"),
        marked("after a spike V is 5 and falls to 0 in 5 ticks"),
        _FOUND,
        _decaying(10, reset=5),
        (11,),
    ),
)
"""All presets, each with a test of its behaviour."""


def preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {item.name: item for item in PRESETS}[name]
