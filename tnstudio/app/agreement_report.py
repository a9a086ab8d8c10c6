"""What a comparison of training network and chip finds; see `agreement`."""

import math
from dataclasses import dataclass
from typing import Any

from tnstudio.datasets.encoders import Encoding


@dataclass(frozen=True, slots=True)
class Difference:
    """Observed rate less predicted probability, over images and neurons.

    Attributes
    ----------
    mean_absolute : float
        Mean of the absolute differences.
    bias : float
        Mean of the differences: above 0, the chip fires more.
    rms : float
        Root of the mean square.
    sampling : float
        What of `rms` is chance, by the spread between copies: more copies make
        it smaller. NaN for a single copy.
    """

    mean_absolute: float
    bias: float
    rms: float
    sampling: float

    @property
    def systematic(self) -> float:
        """What of `rms` would be left with any number of copies; NaN for one."""
        left = self.rms**2 - self.sampling**2
        # Estimates: chance may seem more than all of it. NaN stays NaN.
        return 0.0 if left < 0 else math.sqrt(left)


@dataclass(frozen=True, slots=True)
class LayerAgreement:
    """One layer of the chip beside that of the training network.

    Attributes
    ----------
    layer : int
        Counted from 1.
    neurons : int
    predicted, observed : float
        Mean firing probability ñ, and mean rate over copies and ticks.
    correlation : float
        Of both, over images and neurons; NaN if one does not vary.
    whole : Difference
        From the training network: with all that comes from the layers below.
    own : Difference
        From what the training network expects of the spikes that this layer
        really got: this layer's alone.
    """

    layer: int
    neurons: int
    predicted: float
    observed: float
    correlation: float
    whole: Difference
    own: Difference


@dataclass(frozen=True, slots=True)
class Stage:
    """A network that is deployed up to some point.

    Attributes
    ----------
    name : str
        What is deployed last: nothing, the input's spikes, or a layer.
    accuracy : float
        Share of images whose class is found, 0..1.
    loss : float
        What this step costs: the accuracy before it, less this one.
    """

    name: str
    accuracy: float
    loss: float


@dataclass(frozen=True, slots=True)
class Flip:
    """An image whose class is another on the chip.

    Attributes
    ----------
    image : int
        Number in the set.
    label, predicted, deployed : int
        The true class, that of the training network, that of the chip.
    margin : float
        By how much the training network's mean of its class is above that of
        the chip's class, 0..1.
    """

    image: int
    label: int
    predicted: int
    deployed: int
    margin: float


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """A training network beside its deployed copies.

    Attributes
    ----------
    network, data : str
        Names of the network and of the images.
    images, copies, ticks : int
    encoding : str
    seed : int
        Of synapses and input spikes.
    layers : tuple of LayerAgreement
    stages : tuple of Stage
        From the training network to the chip, one step at a time.
    flips : tuple of Flip
        Those that the training network was surest of first.
    """

    network: str
    data: str
    images: int
    copies: int
    ticks: int
    encoding: Encoding
    seed: int
    layers: tuple[LayerAgreement, ...]
    stages: tuple[Stage, ...]
    flips: tuple[Flip, ...]

    @property
    def worst(self) -> Stage:
        """The step that costs most, the first of several."""
        return max(self.stages, key=lambda stage: stage.loss)


def facts(report: AgreementReport) -> dict[str, Any]:
    """Return a report as plain JSON values."""
    return {
        "network": report.network,
        "data": report.data,
        "images": report.images,
        "copies": report.copies,
        "ticks": report.ticks,
        "encoding": report.encoding,
        "seed": report.seed,
        "layers": [_layer_facts(layer) for layer in report.layers],
        "stages": [
            {"name": stage.name, "accuracy": stage.accuracy, "loss": stage.loss}
            for stage in report.stages
        ],
        "worst": report.worst.name,
        "flips": [
            {
                "image": flip.image,
                "label": flip.label,
                "predicted": flip.predicted,
                "deployed": flip.deployed,
                "margin": flip.margin,
            }
            for flip in report.flips
        ],
    }


def _layer_facts(layer: LayerAgreement) -> dict[str, Any]:
    return {
        "layer": layer.layer,
        "neurons": layer.neurons,
        "predicted": layer.predicted,
        "observed": layer.observed,
        "correlation": layer.correlation,
        "whole": _difference_facts(layer.whole),
        "own": _difference_facts(layer.own),
    }


def _difference_facts(difference: Difference) -> dict[str, float]:
    return {
        "mean_absolute": difference.mean_absolute,
        "bias": difference.bias,
        "rms": difference.rms,
        "sampling": difference.sampling,
        "systematic": difference.systematic,
    }
