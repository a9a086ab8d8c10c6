"""What the export dialog exports: the run, or a recording that is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from tnstudio.app.chosen_neurons import Mask
from tnstudio.app.data_export import (
    What,
    Wish,
    Written,
    exporting,
    exporting_recorded,
)
from tnstudio.app.export_size import Foreseen, foreseeing, spikes_size
from tnstudio.app.jobs import Finished, Happened, Job, JobEvent, Work
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.texts import tr
from tnstudio.ui.qt_bridge import Jobs
from tnstudio.ui.simulate.paper_views import Pictures
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.ticks_field import Spans
from tnstudio.ui.simulate.views import ChipViews

Masks = dict[str, Mask | None]
"""Which neurons, by what users call them; None for all."""

TakeForeseen = Callable[[Foreseen | None], None]
"""Is given None if nobody tells: the chip has something else to do."""

TakeWritten = Callable[[Written | TNStudioError], None]


@dataclass(frozen=True, eq=False, slots=True)
class Offer:
    """What can be chosen.

    Attributes
    ----------
    title : str
    whats : tuple of What
    masks : Masks
    spans : Spans
    cores, neurons : int
        Cores, and neurons per core.
    pictures : Pictures
    """

    title: str
    whats: tuple[What, ...]
    masks: Masks
    spans: Spans
    cores: int
    neurons: int
    pictures: Pictures = field(default_factory=dict)


class ExportSource(Protocol):
    """Tells what there is, and writes it on the worker."""

    offer: Offer

    def foresee(self, wish: Wish, take: TakeForeseen) -> None:
        """Tell how much it will be."""

    def write(
        self,
        wish: Wish,
        path: Path,
        take: TakeWritten,
        gone: Callable[[], None],
    ) -> None:
        """Write a file; `gone` is called instead of `take` if it is called off."""


def job_title(path: Path) -> str:
    """Return what users read about the writing of a file."""
    return tr("Exporting {name}", name=path.name)


class RunSource:
    """The run that a player has made.

    Parameters
    ----------
    player : Player
    offer : Offer
    """

    def __init__(self, player: Player, offer: Offer) -> None:
        self._player = player
        self.offer = offer

    def foresee(self, wish: Wish, take: TakeForeseen) -> None:
        """Tell how much it will be."""
        self._player.look(
            lambda session: foreseeing(session, wish), take, lambda: take(None)
        )

    def write(
        self, wish: Wish, path: Path, take: TakeWritten, gone: Callable[[], None]
    ) -> None:
        """Write a file; the chip does nothing else meanwhile."""
        self._player.consult(
            job_title(path),
            lambda session: or_error(exporting(session, wish, path)),
            take,
            gone,
        )


class RecordingSource:
    """A recording of the project.

    Parameters
    ----------
    jobs : Jobs
    recorded : RecordedSpikes
    """

    def __init__(self, jobs: Jobs, recorded: RecordedSpikes) -> None:
        self._jobs = jobs
        self._recorded = recorded
        first = recorded.first_tick
        self.offer = Offer(
            tr("Export recording {name}", name=recorded.name),
            (What.SPIKES,),
            {},
            {tr("The whole recording"): (first, first + recorded.ticks)},
            recorded.cores,
            recorded.neurons,
        )

    def foresee(self, wish: Wish, take: TakeForeseen) -> None:
        """Tell how much it will be, at once."""
        rows = len(self._recorded.tick)
        nodes = self._recorded.cores * self._recorded.neurons
        size = spikes_size(wish.kind, rows, wish.end, nodes)
        take(Foreseen(rows, is_exact=True, nbytes=size, again=0))

    def write(
        self, wish: Wish, path: Path, take: TakeWritten, gone: Callable[[], None]
    ) -> None:
        """Write a file."""

        def ended(event: JobEvent) -> None:
            if isinstance(event, Finished):
                take(event.result)
            elif not isinstance(event, Happened):
                gone()

        def work() -> Work:
            return or_error(exporting_recorded(self._recorded, wish.kind, path))

        self._jobs.start(Job(job_title(path), work, at_stake=False), ended)


def run_offer(
    views: ChipViews, end: int, image: tuple[int, int] | None, pictures: Pictures
) -> Offer:
    """Return what can be exported of a run.

    Parameters
    ----------
    end : int
        Ticks that were run.
    image : tuple of int, or None
        The ticks of the image on show, if there is one.
    """
    program = views.cores.program if views.cores is not None else None
    cores = program.cores if program else 0
    neurons = program.hardware.neurons if program else 0
    spans = spans_of(views, end, image)
    votes = program is not None and bool(program.class_names)
    whats = tuple(what for what in What if what is not What.VOTES or votes)
    masks = _masks(views, cores, neurons)
    return Offer(tr("Export run"), whats, masks, spans, cores, neurons, pictures)


def spans_of(views: ChipViews, end: int, image: tuple[int, int] | None) -> Spans:
    """Return spans of a run; parameters are those of `run_offer`."""
    spans = {
        tr("The whole run"): (0, end),
        tr("On show in the raster"): views.raster.ticks,
    }
    return spans if image is None else {**spans, tr("The current image"): image}


def _masks(views: ChipViews, cores: int, neurons: int) -> Masks:
    masks: Masks = {tr("All cores"): None}
    lanes = list(views.raster.lanes)
    masks[tr("Cores with a raster")] = _mask(cores, neurons, lanes)
    core, neuron = views.core, views.neuron
    masks[tr("The selected core ({core})", core=core)] = _mask(cores, neurons, [core])
    if neuron != NONE:
        one = np.zeros((cores, neurons), np.bool_)
        one[core, neuron] = True
        name = tr("The selected neuron ({core}/{neuron})", core=core, neuron=neuron)
        masks[name] = one
    return masks


def _mask(cores: int, neurons: int, chosen: list[int]) -> Mask:
    mask = np.zeros((cores, neurons), np.bool_)
    mask[[core for core in chosen if 0 <= core < cores]] = True
    return mask


def or_error(work: Work) -> Work:
    """Do a job; an error is its result: nothing is wrong with the chip."""
    try:
        return (yield from work)
    except TNStudioError as error:
        return error
