"""All actions and keys as tables; menus and the shortcut sheet come from them."""

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


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Keys of a view that are no action of the window."""

    view: str
    keys: str
    text: str


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
        tr("Save the design as a picture for a paper"),
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

KEYS = (
    KeyRow(tr("Home"), tr("Arrow keys"), tr("Go to the next project")),
    KeyRow(
        tr("Home"),
        tr("Enter / Delete"),
        tr("Open the project / remove it from the list"),
    ),
    KeyRow(
        tr("Home"), tr("Menu, Shift+F10"), tr("What else can be done with the project")
    ),
    KeyRow(tr("Tour"), tr("Right, Enter / Left"), tr("Next step / the step before")),
    KeyRow(tr("Tour"), tr("Escape"), tr("End the tour")),
    KeyRow(
        tr("Design canvas"),
        tr("Arrow keys"),
        tr("Select the next core; across layers too"),
    ),
    KeyRow(
        tr("Design canvas"),
        tr("Shift+arrow keys"),
        tr("Extend the selection in its layer"),
    ),
    KeyRow(
        tr("Design canvas"),
        tr("Ctrl+click, Shift+click"),
        tr("Add or take away, up to here"),
    ),
    KeyRow(tr("Design canvas"), tr("Drag"), tr("Select what the frame touches")),
    KeyRow(tr("Design canvas"), tr("Escape"), tr("Select nothing; give a drag up")),
    KeyRow(
        tr("Design canvas"), tr("F / Shift+F"), tr("Fit the network / the selection")
    ),
    KeyRow(tr("Design canvas"), "+ / −", tr("Zoom in / out")),
    KeyRow(
        tr("Design canvas"),
        tr("Wheel / Shift+wheel"),
        tr("Zoom to the pointer / sideways"),
    ),
    KeyRow(
        tr("Design canvas"), tr("Ctrl+arrow keys"), tr("Move the view by an eighth")
    ),
    KeyRow(tr("Design canvas"), tr("Middle button, Space + drag"), tr("Move the view")),
    KeyRow(tr("Design canvas"), "M", tr("Show or hide the map")),
    KeyRow(
        tr("Design canvas"),
        "Alt+1 … Alt+4",
        tr("Go to a stored view; store it with Shift"),
    ),
    KeyRow(
        tr("Design canvas"),
        tr("Page Down / Page Up"),
        tr("Next / previous sample image"),
    ),
    KeyRow(
        tr("Core"),
        tr("Arrow keys, Ctrl, Shift"),
        tr("Move the cursor, far, or select cells"),
    ),
    KeyRow(
        tr("Core"),
        tr("Space / Enter"),
        tr("Switch a synapse / fill the selected cells"),
    ),
    KeyRow(
        tr("Core"), "P, L, O, R, A, N, S", tr("Paint, line, outline, fill, axons, …")
    ),
    KeyRow(
        tr("Core"), "I, H, V, X, D", tr("Invert, flip, flip, transpose, draw at random")
    ),
    KeyRow(tr("Core"), "0 … 9 / T", tr("Give the axon a type / the next type")),
    KeyRow(tr("Core"), tr("Right button / Escape"), tr("Erase / take the stroke back")),
    KeyRow(
        tr("Window planner"), "Tab", tr("Next handle: window R, stride S, features F")
    ),
    KeyRow(tr("Window planner"), tr("Arrow keys"), tr("Change R, S or F by one")),
    KeyRow(
        tr("Window planner"), tr("Shift + arrow keys"), tr("On the window: change S")
    ),
    KeyRow(tr("Window planner"), tr("Escape"), tr("Take a drag back")),
    KeyRow(
        tr("Window planner"), tr("Left / Right"), tr("On a layer: choose the next one")
    ),
    KeyRow(tr("Window planner"), tr("Alt+Left / Alt+Right"), tr("On a layer: move it")),
    KeyRow(tr("Circuit"), tr("Arrow keys"), tr("Select the next core, line or port")),
    KeyRow(
        tr("Circuit"), tr("Enter / Escape"), tr("Into a core and out; ask about a line")
    ),
    KeyRow(
        tr("Circuit"), "C / I / O", tr("Add a core / an input line / an output line")
    ),
    KeyRow(
        tr("Circuit"),
        tr("W, arrows, Enter"),
        tr("Draw a wire, choose its end, connect"),
    ),
    KeyRow(tr("Circuit"), "+ / −", tr("Delay of the selected wires; else zoom")),
    KeyRow(
        tr("Circuit"), "S", tr("Switch the synapse of the selected axon and neuron")
    ),
    KeyRow(tr("Circuit"), tr("E, double click"), tr("Edit the core")),
    KeyRow(
        tr("Circuit"), tr("Alt + arrows"), tr("Move the selected cores on the chip")
    ),
    KeyRow(tr("Train"), "F5", tr("Start training")),
    KeyRow(tr("Train"), "F6", tr("Pause / resume; resume a stopped training")),
    KeyRow(tr("Train"), "F10", tr("Learn one batch, then pause")),
    KeyRow(tr("Train"), "Shift+F5", tr("Stop; all that was learned is kept")),
    KeyRow(
        tr("Runs"),
        tr("F2, Enter / Delete"),
        tr("Rename the run / delete those selected"),
    ),
    KeyRow(
        tr("Runs"), tr("Left / Right"), tr("On the curves: values at the epoch beside")
    ),
    KeyRow(tr("Simulate"), "Space", tr("Play / pause")),
    KeyRow(tr("Simulate"), tr("Right / Shift+Right"), tr("Run one tick / a long step")),
    KeyRow(
        tr("Simulate"), tr("Left / Shift+Left"), tr("Go back one tick / a long step")
    ),
    KeyRow(tr("Simulate"), "D", tr("Draw the views while playing, or run undrawn")),
    KeyRow(tr("Simulate"), "End", tr("Go to the newest tick that was run")),
    KeyRow(
        tr("Simulate"), "B / I", tr("Run to a breakpoint / to the end of the image")
    ),
    KeyRow(
        tr("Simulate"), "F9", tr("Stop, or no longer, when the selected neuron spikes")
    ),
    KeyRow(
        tr("Simulate"),
        tr("Home / Shift+Home"),
        tr("Restart with the same / a new seed"),
    ),
    KeyRow(tr("Simulate"), "F", tr("Fork at the next tick, to compare")),
    KeyRow(
        tr("Simulate"),
        tr("Up / Down"),
        tr("Select the neuron before / the next neuron"),
    ),
    KeyRow(
        tr("Simulate"), tr("T / Esc"), tr("Trace the selected neuron's spike / nothing")
    ),
    KeyRow(tr("Simulate"), "P", tr("Pin the selected neuron, or unpin it")),
    KeyRow(tr("Raster"), "+ / − / 0", tr("Fewer ticks / more ticks / the whole run")),
    KeyRow(tr("Raster"), tr("Page Up / Page Down"), tr("Earlier / later ticks")),
    KeyRow(tr("Crossbar"), "+ / − / 0", tr("Zoom in / out / show all synapses")),
    KeyRow(tr("Crossbar"), tr("Ctrl + arrows"), tr("Move")),
    KeyRow(
        tr("Breakpoints"),
        tr("Space / Delete"),
        tr("Turn on or off / remove those selected"),
    ),
    KeyRow(
        tr("Breakpoints"), tr("Enter, double click / F2"), tr("Go to the place / edit")
    ),
    KeyRow(tr("Input picture"), tr("Arrow keys"), tr("Move the cursor")),
    KeyRow(
        tr("Input picture"),
        tr("Space / Shift+Space"),
        tr("Paint / erase, while it is held"),
    ),
    KeyRow(tr("Input picture"), tr("Right button, Shift"), tr("Erase")),
    KeyRow(
        tr("Input picture"), "Ctrl+Z / Ctrl+V", tr("Undo a stroke / paste a picture")
    ),
    KeyRow(tr("Trace"), "Enter", tr("Go to the tick of the spike")),
    KeyRow(
        tr("Pinned"),
        tr("Up / Down / Delete"),
        tr("The neuron above / below / unpin it"),
    ),
    KeyRow(
        tr("Recordings"),
        tr("Enter / F2 / Delete"),
        tr("Open / rename / remove a recording"),
    ),
    KeyRow(tr("Chip map"), tr("Arrow keys"), tr("Select the next core")),
    KeyRow(
        tr("Plots"), tr("Wheel, drag, double click"), tr("Zoom, move, show all again")
    ),
    KeyRow(tr("Number fields"), tr("Up / Down, wheel"), tr("Change by one")),
    KeyRow(tr("Number fields"), tr("Page Up / Page Down"), tr("Change by ten")),
    KeyRow(tr("Problems"), "Enter", tr("Go to the place of the problem")),
    KeyRow(tr("Problems"), "Alt+Enter", tr("Offer what mends it")),
    KeyRow(tr("Problems"), "Ctrl+C", tr("Copy the text")),
    KeyRow(tr("History"), "Enter", tr("Go to this step")),
    KeyRow(tr("Find"), tr("Enter / Shift+Enter"), tr("Next / previous")),
    KeyRow(tr("Find"), tr("Escape"), tr("Close the bar")),
    KeyRow(tr("Documentation"), tr("Alt+Left / Alt+Right"), tr("Back / forward")),
    KeyRow(
        tr("Documentation"),
        tr("Ctrl+F, Enter"),
        tr("Search all pages, go to the first hit"),
    ),
    KeyRow(
        tr("Documentation"),
        tr("Escape"),
        tr("Clear the search, then close the window"),
    ),
    KeyRow(tr("Everywhere"), tr("Tab / Shift+Tab"), tr("Next / previous control")),
    KeyRow(
        tr("Everywhere"),
        tr("Alt + letter"),
        tr("Open a menu; press what has it underlined"),
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
