"""A recording of the project in place of the run's raster."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tnstudio.app.wording import counted
from tnstudio.model.circuit import Circuit
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.simulation.spike_record import SpikeRecord
from tnstudio.texts import tr
from tnstudio.ui.simulate.cores import ChipCores
from tnstudio.ui.simulate.raster_view import RasterView
from tnstudio.ui.theme import Theme
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.long_text import cut

MOST_LANES = 64
"""Cores that have a raster, at most."""

BACK = tr("B&ack to the run")
BACK_TIP = tr("Show the raster of the run again; the recording is still kept")


class RecordedCores(ChipCores):
    """Cores of which nothing is known but what spiked.

    Parameters
    ----------
    recorded : RecordedSpikes
    """

    def __init__(self, recorded: RecordedSpikes) -> None:
        # There is no program: nothing that needs one is asked of a recording.
        self.used = np.full(recorded.cores, recorded.neurons, np.intp)
        self._recorded = recorded

    def __len__(self) -> int:
        return self._recorded.cores

    @property
    def has_program(self) -> bool:
        """There is none."""
        return False

    @property
    def is_circuit(self) -> bool:
        """Nobody knows."""
        return False

    @property
    def about_names(self) -> str:
        """What short names mean."""
        return tr("The number is that of the core.")

    @property
    def layer_names(self) -> tuple[str, ...]:
        """Nobody knows them."""
        return ()

    def rename(self, circuit: Circuit) -> None:
        """Take no names: the circuit is another one."""

    def name(self, core: int) -> str:
        """Return the full name."""
        return tr("Core {core}", core=core)

    def short_name(self, core: int) -> str:
        """Return a name for tight places."""
        return f"{core}"

    def layer(self, core: int) -> int:  # noqa: ARG002 (as of all cores)
        """Return 0: nobody knows."""
        return 0

    def neuron_text(self, core: int, neuron: int) -> str:  # noqa: ARG002 (as above)
        """Return a neuron's number."""
        return tr("neuron {neuron}", neuron=neuron)


class RecordingView(QWidget):
    """A banner that tells what this is, and a raster."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recording-view")
        self.banner = Banner(theme, "recording-banner", self)
        self.raster = RasterView(theme, self)
        self.raster.set_heading(tr("Recording"))
        # The run's raster has these names.
        self.raster.setObjectName("recording-raster")
        for child in self.raster.findChildren(QWidget):
            if child.objectName().startswith("raster-"):
                child.setObjectName(f"recording-{child.objectName()}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.banner)
        layout.addWidget(self.raster, 1)
        self.raster.core_chosen.connect(self.raster.select)
        self.raster.neuron_chosen.connect(self.raster.select)

    def tell(self, recorded: RecordedSpikes) -> None:
        """Tell which recording this is."""
        self.banner.tell(recorded_text(recorded), "information", BACK, BACK_TIP)

    def show_recording(
        self, recorded: RecordedSpikes, record: SpikeRecord, cores: ChipCores
    ) -> None:
        """Show all its ticks."""
        first, end = recorded.first_tick, recorded.first_tick + recorded.ticks
        self.tell(recorded)
        self.raster.show_chip(cores, record)
        self.raster.select(-1)
        self.raster.move_to(end, end)
        self.raster.show_ticks(first, end)
        self.raster.show_lanes(tuple(range(min(MOST_LANES, recorded.cores))))


class RasterStage(QStackedWidget):
    """The run's raster, or a recording in its place.

    Attributes
    ----------
    closed : Signal
        The recording has given its place back.
    """

    closed = Signal()

    def __init__(
        self, theme: Theme, raster: RasterView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("raster-stage")
        self._theme = theme
        self._run = raster
        self._view: RecordingView | None = None
        self._recorded: RecordedSpikes | None = None
        self.addWidget(raster)

    @property
    def recorded(self) -> RecordedSpikes | None:
        """The recording on show; None while the run is."""
        return self._recorded

    @property
    def view(self) -> RecordingView:
        """What shows recordings; made when it is first needed."""
        if self._view is None:
            self._view = RecordingView(self._theme, self)
            self._view.banner.wanted.connect(self.close_recording)
            self.addWidget(self._view)
        return self._view

    def show_recording(
        self, recorded: RecordedSpikes, record: SpikeRecord, cores: ChipCores | None
    ) -> None:
        """Show a recording; cores of the same chip tell their names.

        Parameters
        ----------
        cores : ChipCores or None
            Of the run.
        """
        self._recorded = recorded
        self.setCurrentWidget(self.view)
        is_same = cores is not None and _is_of(recorded, cores)
        named = cores if cores is not None and is_same else RecordedCores(recorded)
        self.view.show_recording(recorded, record, named)

    def rename(self, recorded: RecordedSpikes) -> None:
        """Call the recording on show otherwise."""
        self._recorded = recorded
        self.view.tell(recorded)

    def close_recording(self) -> None:
        """Show the run again, if a recording is on show."""
        if self._recorded is not None:
            self._recorded = None
            self.setCurrentWidget(self._run)
            self._run.draw()
            self.closed.emit()


def recorded_text(recorded: RecordedSpikes) -> str:
    """Tell what a recording is of."""
    name = cut(recorded.name, 40)
    last = recorded.first_tick + max(0, recorded.ticks - 1)
    return tr(
        "Recording {name}, not the run: ticks {first:,} to {last:,} of {chip}, "
        "{spikes}.",
        name=name,
        first=recorded.first_tick,
        last=last,
        chip=cut(recorded.program_name, 40),
        spikes=counted(len(recorded.tick), "spike"),
    )


def _is_of(recorded: RecordedSpikes, cores: ChipCores) -> bool:
    """Tell whether a recording may be of these cores."""
    program = cores.program
    shape = program.cores, program.hardware.neurons, program.name, program.seed
    own = recorded.cores, recorded.neurons, recorded.program_name, recorded.seed
    return shape == own
