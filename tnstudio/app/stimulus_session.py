"""Stepping a circuit on the stimuli that belong to it."""

from tnstudio.app.data import dataset
from tnstudio.datasets.images import ImageSet
from tnstudio.datasets.load import require_fit
from tnstudio.datasets.stimuli import StimulusSource
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.network import Network
from tnstudio.model.program import ChipProgram
from tnstudio.model.stimulus import ImageSpikes, Stimulus
from tnstudio.simulation.recording import Recording
from tnstudio.simulation.simulator import Simulator


class StimulusSession:
    """A chip and the generators on its input lines.

    Parameters
    ----------
    program : ChipProgram
    stimuli : tuple of Stimulus
        Data sets that they show are read.
    seed : int
        Seed of the input spikes.

    Raises
    ------
    TNStudioError
        If a generator breaks a rule, or its data set cannot be read or does not
        fit the program.
    """

    def __init__(
        self, program: ChipProgram, stimuli: tuple[Stimulus, ...], seed: int = 0
    ) -> None:
        self.program = program
        self._stimuli = stimuli
        self._images = {
            stimulus: images_of(stimulus, program)
            for stimulus in stimuli
            if isinstance(stimulus, ImageSpikes)
        }
        self._simulator = Simulator(program)
        self._source = self._source_of(seed)

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._simulator.tick

    def restart(self, seed: int) -> None:
        """Go back to tick 0 with the seed for the input spikes."""
        self._source = self._source_of(seed)
        self._simulator.reset()

    def advance(self, ticks: int) -> Recording:
        """Run so many ticks."""
        return self._simulator.run(self._source.spikes(self.tick, ticks))

    def _source_of(self, seed: int) -> StimulusSource:
        elements = self.program.inputs.element
        return StimulusSource(self._stimuli, elements, seed, self._images)


def circuit_session(network: Network, seed: int = 0) -> StimulusSession:
    """Return the free cores of a network, ready to run on their stimuli.

    Raises
    ------
    TNStudioError
        If the network has no free cores or is not valid, or as
        `StimulusSession` does.
    """
    program = assemble(network)
    stimuli = network.circuit.stimuli if network.circuit else ()
    return StimulusSession(program, stimuli, seed)


def images_of(stimulus: ImageSpikes, program: ChipProgram) -> ImageSet:
    """Read the images that a generator shows to a program.

    Raises
    ------
    TNStudioError
        If the data set cannot be read or does not fit the program, or has no such
        first image.
    """
    found = dataset(stimulus.source)
    images = found.test if stimulus.split == "test" else found.train
    # A circuit need not vote for classes.
    require_fit(images, program.input_shape, len(program.class_names) or images.classes)
    if stimulus.first_image >= len(images):
        raise TNStudioError(
            f"There is no image {stimulus.first_image}",
            images.name,
            f"choose 0 to {len(images) - 1}",
        )
    return images
