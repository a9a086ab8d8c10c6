"""What the program remembers between starts; a broken file is no obstacle."""

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_config_path, user_log_path, user_state_path

from tnstudio.datasets.source import parted
from tnstudio.errors import TNStudioError
from tnstudio.simulation.recording_budget import BUDGET_BYTES

ThemeMode = Literal["system", "light", "dark"]

FOLDER_VARIABLE = "TNSTUDIO_CONFIG_DIR"
"""Environment variable that names another folder for settings and log."""

_MODES: dict[str, ThemeMode] = {"system": "system", "light": "light", "dark": "dark"}

MOST_RECENT = 10
"""Files that the list of recent projects keeps."""

SLOWEST, FASTEST = 1e3, 1e18
"""Paces of training that a computer can have."""

LEAST_RECORDING, MOST_RECORDING = 2**24, 2**36
"""Memory that recordings can have: 16 MiB to 64 GiB."""

SMALLEST_TEXT, LARGEST_TEXT = 75, 200
"""Sizes of text that fit the window, in percent."""

MOST_THREADS = 1024

MOST_DATASETS = 8
"""Own data sets that are remembered."""

MOST_COMMANDS = 12
"""Commands of the palette that are remembered."""

MOST_VIEWS = 500
"""Parts of the window whose state is remembered."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The remembered values.

    Attributes
    ----------
    theme : str
        ``system``, ``light`` or ``dark``.
    recent : tuple of str
        Files opened or saved last, the newest first.
    datasets : tuple of str
        Own data sets read last, the newest first, as
        `tnstudio.datasets.source.find_source` takes them.
    geometry, layout : str
        Place of the window and of its docks, as base64; empty for the default.
    training_pace : float
        Work per second of training on this computer, as
        `tnstudio.app.training_estimate` counts it; 0 while it is not known.
    recording_bytes : int
        Memory for the spikes of what is run in a simulation.
    language : str
        Of the texts, e.g. ``zh_CN``; empty for that of the system.
    font : str
        Family of the texts; empty for that of the system.
    text_size : int
        In percent of the size that the system asks for.
    threads : int
        For the numerics; 0 for one per core of this computer.
    data_folder : str
        Where dialogs look for data sets and projects at first; empty for the
        home folder.
    autosave : bool
        Whether unsaved work is kept for the case of a crash.
    keeps_versions : bool
        Whether the last saves of a project are kept beside it.
    tour_seen : bool
        Whether the tour of the first start was offered.
    documentation_geometry : str
        Place of the window of the documentation, as base64.
    commands : tuple of str
        Names of the commands that were run last from the palette, the newest
        first.
    views : mapping of str to str
        States of splitters, tables and pages, by object name, as
        `tnstudio.ui.view_states` writes them.
    """

    theme: ThemeMode = "system"
    recent: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""
    training_pace: float = 0.0
    recording_bytes: int = BUDGET_BYTES
    language: str = ""
    font: str = ""
    text_size: int = 100
    threads: int = 0
    data_folder: str = ""
    autosave: bool = True
    keeps_versions: bool = False
    tour_seen: bool = False
    documentation_geometry: str = ""
    commands: tuple[str, ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)


class Settings:
    """The preferences and the JSON file that keeps them.

    Parameters
    ----------
    file : Path, optional
        By default ``settings.json`` in the user's configuration folder, or in
        the folder that `FOLDER_VARIABLE` names.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or _default_file()
        self._unsaved = _unsaved_folder(file)
        self._values = _read(self._file, Preferences())
        self._listeners: list[Callable[[frozenset[str]], None]] = []

    @property
    def file(self) -> Path:
        """Where the preferences are kept."""
        return self._file

    @property
    def unsaved_folder(self) -> Path:
        """Folder for unsaved work that has no place beside its project."""
        return self._unsaved

    @property
    def values(self) -> Preferences:
        """The preferences as they are now."""
        return self._values

    @property
    def chosen_folder(self) -> Path | None:
        """Where the user wants dialogs to begin, if it is there."""
        folder = Path(self._values.data_folder)
        return folder if self._values.data_folder and folder.is_dir() else None

    @property
    def folder(self) -> Path:
        """Where dialogs begin that have no better place: chosen, or the home."""
        return self.chosen_folder or Path.home()

    def listen(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call the listener after every change, with the names of what changed."""
        self._listeners.append(listener)

    def change(self, **changes: Any) -> None:
        """Change some preferences and keep them; listeners are told.

        A file that cannot be written is logged, no more: the program works
        without it.
        """
        before, self._values = self._values, replace(self._values, **changes)
        changed = frozenset(
            name
            for name in changes
            if getattr(before, name) != getattr(self._values, name)
        )
        if changed:
            self._write(changed)
            for listener in self._listeners:
                listener(changed)

    def restore(self, *names: str) -> None:
        """Set some preferences back to what they are at first."""
        defaults = Preferences()
        self.change(**{name: getattr(defaults, name) for name in names})

    def add_recent(self, path: Path) -> None:
        """Put a file at the top of the recent ones, of other windows too."""
        name = str(path.resolve())
        known = (*self._kept().recent, *self._values.recent)
        others = [other for other in dict.fromkeys(known) if other != name]
        self.change(recent=(name, *others)[:MOST_RECENT])

    def add_command(self, name: str) -> None:
        """Put a command at the top of those that were run from the palette."""
        others = [other for other in self._values.commands if other != name]
        self.change(commands=(name, *others)[:MOST_COMMANDS])

    def is_recent(self, path: Path) -> bool:
        """Tell whether a file is one of the recent ones."""
        return not {str(path), str(path.resolve())}.isdisjoint(self._values.recent)

    def forget_recent(self, path: Path) -> None:
        """Take a file from the recent ones, e.g. because it is gone."""
        names = {str(path), str(path.resolve())}
        self.change(recent=tuple(r for r in self._values.recent if r not in names))

    def add_dataset(self, source: str) -> None:
        """Put an own data set at the top of those that were read.

        Of one folder or file, only how it was resampled last is kept.
        """
        place = parted(source)[0]
        others = [d for d in self._values.datasets if parted(d)[0] != place]
        self.change(datasets=(source, *others)[:MOST_DATASETS])

    def _kept(self) -> Preferences:
        """Return what is in the file: another window may have changed it."""
        return _read(self._file, self._values)

    def _write(self, changed: frozenset[str]) -> None:
        """Keep what was changed, beside what other windows have."""
        ours = {name: getattr(self._values, name) for name in changed}
        values = replace(self._kept(), **ours)
        fresh = self._file.with_suffix(f".{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(values), indent=2), "utf-8")
            fresh.replace(self._file)
        except OSError as error:
            _log.warning("The settings were not kept: %s", error)


def log_folder() -> Path:
    """Return the folder for the program's log."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return Path(folder) if folder else user_log_path("tnstudio", appauthor=False)


def _default_file() -> Path:
    folder = os.environ.get(FOLDER_VARIABLE)
    base = Path(folder) if folder else user_config_path("tnstudio", appauthor=False)
    return base / "settings.json"


def _unsaved_folder(file: Path | None) -> Path:
    folder = os.environ.get(FOLDER_VARIABLE)
    if file is not None:
        base = file.parent
    elif folder:
        base = Path(folder)
    else:
        base = user_state_path("tnstudio", appauthor=False)
    return base / "unsaved"


def _read(file: Path, otherwise: Preferences) -> Preferences:
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return otherwise
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("The settings cannot be read: %s", error)
        return otherwise
    return _checked(found) if isinstance(found, dict) else otherwise


def _checked(found: Mapping[str, Any]) -> Preferences:
    """Take what makes sense, value by value; defaults for the rest."""
    return Preferences(
        theme=_theme_mode(found.get("theme")),
        recent=_texts(found.get("recent"))[:MOST_RECENT],
        datasets=_sources(found.get("datasets"))[:MOST_DATASETS],
        geometry=_text(found.get("geometry")),
        layout=_text(found.get("layout")),
        training_pace=_pace(found.get("training_pace")),
        recording_bytes=_whole(
            found.get("recording_bytes"), LEAST_RECORDING, MOST_RECORDING, BUDGET_BYTES
        ),
        language=_text(found.get("language")),
        font=_text(found.get("font")),
        text_size=_whole(found.get("text_size"), SMALLEST_TEXT, LARGEST_TEXT, 100),
        threads=_whole(found.get("threads"), 0, MOST_THREADS, 0),
        data_folder=_text(found.get("data_folder")),
        autosave=_switch(found.get("autosave"), on=True),
        keeps_versions=_switch(found.get("keeps_versions"), on=False),
        tour_seen=_switch(found.get("tour_seen"), on=False),
        documentation_geometry=_text(found.get("documentation_geometry")),
        commands=_texts(found.get("commands"))[:MOST_COMMANDS],
        views=_text_map(found.get("views")),
    )


def _theme_mode(value: object) -> ThemeMode:
    return _MODES.get(value, "system") if isinstance(value, str) else "system"


def _pace(value: object) -> float:
    if isinstance(value, float) and SLOWEST <= value <= FASTEST:
        return value
    return 0.0


def _whole(value: object, low: int, high: int, default: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    return default


def _switch(value: object, *, on: bool) -> bool:
    return value if isinstance(value, bool) else on


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(text for text in found if isinstance(text, str))


def _text_map(value: object) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    pairs = [(name, text) for name, text in found.items() if isinstance(text, str)]
    return dict(pairs[:MOST_VIEWS])


def _sources(value: object) -> tuple[str, ...]:
    return tuple(text for text in _texts(value) if _is_source(text))


def _is_source(text: str) -> bool:
    try:
        return bool(parted(text)[0])
    except TNStudioError:
        return False
