"""The Edit menu: what its actions do, and when there is something to do."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication

from tnstudio.app.clipboard import can_copy, clip, paste_clip
from tnstudio.app.design_actions import (
    can_remove,
    duplicate_selected,
    has_current,
    remove_selected,
    select_alike,
    select_all,
)
from tnstudio.app.document import Document
from tnstudio.app.wording import counted
from tnstudio.errors import TNStudioError
from tnstudio.model.clip import Clip, LayersClip
from tnstudio.texts import tr
from tnstudio.ui.clip_mime import (
    clip_on_clipboard,
    clipboard_has_clip,
    put_on_clipboard,
)
from tnstudio.ui.find_bar import FindBar
from tnstudio.ui.studio import Studio


class EditActions(QObject):
    """Edits what is selected in the design, while Design is on show.

    Attributes
    ----------
    told : Signal
        A message for the user about what was done.
    """

    told = Signal(str)

    def __init__(self, studio: Studio, find_bar: FindBar, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._find_bar = find_bar
        self._designs = False
        self._actions: Mapping[str, QAction] = {}
        QGuiApplication.clipboard().dataChanged.connect(self._enable_all)

    @property
    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action of the Edit menu does, by its name."""
        document = self._studio.document
        return {
            "undo": document.undo,
            "redo": document.redo,
            "cut": self._guarded(self._cut),
            "copy": self._guarded(self._copy),
            "paste": self._guarded(self._paste),
            "duplicate": self._guarded(lambda: duplicate_selected(document)),
            "delete": lambda: remove_selected(document),
            "select-all": lambda: select_all(document),
            "select-alike": lambda: select_alike(document),
            "find": self._find_bar.open_bar,
            "find-next": lambda: self._find_bar.step(1),
            "find-previous": lambda: self._find_bar.step(-1),
        }

    def use(self, actions: Mapping[str, QAction]) -> None:
        """Enable and disable these actions from now on."""
        self._actions = actions
        self._enable_all()

    def show_design(self, *, shown: bool) -> None:
        """Note whether Design is on show: nothing else shows the selection."""
        self._designs = shown
        if not shown:
            self._find_bar.hide()
        self._enable_all()

    def follow(self) -> None:
        """Follow a change of the document."""
        self._enable_all()

    # -- What is done

    def _guarded(self, act: Callable[[], object]) -> Callable[[], None]:
        """Return an action that tells why it cannot be done."""

        def guarded() -> None:
            try:
                act()
            except TNStudioError as error:
                self._studio.show_error(error)

        return guarded

    def _copy(self) -> None:
        made = clip(self._studio.document)
        put_on_clipboard(made)
        self.told.emit(tr("Copied {made}", made=_size_of(made)))

    def _cut(self) -> None:
        self._copy()
        remove_selected(self._studio.document)

    def _paste(self) -> None:
        paste_clip(self._studio.document, clip_on_clipboard())

    # -- What there is to do

    @Slot()
    def _enable_all(self) -> None:
        document = self._studio.document
        for name, can in _CAN.items():
            if name in self._actions:
                self._actions[name].setEnabled(self._designs and can(document))


def _size_of(made: Clip) -> str:
    if isinstance(made, LayersClip):
        return counted(len(made.layers), "layer")
    return counted(len(made.circuit.cores), "core")


def _has_parts(document: Document) -> bool:
    network = document.network
    return bool(network.layers if network.circuit is None else network.circuit.cores)


_CAN: dict[str, Callable[[Document], bool]] = {
    "cut": can_copy,
    "copy": can_copy,
    "paste": lambda _: clipboard_has_clip(),
    "duplicate": can_copy,
    "delete": can_remove,
    "select-all": _has_parts,
    "select-alike": has_current,
    "find": _has_parts,
    "find-next": _has_parts,
    "find-previous": _has_parts,
}
"""Whether there is something to do, while Design is on show."""
