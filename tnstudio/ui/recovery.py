"""Keeps the work of the window in a journal, and offers what others have left."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tnstudio.app.autosave import Autosave, Base
from tnstudio.app.document import EVERYTHING, Changes
from tnstudio.app.jobs import Finished, Happened, Job, JobEvent
from tnstudio.app.recovery import (
    FoundWork,
    Recovered,
    discard_work,
    finding,
    keep_aside,
)
from tnstudio.texts import marked, tr
from tnstudio.ui.dialogs import Ask
from tnstudio.ui.file_questions import ask_to_discard, ask_to_revert
from tnstudio.ui.project_files import ProjectFiles
from tnstudio.ui.recovery_card import RecoveryCard
from tnstudio.ui.studio import Studio
from tnstudio.ui.versions_dialog import VersionsDialog
from tnstudio.ui.widgets.banner import Banner

_MIND_MILLISECONDS = 5000
"""Between two looks whether the journal's drive still answers."""

_FATES = {
    "gone": marked("“{name}” was moved or removed; Save asks where to."),
    "changed": marked(
        "Another program has changed “{name}”; Save asks before it overwrites that."
    ),
    "taken": marked("Another window has taken over “{name}”; Save asks where to."),
}


class Recovery(QObject):
    """Autosave and recovery of one window.

    Attributes
    ----------
    bar : QWidget
        A banner about the file, and the card with unsaved work.
    card : RecoveryCard
    found : Signal of tuple of FoundWork
        What is offered has changed.
    handlers : dict
        Of the actions, by name.
    """

    found = Signal(object)
    _failed = Signal(object)

    def __init__(
        self, studio: Studio, ask: Ask, files: ProjectFiles, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._ask = ask
        self._files = files
        self.bar = QWidget(parent)
        self.bar.setObjectName("recovery-bar")
        self.banner = Banner(studio.theme, "file-banner", self.bar)
        self.card = RecoveryCard(studio.theme, self.bar, can_wait=True)
        layout = QVBoxLayout(self.bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.card)
        self.handlers = {
            "save-copy": files.save_copy,
            "revert": self._revert,
            "versions": lambda: VersionsDialog(studio, files, parent).open(),
        }
        self.autosave = Autosave(
            studio.settings.unsaved_folder,
            self._failed.emit,
            enabled=studio.settings.values.autosave,
        )
        self._failed.connect(studio.show_error)
        minding = QTimer(self)
        minding.timeout.connect(self.autosave.mind)
        minding.start(_MIND_MILLISECONDS)
        files.announce = self.autosave.expect
        files.recovered.connect(self._take_recovered)
        files.unreadable.connect(self._keep_aside)
        files.fate_changed.connect(self._show_fate)
        self.banner.wanted.connect(lambda: self.banner.tell(""))
        self.card.opened.connect(files.recover)
        self.card.discarded.connect(self._discard)
        self.card.set_aside.connect(self._keep_aside)
        self._base = self._base_now()
        self._begin()
        studio.document.listen(self._follow)
        studio.settings.listen(self._obey_preferences)
        parent.installEventFilter(self)

    @property
    def works(self) -> tuple[FoundWork, ...]:
        """What is offered."""
        return self.card.works

    def look(self) -> None:
        """Look for unsaved work of programs that have ended, and offer it."""
        settings = self._studio.settings
        paths = [Path(name) for name in settings.values.recent]
        folder = settings.unsaved_folder

        def ended(event: JobEvent) -> None:
            if isinstance(event, Happened):
                self._offer(event.event)
            elif isinstance(event, Finished):
                self._offer(event.result)

        job = Job(
            tr("Looking for unsaved work"),
            lambda: finding(folder, paths),
            at_stake=False,
            needs_kernels=False,
        )
        self._studio.jobs.start(job, ended)

    def _obey_preferences(self, changed: frozenset[str]) -> None:
        """Keep journals, or no longer."""
        if "autosave" in changed:
            self.autosave.enable(enabled=self._studio.settings.values.autosave)

    def close(self) -> None:
        """Remove the journal: all is saved, or may be lost."""
        self.autosave.close()
        self._files.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the file when the user comes back to the window."""
        if event.type() == QEvent.Type.WindowActivate:
            self._files.watch()
        return super().eventFilter(watched, event)

    # -- The journal

    def _follow(self, changes: Changes) -> None:
        document = self._studio.document
        if changes.parts == EVERYTHING:
            self._begin()
            self.banner.tell("")
        elif document.saved is not self._base.project or (
            document.path != self._base.path
        ):
            self._base = self._base_now()
            self.autosave.saved(self._base, beside=self._is_beside())
        self.autosave.note(document.project)

    def _begin(self) -> None:
        self._base = self._base_now()
        self.autosave.begin(
            self._base,
            self._studio.document.project,
            self._files.adopted,
            beside=self._is_beside(),
        )

    def _base_now(self) -> Base:
        document = self._studio.document
        return Base(document.saved, document.path, self._files.mark)

    def _is_beside(self) -> bool:
        path = self._studio.document.path
        return path is not None and not self._files.is_read_only

    # -- What others have left

    def _offer(self, works: tuple[FoundWork, ...]) -> None:
        self.card.show_work(works)
        self.found.emit(self.card.works)

    def _without(self, journal: Path) -> tuple[FoundWork, ...]:
        return tuple(work for work in self.works if work.journal != journal)

    def _take_recovered(self, recovered: Recovered) -> None:
        self._offer(self._without(recovered.work.journal))
        if recovered.notes:
            self.banner.tell(
                tr(
                    "Unsaved work was opened, but: {notes}.",
                    notes="; ".join(recovered.notes),
                ),
                "advice",
                tr("&Understood"),
                tr("Hide this message"),
            )

    def _discard(self, work: FoundWork) -> None:
        if ask_to_discard(self._ask, work):
            discard_work(work)
            self._offer(self._without(work.journal))

    def _keep_aside(self, work: FoundWork) -> None:
        aside = keep_aside(work)
        self._offer(self._without(work.journal))
        self.banner.tell(
            tr("What cannot be read was kept: {path}", path=aside),
            "advice",
            tr("&Understood"),
            tr("Hide this message"),
        )

    # -- The file

    def _show_fate(self) -> None:
        fate = self._files.fate
        path = self._studio.document.path
        if fate == "same" or path is None:
            self.banner.tell("")
            return
        text = tr(_FATES[fate], name=path.name)
        self.banner.tell(text, "advice", tr("&Understood"), tr("Hide this message"))

    def _revert(self) -> None:
        document = self._studio.document
        if document.saved is None or not document.is_modified:
            self._files.told.emit(tr("There is nothing to revert"))
            return
        name = document.path.name if document.path else document.network.name
        if ask_to_revert(self._ask, name):
            document.revert()
