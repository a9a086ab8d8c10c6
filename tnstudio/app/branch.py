"""Where a fork leaves a run."""

from dataclasses import dataclass

from tnstudio.app.image_input import ImageInput
from tnstudio.app.stimulus_input import StimulusInput
from tnstudio.model.program import ChipProgram
from tnstudio.simulation.snapshot import Snapshot

Source = ImageInput | StimulusInput


@dataclass(frozen=True, eq=False, slots=True)
class Branch:
    """All that a run and its fork go on from.

    Attributes
    ----------
    program : ChipProgram
    snapshot : Snapshot
        The chip before the fork's first tick.
    source : ImageInput or StimulusInput
        A copy of the run's own.
    edition : int
        Of the run: another one may have another future.
    """

    program: ChipProgram
    snapshot: Snapshot
    source: Source
    edition: int
