"""A fork of a run: from which tick on what is different."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from tnstudio.app.image_input import ImageInput
from tnstudio.app.shown_image import require_image
from tnstudio.app.stimulus_input import StimulusInput
from tnstudio.datasets.encoders import ENCODINGS, Encoding
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.model.program import ChipProgram
from tnstudio.model.program_edits import (
    AxonTypeChange,
    NeuronChange,
    ProgramEdit,
    SynapseFlip,
    edited,
    is_on,
    neuron_value,
    require_edit,
)
from tnstudio.model.program_rules import check_program
from tnstudio.model.records import SEED
from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class LineFlip:
    """An input line spikes in a tick where it would not, or the other way round."""

    line: int
    tick: int


@dataclass(frozen=True, slots=True)
class ImageChange:
    """Another image is on the input from the fork on, and no other one after it."""

    image: int


@dataclass(frozen=True, slots=True)
class EncodingChange:
    """Images become spikes in another way from the fork on."""

    encoding: Encoding


@dataclass(frozen=True, slots=True)
class SeedChange:
    """The input spikes are drawn with another seed from the fork on."""

    seed: int


InputChange = LineFlip | ImageChange | EncodingChange | SeedChange
Change = ProgramEdit | InputChange


@dataclass(frozen=True, slots=True)
class Fork:
    """What run B does that run A does not.

    Attributes
    ----------
    tick : int
        The first tick that may be different.
    changes : tuple of Change
        At most one of a kind at a place.
    """

    tick: int
    changes: tuple[Change, ...] = ()

    def changed(self, program: ChipProgram, change: Change) -> "Fork":
        """Return the fork with one change more.

        A flip that is flipped again is gone, and so is a value that is set to what
        run A has; another value takes the place of the one before.

        Raises
        ------
        TNStudioError
            If run A has that value already and the fork no other one.
        """
        place = _place(change)
        others = tuple(each for each in self.changes if _place(each) != place)
        was_changed = len(others) < len(self.changes)
        is_undone = (
            was_changed
            if isinstance(change, SynapseFlip | LineFlip)
            else _is_as_it_was(program, change)
        )
        if not is_undone:
            return replace(self, changes=(*others, change))
        if not was_changed:
            raise TNStudioError(
                tr("That is so in run A already"), "", tr("change the value")
            )
        return replace(self, changes=others)

    def without(self, index: int) -> "Fork":
        """Return the fork without one of its changes."""
        changes = self.changes[:index] + self.changes[index + 1 :]
        return replace(self, changes=changes)


def forked_value(
    program: ChipProgram, fork: Fork, change: Change
) -> tuple[int | None, int | None]:
    """Return what runs A and B have at the place of a change.

    Returns
    -------
    tuple of int or None
        Of a synapse 1 if it is on, of a line 1 if it is flipped, of an encoding its
        number; None where it is not known here: the input of A may change.
    """
    a = _original(program, change)
    found = next((c for c in fork.changes if _place(c) == _place(change)), None)
    if found is None:
        return a, a
    if isinstance(found, NeuronChange):
        return a, found.value
    if isinstance(found, AxonTypeChange):
        return a, found.axon_type
    if isinstance(found, ImageChange):
        return a, found.image
    if isinstance(found, EncodingChange):
        return a, ENCODINGS.index(found.encoding)
    if isinstance(found, SeedChange):
        return a, found.seed
    return a, 1 - (a or 0)


def require_change(
    program: ChipProgram, images: ImageSet | None, tick: int, change: Change
) -> None:
    """Refuse a change that a fork at a tick cannot have.

    Parameters
    ----------
    program : ChipProgram
    images : ImageSet or None
        Those that can be on the input; None for a circuit's own stimuli.
    tick : int
        Where the fork begins.
    change : Change

    Raises
    ------
    TNStudioError
        If there is no such place, the value is out of range, or it is about images
        and there are none.
    """
    if isinstance(change, SynapseFlip | NeuronChange | AxonTypeChange):
        require_edit(program, change)
    elif isinstance(change, LineFlip):
        _require_line(program, tick, change)
    elif isinstance(change, SeedChange):
        if not SEED.holds(change.seed):
            raise TNStudioError(
                tr("The seed is {seed}", seed=change.seed),
                "",
                tr("{low} to {high}", low=SEED.low, high=SEED.high),
            )
    elif images is None:
        raise TNStudioError(tr("There are no images on the input"), program.name)
    elif isinstance(change, ImageChange):
        require_image(images, change.image)
    elif change.encoding not in ENCODINGS:
        raise TNStudioError(
            tr("There is no encoding {encoding}", encoding=change.encoding),
            "",
            " or ".join(ENCODINGS),
        )


def forked_program(program: ChipProgram, fork: Fork) -> ChipProgram:
    """Return the chip of run B; itself if the chip is not changed.

    Raises
    ------
    TNStudioError
        If an edit is out of range, or the chip breaks a rule with it.
    """
    edits = [each for each in fork.changes if not isinstance(each, InputChange)]
    if not edits:
        return program
    found = edited(program, edits)
    problems = check_program(found)
    if problems:
        first = problems[0]
        raise TNStudioError(first.message, first.place, first.hint)
    return found


def change_source(source: ImageInput | StimulusInput, fork: Fork) -> None:
    """Make an input what it is in run B, but for single spikes.

    Raises
    ------
    TNStudioError
        If there is no such image, or none at all.
    """
    # Another image would end what was changed of those that it replaces.
    for change in sorted(fork.changes, key=_is_no_image):
        if isinstance(change, SeedChange):
            if isinstance(source, ImageInput):
                source.reseed(change.seed, fork.tick)
            else:
                source.restart(change.seed)
        elif isinstance(change, ImageChange | EncodingChange):
            if not isinstance(source, ImageInput):
                raise TNStudioError(tr("There are no images on the input"))
            if isinstance(change, ImageChange):
                source.show(change.image, fork.tick)
            else:
                source.encode_all_as(change.encoding, fork.tick)


def flips_of(fork: Fork) -> tuple[LineFlip, ...]:
    """Return the single input spikes that run B has and A has not, or vice versa."""
    return tuple(each for each in fork.changes if isinstance(each, LineFlip))


def _is_no_image(change: Any) -> int:
    """Return what sorts images first, then encodings: a seed is for what draws."""
    kinds = ImageChange, EncodingChange
    return next((k for k, kind in enumerate(kinds) if isinstance(change, kind)), 2)


def _place(change: Change) -> tuple[Hashable, ...]:
    """Return what a change is about."""
    if isinstance(change, NeuronChange):
        return "neuron", change.core, change.neuron, change.field
    if isinstance(change, AxonTypeChange):
        return "axon type", change.core, change.axon
    if isinstance(change, SynapseFlip | LineFlip):
        return (change,)
    return (type(change).__name__,)


def _is_as_it_was(program: ChipProgram, change: Change) -> bool:
    """Tell whether run A has the value; what its input is, is not known here."""
    if isinstance(change, NeuronChange):
        return _original(program, change) == change.value
    if isinstance(change, AxonTypeChange):
        return _original(program, change) == change.axon_type
    return False


def _original(program: ChipProgram, change: Change) -> int | None:
    if isinstance(change, NeuronChange):
        return neuron_value(program, change.core, change.neuron, change.field)
    if isinstance(change, AxonTypeChange):
        return int(program.axon_types[change.core, change.axon])
    if isinstance(change, SynapseFlip):
        return int(is_on(program, change.core, change.axon, change.neuron))
    return 0 if isinstance(change, LineFlip) else None


def _require_line(program: ChipProgram, tick: int, change: LineFlip) -> None:
    lines = len(program.inputs.element)
    if not 0 <= change.line < lines:
        raise TNStudioError(
            tr("There is no input line {line}", line=change.line),
            "",
            tr("{low} to {high}", low=0, high=lines - 1),
        )
    if change.tick < tick:
        raise TNStudioError(
            tr("Tick {tick} is before the fork", tick=change.tick),
            "",
            tr("choose {tick} or later", tick=tick),
        )
