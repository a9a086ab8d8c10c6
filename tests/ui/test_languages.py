"""The window speaks its language: nothing is left in English, nothing breaks."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from tests.ui.every_text import DIALOGS, MARKS, Row
from tests.ui.small_world import small_project
from tnstudio.app.languages import LANGUAGES
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.project import Project
from tnstudio.model.templates import TEMPLATES
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.ui.workspaces import WORKSPACES

ROOT = Path(__file__).parents[2]

PLACES = {*(row.name for row in WORKSPACES), "window", *DIALOGS}

LETTERS = {"zh_CN": "[\u4e00-\u9fff]"}
"""What texts of a language have, and no English ones."""

KEYS = (
    *("Ctrl", "Shift", "Alt", "Enter", "Return", "Escape", "Esc", "Space", "Tab"),
    *("Del", "Home", "End", "Backspace", "Left", "Right", "Up", "Down"),
)
"""They are called so on keyboards."""

UNITS = ("kB", "MB", "MiB", "nJ", "µJ", "mJ")

OF_QT = (
    *("OK", "Close", "Cancel", "Float", "Scroll Left", "Scroll Right"),
    "Closes the dock widget",
    "Undocks and re-attaches the dock widget",
    # Of the menu that PyQtGraph makes and nobody sees.
    *("Export...", "Export"),
)
"""Texts of Qt itself, for which `application` loads Qt's own translations."""

NAMES = (
    *("free", "small", "mnist", "mnist test", "mnist train"),
    *("tick", "tock", "start", "beat"),
    *("fit-0.8V", "fit", "measured-e15", "measured"),
    *LANGUAGES.values(),
)
"""Of the test's projects and what is in them, of data sets, of energy profiles, and
of languages for themselves."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Files of a design of layers, deployed, and of one of free cores."""
    folder = tmp_path_factory.mktemp("projects")
    made = {"small": small_project(2), "free": Project(oscillator())}
    for name, project in made.items():
        save_project(folder / f"{name}.tn.h5", project)
    return [str(folder / f"{name}.tn.h5") for name in made]


FONTS = "ChoiceField preference-font"
"""Its entries are names of the fonts of this computer."""


def told(code: str, projects: list[str], folder: Path) -> list[Row]:
    """Return all that the window says in a language."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.every_text", code, *projects],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            # Nothing large is computed: compiling would take longer.
            "NUMBA_DISABLE_JIT": "1",
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "XDG_CACHE_HOME": str(folder),
            "XDG_STATE_HOME": str(folder),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    # What goes wrong in a slot is told only there.
    assert "Traceback" not in ended.stderr, ended.stderr
    return [(place, widget, text) for place, widget, text in json.loads(ended.stdout)]


def names_in_files() -> tuple[str, ...]:
    """Return names and descriptions of templates and samples, which are English."""
    samples = [load_project(path) for path in sample_networks().glob("*.tn.h5")]
    networks = [make() for make in TEMPLATES.values()] + [s.network for s in samples]
    return (
        *(line for sample in samples for line in sample.description.splitlines()),
        *(network.name for network in networks),
        *(path.name.removesuffix(".tn.h5") for path in sample_networks().iterdir()),
    )


def untranslated(text: str, names: tuple[str, ...]) -> str:
    """Return the words of a text that are neither marked nor allowed."""
    rest = re.sub("⟦[^⟦⟧]*⟧", " ", text)
    rest = unescape(re.sub(r"<[^>]*>", " ", rest))
    for known in sorted((*names, *OF_QT), key=len, reverse=True):
        if known:
            rest = rest.replace(known, " ")
    # Paths and endings of files.
    rest = re.sub(r"\S*/\S+|\.tn\.h5\b", " ", rest)
    for known in sorted((*KEYS, *UNITS, *NAMES), key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", rest)
    return " ".join(re.findall(r"[A-Za-zµ]{2,}", rest))


def test_that_every_text_can_be_translated(projects: list[str], tmp_path: Path) -> None:
    names, rows = names_in_files(), told(MARKS, projects, tmp_path)
    fonts = {text for _, widget, text in rows if widget == FONTS}
    left = {row for row in rows if row[2] not in fonts and untranslated(row[2], names)}
    assert not left


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_that_the_window_works_in_a_language(
    code: str, projects: list[str], tmp_path: Path
) -> None:
    found = told(code, projects[:1], tmp_path)
    speaking = {place for place, _, text in found if re.search(LETTERS[code], text)}
    assert speaking >= PLACES
