"""What the command palette offers: whatever the window shows a way to.

There is no table beside that of the menus. Menus, pages, buttons, actions and
fields are looked up in the widgets when the palette opens, so that a new one is
found without being listed anywhere.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from tnstudio.app.commands import Command
from tnstudio.app.documentation import pages
from tnstudio.model.network import Network
from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.actions import MENUS
from tnstudio.ui.page_titles import SUITS, TITLES
from tnstudio.ui.preference_rows import PREFERENCES
from tnstudio.ui.widgets.tab_buttons import TabButtons

BETWEEN = " → "
"""Between the parts of a path."""

_KEYS = re.compile(r"\s*\(([^()]+)\)$")
_TAG = re.compile(r"<[^>]+>")
_MOST_TIP = 200

_MOST_KEYS = 24
"""Letters between brackets that are taken for keys."""

_FIELDS = (QAbstractSpinBox, QComboBox, QLineEdit)


def menu_commands(bar: QMenuBar) -> Iterator[Command]:
    """Offer all actions of the menus, those of submenus as they are now."""
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu, plain(action.text()))


def _of_menu(menu: QMenu, path: str) -> Iterator[Command]:
    menu.aboutToShow.emit()
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _of_menu(below, f"{path}{BETWEEN}{plain(action.text())}")
        elif not action.isSeparator() and action.isVisible() and action.objectName():
            yield of_action(action, path)


def page_commands(
    workspace: QWidget, title: str, show: Callable[[], object]
) -> Iterator[Command]:
    """Offer the pages of a workspace.

    Parameters
    ----------
    workspace : QWidget
    title : str
        What the workspace is called.
    show : callable
        Brings the workspace to the front.
    """
    for bar in workspace.findChildren(QTabBar):
        for index in range(bar.count()):
            if bar.isTabVisible(index):
                text, tip = plain(bar.tabText(index)), bar.tabToolTip(index)
                yield _page(bar, index, (title, text, tip), show)
    for tabs in workspace.findChildren(TabButtons):
        for index, button in enumerate(tabs.findChildren(QToolButton)):
            texts = title, plain(button.text()), button.toolTip()
            yield _page(tabs, index, texts, show)


def unbuilt_page_commands(
    name: str, title: str, network: Network, go: Callable[[str], object]
) -> Iterator[Command]:
    """Offer the pages of a workspace that was not built yet.

    Parameters
    ----------
    name, title : str
        What the workspace is called, by the program and by people.
    network : Network
        Some pages are for some networks only.
    go : callable
        Shows the page of a name.
    """
    for index, page in enumerate(TITLES.get(name, {}).values()):
        if page.name not in SUITS or SUITS[page.name](network):
            yield Command(
                f"{name}-pages-{index}",
                plain(page.title),
                f"{title}{BETWEEN}{tr('Pages')}",
                partial(go, page.name),
                tip=told(page.tip)[0],
            )


def documentation_commands(show: Callable[[str], object]) -> Iterator[Command]:
    """Offer the pages of the documentation.

    Parameters
    ----------
    show : callable
        Shows a place of the documentation.
    """
    for page in pages():
        yield Command(
            f"documentation-{page.name}",
            tr(page.title),
            plain(MENUS["help"]) + BETWEEN + tr("Documentation"),
            partial(show, f"{page.name}#"),
            tip=tr("A page of the documentation"),
        )


def _page(
    tabs: QTabBar | TabButtons,
    index: int,
    texts: tuple[str, str, str],
    show: Callable[[], object],
) -> Command:
    title, text, tip = texts

    def run() -> None:
        show()
        tabs.setCurrentIndex(index)

    path = f"{title}{BETWEEN}{tr('Pages')}"
    return Command(f"{tabs.objectName()}-{index}", text, path, run, tip=told(tip)[0])


def control_commands(workspace: QWidget, title: str) -> list[Command]:
    """Offer the actions, buttons and fields that a workspace has on show.

    An action and its button are one.
    """
    found: dict[str, Command] = {}
    for command in (
        *_of_actions(workspace, title),
        *_of_buttons(workspace, title),
        *_of_fields(workspace, title),
    ):
        found.setdefault(command.title.casefold(), command)
    return list(found.values())


def _of_actions(workspace: QWidget, title: str) -> Iterator[Command]:
    for action in workspace.findChildren(QAction):
        shown = any(_is_shown(place) for place in action.associatedObjects())
        if shown and action.text() and action.objectName():
            yield of_action(action, title)


def _is_shown(place: object) -> bool:
    # The actions of a popup menu are not on show, nor are those of line edits.
    is_part = isinstance(place, QMenu | QLineEdit)
    return isinstance(place, QWidget) and not is_part and place.isVisible()


def _of_buttons(workspace: QWidget, title: str) -> Iterator[Command]:
    for button in workspace.findChildren(QAbstractButton):
        if not button.isVisible() or not _is_own(button):
            continue
        text = plain(button.text()) or button.accessibleName()
        tip, keys = told(button.toolTip())
        if text and button.objectName():
            yield Command(
                button.objectName(),
                text,
                title,
                _guarded(button, button.click),
                keys,
                tip,
                button.isEnabled(),
            )


def _is_own(button: QAbstractButton) -> bool:
    """Tell whether a button is one of ours, and no tab or part of a field."""
    is_part = isinstance(button.parent(), QTabBar | TabButtons | QLineEdit)
    return not is_part and not button.objectName().startswith("qt_")


def _of_fields(workspace: QWidget, title: str) -> Iterator[Command]:
    for field in workspace.findChildren(QWidget):
        is_field = isinstance(field, _FIELDS) and field.isVisible()
        if is_field and field.objectName() and field.accessibleName():
            yield Command(
                field.objectName(),
                field.accessibleName(),
                f"{title}{BETWEEN}{tr('Fields')}",
                _guarded(field, partial(_enter, field)),
                "",
                told(field.toolTip())[0],
                field.isEnabled(),
            )


def _enter(field: QWidget) -> None:
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(field, QAbstractSpinBox | QLineEdit):
        field.selectAll()


def preference_commands(show: Callable[[str], object]) -> Iterator[Command]:
    """Offer the preferences, each to be gone to.

    Parameters
    ----------
    show : callable
        Opens the dialog at the preference of a name.
    """
    for row in PREFERENCES:
        yield Command(
            f"preference-{row.name}",
            row.title,
            tr("Preferences") + BETWEEN + tr(row.section),
            partial(show, row.name),
            tip=tr(row.tip),
        )


def of_action(action: QAction, path: str) -> Command:
    """Return what triggers an action."""
    tip, keys = told(action.toolTip())
    own = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Command(
        action.objectName(),
        plain(action.text()),
        path,
        _guarded(action, action.trigger),
        own or keys,
        tip,
        action.isEnabled(),
    )


def _guarded(target: object, act: Callable[[], object]) -> Callable[[], None]:
    """Return an action that does nothing once its widget is gone."""

    def run() -> None:
        if isValid(target):
            act()

    return run


def plain(text: str) -> str:
    """Return a text without its mnemonic and dots."""
    return without_mnemonic(text)


def told(tooltip: str) -> tuple[str, str]:
    """Return what a tooltip says on one line, and the keys that it ends with."""
    text = " ".join(_TAG.sub(" ", tooltip.replace("<br>", ". ")).split())
    found = _KEYS.search(text)
    keys = found.group(1) if found and len(found.group(1)) < _MOST_KEYS else ""
    return (text[: found.start()] if found and keys else text)[:_MOST_TIP], keys
