"""Keys of the views that are no actions, as a table for the shortcut sheet."""

from dataclasses import dataclass

from tnstudio.texts import tr


@dataclass(frozen=True, slots=True)
class KeyRow:
    """Keys of a view that are no action of the window."""

    view: str
    keys: str
    text: str


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
