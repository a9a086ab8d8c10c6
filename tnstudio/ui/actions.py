"""All actions and keys as tables; menus and the shortcut sheet come from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tnstudio.texts import marked
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
        return self.text.replace("&", "").removesuffix("…")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Keys of a view that are no action of the window."""

    view: str
    keys: str
    text: str


MENUS = {"file": "&File", "edit": "&Edit", "view": "&View", "help": "&Help"}

ACTIONS = (
    ActionRow(
        "new",
        "file",
        "&New…",
        "Make a project step by step",
        ("Ctrl+N",),
        "mdi6.file-plus-outline",
    ),
    ActionRow(
        "new-from",
        "file",
        "New from &template",
        "Start from a published network or a small circuit at once",
        icon="mdi6.shape-outline",
        kind="menu",
    ),
    ActionRow(
        "open",
        "file",
        "&Open…",
        "Open a project file",
        ("Ctrl+O",),
        "mdi6.folder-open-outline",
        group=1,
    ),
    ActionRow(
        "open-sample",
        "file",
        "Open sa&mple",
        "Open a network that comes with the program",
        icon="mdi6.school-outline",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "open-recent",
        "file",
        "Open &recent",
        "Open a project from before",
        icon="mdi6.history",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "import",
        "file",
        "&Import…",
        "Open a network of another program, or add its spikes",
        icon="mdi6.import",
        group=1,
    ),
    ActionRow(
        "save",
        "file",
        "&Save",
        "Save the project to its file",
        ("Ctrl+S",),
        "mdi6.content-save-outline",
        group=2,
    ),
    ActionRow(
        "save-as",
        "file",
        "Save &as…",
        "Save the project to another file",
        ("Ctrl+Shift+S",),
        "mdi6.content-save-edit-outline",
        group=2,
    ),
    ActionRow(
        "save-copy",
        "file",
        "Save a &copy…",
        "Save the project to another file and go on with this one",
        icon="mdi6.content-save-all-outline",
        group=2,
    ),
    ActionRow(
        "revert",
        "file",
        "Re&vert",
        "Go back to the project as it was saved; Undo takes that back",
        icon="mdi6.file-restore-outline",
        group=2,
    ),
    ActionRow(
        "versions",
        "file",
        "V&ersions…",
        "Earlier saves of the project, if they are kept",
        icon="mdi6.file-clock-outline",
        group=2,
    ),
    ActionRow(
        "export-picture",
        "file",
        "Export pict&ure…",
        "Save the design as a picture for a paper",
        ("Ctrl+Shift+E",),
        "mdi6.image-outline",
        group=2,
    ),
    ActionRow(
        "export-run",
        "file",
        "E&xport run…",
        "Save spikes, V, votes or a view of the simulation to a file",
        ("Ctrl+E",),
        "mdi6.export-variant",
        group=2,
    ),
    ActionRow(
        "export-to",
        "file",
        "Export to other &programs…",
        "Write the network or the chip for RANC or NIR",
        icon="mdi6.export",
        group=2,
    ),
    ActionRow(
        "about-project",
        "file",
        "A&bout this project…",
        "Its name, and what it shows",
        icon="mdi6.text-box-edit-outline",
        group=3,
    ),
    ActionRow(
        "quit",
        "file",
        "&Quit",
        "Close the window",
        ("Ctrl+Q",),
        "mdi6.power",
        group=4,
    ),
    ActionRow(
        "undo",
        "edit",
        "&Undo",
        "Take the last edit back",
        ("Ctrl+Z",),
        "mdi6.undo",
    ),
    ActionRow(
        "redo",
        "edit",
        "&Redo",
        "Do the edit again that was taken back",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "mdi6.redo",
    ),
    ActionRow(
        "cut",
        "edit",
        "Cu&t",
        "Copy what is selected in the design, and remove it",
        ("Ctrl+X",),
        "mdi6.content-cut",
        group=1,
    ),
    ActionRow(
        "copy",
        "edit",
        "&Copy",
        "Copy the selected layers or free cores",
        ("Ctrl+C",),
        "mdi6.content-copy",
        group=1,
    ),
    ActionRow(
        "paste",
        "edit",
        "&Paste",
        "Put copied layers behind the selected one, or cores on free places",
        ("Ctrl+V",),
        "mdi6.content-paste",
        group=1,
    ),
    ActionRow(
        "duplicate",
        "edit",
        "Dup&licate",
        "Put a copy of the selected layers or free cores beside them",
        ("Ctrl+D",),
        "mdi6.content-duplicate",
        group=1,
    ),
    ActionRow(
        "delete",
        "edit",
        "&Delete",
        "Remove what is selected in the design",
        ("Del",),
        "mdi6.delete-outline",
        group=1,
    ),
    ActionRow(
        "select-all",
        "edit",
        "Select &all",
        "Select all of this kind in the layer or core; without a selection all layers "
        "or cores",
        ("Ctrl+A",),
        "mdi6.select-all",
        group=2,
    ),
    ActionRow(
        "select-alike",
        "edit",
        "Select the sa&me kind",
        "Select all that are like the selected one, e.g. neurons of equal parameters",
        ("Ctrl+Shift+A",),
        "mdi6.select-group",
        group=2,
    ),
    ActionRow(
        "find",
        "edit",
        "&Find…",
        "Find layers, cores and lines by number or name",
        ("Ctrl+F",),
        "mdi6.magnify",
        group=3,
    ),
    ActionRow(
        "find-next",
        "edit",
        "Find &next",
        "Select the next thing that is found",
        ("F3",),
        "mdi6.chevron-down",
        group=3,
    ),
    ActionRow(
        "find-previous",
        "edit",
        "Find pre&vious",
        "Select the thing that is found before",
        ("Shift+F3",),
        "mdi6.chevron-up",
        group=3,
    ),
    ActionRow(
        "copy-python",
        "edit",
        marked("Cop&y as Python"),
        marked("Copy what is in front of you as a script that does it again"),
        ("Ctrl+Shift+C",),
        "mdi6.language-python",
        group=4,
    ),
    ActionRow(
        "copy-command",
        "edit",
        marked("Copy as c&ommand"),
        marked("Copy what is in front of you as a command for a terminal"),
        icon="mdi6.console",
        group=4,
    ),
    ActionRow(
        "preferences",
        "edit",
        marked("Pr&eferences…"),
        marked("Colours, size of texts, threads, memory, files"),
        ("Ctrl+,",),
        "mdi6.cog-outline",
        group=5,
    ),
    ActionRow(
        "home",
        "view",
        "Hom&e",
        "Recent projects and samples",
        ("Ctrl+1",),
        "mdi6.home-outline",
        kind="choice",
    ),
    ActionRow(
        "design",
        "view",
        "&Design",
        "The layers as grids of cores",
        ("Ctrl+2",),
        "mdi6.vector-square",
        kind="choice",
    ),
    ActionRow(
        "train",
        "view",
        "&Train",
        "Training with live plots",
        ("Ctrl+3",),
        "mdi6.chart-line",
        kind="choice",
    ),
    ActionRow(
        "simulate",
        "view",
        "&Simulate",
        "The chip, tick by tick",
        ("Ctrl+4",),
        "mdi6.pulse",
        kind="choice",
    ),
    ActionRow(
        "problems",
        "view",
        "&Problems",
        "The list of design problems",
        ("Ctrl+Shift+M",),
        "mdi6.alert-circle-outline",
        kind="check",
        group=1,
    ),
    ActionRow(
        "history",
        "view",
        "H&istory",
        "The list of edits, to go back and forth in",
        ("Ctrl+Shift+H",),
        "mdi6.history",
        kind="check",
        group=1,
    ),
    ActionRow(
        "theme",
        "view",
        "T&heme",
        "Light or dark colours",
        icon="mdi6.theme-light-dark",
        kind="menu",
        group=1,
    ),
    ActionRow(
        "theme-system",
        "theme",
        "As the &system",
        "Follow the system's light and dark colours",
        icon="mdi6.monitor",
        kind="choice",
    ),
    ActionRow(
        "theme-light",
        "theme",
        "&Light",
        "Light colours",
        icon="mdi6.weather-sunny",
        kind="choice",
    ),
    ActionRow(
        "theme-dark",
        "theme",
        "&Dark",
        "Dark colours",
        icon="mdi6.weather-night",
        kind="choice",
    ),
    ActionRow(
        "reset-layout",
        "view",
        "&Reset layout",
        "Put window, docks, dividers, columns and pages back as they were at first",
        icon="mdi6.view-dashboard-outline",
        group=1,
    ),
    ActionRow(
        "documentation",
        "help",
        marked("&Documentation"),
        marked("What belongs to the control in use, and all the rest"),
        ("F1",),
        "mdi6.book-open-page-variant-outline",
    ),
    ActionRow(
        "tour",
        "help",
        "&Tour",
        "Show where things are, in six short steps",
        icon="mdi6.map-marker-path",
    ),
    ActionRow(
        "shortcuts",
        "help",
        "&Keyboard shortcuts",
        "All keys on one sheet",
        ("Ctrl+/",),
        "mdi6.keyboard-outline",
    ),
    ActionRow(
        "palette",
        "help",
        marked("&Command palette…"),
        marked("Type some letters of what you want to do"),
        ("Ctrl+Shift+P",),
        "mdi6.text-search",
    ),
    ActionRow(
        "show-log",
        "help",
        marked("Show &log…"),
        marked("What the program has noted, with the details of errors"),
        icon="mdi6.text-box-outline",
        group=1,
    ),
    ActionRow(
        "report",
        "help",
        marked("&Report a problem…"),
        marked("Save a file that helps to find the cause, without private data"),
        icon="mdi6.bug-outline",
        group=1,
    ),
    ActionRow(
        "about",
        "help",
        "&About TN Studio",
        "Version, licence and sources",
        icon="mdi6.information-outline",
        group=2,
    ),
)

KEYS = (
    KeyRow("Home", "Arrow keys", "Go to the next project"),
    KeyRow("Home", "Enter / Delete", "Open the project / remove it from the list"),
    KeyRow("Home", "Menu, Shift+F10", "What else can be done with the project"),
    KeyRow("Tour", "Right, Enter / Left", "Next step / the step before"),
    KeyRow("Tour", "Escape", "End the tour"),
    KeyRow("Design canvas", "Arrow keys", "Select the next core; across layers too"),
    KeyRow("Design canvas", "Shift+arrow keys", "Extend the selection in its layer"),
    KeyRow("Design canvas", "Ctrl+click, Shift+click", "Add or take away, up to here"),
    KeyRow("Design canvas", "Drag", "Select what the frame touches"),
    KeyRow("Design canvas", "Escape", "Select nothing; give a drag up"),
    KeyRow("Design canvas", "F / Shift+F", "Fit the network / the selection"),
    KeyRow("Design canvas", "+ / −", "Zoom in / out"),
    KeyRow("Design canvas", "Wheel / Shift+wheel", "Zoom to the pointer / sideways"),
    KeyRow("Design canvas", "Ctrl+arrow keys", "Move the view by an eighth"),
    KeyRow("Design canvas", "Middle button, Space + drag", "Move the view"),
    KeyRow("Design canvas", "M", "Show or hide the map"),
    KeyRow(
        "Design canvas", "Alt+1 … Alt+4", "Go to a stored view; store it with Shift"
    ),
    KeyRow("Design canvas", "Page Down / Page Up", "Next / previous sample image"),
    KeyRow("Core", "Arrow keys, Ctrl, Shift", "Move the cursor, far, or select cells"),
    KeyRow("Core", "Space / Enter", "Switch a synapse / fill the selected cells"),
    KeyRow("Core", "P, L, O, R, A, N, S", "Paint, line, outline, fill, axons, …"),
    KeyRow("Core", "I, H, V, X, D", "Invert, flip, flip, transpose, draw at random"),
    KeyRow("Core", "0 … 9 / T", "Give the axon a type / the next type"),
    KeyRow("Core", "Right button / Escape", "Erase / take the stroke back"),
    KeyRow("Window planner", "Tab", "Next handle: window R, stride S, features F"),
    KeyRow("Window planner", "Arrow keys", "Change R, S or F by one"),
    KeyRow("Window planner", "Shift + arrow keys", "On the window: change S"),
    KeyRow("Window planner", "Escape", "Take a drag back"),
    KeyRow("Window planner", "Left / Right", "On a layer: choose the next one"),
    KeyRow("Window planner", "Alt+Left / Alt+Right", "On a layer: move it"),
    KeyRow("Circuit", "Arrow keys", "Select the next core, line or port"),
    KeyRow("Circuit", "Enter / Escape", "Into a core and out; ask about a line"),
    KeyRow("Circuit", "C / I / O", "Add a core / an input line / an output line"),
    KeyRow("Circuit", "W, arrows, Enter", "Draw a wire, choose its end, connect"),
    KeyRow("Circuit", "+ / −", "Delay of the selected wires; else zoom"),
    KeyRow("Circuit", "S", "Switch the synapse of the selected axon and neuron"),
    KeyRow("Circuit", "E, double click", "Edit the core"),
    KeyRow("Circuit", "Alt + arrows", "Move the selected cores on the chip"),
    KeyRow("Train", "F5", "Start training"),
    KeyRow("Train", "F6", "Pause / resume; resume a stopped training"),
    KeyRow("Train", "F10", "Learn one batch, then pause"),
    KeyRow("Train", "Shift+F5", "Stop; all that was learned is kept"),
    KeyRow("Runs", "F2, Enter / Delete", "Rename the run / delete those selected"),
    KeyRow("Runs", "Left / Right", "On the curves: values at the epoch beside"),
    KeyRow("Simulate", "Space", "Play / pause"),
    KeyRow("Simulate", "Right / Shift+Right", "Run one tick / a long step"),
    KeyRow("Simulate", "Left / Shift+Left", "Go back one tick / a long step"),
    KeyRow("Simulate", "D", "Draw the views while playing, or run undrawn"),
    KeyRow("Simulate", "End", "Go to the newest tick that was run"),
    KeyRow("Simulate", "B / I", "Run to a breakpoint / to the end of the image"),
    KeyRow("Simulate", "F9", "Stop, or no longer, when the selected neuron spikes"),
    KeyRow("Simulate", "Home / Shift+Home", "Restart with the same / a new seed"),
    KeyRow("Simulate", "F", "Fork at the next tick, to compare"),
    KeyRow("Simulate", "Up / Down", "Select the neuron before / the next neuron"),
    KeyRow("Simulate", "T / Esc", "Trace the selected neuron's spike / nothing"),
    KeyRow("Simulate", "P", "Pin the selected neuron, or unpin it"),
    KeyRow("Raster", "+ / − / 0", "Fewer ticks / more ticks / the whole run"),
    KeyRow("Raster", "Page Up / Page Down", "Earlier / later ticks"),
    KeyRow("Crossbar", "+ / − / 0", "Zoom in / out / show all synapses"),
    KeyRow("Crossbar", "Ctrl + arrows", "Move"),
    KeyRow("Breakpoints", "Space / Delete", "Turn on or off / remove those selected"),
    KeyRow("Breakpoints", "Enter, double click / F2", "Go to the place / edit"),
    KeyRow("Input picture", "Arrow keys", "Move the cursor"),
    KeyRow("Input picture", "Space / Shift+Space", "Paint / erase, while it is held"),
    KeyRow("Input picture", "Right button, Shift", "Erase"),
    KeyRow("Input picture", "Ctrl+Z / Ctrl+V", "Undo a stroke / paste a picture"),
    KeyRow("Trace", "Enter", "Go to the tick of the spike"),
    KeyRow("Pinned", "Up / Down / Delete", "The neuron above / below / unpin it"),
    KeyRow("Recordings", "Enter / F2 / Delete", "Open / rename / remove a recording"),
    KeyRow("Chip map", "Arrow keys", "Select the next core"),
    KeyRow("Plots", "Wheel, drag, double click", "Zoom, move, show all again"),
    KeyRow("Number fields", "Up / Down, wheel", "Change by one"),
    KeyRow("Number fields", "Page Up / Page Down", "Change by ten"),
    KeyRow("Problems", "Enter", "Go to the place of the problem"),
    KeyRow("Problems", "Alt+Enter", "Offer what mends it"),
    KeyRow("Problems", "Ctrl+C", "Copy the text"),
    KeyRow("History", "Enter", "Go to this step"),
    KeyRow("Find", "Enter / Shift+Enter", "Next / previous"),
    KeyRow("Find", "Escape", "Close the bar"),
    KeyRow("Documentation", "Alt+Left / Alt+Right", "Back / forward"),
    KeyRow("Documentation", "Ctrl+F, Enter", "Search all pages, go to the first hit"),
    KeyRow("Documentation", "Escape", "Clear the search, then close the window"),
    KeyRow("Everywhere", "Tab / Shift+Tab", "Next / previous control"),
    KeyRow("Everywhere", "Alt + letter", "Open a menu; press what has it underlined"),
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
