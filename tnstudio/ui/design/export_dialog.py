"""The dialog that makes a picture of a page for a paper."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr
from tnstudio.ui.design.export import (
    Background,
    Exportable,
    Source,
    Wish,
    drawn_image,
    require_room,
)
from tnstudio.ui.design.export_run import ExportRun
from tnstudio.ui.studio import Studio
from tnstudio.ui.widgets.fields import About, RealNumber, WholeNumber
from tnstudio.ui.widgets.picture_file import MILLIMETRES, POINTS, Format

ChooseFile = Callable[[Path, Format], Path | None]
"""Asks for a file, with a suggestion; None for none."""

PREVIEW = QSize(420, 300)
_PAUSE_MILLISECONDS = 200
"""From the last change of a field to another preview."""

_FORMATS = {
    tr("PNG · pixels"): Format.PNG,
    tr("SVG · lines and texts"): Format.SVG,
}
_BACKGROUNDS = {
    tr("White"): Background.WHITE,
    tr("Transparent"): Background.TRANSPARENT,
    tr("As on the screen"): Background.THEME,
}
_PARTS = {tr("The whole network"): True, tr("What is in view"): False}


class ExportDialog(QDialog):
    """Format, size and look of a picture, with a preview.

    Parameters
    ----------
    page : Exportable
        What is drawn.
    suggestion : Path
        A file, without its ending.
    choose_file : callable, optional
        Asks for the file; by default the user is asked.
    """

    def __init__(
        self,
        studio: Studio,
        page: Exportable,
        suggestion: Path,
        parent: QWidget | None = None,
        choose_file: ChooseFile | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export-dialog")
        self.setWindowTitle(tr("Export picture"))
        self._studio, self._page, self._suggestion = studio, page, suggestion
        self._choose_file = choose_file or self._ask_for_file
        self._run = ExportRun(studio, self)
        self._run.finished.connect(self._tell)
        self._run.failed.connect(self._fail)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._start_preview)
        self._previewed: tuple[Source, Wish] | None = None
        self._make_fields()
        self._lay_out()
        self._note_change()

    @property
    def wish(self) -> Wish:
        """The picture that the fields ask for."""
        return Wish(
            file_format=_FORMATS[self._format.currentText()],
            width=self._width.value(),
            resolution=self._resolution.value(),
            background=_BACKGROUNDS[self._background.currentText()],
            whole=_PARTS[self._part.currentText()],
            letters=self._letters.value(),
            selection=self._selection.isChecked(),
        )

    @property
    def is_quiet(self) -> bool:
        """Whether the preview is drawn and no file is being written."""
        draws = self._timer.isActive() or self._previewed is not None
        return not draws and not self._run.is_running

    # -- Construction

    def _make_fields(self) -> None:
        self._format = self._choice("format", tr("Format"), list(_FORMATS))
        self._part = self._choice("part", tr("Part"), list(_PARTS))
        self._background = self._choice(
            "background", tr("Background"), list(_BACKGROUNDS)
        )
        self._width = RealNumber(
            About(
                "export-width",
                tr("Width in mm"),
                tr("A column of a paper is about 89 mm wide, two are 183 mm."),
                "20 … 1000",
            ),
            20,
            1000,
            183,
            decimals=1,
            parent=self,
        )
        self._resolution = WholeNumber(
            About(
                "export-resolution",
                tr("Pixels per inch"),
                tr(
                    "Of a PNG, and of the crossbars in an SVG. Papers ask for 300 "
                    "or more."
                ),
                "72 … 1200",
            ),
            72,
            1200,
            300,
            self,
        )
        self._letters = RealNumber(
            About(
                "export-letters",
                tr("Letters in points"),
                tr("Size of all texts; names that find no room are left away."),
                "4 … 24",
            ),
            4,
            24,
            7,
            decimals=0,
            parent=self,
        )
        self._selection = QCheckBox(tr("Show what is &selected"), self)
        self._selection.setObjectName("export-selection")
        self._selection.setToolTip(
            tr("Mark the selected cores, with window and targets")
        )
        for field in (self._width, self._resolution, self._letters):
            field.valueChanged.connect(self._note_change)
        self._selection.toggled.connect(self._note_change)

    def _choice(self, name: str, label: str, texts: list[str]) -> QComboBox:
        made = QComboBox(self)
        made.setObjectName(f"export-{name}")
        made.setAccessibleName(label)
        made.setToolTip(label)
        made.addItems(texts)
        made.currentIndexChanged.connect(self._note_change)
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        for label, field in (
            (tr("&Format"), self._format),
            (tr("&Part"), self._part),
            (tr("&Background"), self._background),
            (tr("&Width (mm)"), self._width),
            (tr("Pixels per &inch"), self._resolution),
            (tr("&Letters (pt)"), self._letters),
        ):
            form.addRow(label, field)
        form.addRow(self._selection)
        self._preview = QLabel(self)
        self._preview.setObjectName("export-preview")
        self._preview.setAccessibleName(tr("Preview"))
        self._preview.setFixedSize(PREVIEW)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._told = QLabel(self)
        self._told.setObjectName("export-told")
        self._told.setProperty("role", "muted")
        self._told.setWordWrap(True)
        self._save = QPushButton(tr("&Save picture…"), self)
        self._save.setObjectName("export-save")
        self._save.setToolTip(tr("Choose a file and write the picture"))
        self._save.setDefault(True)
        self._save.clicked.connect(self._start)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        across = QHBoxLayout()
        across.addLayout(form)
        across.addSpacing(12)
        across.addWidget(self._preview)
        layout = QVBoxLayout(self)
        layout.addLayout(across)
        layout.addWidget(self._told)
        layout.addWidget(buttons)

    # -- Preview

    def _note_change(self) -> None:
        self._timer.start()

    def _start_preview(self) -> None:
        """Tell the sizes, and draw the same in fewer pixels."""
        wish = self.wish
        size = self._page.export_source(wish).size()
        self._told.setText(_sizes_told(wish, size))
        ratio = self.devicePixelRatio()
        room = PREVIEW * ratio
        scale = min(room.width() / size.width(), room.height() / size.height())
        coarse = max(1, round(scale * POINTS))
        small = replace(wish, file_format=Format.PNG, resolution=coarse)
        self._previewed = (self._page.export_source(small), small)
        self._go_on_with_preview()

    def _go_on_with_preview(self) -> None:
        if self._previewed is None:
            return
        source, wish = self._previewed
        if not source.prepare():
            QTimer.singleShot(0, self, self._go_on_with_preview)
            return
        image = drawn_image(source, source.size(), wish.pixels_per_point)
        image.setDevicePixelRatio(self.devicePixelRatio())
        self._preview.setPixmap(QPixmap.fromImage(image))
        self._previewed = None

    # -- The file

    def _start(self) -> None:
        wish = self.wish
        path = self._choose_file(self._named(wish), wish.file_format)
        if path is None:
            return
        if path.suffix.lower() != f".{wish.file_format}":
            path = path.with_name(f"{path.name}.{wish.file_format}")
        if self._timer.isActive():
            self._timer.stop()
            self._start_preview()
        self._save.setEnabled(False)
        self._told.setText(tr("Drawing {name} …", name=path.name))
        self._run.start(self._page.export_source(wish), wish, path)

    def _named(self, wish: Wish) -> Path:
        name = self._suggestion.name
        return self._suggestion.with_name(f"{name}.{wish.file_format}")

    def _ask_for_file(self, suggestion: Path, file_format: Format) -> Path | None:
        kind = tr(
            "{format} pictures (*.{ending})",
            format=file_format.upper(),
            ending=file_format,
        )
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export picture"), str(suggestion), kind
        )
        return Path(name) if name else None

    def _tell(self, path: Path) -> None:
        self._save.setEnabled(True)
        self._told.setText(tr("Saved {name}", name=path.name))
        self._suggestion = path.with_suffix("")

    def _fail(self, error: TNStudioError) -> None:
        self._save.setEnabled(True)
        self._told.setText(tr("Not saved: {message}", message=error.message))
        self._studio.show_error(error)

    def reject(self) -> None:
        """Close; what is not being written yet will not be."""
        self._run.cancel()
        self._timer.stop()
        self._previewed = None
        super().reject()


def _sizes_told(wish: Wish, size: QSizeF) -> str:
    """Return the size of a picture in words, or why it cannot be had."""
    try:
        require_room(wish, size)
    except TNStudioError as error:
        return tr("{problem}: {hint}", problem=error.message, hint=error.hint)
    across, down = (
        side / POINTS * MILLIMETRES for side in (size.width(), size.height())
    )
    told = f"{across:.0f} × {down:.0f} mm"
    if wish.file_format is not Format.PNG:
        return told
    pixels = wish.pixels(size)
    return tr(
        "{size} · {width:,} × {height:,} pixels",
        size=told,
        width=pixels.width(),
        height=pixels.height(),
    )
