"""Trained networks that share a chip and an input, and vote together.

J17 (Jimeno Yepes et al. 2017), table 4, pools the votes of networks that were
trained apart: their errors differ more than those of copies of one network.
"""

from dataclasses import dataclass
from functools import cached_property

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import DELAY
from tnstudio.model.network import Network
from tnstudio.model.rules import require_valid
from tnstudio.model.topology import Topology, lay_out
from tnstudio.model.trained import TrainedCore, TrainedNetwork
from tnstudio.texts import marked, tr

LAYER_DELAY = 1
"""Ticks from a spike to the axon of the next layer that it activates."""


@dataclass(frozen=True, eq=False)
class Member:
    """One network of an ensemble, and its place in a copy of the ensemble.

    Attributes
    ----------
    first_core, first_input, first_output : int
        Its first core, input line and output line.
    last_delay : int
        Ticks from its last but one layer to its last. The spikes of a network
        with fewer layers than others wait there, so that the outputs of a
        frame come together.
    """

    trained: TrainedNetwork
    topology: Topology
    first_core: int
    first_input: int
    first_output: int
    last_delay: int

    @cached_property
    def cores(self) -> tuple[TrainedCore, ...]:
        """The cores of all layers."""
        return tuple(core for layer in self.trained.layers for core in layer)

    @property
    def inputs(self) -> int:
        """Number of input lines: one for each axon of the first layer."""
        return sum(plan.sources.size for plan in self.topology.layers[0].cores)

    @property
    def outputs(self) -> int:
        """Number of output lines: one for each neuron of the last layer."""
        return self.topology.layers[-1].neurons

    def delay_into(self, layer: int) -> int:
        """Return the delay of the spikes into a layer, counted from 0."""
        last = layer == len(self.topology.layers) - 1
        return self.last_delay if last else LAYER_DELAY


def members_of(trained: tuple[TrainedNetwork, ...]) -> tuple[Member, ...]:
    """Line networks up for one chip.

    Raises
    ------
    TNStudioError
        If there is no network, or one is not valid, or they differ in input,
        classes or hardware, or their numbers of layers differ too much.
    """
    if not trained:
        raise TNStudioError(
            tr("There is no network to deploy"), hint=tr("give at least one")
        )
    for one in trained:
        require_valid(one.network)
        _require_alike(one.network, trained[0].network)
    layers = max(len(one.network.layers) for one in trained)
    members: list[Member] = []
    core = line = output = 0
    for one in trained:
        wait = layers - len(one.network.layers)
        _require_waiting_room(one.network, wait)
        member = Member(
            one, lay_out(one.network), core, line, output, LAYER_DELAY + wait
        )
        members.append(member)
        core += member.topology.cores
        line += member.inputs
        output += member.outputs
    return tuple(members)


def _require_alike(network: Network, first: Network) -> None:
    """Check that a network can share input, readout and chip with the first."""
    differs = {
        marked("input"): network.input != first.input,
        marked("classes"): network.readout != first.readout,
        marked("hardware"): network.hardware != first.hardware,
    }
    for what, other in differs.items():
        if other:
            raise TNStudioError(
                tr(
                    "The {what} of the network is not that of '{name}'",
                    what=tr(what),
                    name=first.name,
                ),
                network.name,
                tr(
                    "an ensemble takes networks of the same input, classes and hardware"
                ),
            )


def _require_waiting_room(network: Network, wait: int) -> None:
    """Check that the spikes of a network can wait for deeper networks."""
    most = DELAY.high - LAYER_DELAY if len(network.layers) > 1 else 0
    if wait > most:
        raise TNStudioError(
            tr(
                "The network has {layers} layers, another of the ensemble "
                "{wait} more; its spikes can wait for {most}",
                layers=len(network.layers),
                wait=wait,
                most=most,
            ),
            network.name,
            tr("choose networks with about as many layers"),
        )
