"""What is selected in a document: layers, cores, and the parts of free cores."""

from dataclasses import dataclass
from enum import StrEnum

from tnstudio.texts import marked


class Kind(StrEnum):
    """Kinds of things that can be selected."""

    LAYER = marked("layer")
    CORE = marked("core")
    NEURON = marked("neuron")
    AXON = marked("axon")
    INPUT = marked("input line")
    OUTPUT = marked("output line")
    STIMULUS = marked("stimulus")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be selected.

    Attributes
    ----------
    layer : int
        Of a layer, core, neuron or axon; free cores are of layer 0, as on a
        chip. -1 otherwise.
    core : int
        Of a core, neuron or axon: its index in the layer or the circuit.
    index : int
        Of a neuron, an axon, a line or a stimulus.
    """

    kind: Kind
    layer: int = -1
    core: int = -1
    index: int = -1


@dataclass(frozen=True, slots=True)
class Selection:
    """Selected items, each once; the one selected last is the current one."""

    items: tuple[Item, ...] = ()

    @classmethod
    def of(cls, layer: int, core: int = -1) -> "Selection":
        """Return the selection of one layer, or of one core in it."""
        if layer < 0:
            return cls()
        return cls((Item(Kind.LAYER if core < 0 else Kind.CORE, layer, core),))

    @property
    def current(self) -> Item | None:
        """The item that was selected last; None if nothing is selected."""
        return self.items[-1] if self.items else None

    @property
    def layer(self) -> int:
        """The layer of the current item; -1 for none."""
        return self.items[-1].layer if self.items else -1

    @property
    def core(self) -> int:
        """The core of the current item; -1 for none."""
        return self.items[-1].core if self.items else -1

    def of_kind(self, kind: Kind) -> tuple[Item, ...]:
        """Return the selected items of a kind, in the order of their selection."""
        return tuple(item for item in self.items if item.kind is kind)

    def with_item(self, item: Item) -> "Selection":
        """Return this selection with one item more, which is the current one."""
        return Selection((*self.without(item).items, item))

    def without(self, item: Item) -> "Selection":
        """Return this selection without an item."""
        return Selection(tuple(one for one in self.items if one != item))

    def toggled(self, item: Item) -> "Selection":
        """Return this selection with an item added, or without it if it is there."""
        return self.without(item) if item in self.items else self.with_item(item)
