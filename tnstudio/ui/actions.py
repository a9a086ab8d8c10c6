"""All actions as a table, from which menus, palette and shortcut sheet come."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tnstudio.texts import tr, without_mnemonic
from tnstudio.ui.theme import Theme

Kind = Literal["action", "check", "choice", "menu"]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action.

    Attributes
    ----------
    name : str
        Object name, unique.
    menu : str
        The menu that holds it: a key of `MENUS` or a row of kind ``menu``.
    text : str
        With its mnemonic.
    tip : str
        What it does, in one sentence.
    shortcuts : tuple of str
        Portable key sequences, the main one first.
    icon : str
        Of Material Design Icons.
    kind : str
        ``action``; ``check``: on or off; ``choice``: one of its menu is on;
        ``menu``: a submenu.
    group : int
        A line divides the groups of a menu.
    """

    name: str
    menu: str
    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    kind: Kind = "action"
    group: int = 0

    @property
    def plain_text(self) -> str:
        """The text without its mnemonic and dots."""
        return without_mnemonic(self.text)


MENUS = {
    "file": tr("&File"),
    "edit": tr("&Edit"),
    "view": tr("&View"),
    "help": tr("&Help"),
}

ACTIONS = (
    ActionRow(
        "new",
        "file",
        tr("&New…"),
        tr("Make a project step by step"),
        ("Ctrl+N",),
        "mdi6.file-plus-outline",
    ),
    ActionRow(
        "new-from",
        "file",
        tr("New from &template"),
        tr("Start from a published network or a small circuit at once"),
        icon="mdi6.shape-outline",
        kind="menu",
    ),
    ActionRow(
        "open",
        "file",
        tr("&Open…"),
        tr("Open a project file"),
        ("Ctrl+O",),
        "mdi6.folder-open-outline",
        group=1,
    ),
    ActionRow(
        "open-sample",
        "file",
        tr("Open sa&mple"),
        tr("Open a network that comes with the program"),
        icon="mdi6.school-outline",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "open-recent",
        "file",
        tr("Open &recent"),
        tr("Open a project from before"),
        icon="mdi6.history",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "import",
        "file",
        tr("&Import…"),
        tr("Open a network of another program, or add its spikes"),
        icon="mdi6.import",
        group=1,
    ),
    ActionRow(
        "save",
        "file",
        tr("&Save"),
        tr("Save the project to its file"),
        ("Ctrl+S",),
        "mdi6.content-save-outline",
        group=2,
    ),
    ActionRow(
        "save-as",
        "file",
        tr("Save &as…"),
        tr("Save the project to another file"),
        ("Ctrl+Shift+S",),
        "mdi6.content-save-edit-outline",
        group=2,
    ),
    ActionRow(
        "save-copy",
        "file",
        tr("Save a &copy…"),
        tr("Save the project to another file and go on with this one"),
        icon="mdi6.content-save-all-outline",
        group=2,
    ),
    ActionRow(
        "revert",
        "file",
        tr("Re&vert"),
        tr("Go back to the project as it was saved; Undo takes that back"),
        icon="mdi6.file-restore-outline",
        group=2,
    ),
    ActionRow(
        "versions",
        "file",
        tr("V&ersions…"),
        tr("Earlier saves of the project, if they are kept"),
        icon="mdi6.file-clock-outline",
        group=2,
    ),
    ActionRow(
        "export-picture",
        "file",
        tr("Export pict&ure…"),
        tr("Save what is on show as a picture for a paper"),
        ("Ctrl+Shift+E",),
        "mdi6.image-outline",
        group=2,
    ),
    ActionRow(
        "export-run",
        "file",
        tr("E&xport run…"),
        tr("Save spikes, V, votes or a view of the simulation to a file"),
        ("Ctrl+E",),
        "mdi6.export-variant",
        group=2,
    ),
    ActionRow(
        "export-to",
        "file",
        tr("Export to other &programs…"),
        tr("Write the network or the chip for RANC or NIR"),
        icon="mdi6.export",
        group=2,
    ),
    ActionRow(
        "about-project",
        "file",
        tr("A&bout this project…"),
        tr("Its name, and what it shows"),
        icon="mdi6.text-box-edit-outline",
        group=3,
    ),
    ActionRow(
        "quit",
        "file",
        tr("&Quit"),
        tr("Close the window"),
        ("Ctrl+Q",),
        "mdi6.power",
        group=4,
    ),
    ActionRow(
        "undo",
        "edit",
        tr("&Undo"),
        tr("Take the last edit back"),
        ("Ctrl+Z",),
        "mdi6.undo",
    ),
    ActionRow(
        "redo",
        "edit",
        tr("&Redo"),
        tr("Do the edit again that was taken back"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "mdi6.redo",
    ),
    ActionRow(
        "cut",
        "edit",
        tr("Cu&t"),
        tr("Copy what is selected in the design, and remove it"),
        ("Ctrl+X",),
        "mdi6.content-cut",
        group=1,
    ),
    ActionRow(
        "copy",
        "edit",
        tr("&Copy"),
        tr("Copy the selected layers or free cores"),
        ("Ctrl+C",),
        "mdi6.content-copy",
        group=1,
    ),
    ActionRow(
        "paste",
        "edit",
        tr("&Paste"),
        tr("Put copied layers behind the selected one, or cores on free places"),
        ("Ctrl+V",),
        "mdi6.content-paste",
        group=1,
    ),
    ActionRow(
        "duplicate",
        "edit",
        tr("Dup&licate"),
        tr("Put a copy of the selected layers or free cores beside them"),
        ("Ctrl+D",),
        "mdi6.content-duplicate",
        group=1,
    ),
    ActionRow(
        "delete",
        "edit",
        tr("&Delete"),
        tr("Remove what is selected in the design"),
        ("Del",),
        "mdi6.delete-outline",
        group=1,
    ),
    ActionRow(
        "select-all",
        "edit",
        tr("Select &all"),
        tr(
            "Select all of this kind in the layer or core; without a selection all "
            "layers or cores"
        ),
        ("Ctrl+A",),
        "mdi6.select-all",
        group=2,
    ),
    ActionRow(
        "select-alike",
        "edit",
        tr("Select the sa&me kind"),
        tr(
            "Select all that are like the selected one, e.g. neurons of equal "
            "parameters"
        ),
        ("Ctrl+Shift+A",),
        "mdi6.select-group",
        group=2,
    ),
    ActionRow(
        "find",
        "edit",
        tr("&Find…"),
        tr("Find layers, cores and lines by number or name"),
        ("Ctrl+F",),
        "mdi6.magnify",
        group=3,
    ),
    ActionRow(
        "find-next",
        "edit",
        tr("Find &next"),
        tr("Select the next thing that is found"),
        ("F3",),
        "mdi6.chevron-down",
        group=3,
    ),
    ActionRow(
        "find-previous",
        "edit",
        tr("Find pre&vious"),
        tr("Select the thing that is found before"),
        ("Shift+F3",),
        "mdi6.chevron-up",
        group=3,
    ),
    ActionRow(
        "copy-python",
        "edit",
        tr("Cop&y as Python"),
        tr("Copy what is in front of you as a script that does it again"),
        ("Ctrl+Shift+C",),
        "mdi6.language-python",
        group=4,
    ),
    ActionRow(
        "copy-command",
        "edit",
        tr("Copy as c&ommand"),
        tr("Copy what is in front of you as a command for a terminal"),
        icon="mdi6.console",
        group=4,
    ),
    ActionRow(
        "preferences",
        "edit",
        tr("Pr&eferences…"),
        tr("Colours, size of texts, threads, memory, files"),
        ("Ctrl+,",),
        "mdi6.cog-outline",
        group=5,
    ),
    ActionRow(
        "home",
        "view",
        tr("Hom&e"),
        tr("Recent projects and samples"),
        ("Ctrl+1",),
        "mdi6.home-outline",
        kind="choice",
    ),
    ActionRow(
        "design",
        "view",
        tr("&Design"),
        tr("The layers as grids of cores"),
        ("Ctrl+2",),
        "mdi6.vector-square",
        kind="choice",
    ),
    ActionRow(
        "train",
        "view",
        tr("&Train"),
        tr("Training with live plots"),
        ("Ctrl+3",),
        "mdi6.chart-line",
        kind="choice",
    ),
    ActionRow(
        "simulate",
        "view",
        tr("&Simulate"),
        tr("The chip, tick by tick"),
        ("Ctrl+4",),
        "mdi6.pulse",
        kind="choice",
    ),
    ActionRow(
        "problems",
        "view",
        tr("&Problems"),
        tr("The list of design problems"),
        ("Ctrl+Shift+M",),
        "mdi6.alert-circle-outline",
        kind="check",
        group=1,
    ),
    ActionRow(
        "history",
        "view",
        tr("H&istory"),
        tr("The list of edits, to go back and forth in"),
        ("Ctrl+Shift+H",),
        "mdi6.history",
        kind="check",
        group=1,
    ),
    ActionRow(
        "theme",
        "view",
        tr("T&heme"),
        tr("Light or dark colours"),
        icon="mdi6.theme-light-dark",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "theme-system",
        "theme",
        tr("As the &system"),
        tr("Follow the system's light and dark colours"),
        icon="mdi6.monitor",
        kind="choice",
    ),
    ActionRow(
        "theme-light",
        "theme",
        tr("&Light"),
        tr("Light colours"),
        icon="mdi6.weather-sunny",
        kind="choice",
    ),
    ActionRow(
        "theme-dark",
        "theme",
        tr("&Dark"),
        tr("Dark colours"),
        icon="mdi6.weather-night",
        kind="choice",
    ),
    ActionRow(
        "reset-layout",
        "view",
        tr("&Reset layout"),
        tr("Put window, docks, dividers, columns and pages back as they were at first"),
        icon="mdi6.view-dashboard-outline",
        group=1,
    ),
    ActionRow(
        "documentation",
        "help",
        tr("&Documentation"),
        tr("What belongs to the control in use, and all the rest"),
        ("F1",),
        "mdi6.book-open-page-variant-outline",
    ),
    ActionRow(
        "tour",
        "help",
        tr("&Tour"),
        tr("Show where things are, in six short steps"),
        icon="mdi6.map-marker-path",
    ),
    ActionRow(
        "shortcuts",
        "help",
        tr("&Keyboard shortcuts"),
        tr("All keys on one sheet"),
        ("Ctrl+/",),
        "mdi6.keyboard-outline",
    ),
    ActionRow(
        "palette",
        "help",
        tr("&Command palette…"),
        tr("Type some letters of what you want to do"),
        ("Ctrl+Shift+P",),
        "mdi6.text-search",
    ),
    ActionRow(
        "show-log",
        "help",
        tr("Show &log…"),
        tr("What the program has noted, with the details of errors"),
        icon="mdi6.text-box-outline",
        group=1,
    ),
    ActionRow(
        "report",
        "help",
        tr("&Report a problem…"),
        tr("Save a file that helps to find the cause, without private data"),
        icon="mdi6.bug-outline",
        group=1,
    ),
    ActionRow(
        "about",
        "help",
        tr("&About TN Studio"),
        tr("Version, licence and sources"),
        icon="mdi6.information-outline",
        group=2,
    ),
)


@dataclass(frozen=True, eq=False, slots=True)
class Actions:
    """The actions and submenus that were made from the table, by name."""

    actions: dict[str, QAction]
    menus: dict[str, QMenu]

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def choose(self, name: str) -> None:
        """Show a choice as the chosen one; no signal tells of it."""
        self.actions[name].setChecked(True)


def build_actions(
    parent: QWidget,
    theme: Theme,
    handlers: Mapping[str, Callable[[], object]],
    rows: Iterable[ActionRow] = ACTIONS,
) -> Actions:
    """Make the actions of a table; rows of kind ``menu`` become submenus.

    Parameters
    ----------
    handlers : mapping
        What each action does, by its name.

    Raises
    ------
    KeyError
        If an action has no handler.
    """
    made: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    for row in rows:
        if row.kind == "menu":
            menus[row.name] = _menu(parent, row)
            theme.keep_icon(menus[row.name].menuAction(), row.icon, in_menu=True)
            continue
        action = _action(parent, row)
        # Rows with a state show their mark in its place; buttons show the icon.
        action.setIconVisibleInMenu(row.kind == "action")
        theme.keep_icon(action, row.icon, in_menu=row.kind == "action")
        if row.kind == "choice":
            group = groups.setdefault(row.menu, QActionGroup(parent))
            group.addAction(action)
        handler = handlers[row.name]
        action.triggered.connect(lambda _checked=False, handler=handler: handler())
        parent.addAction(action)
        made[row.name] = action
    return Actions(made, menus)


def _menu(parent: QWidget, row: ActionRow) -> QMenu:
    menu = QMenu(row.text, parent)
    menu.setObjectName(f"menu-{row.name}")
    menu.setToolTipsVisible(True)
    menu.menuAction().setToolTip(row.tip)
    return menu


def _action(parent: QWidget, row: ActionRow) -> QAction:
    action = QAction(row.text, parent)
    # What buttons of it say: only menus show letters to press in brackets.
    action.setIconText(row.plain_text)
    action.setObjectName(f"action-{row.name}")
    action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    action.setToolTip(tooltip(row))
    action.setStatusTip(row.tip)
    action.setCheckable(row.kind in ("check", "choice"))
    return action


def tooltip(row: ActionRow) -> str:
    """Return what an action does, with its shortcut."""
    return f"{row.tip} ({row.shortcuts[0]})" if row.shortcuts else row.tip


def fill_menus(
    top: Mapping[str, QMenu], actions: Actions, rows: Iterable[ActionRow] = ACTIONS
) -> None:
    """Put actions and submenus into their menus, groups divided by lines."""
    last_group: dict[str, int] = {}
    for row in rows:
        menu = top.get(row.menu) or actions.menus[row.menu]
        if last_group.setdefault(row.menu, row.group) != row.group:
            menu.addSeparator()
        last_group[row.menu] = row.group
        if row.kind == "menu":
            menu.addMenu(actions.menus[row.name])
        else:
            menu.addAction(actions[row.name])
