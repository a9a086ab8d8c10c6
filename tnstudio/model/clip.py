"""What is copied of a design: layers, or free cores."""

from dataclasses import dataclass

from tnstudio.model.circuit import Circuit
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import Layer


@dataclass(frozen=True, slots=True)
class LayersClip:
    """Layers, and the chip that they were made for."""

    layers: tuple[Layer, ...]
    hardware: Hardware


@dataclass(frozen=True, slots=True)
class CoresClip:
    """Free cores with what belongs to them, and the chip that they were made for."""

    circuit: Circuit
    hardware: Hardware


Clip = LayersClip | CoresClip
