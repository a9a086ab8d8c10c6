"""What there is to open: a chip on images, or free cores on their own stimuli."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from tnstudio.app.data import loading
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.app.setups import setting_up_circuit
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.recording_budget import BUDGET_BYTES


@dataclass(frozen=True, slots=True)
class Opening:
    """What to play: a chip, a data set, how its images become spikes.

    Attributes
    ----------
    source : str or ImageSet
        A data set, whose test images are shown; or the images themselves.
    image : int
        The last one if there are not so many.
    budget_bytes : int
        Memory for the spikes of what is run.
    frame_ticks : int
        T of the rate code.
    """

    program: ChipProgram
    source: str | ImageSet
    encoding: Encoding
    seed: int
    image: int
    budget_bytes: int = BUDGET_BYTES
    frame_ticks: int = RATE_TICKS

    def session(self) -> Generator[Any, None, SimulationSession]:
        """Read the images and make a session, as a job."""
        images = self.source
        if isinstance(images, str):
            images = (yield from loading(images)).test
        session = image_session(
            self.program,
            images,
            self.encoding,
            self.seed,
            self.frame_ticks,
            self.budget_bytes,
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
