"""The style sheet of the application, filled with a theme's colours.

Lengths in ``dp`` are pixels beside texts of the usual size: they grow with them.
"""

import re
from string import Template

from tnstudio.paths import resources
from tnstudio.ui.colours import Colours

TITLE_POINTS, VALUE_POINTS = 15, 13
"""Sizes of large texts, where texts have the usual size."""

_SHEET = Template("""
QToolTip {
    background: $raised; color: $text; border: 1px solid $grid; padding: 4px 6px;
}
QMainWindow::separator { background: $background; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent; }

QMenuBar { background: $background; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: $raised; }
QMenu {
    background: $surface; border: 1px solid $grid; padding: 5px; icon-size: 16dp;
}
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 5px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { width: 14dp; height: 14dp; margin-left: 7px; }
QMenu::indicator:checked { image: url($icons/$mark); }
QMenu::indicator:checked:selected { image: url($icons/$check); }
QMenu::item:selected { background: $accent; color: $accent_text; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::separator { height: 1px; background: $grid; margin: 5px 8px; }

QStatusBar { background: $background; border-top: 1px solid $grid; }
QStatusBar::item { border: none; }
QToolBar { background: $background; border: none; spacing: 4px; padding: 4px; }

QDockWidget::title {
    background: $background; padding: 6px 10px; border-top: 1px solid $grid;
}

QPushButton, QToolButton {
    background: $raised; border: 1px solid $grid; border-radius: 6px;
    padding: 5px 12px; color: $text; icon-size: 16dp;
}
QToolButton { padding: 4px 6px; }
QPushButton:hover, QToolButton:hover { border-color: $muted; }
QPushButton:pressed, QToolButton:pressed { background: $grid; }
QPushButton:checked, QToolButton:checked {
    background: $soft; border-color: $accent;
}
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QToolButton:focus { padding: 3px 5px; }
QPushButton:disabled, QToolButton:disabled {
    background: $background; color: $muted; border-color: $grid;
}
QPushButton[role="primary"] {
    background: $accent; color: $accent_text; border-color: $accent;
    font-weight: 600;
}
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled {
    background: $raised; color: $muted; border-color: $grid;
}
QPushButton[role="danger"] { color: $error; }
QPushButton[role="flat"], QToolButton[role="flat"] {
    background: transparent; border: 1px solid transparent;
}
QPushButton[role="flat"]:hover, QToolButton[role="flat"]:hover {
    background: $raised;
}
QPushButton[role="flat"]:focus, QToolButton[role="flat"]:focus {
    border: 2px solid $accent;
}
QPushButton[role="flat"]:checked, QToolButton[role="flat"]:checked {
    background: $soft; border-color: $accent;
}
QToolButton[role="tick"], QToolButton[role="tick"]:focus { padding: 0; }
QToolButton[role="fold"] {
    background: transparent; border: 1px solid transparent; padding: 4px 6px 4px 0;
}
QToolButton[role="fold"]:hover { background: $raised; }
QToolButton[role="fold"]:focus { border: 2px solid $accent; padding: 3px 5px 3px 0; }
#rail QToolButton {
    background: transparent; border: 1px solid transparent; border-radius: 8px;
    padding: 4px 2px;
}
#rail QToolButton:hover { background: $raised; }
#rail QToolButton:checked { background: $soft; border-color: $accent; }
#rail QToolButton:focus { border: 2px solid $accent; padding: 3px 1px; }
QToolButton::menu-indicator, QPushButton::menu-indicator {
    image: url($icons/chevron-down.svg); width: 12dp; height: 12dp;
    subcontrol-origin: padding; subcontrol-position: right center; right: 5px;
}
QToolButton[popupMode="2"], QPushButton[menu="true"] { padding-right: 20dp; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit {
    background: $surface; color: $text; border: 1px solid $grid;
    border-radius: 6px; padding: 4px 7px; min-height: 18px;
    selection-background-color: $accent; selection-color: $accent_text;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover {
    border-color: $muted;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QPlainTextEdit:focus { border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QComboBox:disabled { background: $background; color: $muted; }
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"],
QComboBox[invalid="true"] { border-color: $error; color: $error; }
QSpinBox, QDoubleSpinBox { padding-right: 2px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding-right: 1px; }
QSpinBox::up-button, QDoubleSpinBox::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; width: 18dp; background: transparent;
    border: none; margin-right: 2px;
}
QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-position: top right; margin-top: 2px;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-position: bottom right; margin-bottom: 2px;
}
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover,
QSpinBox::down-button:hover, QDoubleSpinBox::down-button:hover {
    background: $raised; border-radius: 4px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url($icons/chevron-up.svg); width: 11dp; height: 11dp;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url($icons/chevron-down.svg); width: 11dp; height: 11dp;
}
QComboBox { padding-right: 22dp; }
QComboBox::drop-down {
    subcontrol-origin: border; subcontrol-position: right center; width: 20dp;
    border: none; background: transparent;
}
QComboBox::down-arrow {
    image: url($icons/chevron-down.svg); width: 12dp; height: 12dp;
}
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $grid; padding: 4px; outline: none;
}

QCheckBox, QRadioButton { spacing: 7px; padding: 2px; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator,
QTableView::indicator {
    width: 15dp; height: 15dp; background: $surface; border: 1px solid $muted;
}
QCheckBox::indicator, QListView::indicator, QTableView::indicator {
    border-radius: 4px;
}
QRadioButton::indicator { border-radius: 8dp; }
QCheckBox::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {
    background: $accent; border-color: $accent; image: url($icons/$check);
}
QRadioButton::indicator:checked { background: $surface; border: 5dp solid $accent;
    width: ${dot}px; height: ${dot}px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QListView::indicator:checked:selected, QTableView::indicator:checked:selected {
    border-color: $accent_text;
}

QSlider { min-height: 20px; }
#timeline { min-height: 30px; }
QSlider::groove:horizontal { height: 4px; background: $grid; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: $surface; border: 1px solid $muted;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {
    border: 2px solid $accent; width: 12px; height: 12px;
}

QProgressBar {
    background: $raised; border: none; border-radius: 4px; text-align: center;
    color: $text; min-height: 8px;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QTabWidget::pane { border: 1px solid $grid; border-radius: 6px; top: -1px; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 6px 14px; border: none;
    border-bottom: 2px solid transparent;
}
#design-pages::tab { padding: 6px 10px; }
QToolButton[role="tab"] {
    background: transparent; color: $muted; padding: 4px 3px; border: none;
    border-bottom: 2px solid transparent; border-radius: 0;
}
QToolButton[role="tab"]:hover { color: $text; }
QToolButton[role="tab"]:checked { color: $text; border-bottom-color: $accent; }
QToolButton[role="tab"]:focus {
    background: $raised; color: $text; border-bottom-color: $text;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $raised; border-radius: 4px; }

QHeaderView::section {
    background: $surface; color: $muted; border: none;
    border-bottom: 1px solid $grid; padding: 5px 8px;
}
QTableCornerButton::section { background: $surface; border: none; }
QTreeView, QListView, QTableView {
    background: $surface; border: 1px solid $grid; border-radius: 6px;
    outline: none; selection-background-color: $accent;
    selection-color: $accent_text; alternate-background-color: $background;
}
QTreeView:focus, QListView:focus, QTableView:focus { border: 2px solid $accent; }
QTreeView::item, QListView::item { padding: 4px 6px; border-radius: 4px; }
QTableWidget::item, #runs-table::item, QTableView#data-classes::item {
    padding: 0 6px;
}
#palette-list::item, #versions-list::item { border-radius: 0; }
QTreeView::item:hover, QListView::item:hover { background: $raised; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {
    background: $accent; color: $accent_text;
}
QTreeView::branch:has-children:closed { image: url($icons/chevron-right.svg); }
QTreeView::branch:has-children:open { image: url($icons/chevron-down.svg); }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: $surface; }

QScrollArea { border: none; background: transparent; }
#design-inspector, #circuit-inspector { border: 2px solid transparent; }
#design-inspector:focus, #circuit-inspector:focus { border-color: $accent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: $grid; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QGroupBox {
    border: 1px solid $grid; border-radius: 8px; margin-top: 10px;
    padding: 10px 8px 8px 8px; font-weight: 600;
}
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; }

QFrame[role="panel"] {
    background: $surface; border: 1px solid $grid; border-radius: 8px;
}
QFrame[role="layer"] {
    border: 1px solid transparent; border-left: 3px solid $grid; border-radius: 4px;
    background: $background;
}
QFrame[role="layer"][selected="true"] { border-left-color: $accent; background: $soft; }
QLabel[role="subheading"] { font-weight: 600; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { color: $muted; font-weight: 600; }
QLabel[role="value"] { font-size: ${value}pt; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="problem"] { color: $error; }
QLabel[role="advice"] { color: $warning; }
""")


def blended(low: str, high: str, share: float) -> str:
    """Return a colour between two, all as ``#rrggbb``."""
    parts = zip(bytes.fromhex(low[1:]), bytes.fromhex(high[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def style_sheet(colours: Colours, text_size: int = 100) -> str:
    """Return the style sheet for these colours and this size of texts, in percent."""
    dark_mark = colours.accent_text != "#ffffff"
    names = {name: getattr(colours, name) for name in colours.__dataclass_fields__}
    names["soft"] = blended(colours.surface, colours.accent, 0.2)
    names["title"], names["value"] = (
        f"{points * text_size / 100:g}" for points in (TITLE_POINTS, VALUE_POINTS)
    )
    scale = text_size / 100
    # The chosen radio button is as large as the others, however lengths are rounded.
    names["dot"] = f"{round(15 * scale) + 2 - 2 * round(5 * scale)}"
    names["icons"] = (resources() / "icons").as_posix()
    names["check"] = "check-dark.svg" if dark_mark else "check-light.svg"
    # On the surface of a menu, where the text is as dark as the accent's is light.
    names["mark"] = "check-light.svg" if dark_mark else "check-dark.svg"
    sheet = _SHEET.substitute(names)
    return re.sub(r"\b(\d+)dp\b", lambda m: f"{round(int(m[1]) * scale)}px", sheet)
