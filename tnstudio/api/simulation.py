"""A chip, tick by tick, with its past."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tnstudio.api.chips import Images, images_of
from tnstudio.api.projects import File
from tnstudio.api.work import require_kind
from tnstudio.app import run_data
from tnstudio.app.breakpoint_run import Watched
from tnstudio.app.conditions import condition_of
from tnstudio.app.data_export import FileKind, What, Wish, exporting
from tnstudio.app.deployment import chip_to_run
from tnstudio.app.explaining import explained_again
from tnstudio.app.fork import Change, Fork, require_change
from tnstudio.app.fork_run import Comparison, comparing
from tnstudio.app.frame import Frame
from tnstudio.app.keeping import SpikeKeeper
from tnstudio.app.openings import CircuitOpening, Opening
from tnstudio.app.run_data import Pieces
from tnstudio.app.shown_image import require_image
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.app.tracing import TracedSpike
from tnstudio.datasets.encoders import Encoding
from tnstudio.datasets.images import pixels_of
from tnstudio.datasets.reading import finished
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.simulation.explanation import Explanation
from tnstudio.simulation.recording import Events
from tnstudio.simulation.trace import Limits

_PIECE = 256
"""Ticks run at once on the way to a far one."""


class LineSpikes(NamedTuple):
    """Spikes on lines, sorted by tick and line."""

    tick: npt.NDArray[np.int64]
    line: npt.NDArray[np.int32]


class Simulation:
    """A chip on its input, at a tick; all that was run can be gone back to.

    `simulate` makes one.

    Parameters
    ----------
    session : SimulationSession
    """

    def __init__(self, session: SimulationSession) -> None:
        self._session = session

    # -- Where it is

    @property
    def chip(self) -> ChipProgram:
        """The chip."""
        return self._session.program

    @property
    def tick(self) -> int:
        """The next tick to be run."""
        return self._session.tick

    @property
    def end(self) -> int:
        """The tick after the last one that can be gone to."""
        return self._session.end

    @property
    def image(self) -> int | None:
        """Number of the image on the input; None if there is none of a set."""
        image = self._session.image
        return None if image == NONE else image

    @property
    def label(self) -> int | None:
        """The class of what is on the input; None if it has none."""
        _, label = self._session.shown_at(self.tick)
        return None if label == NONE else label

    def __repr__(self) -> str:
        shown = "" if self.image is None else f", image {self.image}"
        label = "" if self.label is None else f" (label {self.label})"
        decision = "" if self.decision is None else f", decision {self.decision}"
        return f"{self.chip.name} at tick {self.tick}{shown}{label}{decision}"

    # -- Going forth and back

    def step(self, ticks: int = 1) -> "Simulation":
        """Run so many ticks; those that were run before are run as they were.

        Raises
        ------
        TNStudioError
            If the number is negative, or the recording is full.
        """
        _require_not_negative(ticks, "step")
        while ticks > 0:
            self._session.pass_by(min(_PIECE, ticks))
            ticks -= _PIECE
        return self

    def go_to(self, tick: int) -> "Simulation":
        """Go to where a tick is the next to be run; new ones are run.

        Raises
        ------
        TNStudioError
            If there is no such tick, or the recording is full.
        """
        _require_not_negative(tick, "go_to")
        finished(self._session.going_to(min(tick, self.end)))
        return self.step(tick - self.tick)

    def back(self, ticks: int = 1) -> "Simulation":
        """Go so many ticks back, exactly, random draws included; at most to tick 0."""
        _require_not_negative(ticks, "back")
        return self.go_to(max(0, self.tick - ticks))

    def run_until(
        self, *conditions: str | Watched, most: int = 10_000
    ) -> tuple[str | Watched, ...]:
        """Run until a condition comes true.

        Parameters
        ----------
        conditions : str or Watched
            As for ``--until`` of ``tnstudio run``, e.g. ``spike:0/12`` or
            ``v:3/7>=100``; or values of `tnstudio.simulation.breakpoints`.
        most : int
            At most so many ticks.

        Returns
        -------
        tuple
            The conditions that were met, as they were given; () for none.

        Raises
        ------
        TNStudioError
            If there is none, one is no condition, or one is about what the chip
            does not have.
        """
        if not conditions:
            raise TNStudioError(
                "There is no condition to run until",
                "run_until",
                "give one, such as 'spike:0/12', or use step",
            )
        known = {
            condition_of(self.chip, one) if isinstance(one, str) else one: one
            for one in conditions
        }
        stop = self.tick + most
        passages = self._session.running_until(
            lambda: tuple(known), stop, lambda: _PIECE
        )
        for passage in passages:
            if passage is not None and passage.hits:
                return tuple(known[hit] for hit in passage.hits)
        return ()

    # -- What is on the input

    def show(self, image: int | npt.NDArray[np.uint8]) -> "Simulation":
        """Put another image on the input from the next tick on.

        What was run after that is forgotten.

        Parameters
        ----------
        image : int or uint8 array, shape (rows, columns, channels)
            The number of one of the set, or a picture; with one channel its axis
            may be left out.

        Raises
        ------
        TNStudioError
            If there is no such image, it does not fit, is of other numbers than
            0 to 255, or the chip has stimuli of its own.
        """
        if isinstance(image, np.ndarray) and image.ndim:
            pixels = pixels_of(image, "image")
            self._session.show_picture(pixels[..., None] if image.ndim == 2 else pixels)
        else:
            self._session.show(int(image))
        return self

    def encode_as(self, encoding: Encoding) -> "Simulation":
        """Make spikes ``stochastic`` or by ``rate`` from the next tick on.

        Raises
        ------
        TNStudioError
            If the chip has stimuli of its own.
        """
        self._session.encode_as(encoding)
        return self

    # -- What it does

    @property
    def frame(self) -> Frame | None:
        """All that the window shows of the last tick; None before tick 0."""
        return self._session.seen()

    @property
    def spikes(self) -> Events:
        """The spikes up to here: arrays ``tick``, ``core`` and ``neuron``."""
        return Events(*self._joined(run_data.spikes(self._session, 0, self.tick), 3))

    @property
    def input_spikes(self) -> LineSpikes:
        """The spikes on input lines up to here: arrays ``tick`` and ``line``."""
        pieces = run_data.inputs(self._session, 0, self.tick)
        return LineSpikes(*self._joined(pieces, 2))

    @property
    def output_spikes(self) -> LineSpikes:
        """The spikes on output lines up to here: arrays ``tick`` and ``line``."""
        pieces = run_data.outputs(self._session, 0, self.tick)
        return LineSpikes(*self._joined(pieces, 2))

    @property
    def potentials(self) -> npt.NDArray[np.int32]:
        """V of every neuron after the last tick, shape (cores, neurons)."""
        return self._session.timeline.potentials

    @property
    def active_axons(self) -> npt.NDArray[np.bool_]:
        """The axons active in the last tick, shape (cores, axons)."""
        return self._session.timeline.active_axons

    @property
    def votes(self) -> npt.NDArray[np.int32]:
        """Output spikes for each class since the image reached the outputs."""
        frame = self.frame
        if frame is None:
            return np.zeros(len(self.chip.class_names), np.int32)
        return frame.votes

    @property
    def decision(self) -> int | None:
        """The class with the highest score; None before the first output."""
        frame = self.frame
        return None if frame is None or frame.decision == NONE else frame.decision

    def course(self, core: int, neuron: int) -> npt.NDArray[np.int32]:
        """Return V of a neuron after each tick up to here, shape (ticks,).

        Raises
        ------
        TNStudioError
            If there is no such neuron.
        """
        if not (
            0 <= core < self.chip.cores and 0 <= neuron < self.chip.hardware.neurons
        ):
            raise TNStudioError(
                f"There is no neuron {neuron} of core {core}", self.chip.name
            )
        chosen = np.zeros((self.chip.cores, self.chip.hardware.neurons), np.bool_)
        chosen[core, neuron] = True
        pieces = run_data.potentials(self._session, 0, self.tick, chosen)
        values: npt.NDArray[np.int32] = self._joined(pieces, 2)[1].reshape(-1)
        return values

    # -- Why

    def explain(self, tick: int, core: int, neuron: int) -> Explanation:
        """Explain what a neuron did in a tick that was run; printed, line by line.

        Raises
        ------
        TNStudioError
            If there is no such neuron, or the tick was not run.
        """
        return explained_again(self._session, tick, core, neuron)

    def trace(
        self, tick: int, core: int, neuron: int, limits: Limits | None = None
    ) -> TracedSpike:
        """Return what led to a spike, and what it led to as far as was run.

        If the neuron did not fire in this tick, its last spike before is traced.

        Parameters
        ----------
        limits : Limits, optional
            How far it is followed.

        Raises
        ------
        TNStudioError
            If there is no such neuron, or it did not fire.
        """
        work = self._session.tracing(core, neuron, tick, limits or Limits())
        found = finished(work)
        if isinstance(found, TracedSpike):
            return found
        raise TNStudioError(
            f"Neuron {neuron} of core {core} did not fire in ticks "
            f"{found.first} to {found.last}",
            self.chip.name,
        )

    def fork(self, changes: Iterable[Change], ticks: int = 16) -> Comparison:
        """Compare this run, from the next tick on, with one that is changed.

        Both are run on chips of their own: this one stays where it is.

        Parameters
        ----------
        changes : iterable of Change
            See `tnstudio.app.fork` and `tnstudio.model.program_edits`, e.g.
            ``SynapseFlip(core, axon, neuron)``.
        ticks : int

        Raises
        ------
        TNStudioError
            If a change cannot be made.
        """
        fork = Fork(self.tick)
        for change in changes:
            require_change(self.chip, self._session.images, fork.tick, change)
            fork = fork.changed(self.chip, change)
        return finished(comparing(self._session, fork, fork.tick + ticks))[1]

    # -- Kept

    def export(self, path: File, what: str = "spikes") -> Path:
        """Write what was done up to here; the ending chooses the format.

        Parameters
        ----------
        path : str or path
            Ending in ``.csv``, ``.npz`` (NumPy) or ``.h5`` (SONATA).
        what : str
            ``spikes``, ``V``, ``votes``, ``input spikes``, ``output spikes`` or
            ``spikes per core``.

        Raises
        ------
        TNStudioError
            If there is no such format for it, or the file cannot be written.
        """
        target = Path(path)
        wish = Wish(_what(what), _kind(target), 0, self.tick)
        finished(exporting(self._session, wish, target))
        return target

    def recorded(self, name: str) -> RecordedSpikes:
        """Return the spikes up to here as a project keeps them.

        Raises
        ------
        TNStudioError
            If there are too many.
        """
        keeper = SpikeKeeper(self.chip, name, remedy="run fewer ticks, or export them")
        timeline = self._session.timeline
        for recording in timeline.retelling(0, self.tick):
            if recording is not None:
                keeper.add(recording)
        return keeper.recorded()

    def _joined(self, pieces: Pieces, count: int) -> tuple[Any, ...]:
        """Return the columns of all pieces, one after the other."""
        found = [piece.columns for piece in pieces if piece.columns]
        if not found:
            return (np.zeros(0, np.int64), *[np.zeros(0, np.int32)] * (count - 1))
        return tuple(np.concatenate(column) for column in zip(*found, strict=True))


def _what(name: str) -> What:
    try:
        return What(name)
    except ValueError as error:
        known = ", ".join(what.value for what in What)
        raise TNStudioError(
            f"There is no '{name}' of a run", "export", f"choose of {known}"
        ) from error


def _kind(path: Path) -> FileKind:
    try:
        return FileKind(path.suffix.removeprefix("."))
    except ValueError as error:
        raise TNStudioError(
            f"'{path.suffix}' is no format for a run",
            str(path),
            f"end it in {', '.join(f'.{kind}' for kind in FileKind)}",
        ) from error


def _require_not_negative(ticks: int, place: str) -> None:
    if ticks < 0:
        raise TNStudioError(f"{ticks} ticks are asked for", place, "give 0 or more")


def simulate(
    chip: ChipProgram | Project | Network,
    image: int | npt.NDArray[np.uint8] = 0,
    ticks: int = 0,
    *,
    data: Images = "mnist",
    encoding: Encoding = "stochastic",
    seed: int = 0,
    frame_ticks: int | None = None,
) -> Simulation:
    """Put a chip on its input and run so many ticks.

    Parameters
    ----------
    chip : ChipProgram, Project or Network
        Of a project: its free cores, on their own stimuli; or its chip; or else
        one copy sampled for now, with the seed. A network must be of free cores.
    image : int or uint8 array
        The image on the input from tick 0 on, or a picture as for
        `Simulation.show`.
    ticks : int
    data : str, path, Dataset or ImageSet
        Whose images; of a data set, its test images.
    encoding : str
        ``stochastic`` or ``rate``.
    seed : int
        Of the input spikes.
    frame_ticks : int, optional
        T of the rate code; as many as ``ticks`` unless given.

    Returns
    -------
    Simulation

    Raises
    ------
    TNStudioError
        If there is nothing to run, no such image, images that do not fit, or a
        number is out of range.
    """
    require_kind(chip, (ChipProgram, Project, Network), "simulate")
    _require_not_negative(ticks, "simulate")
    if isinstance(chip, Project) and chip.network.circuit is not None:
        chip = chip.network
    if isinstance(chip, Network):
        circuit = CircuitOpening(chip, seed)
        return Simulation(finished(circuit.session())).step(ticks)
    if isinstance(chip, Project):
        chip = chip_to_run(chip, seed)
    images = images_of(data)
    picture = isinstance(image, np.ndarray) and image.ndim > 0
    number = 0 if picture else int(image)
    require_image(images, number)
    period = max(1, ticks) if frame_ticks is None else frame_ticks
    shown = Opening(chip, images, encoding, seed, number, frame_ticks=period)
    run = Simulation(finished(shown.session()))
    return (run.show(image) if picture else run).step(ticks)
