"""Which place of the documentation belongs to which part of the window.

The table is keyed by object names: a key fits a widget of this name and all
whose name continues it after a hyphen. F1 begins at a widget and walks up its
parents; the first that fits leads the way. Names mean different things in
different workspaces, so each workspace has a table of its own, which is looked
at before the common one.
"""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from tnstudio.app.documentation import FIRST_PAGE

COMMON = {
    "rail": "home-and-files#the-window",
    "status-bar": "home-and-files#the-window",
    "status-problems": "design#problems",
    "design-meters": "design#problems",
    "job-panel": "home-and-files#the-window",
    "problem-list-panel": "design#problems",
    "dock-problems": "design#problems",
    "history-panel": "design#history",
    "dock-history": "design#history",
    "find-bar": "design#find",
    "wizard": "home-and-files#a-new-project",
    "about-project": "home-and-files#about-this-project",
    "versions-dialog": "home-and-files#versions",
    "recovery": "home-and-files#recovery",
    "tour": "home-and-files#the-tour",
    "shortcut-sheet": "home-and-files#keys",
    "about": "equations#sources",
    "preferences": "home-and-files#preferences",
    "palette": "home-and-files#the-command-palette",
    "log": "troubleshooting#the-log",
    "report": "troubleshooting#report-a-problem",
    "error": "troubleshooting#messages",
    "question": "home-and-files#saving",
    "train-on": "train#train-on",
    "run-export": "train#runs",
    "keep-run": "simulate#recordings",
    "export-dialog": "design#pictures",
    "export-to": "interchange#files-of-other-programs",
    "import-dialog": "interchange#files-of-other-programs",
    "run-data": "simulate#export",
    "dataset": "train#data-sets",
}
"""Docks, dialogs and what several workspaces have."""

HOME = {
    "workspace-home": "home-and-files#home",
    "home-recent": "home-and-files#home",
    "home-samples": "quick-start#open-a-sample",
    "home-new": "home-and-files#a-new-project",
    "home-tour": "home-and-files#the-tour",
    "home-help": "index#where-to-begin",
}

DESIGN = {
    "workspace-design": "design#layers",
    "page-layers": "design#layers",
    "page-windows": "design#windows",
    "page-circuit": "design#free-cores",
    "page-core": "design#one-core",
    "page-placement": "design#placement",
    "planner": "design#windows",
    "layer-strip": "design#windows",
    "placement": "design#placement",
    "place": "design#placement",
    "chip-zoom": "design#placement",
    "design-outline": "design#layers",
    "card-network": "design#the-inspector",
    "card-layers": "design#the-inspector",
    "card-core": "design#the-inspector",
    "card-use": "design#problems",
    "network-seed": "equations#features-and-targets",
    "card-core-free": "design#free-cores",
    "card-neuron": "design#neurons",
    "card-axon": "design#one-core",
    "card-input": "design#stimuli",
    "card-output": "design#lines",
    "card-stimulus": "design#stimuli",
    "card-circuit": "design#free-cores",
    "card-circuit-use": "design#problems",
    "circuit-inspector": "design#free-cores",
    "crossbar-bench": "design#one-core",
    "crossbar-palette": "design#one-core",
    "neuron-bench": "design#neurons",
    "neuron-table": "design#neurons",
    "preset-list": "design#presets",
    "response-panel": "design#presets",
    "drive-panel": "design#presets",
    "random-synapses": "design#one-core",
    "wire-delay": "design#wires-and-delays",
    "line-name": "design#lines",
    "stored-views": "design#layers",
    "export-dialog": "design#pictures",
}

TRAIN = {
    "workspace-train": "train#start-pause-stop",
    "train-bar": "train#start-pause-stop",
    "train-banner": "train#start-pause-stop",
    "training-settings": "train#the-settings",
    "training-estimate": "train#the-settings",
    "data-card": "train#data-sets",
    "preset": "train#presets",
    "method": "train#method",
    "epochs": "train#epochs-and-batches",
    "batch": "train#epochs-and-batches",
    "rate": "train#learning-rate",
    "schedule": "train#learning-rate",
    "schedule-fold": "train#learning-rate",
    "drops": "train#learning-rate",
    "drop": "train#learning-rate",
    "options-card": "train#updates",
    "options-updates": "train#updates",
    "gradient": "train#updates",
    "momentum": "train#updates",
    "dropout": "train#updates",
    "train-seed": "train#updates",
    "options-images": "train#augmentation",
    "rotation": "train#augmentation",
    "shift": "train#augmentation",
    "rescale": "train#augmentation",
    "balanced": "train#augmentation",
    "options-beyond": "train#beyond-the-papers",
    "certainty": "train#beyond-the-papers",
    "continuity": "train#beyond-the-papers",
    "rounded-biases": "train#beyond-the-papers",
    "page-course": "train#the-course-of-a-training",
    "loss-card": "train#the-course-of-a-training",
    "accuracy-card": "train#the-course-of-a-training",
    "rate-card": "train#learning-rate",
    "layers-card": "train#inside-the-layers",
    "page-data": "train#data",
    "augmentation-card": "train#augmentation",
    "page-learned": "train#learned",
    "page-mistakes": "train#mistakes",
    "page-deployment": "train#deployment",
    "deploy-row": "train#deployment",
    "agreement-card": "train#agreement",
    "page-runs": "train#runs",
    "run-export": "train#runs",
}

SIMULATE = {
    "workspace-simulate": "simulate#the-chip",
    "transport": "simulate#play-and-step",
    "timeline": "simulate#go-back",
    "simulate-panel": "simulate#the-input",
    "input-card": "simulate#the-input",
    "brush": "simulate#paint-on-the-input",
    "input-picture": "simulate#paint-on-the-input",
    "stimuli-card": "simulate#free-cores",
    "outputs-card": "simulate#free-cores",
    "votes-card": "simulate#votes",
    "deploy-card": "simulate#the-chip",
    "raster-stage": "simulate#the-raster",
    "raster-memory-menu": "simulate#the-raster",
    "cores-card": "simulate#choose-cores",
    "crossbar-card": "simulate#the-crossbar",
    "neuron-card": "simulate#why",
    "trace-card": "simulate#trace-a-spike",
    "pinned-card": "simulate#pinned-neurons",
    "map-page": "simulate#the-map",
    "compare-card": "simulate#fork",
    "counts-page": "simulate#counts-and-energy",
    "breakpoints-card": "simulate#breakpoints",
    "breakpoint-form": "simulate#breakpoints",
    "simulate-stop": "simulate#breakpoints",
    "wrong-stop": "simulate#breakpoints",
    "recordings-card": "simulate#recordings",
    "recording": "simulate#recordings",
    "votes-page": "simulate#votes",
    "simulate-tab-crossbar": "simulate#the-crossbar",
    "simulate-tab-neuron": "simulate#why",
    "simulate-tab-trace": "simulate#trace-a-spike",
    "simulate-tab-pinned": "simulate#pinned-neurons",
    "simulate-tab-map": "simulate#the-map",
    "simulate-tab-compare": "simulate#fork",
    "simulate-tab-counts": "simulate#counts-and-energy",
    "simulate-tab-breakpoints": "simulate#breakpoints",
    "simulate-tab-recordings": "simulate#recordings",
    "simulate-tab-votes": "simulate#votes",
    "run-data": "simulate#export",
}

TOPICS = {
    "workspace-home": HOME,
    "workspace-design": DESIGN,
    "workspace-train": TRAIN,
    "workspace-simulate": SIMULATE,
}
"""The tables of the workspaces, by their object names."""


def place_of(widget: QWidget | None) -> str:
    """Return the place in the documentation, as ``page#anchor``, for a widget.

    The page that a workspace shows stands for the workspace itself: tabs and
    empty room lead to what is to be seen.
    """
    names = _names(widget)
    table = next((TOPICS[name] for name in names if name in TOPICS), {})
    for name in names:
        if name in TOPICS:
            return _page_on_show(widget, name) or table[name]
        place = fitting(name, table) or fitting(name, COMMON)
        if place:
            return place
    return f"{FIRST_PAGE}#"


def fitting(name: str, table: dict[str, str]) -> str:
    """Return the place of the longest key that a name begins with, or nothing."""
    keys = [key for key in table if name == key or name.startswith(f"{key}-")]
    return table[max(keys, key=len)] if keys else ""


def _names(widget: QWidget | None) -> list[str]:
    return [name for name in (w.objectName() for w in _upwards(widget)) if name]


def _upwards(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _page_on_show(widget: QWidget | None, workspace: str) -> str:
    holder = next(w for w in _upwards(widget) if w.objectName() == workspace)
    return next(
        (
            place
            for name, place in TOPICS[workspace].items()
            if name.startswith("page-") and _is_visible(holder, name)
        ),
        "",
    )


def _is_visible(holder: QWidget, name: str) -> bool:
    page = holder.findChild(QWidget, name)
    return page is not None and page.isVisible()
