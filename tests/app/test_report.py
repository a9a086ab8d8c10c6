"""A report has what helps, and nothing that is private."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.private import FILE, Private, without_private
from tnstudio.app.report import report, shape_of, with_project, writing
from tnstudio.app.settings import Preferences
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit_templates import oscillator
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project

HOME, USER, NAME = "/home/anna.muster", "anna.muster", "secret plan"
PRIVATE = Private(
    files=(f"{HOME}/My Work/{NAME}.tn.h5", f"{NAME}.tn.h5", NAME), people=(USER,)
)

LINES = (
    f"No such file: '{HOME}/My Work/{NAME}.tn.h5'",
    f"No such file: {HOME}/My Work/{NAME}.tn.h5",
    f"Cannot open {NAME}.tn.h5: it is cut off",
    f"Cannot open file://{HOME}/a b/{NAME}.npz",
    f'[Errno 13] Permission denied: "{HOME}/.config/tnstudio/settings.json"',
    f"C:\\Users\\{USER}\\Documents\\{NAME}.tn.h5 is open",
    f"~/work/{NAME} (a folder)",
    f"user {USER} on a host",
    f"\\\\server\\{USER}\\{NAME}.h5",
    f"a={HOME}/x",
    f"{USER.upper()} again",
)


@pytest.mark.parametrize("line", LINES)
def test_that_no_path_user_or_name_is_left(line: str) -> None:
    told = without_private(line, PRIVATE).casefold()
    for word in ("anna", "muster", "secret", "plan", "my work", "/home", "users"):
        assert word not in told, told


@given(
    st.lists(st.sampled_from(LINES), max_size=3),
    st.text("abc /.:'\"(\n", max_size=12),
    st.text("abc /.:'\")\n", max_size=12),
)
def test_that_nothing_private_is_left_in_any_surroundings(
    lines: list[str], before: str, after: str
) -> None:
    text = before + " " + f" {after}\n{before} ".join(lines) + " " + after
    told = without_private(text, PRIVATE).casefold()
    assert "anna" not in told
    assert "secret" not in told


def test_that_a_name_nobody_knew_of_goes_with_its_ending() -> None:
    told = without_private("Not read: my diary, part 2.csv is no table", Private())
    assert "part 2" not in told
    assert FILE in told


def test_that_tracebacks_keep_places_in_the_program_but_in_no_other_file() -> None:
    import tnstudio.app.report as here

    text = (
        "Traceback (most recent call last):\n"
        f'  File "{here.__file__}", line 12, in report\n'
        f'  File "{HOME}/tnstudio/own.py", line 3, in own\n'
        f'  File "{json.__file__}", line 4, in loads\n'
        "ValueError: 5 / 2 is no ticks/s"
    )
    told = without_private(text, PRIVATE)
    assert 'File "tnstudio/app/report.py", line 12' in told
    assert f'File "{FILE}", line 3' in told
    assert 'File "json/__init__.py", line 4' in told
    assert told.endswith("ValueError: 5 / 2 is no ticks/s") or FILE in told
    assert HOME not in told


def preferences() -> Preferences:
    return Preferences(
        recent=(f"{HOME}/My Work/{NAME}.tn.h5",),
        datasets=(f"{HOME}/digits",),
        data_folder=f"{HOME}/digits",
        commands=(f"action-open-recent-{NAME}.tn.h5",),
        views={"x": NAME},
        text_size=150,
    )


def test_that_the_facts_name_no_file_and_no_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", HOME)
    monkeypatch.setenv("LOGNAME", USER)
    log = "\n".join(LINES)
    made = report(Project(mnist_5core()), preferences(), ["800 × 600"], log)
    whole = "\n".join(made.texts.values()).casefold()
    for word in ("anna", "muster", "secret", "digits", "/home"):
        assert word not in whole
    facts = json.loads(made.facts)
    assert facts["preferences"]["text_size"] == 150
    assert {"tnstudio", "Python", "numpy"} <= set(facts["versions"])
    assert facts["screens"] == ["800 × 600"]


@pytest.mark.parametrize(
    "line",
    [
        "TNStudioError: The Mabuse net: there is no core 9",
        "note: described by Dr. Mabuse",
        "class 'mabuse tumour' is missing",
        "Data set Mabusebilder was read",
        "ssh mabuse.m@mabuse.example.org",
        "no answer of 192.168.7.7",
        "lost mabuse-pc.klinik.example and MABUSE-PC",
    ],
)
def test_that_no_name_of_the_project_and_no_address_is_left(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("platform.node", lambda: "mabuse-pc.klinik.example")
    network = mnist_5core()
    readout = replace(network.readout, class_names=("mabuse tumour", *"abcdefghi"))
    network = replace(network, name="The Mabuse net", readout=readout)
    project = Project(network, description="A net.\ndescribed by Dr. Mabuse")
    known = Preferences(datasets=("/home/x/Mabusebilder@28x28",))
    made = report(project, known, [], f"{line}\n0.1.0 and 3.11.7\n")
    whole = "\n".join(made.texts.values()).casefold()
    for word in ("mabuse", "klinik", "example", "192"):
        assert word not in whole
    assert "0.1.0 and 3.11.7" in made.log


def test_that_of_a_project_only_numbers_are_told() -> None:
    def is_number(value: object) -> bool:
        if isinstance(value, list):
            return all(is_number(part) for part in value)
        return value is None or isinstance(value, int | bool)

    for network in (mnist_5core(), oscillator()):
        assert all(is_number(value) for value in shape_of(Project(network)).values())


def test_that_the_file_holds_what_was_shown(tmp_path: Path) -> None:
    project = Project(mnist_5core())
    made = report(project, Preferences(), [], "a line")
    path = tmp_path / "report.zip"
    assert list(writing(made, path)) == [None]
    with zipfile.ZipFile(path) as file:
        found = {name: file.read(name).decode() for name in file.namelist()}
    assert found == made.texts
    list(writing(with_project(made, project), path))
    with zipfile.ZipFile(path) as file:
        assert "project.tn.h5" in file.namelist()
        file.extract("project.tn.h5", tmp_path)
    assert load_project(tmp_path / "project.tn.h5").network == project.network


def test_that_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    made = report(Project(oscillator()), Preferences(), [], "")
    with pytest.raises(TNStudioError, match="cannot be written"):
        list(writing(made, tmp_path / "none" / "report.zip"))
