"""What becomes of a run: exported to files, or kept in the project."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tnstudio.app.document import Changes, Part
from tnstudio.app.jobs import Failed, Finished, Happened, Job, JobEvent
from tnstudio.app.keeping import with_recording
from tnstudio.app.recordings import keeping, recorded_of, renamed, showing, without
from tnstudio.errors import TNStudioError
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.texts import tr
from tnstudio.ui.simulate.export_dialog import ExportDialog
from tnstudio.ui.simulate.export_source import (
    ExportSource,
    RecordingSource,
    RunSource,
    or_error,
    run_offer,
    spans_of,
)
from tnstudio.ui.simulate.keep_dialog import KeepDialog
from tnstudio.ui.simulate.paper_views import drawable
from tnstudio.ui.simulate.player import Player
from tnstudio.ui.simulate.views import ChipViews
from tnstudio.ui.simulate.votes_view import VotesView
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.long_text import cut


class RunSaving(QObject):
    """Exports and keeps runs; opens, renames, exports and removes recordings.

    Parameters
    ----------
    studio : Studio
    player : Player
    views : ChipViews
    """

    def __init__(
        self, studio: Studio, player: Player, views: ChipViews, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._studio, self._player, self._views = studio, player, views
        self._window = parent
        self._page = views.recordings
        self._opening = 0
        self._keeping = 0
        self.dialog: ExportDialog | KeepDialog | None = None
        self._page.open_wanted.connect(self._open)
        self._page.export_wanted.connect(self._export_recording)
        self._page.rename_wanted.connect(self._rename)
        self._page.remove_wanted.connect(self._remove)
        views.stage.closed.connect(lambda: self._page.mark(""))
        player.changed.connect(self._show_state)
        player.frame_came.connect(lambda _: self._show_state())
        studio.document.listen(self._take_changes)
        self._page.show_recordings(studio.document.project.recordings)
        self._show_state()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being kept or opened."""
        return not self._opening and not self._keeping

    def export(
        self,
        end: int,
        image: tuple[int, int] | None,
        votes: VotesView,
        *,
        pictures: bool = False,
    ) -> None:
        """Ask what to export of the run.

        Parameters
        ----------
        end : int
            Ticks that were run.
        image : tuple of int, or None
            The ticks of the image on show.
        votes : VotesView
        pictures : bool
            Propose a picture, not data.
        """
        self._player.pause()
        drawn = drawable(self._studio.theme, self._views, votes)
        offer = run_offer(self._views, end, image, drawn)
        dialog = self._ask_export(RunSource(self._player, offer))
        if pictures:
            dialog.choose_picture()

    def keep(self, end: int, image: tuple[int, int] | None) -> None:
        """Ask which ticks of the run to keep.

        Parameters are those of `export`.
        """
        record = self._player.record
        if record is None or not end:
            return
        self._player.pause()
        spans = spans_of(self._views, end, image)
        project = self._studio.document.project
        self._show(
            KeepDialog(
                project, spans, record.activity, self._start_keeping, self._window
            )
        )

    def _ask_export(self, source: ExportSource) -> ExportDialog:
        dialog = ExportDialog(self._studio, source, self._window)
        self._show(dialog)
        return dialog

    def _show(self, dialog: ExportDialog | KeepDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    # -- Keeping

    def _start_keeping(self, name: str, first: int, end: int) -> None:
        self._keeping += 1
        self._player.consult(
            tr("Keeping {name}", name=cut(name, 30)),
            lambda session: or_error(keeping(session, name, first, end)),
            self._take_kept,
            self._give_up_keeping,
        )

    def _give_up_keeping(self) -> None:
        self._keeping -= 1

    def _take_kept(self, result: RecordedSpikes | TNStudioError) -> None:
        self._keeping -= 1
        if isinstance(result, TNStudioError):
            self._page.tell(str(result))
            return
        document = self._studio.document
        project = with_recording(document.project, result)
        document.do(tr("Keep run {name}", name=cut(result.name, 40)), project)
        self._page.choose(result.name)

    # -- Recordings

    def _open(self, name: str) -> None:
        recorded = recorded_of(self._studio.document.project, name)
        if recorded is None or recorded is self._views.stage.recorded:
            return
        if self._opening:
            self._studio.jobs.cancel(self._opening)

        def ended(event: JobEvent) -> None:
            if event.run_id != self._opening or isinstance(event, Happened):
                return
            self._opening = 0
            if isinstance(event, Failed):
                self._page.tell(str(event.error))
            elif isinstance(event, Finished) and self._now(recorded):
                cores = self._views.cores
                self._views.stage.show_recording(recorded, event.result, cores)
                self._page.mark(recorded.name)

        title = tr("Opening {name}", name=cut(name, 30))
        job = Job(title, lambda: showing(recorded), at_stake=False)
        self._opening = self._studio.jobs.start(job, ended)

    def _export_recording(self, name: str) -> None:
        recorded = recorded_of(self._studio.document.project, name)
        if recorded is not None:
            self._ask_export(RecordingSource(self._studio.jobs, recorded))

    def _rename(self, name: str, new: str) -> None:
        document = self._studio.document
        try:
            project = renamed(document.project, name, new)
        except TNStudioError as error:
            self._page.tell(f"{error.message}: {error.hint}")
            return
        document.do(tr("Rename recording {name}", name=cut(name, 40)), project)

    def _remove(self, name: str) -> None:
        document = self._studio.document
        project = without(document.project, frozenset({name}))
        document.do(tr("Remove recording {name}", name=cut(name, 40)), project)

    # -- Following

    def _take_changes(self, changes: Changes) -> None:
        if not changes.parts & Part.RECORDINGS:
            return
        self._page.show_recordings(self._studio.document.project.recordings)
        stage = self._views.stage
        now = self._now(stage.recorded) if stage.recorded is not None else None
        if now is None:
            stage.close_recording()
        elif now is not stage.recorded:
            stage.rename(now)
            self._page.mark(now.name)

    def _now(self, recorded: RecordedSpikes) -> RecordedSpikes | None:
        """Return the recording with these spikes, under whatever name."""
        kept = self._studio.document.project.recordings
        return next((one for one in kept if one.tick is recorded.tick), None)

    def _show_state(self) -> None:
        record = self._player.record
        can_keep = record is not None and record.end > 0 and not self._keeping
        self._page.show_state(can_keep=can_keep)
