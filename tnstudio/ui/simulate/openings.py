"""What there is to open: a chip on images, or free cores on their own stimuli."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from tnstudio.app.data import loading
from tnstudio.app.setups import setting_up_circuit
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.datasets.encoders import Encoding
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording_budget import BUDGET_BYTES


@dataclass(frozen=True, slots=True)
class Opening:
    """What to play: a chip, a data set, how its images become spikes.

    ``budget_bytes`` is the memory for the spikes of what is run.
    """

    program: ChipProgram
    source: str
    encoding: Encoding
    seed: int
    image: int
    budget_bytes: int = BUDGET_BYTES

    def session(self) -> Generator[Any, None, SimulationSession]:
        """Read the images and make a session, as a job."""
        dataset = yield from loading(self.source)
        images = dataset.test
        session = image_session(
            self.program,
            images,
            self.encoding,
            self.seed,
            budget_bytes=self.budget_bytes,
        )
        session.show(min(self.image, len(images) - 1))
        return session


@dataclass(frozen=True, eq=False, slots=True)
class CircuitOpening:
    """What to play: free cores on their own stimuli."""

    network: Network
    seed: int
    budget_bytes: int = BUDGET_BYTES

    def session(self) -> Generator[Any, None, SimulationSession]:
        """Load the cores onto a chip and make a session, as a job."""
        setup = yield from setting_up_circuit(self.network, self.seed)
        return SimulationSession(*setup, self.budget_bytes)
