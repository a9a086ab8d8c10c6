"""What a run on one image decides."""

import numpy as np
import numpy.typing as npt

from tnstudio.model.program import NONE, ChipProgram
from tnstudio.simulation.readout import class_counts, class_scores, predict
from tnstudio.simulation.recording import Recording


class Votes:
    """Output spikes for each class, since the image reached the outputs.

    Parameters
    ----------
    program : ChipProgram
        Run from tick 0 on, with the image on its input from then on.
    """

    def __init__(self, program: ChipProgram) -> None:
        self._program = program
        self._end = 0
        self._counts = np.zeros(len(program.class_names), np.int64)

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Votes so far, shape (classes,)."""
        return self._counts.copy()

    @property
    def decision(self) -> int:
        """The class with the highest score; `NONE` before the first output."""
        counted = self._end - self._program.latency
        if counted <= 0:
            return NONE
        scores = class_scores(self._program, self._counts[None], counted)
        return int(predict(scores)[0])

    def add(self, recording: Recording) -> None:
        """Count the next ticks of the run."""
        arrived = max(0, self._program.latency - recording.first_tick)
        votes = class_counts(self._program, recording.outputs[arrived:])
        self._counts += votes.sum(axis=0, dtype=np.int64)
        self._end = recording.first_tick + recording.ticks
