"""All that one project file holds."""

from dataclasses import dataclass

from tnstudio.model.network import Network
from tnstudio.model.prepared import PreparedTraining
from tnstudio.model.program import ChipProgram
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.model.run import Run
from tnstudio.model.trained import TrainedNetwork
from tnstudio.texts import amount


@dataclass(frozen=True, eq=False, slots=True)
class Project:
    """A design, and, once they exist, its training and its chip.

    ``trained`` and ``program`` may belong to an earlier state of the design;
    `trained.network` tells which. ``recordings`` tell which chip they are of.
    ``runs`` are the trainings so far, the oldest first. ``description`` tells
    people what the project is and shows, in plain text of any number of lines.
    ``prepared`` is what the first training shall be like.
    """

    network: Network
    trained: TrainedNetwork | None = None
    program: ChipProgram | None = None
    recordings: tuple[RecordedSpikes, ...] = ()
    runs: tuple[Run, ...] = ()
    description: str = ""
    prepared: PreparedTraining | None = None

    def __repr__(self) -> str:
        parts = [f"Project {self.network.name!r}"]
        if self.trained is not None:
            done = len(self.trained.history.epochs)
            parts.append(f"trained for {amount(done, 'epoch')}")
        if self.program is not None:
            parts.append(f"deployed on {amount(self.program.cores, 'core')}")
        if self.network.circuit is not None:
            parts.append(amount(len(self.network.circuit.cores), "free core"))
        return ", ".join(parts)
