"""The Simulate workspace."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QWidget,
)

from tnstudio.app.copied import Copied, file_of
from tnstudio.app.copied_run import Played, copied_run
from tnstudio.app.document import EVERYTHING, Changes, Part
from tnstudio.app.frame import Frame
from tnstudio.app.openings import CircuitOpening, Opening
from tnstudio.app.playable import Playable, is_same_chip, playable
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.app.show_log import Picture, Show
from tnstudio.app.simulation_session import SimulationSession
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.randomness import generator
from tnstudio.simulation.activity import Activity
from tnstudio.texts import tr
from tnstudio.ui.page_titles import SIMULATE
from tnstudio.ui.simulate.breakpoints import Breakpoints
from tnstudio.ui.simulate.counting import Counting
from tnstudio.ui.simulate.forking import Forking
from tnstudio.ui.simulate.pins import Pins
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.raster_host import RasterHost
from tnstudio.ui.simulate.rehearsal import Rehearsal
from tnstudio.ui.simulate.run_saving import RunSaving
from tnstudio.ui.simulate.side_panel import SidePanel
from tnstudio.ui.simulate.tracing import Tracing
from tnstudio.ui.simulate.transport import Transport
from tnstudio.ui.simulate.views import ChipViews
from tnstudio.ui.simulate.votes_page import VotesPage
from tnstudio.ui.simulate.votes_view import no_votes, votes_of
from tnstudio.ui.simulate.wording import (
    LOAD,
    LOAD_TIP,
    NOT_DRAWN,
    OUTDATED,
    circuit_outdated,
    is_loadable,
    missing,
)
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.banner import Banner
from tnstudio.ui.widgets.deployment import Deployment
from tnstudio.ui.widgets.draw_queue import DrawQueue
from tnstudio.ui.widgets.empty_state import EmptyState
from tnstudio.ui.widgets.in_turns import Making, finish
from tnstudio.ui.widgets.workspace_frame import frame

DRAWING_MILLISECONDS = 16
"""At least between two drawings of the views: 60 a second."""

TURN_SECONDS = 0.012
"""Of drawing at once: views that fit in are painted together, at 60 a second."""

REHEARSED_TICKS = 20

PATIENCE_MILLISECONDS = 200
"""How long a chip on show stays there while another one is made: a wait that
is shorter is not worth a flicker."""


class SimulateWorkspace(QWidget):
    """Input, votes and chip at the left; raster, cores, crossbar beside them.

    Free cores need no deployment: they are loaded when they are first seen. At
    the left they have their stimuli and outputs.

    Attributes
    ----------
    wants_workspace : Signal of str
        The user wants to go to another workspace.
    making : iterator
        Makes the rest of it; see `MadeInTurns`.
    """

    title = tr("Simulate")
    wants_workspace = Signal(str)

    def __init__(
        self, studio: Studio, parent: QWidget | None = None, *, at_once: bool = True
    ) -> None:
        super().__init__(parent)
        self.setObjectName("simulate-workspace")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._studio = studio
        self._seed = 0
        self._sampled_copies = 1
        self._opened: Playable | None = None
        self._is_outdated = False
        self._frame: Frame | None = None
        self._end = 0
        self._onsets = {0}
        self._error: TNStudioError | None = None
        self._drawn: Frame | None = None
        self._rehearses = False
        self.making = self._make(studio)
        if at_once:
            finish(self.making)

    def _make(self, studio: Studio) -> Making:
        self.player = Player(studio.jobs, self)
        self.deployment = Deployment(studio.jobs, self)
        self.deployment.believe(studio.document.project)
        self.transport = Transport(studio.theme, self)
        yield
        self.side = SidePanel(studio, self)
        self.input, self.votes = self.side.input, self.side.votes
        yield
        self.views = ChipViews(studio.theme, self, at_once=False)
        yield from self.views.making
        yield
        bar = self.transport.timeline
        self.raster_host = RasterHost(studio, self.player, self.views, bar)
        self.counting = Counting(self.player, self.views, self)
        self.banner = Banner(studio.theme, "simulate-banner", self)
        self.empty = EmptyState(studio.theme, "simulate-empty", self)
        self._queue = DrawQueue(self, TURN_SECONDS, interval=0)
        self._drawing = self._timer(DRAWING_MILLISECONDS, self._draw)
        self._patience = self._timer(PATIENCE_MILLISECONDS, self._draw_state)
        self._waits = False
        self._lay_out()
        yield
        self._connect()
        self._add_features()
        self.saving = RunSaving(studio, self.player, self.views, self)
        self._show_project()

    @property
    def image_ticks(self) -> tuple[int, int] | None:
        """The ticks of the image on show, up to the newest; None without one."""
        frame = self._frame
        if frame is None or frame.image == NONE:
            return None
        later = [onset for onset in self._onsets if onset > frame.tick]
        return frame.tick + 1 - frame.ticks_on_image, min(later, default=self._end)

    @property
    def page_names(self) -> tuple[str, ...]:
        """Names of the pages at the right."""
        return self.views.pages.names

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self.views.pages.show_page(name)

    def rehearse(self) -> None:
        """Run 20 ticks, on image 0 if there are images; deploys if need be.

        Once they were run, the page on show is filled.
        """
        project = self._studio.document.project
        wanted = playable(project)
        if not _has_cores(wanted) and project.trained is None:
            return
        if self.player.is_open and self._end == REHEARSED_TICKS:
            self._rehearsal.show(self.views.pages.current)
            return
        self._rehearses = True
        if not isinstance(wanted, Network):
            self.input.data.read()
            self.input.choose(0)
        if wanted is None:
            self._deploy()
        elif self.player.is_open:
            self._restart(self._seed)
        else:
            self._open()

    def is_quiet(self) -> bool:
        """Tell whether nothing is outstanding."""
        return not self.outstanding

    @property
    def outstanding(self) -> tuple[str, ...]:
        """What there is still to do, in a word each."""
        player = self.player
        parts = {
            "rehearsal": self._rehearses,
            "playing": player.is_playing,
            "worker": player.is_busy,
            "deployment": self.deployment.is_busy,
            "data set": self.input.data.is_reading,
            "drawing": self._drawing.isActive() or not self._queue.is_empty,
            "neuron": not self.views.neuron_card.is_quiet,
            "raster": not self.raster_host.is_quiet,
            "fork": not self.forking.is_quiet,
            "input": not self.input.is_quiet,
            "votes": not self.votes_page.is_quiet,
            "pins": not self.pins.is_quiet,
            "saving": not self.saving.is_quiet,
        }
        return tuple(name for name, is_at_work in parts.items() if is_at_work)

    def showEvent(self, event: QShowEvent) -> None:
        """Open the chip when it is first needed, and draw what is new."""
        super().showEvent(event)
        self.player.set_seen(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_project()
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the chip run on by itself."""
        super().hideEvent(event)
        self.player.set_seen(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play, step, go back and restart by keys that no field in focus has taken."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        bar = self.transport
        actions = {
            Qt.Key.Key_Space: bar.play,
            Qt.Key.Key_Right: bar.step_many if shifted else bar.step,
            Qt.Key.Key_Left: bar.back_many if shifted else bar.back,
            Qt.Key.Key_End: bar.newest,
            Qt.Key.Key_D: bar.draws,
            Qt.Key.Key_B: bar.to_break,
            Qt.Key.Key_I: bar.to_end,
            Qt.Key.Key_Home: bar.reseed if shifted else bar.restart,
            Qt.Key.Key_F: self.forking.here,
            Qt.Key.Key_T: self.tracing.start,
            Qt.Key.Key_P: self.pins.toggle,
            Qt.Key.Key_Escape: self.tracing.clear,
        }
        beside = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if beside:
            self._choose_beside(beside)
            return
        if event.key() == Qt.Key.Key_F9:
            self.breakpoints.toggle_neuron()
            return
        action = actions.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action.trigger()

    def copy_as(self, take: Callable[[Copied], None]) -> None:
        """Tell what was run as a script and a command."""
        network = self._studio.document.network
        file, seed, source = file_of(self._studio.document), self._seed, ""
        if self.player.images is not None:
            source = self.input.data.source
        elif not self.player.is_open:
            missing_chip = tr("There is no chip to run yet")
            take(Copied("", no_python=missing_chip, no_command=missing_chip))
            return
        watched, fork = self.breakpoints.watched, self.forking.fork

        def played(session: SimulationSession) -> Played:
            return Played(
                network, session.tick, seed, source, session.shows, watched, fork
            )

        self.player.read(played, lambda found: take(copied_run(found, file)))

    # -- Construction

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _lay_out(self) -> None:
        self.votes_page = VotesPage(
            self._studio.theme, self.player, self.views.pages.stack
        )
        self.views.pages.add(*SIMULATE["votes"], lambda: self.votes_page)
        self.views.pages.page("votes")
        frame(self, self.transport, self.side, self.banner, self.views, self.empty)

    def _connect(self) -> None:
        bar, player = self.transport, self.player
        bar.play.triggered.connect(self._play_or_pause)
        bar.stepped.connect(player.step)
        bar.stepped_back.connect(player.step_back)
        bar.newest.triggered.connect(lambda: player.go_to(self._end))
        bar.timeline.valueChanged.connect(player.go_to)
        bar.restart.triggered.connect(lambda: self._restart(self._seed))
        bar.reseed.triggered.connect(lambda: self._restart(_another(self._seed)))
        bar.draws.toggled.connect(player.set_drawing)
        bar.rate.changed.connect(lambda: player.set_rate(bar.rate.rate))
        bar.export.triggered.connect(lambda: self._export())
        self.views.recordings.keep_wanted.connect(self._keep)
        player.opened.connect(self._take_chip)
        player.frame_came.connect(self._take_frame)
        player.passed.connect(self._take_passed)
        player.rewound.connect(self._take_rewound)
        player.restarted.connect(self._take_restart)
        player.changed.connect(self._draw_state)
        player.failed.connect(self._take_failure)
        self.deployment.deployed.connect(self._take_program)
        self.deployment.failed.connect(self._take_failure)
        self.deployment.changed.connect(self._draw_state)
        self.side.deploy_card.wanted.connect(self._deploy)
        self.empty.wanted.connect(self._follow_advice)
        self.banner.wanted.connect(lambda: self._load_anew(self._seed))
        self.side.line_chosen.connect(self._choose_line)
        self.input.data.changed.connect(self._take_dataset)
        self.input.image_chosen.connect(self._take_image)
        self.input.picture_made.connect(self._take_picture)
        self.input.encoding_chosen.connect(self._take_encoding)
        self.views.neuron_card.trail_wanted.connect(self._recall)
        self.views.core_chosen.connect(self._choose_core)
        self.views.neuron_chosen.connect(self._choose_neuron)
        self._studio.document.listen(self._take_changes)

    def _add_features(self) -> None:
        """Make what connects itself to the player and the views."""
        self.tracing = Tracing(self.player, self.views, self.input.picture, self)
        self.tracing.line_chosen.connect(self._choose_line)
        self.pins = Pins(self.player, self.views, self)
        self.breakpoints = Breakpoints(
            self._studio.document, self.player, self.views, self.transport, self
        )
        self.breakpoints.changed.connect(lambda: self._show_run(self.player.position))
        self.forking = Forking(self.player, self.views)
        self.forking.changed.connect(lambda: self._show_run(self.player.position))
        self._rehearsal = Rehearsal(
            self.views, self.tracing, self.pins, self.forking, self.breakpoints
        )

    # -- What the user does

    def _play_or_pause(self) -> None:
        if self.player.is_moving:
            self.player.pause()
        else:
            self.player.play()

    def _restart(self, seed: int) -> None:
        if self._is_outdated and is_loadable(self._studio.document.project):
            self._load_anew(seed)
            return
        self._seed = seed
        self.player.restart(seed)

    def _load_anew(self, seed: int) -> None:
        """Play the circuit as it is now, from tick 0 on."""
        self._seed = seed
        self._close()
        self._show_project()

    def _deploy(self) -> None:
        project = self._studio.document.project
        if project.trained is not None and not self.deployment.is_busy:
            card = self.side.deploy_card
            self._sampled_copies = card.copies
            self.deployment.start(
                project.trained, project.network, card.copies, card.seed
            )

    def export_picture(self, project: Path) -> None:  # noqa: ARG002
        """Ask which view is to be saved as a picture."""
        self._export(pictures=True)

    def _export(self, *, pictures: bool = False) -> None:
        if self.player.is_open:
            ticks = self.image_ticks
            self.saving.export(self._end, ticks, self.votes, pictures=pictures)

    def _keep(self) -> None:
        self.saving.keep(self._end, self.image_ticks)

    def _follow_advice(self) -> None:
        project = self._studio.document.project
        if project.network.circuit is not None:
            self.wants_workspace.emit("design")
        elif project.trained is None:
            self.wants_workspace.emit("train")
        else:
            self._deploy()

    def _take_image(self, image: int) -> None:
        self.player.show_image(image)
        self._show_no_votes()

    def _take_picture(self, picture: Picture) -> None:
        self.player.show_picture(picture.pixels, picture.label)
        self._show_no_votes()

    def _show_next(self, show: Show | None) -> None:
        """Show what is on the input, unless something else was chosen since."""
        if not self.player.is_changing:
            self.input.show_next(show)
            self._show_no_votes()

    def _take_encoding(self) -> None:
        self.player.encode_as(self.input.encoding)
        self._show_no_votes()

    def _choose_core(self, core: int) -> None:
        self.views.select(core)
        if self.views.cores is not None:
            self._studio.document.select(self.views.cores.selection(core), self)

    def _recall(self, core: int, neuron: int, ticks: int) -> None:
        """Ask how V of a neuron came about in so many last ticks."""
        self.player.look(
            lambda session: session.recalling(core, neuron, ticks),
            self.views.neuron_card.take_trail,
        )

    def _choose_line(self, kind: Kind, line: int) -> None:
        chosen = Selection((Item(kind, index=line),))
        self._studio.document.select(chosen, self)
        self._mark_line()

    def _choose_neuron(self, core: int, neuron: int) -> None:
        cores = self.views.cores
        if neuron == NONE or cores is None:
            self._choose_core(core)
            return
        self.views.select(core, neuron)
        self._studio.document.select(cores.neuron_selection(core, neuron), self)
        self._mark_line()

    def _choose_beside(self, step: int) -> None:
        """Select the next neuron, or the one before."""
        cores, views = self.views.cores, self.views
        if cores is not None and self.player.is_open:
            last = int(cores.used[views.core]) - 1
            self._choose_neuron(views.core, min(max(views.neuron + step, 0), last))

    # -- What the document says

    def _take_changes(self, changes: Changes) -> None:
        if changes.parts == EVERYTHING:
            self.deployment.abandon()
            self.deployment.believe(self._studio.document.project)
            self._close()
        elif changes.parts & Part.PROGRAM and changes.origin not in (None, self):
            # Somebody else has just deployed the trained network.
            self.deployment.believe(self._studio.document.project)
        # An edit of layers makes no chip; one of free cores does.
        edits = Part.NETWORK if self._circuit is not None else Part(0)
        if changes.parts & (Part.PROGRAM | Part.TRAINED | edits):
            self._show_project()
        if changes.parts & Part.SELECTION and changes.origin is not self:
            core, neuron = self._selected_core(), self._selected_neuron()
            if core != NONE and (core, neuron) != (self.views.core, self.views.neuron):
                self.views.select(core, neuron)
            self._mark_line()

    @property
    def _circuit(self) -> Circuit | None:
        """The free cores of the design, if it has any."""
        return self._studio.document.network.circuit

    @property
    def _played_circuit(self) -> Circuit | None:
        """The free cores that are on show; the design may have others by now."""
        opened = self._opened
        return opened.circuit if isinstance(opened, Network) else None

    def _mark_line(self) -> None:
        self.side.mark_line(self._studio.document.selection.current)

    def _selected_core(self) -> int:
        """Return the document's selected core in the copy on show, or `NONE`."""
        cores = self.views.cores
        if cores is None:
            return NONE
        copy = cores.copy(self.views.core) if 0 <= self.views.core < len(cores) else 0
        return cores.core(self._studio.document.selection, copy)

    def _selected_neuron(self) -> int:
        """Return the document's selected neuron, or `NONE`."""
        cores = self.views.cores
        return NONE if cores is None else cores.neuron(self._studio.document.selection)

    def _take_program(self, program: ChipProgram) -> None:
        self._studio.document.set_program(program, self)

    def _show_project(self) -> None:
        """Show the chip of the document, or what is missing."""
        project = self._studio.document.project
        self.side.deploy_card.show_project(project)
        wanted = playable(project)
        is_same = is_same_chip(wanted, self._opened)
        has_run = self._end > 0
        # Ticks that were run are not lost for an edit: it may be taken back.
        self._is_outdated = (
            not is_same
            and has_run
            and isinstance(wanted, Network)
            and isinstance(self._opened, Network)
        )
        if is_same:
            self._rename(wanted)
        elif not self._is_outdated:
            self._close()
        if self.isVisible():
            self._open()
        self._draw_state()

    def _rename(self, wanted: Playable | None) -> None:
        """Take other names of the same free cores."""
        if wanted is self._opened or not isinstance(wanted, Network):
            return
        self._opened = wanted
        if wanted.circuit is not None and self.player.is_open:
            self.views.rename(wanted.circuit)
            self._show_lines(wanted.circuit)

    def _open(self) -> None:
        """Load what the document has, unless something is loaded already."""
        wanted = playable(self._studio.document.project)
        if isinstance(wanted, Network):
            if self._opened is None and _has_cores(wanted):
                self._opened = wanted
                self.player.open(CircuitOpening(wanted, self._seed, self._budget))
            return
        panel, data = self.input, self.input.data
        data.read()
        if wanted is None or wanted is self._opened or data.error is not None:
            return
        self._opened = wanted
        self.player.open(
            Opening(
                wanted,
                data.source,
                panel.encoding,
                self._seed,
                panel.image,
                self._budget,
            )
        )

    @property
    def _budget(self) -> int:
        """Memory for the spikes of what is run, in bytes."""
        return self._studio.settings.values.recording_bytes

    def _close(self) -> None:
        self._opened = self._frame = self._error = None
        self._is_outdated = False
        self.player.close()
        self._forget_run()

    # -- What the player says

    def _take_dataset(self) -> None:
        """Play on with other images, or tell why there are none."""
        if self._circuit is not None:
            return
        if self.input.data.dataset is None:
            self._close()
            self._rehearses &= self.input.data.error is None
        else:
            self._open()
        self._draw_state()

    def _take_chip(self) -> None:
        program, images = self.player.program, self.player.images
        record = self.player.record
        if program is None or record is None:
            return
        # Views that are seen are laid out, and know what fits.
        self._draw_state()
        circuit = self._played_circuit
        if images is not None:
            self.input.show_chip(program, images)
        if circuit is not None:
            self._show_lines(circuit)
        self.views.show_chip(program, record, 0, circuit)
        core = self._selected_core()
        if core != NONE:
            self.views.select(core, self._selected_neuron())
        self._take_restart()

    def _show_lines(self, circuit: Circuit) -> None:
        self.side.show_circuit(circuit, self._frame)
        self._mark_line()

    def _take_restart(self) -> None:
        self._frame = None
        self._forget_run()
        self.views.clear()
        self._clear_lines()
        if self._rehearses:
            self._rehearses = False
            self.player.step(REHEARSED_TICKS)

    def _forget_run(self) -> None:
        self._end = 0
        self._onsets = {0}
        self._show_run(0)

    def _show_run(self, position: int) -> None:
        shows_images = self.player.images is not None
        onsets = tuple(sorted(self._onsets)) if shows_images else ()
        record = self.player.record
        activity = record.activity if record is not None else Activity()
        marks = (*self.breakpoints.marks, *self.forking.marks)
        self.transport.show_run(position, self._end, activity, onsets, marks)

    def _take_rewound(self) -> None:
        """Show the chip before tick 0; what was run is still there."""
        self._frame = None
        self.views.rewind()
        self._show_run(0)
        self._clear_lines()

    def _clear_lines(self) -> None:
        """Show the input and the outputs before tick 0."""
        self.input.note_seed(self._seed)
        self.input.clear_spikes()
        self.player.read(lambda session: session.next_show, self._show_next)
        self.side.clear_lines()
        self._show_no_votes()

    def _take_frame(self, frame: Frame) -> None:
        self._frame = frame
        self._end = frame.end
        self._onsets = {onset for onset in self._onsets if onset < frame.end}
        if frame.image != NONE:
            self._onsets.add(frame.tick + 1 - frame.ticks_on_image)
        self.views.keep(frame)
        self.transport.count(frame.recording.ticks)
        if not self._drawing.isActive():
            self._draw()
            self._drawing.start()

    def _take_passed(self, position: int, ticks: int) -> None:
        """Tell how far a run is that is not drawn."""
        self._end = max(self._end, position)
        self.transport.count(ticks)
        if self.isVisible():
            self._show_run(position)

    def _take_failure(self, error: TNStudioError) -> None:
        self._rehearses = False
        self.views.neuron_card.give_up()
        self._error = error
        self._tell_state()

    # -- Drawing

    def _draw(self) -> None:
        """Draw the newest frame, unless it is drawn or not to be seen."""
        frame = self._frame
        if frame is not None and frame is not self._drawn and self.isVisible():
            self._drawn = frame
            self._queue.ask(self._draw_input, *self.views.drawings)

    def _draw_input(self) -> None:
        frame, program = self._frame, self.player.program
        if frame is None or program is None:
            return
        self._show_run(frame.tick + 1)
        if self._played_circuit is not None:
            self.side.show_lines(frame)
        # Until another image that was chosen is on the input, that one is shown.
        is_new = not self.player.is_changing
        if is_new or self.player.is_playing:
            self.input.show_frame(frame, is_new=is_new)
        if is_new:
            self.votes.show_votes(votes_of(frame, program.class_names))

    def _show_no_votes(self) -> None:
        images, program = self.player.images, self.player.program
        if program is not None:
            label = NONE if images is None else self.input.label
            self.votes.show_votes(no_votes(label, program.class_names))

    def _draw_state(self) -> None:
        """Tell what can be done and what is missing."""
        project, player = self._studio.document.project, self.player
        if player.is_moving or player.is_travelling:
            self._error = None
        self.transport.show_state(
            is_open=player.is_open, is_moving=player.is_moving, seed=self._seed
        )
        self.views.neuron_card.show_state(
            is_playing=player.is_playing, is_busy=player.is_busy
        )
        has_chip = playable(project) is not None
        shows_chip = has_chip and not self._waits_long()
        self.views.setVisible(shows_chip)
        self.empty.setVisible(not shows_chip)
        self._show_panels(has_chip=has_chip, shows_chip=shows_chip)
        self._tell_state()
        if not shows_chip:
            sampled = self._sampled_copies if self.deployment.is_busy else 0
            is_loading = self._is_loading()
            self.empty.tell(*missing(project, sampled, is_loading=is_loading))

    def _show_panels(self, *, has_chip: bool, shows_chip: bool) -> None:
        """Show what belongs to images, or what belongs to stimuli."""
        project, program = self._studio.document.project, self.player.program
        is_circuit = self._circuit is not None
        has_classes = program is None or bool(program.class_names)
        self.side.show_parts(
            has_chip=has_chip,
            shows_chip=shows_chip,
            is_circuit=is_circuit,
            has_classes=has_classes,
        )
        if is_circuit:
            self.side.setVisible(shows_chip)
        else:
            self.side.setVisible(has_chip or project.trained is not None)

    def _tell_state(self) -> None:
        """Tell above the views what is wrong with the chip, or old."""
        project, player = self._studio.document.project, self.player
        no_data = self.input.data.error if self._circuit is None else None
        error = no_data or self._error
        has_chip = _has_cores(playable(project))
        if error is not None:
            self.banner.tell(str(error), "error")
        elif self._is_outdated:
            button = LOAD if is_loadable(project) else ""
            text = circuit_outdated(self._end)
            self.banner.tell(text, "advice", button, LOAD_TIP)
        elif self._circuit is None and self.deployment.is_outdated(project):
            self.banner.tell(OUTDATED, "advice")
        elif player.is_playing and not player.draws:
            self.banner.tell(NOT_DRAWN, "advice")
        elif player.is_open or not has_chip:
            self.banner.tell("")

    def _waits_long(self) -> bool:
        """Tell whether the views have nothing to show, and not just for a moment."""
        waits = self.deployment.is_busy or not self.player.is_open
        if waits and not self._waits and self.views.cores is not None:
            self._patience.start()
        elif not waits:
            self._patience.stop()
        self._waits = waits
        return waits and not self._patience.isActive()

    def _is_loading(self) -> bool:
        """Tell whether the chip is on its way, or will be when this is shown."""
        failed = self._opened is not None and not self.player.is_busy
        no_images = self._circuit is None and self.input.data.error is not None
        return not no_images and not failed


def _has_cores(wanted: Playable | None) -> bool:
    """Tell whether there is a chip, with at least one core."""
    if isinstance(wanted, Network):
        return wanted.circuit is not None and bool(wanted.circuit.cores)
    return wanted is not None


def _another(seed: int) -> int:
    """Return a seed that follows another one."""
    return int(generator(seed, "next seed").integers(2**31))
