"""How soon the window is there, and what it takes; run with ``-m benchmark -s``.

Compared with a bare window of Qt, and with the same program after it has imported
everything.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter

import pytest

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("watched_start.py")
SAMPLE = "sample_networks/mnist_30core.tn.h5"
STARTS = 5
MOST_SECONDS = 1.5
MOST_FILE_SECONDS = 2.0
MOST_HELP_SECONDS = 0.75
MOST_IDLE = 0.01
MOST_GAP_SECONDS = 0.1
ATTEMPTS = 3
"""A pause of ours comes every time; one of a busy computer does not."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Settings of nobody, and a screen in memory if there is a program for one."""
    made = {
        **os.environ,
        "TNSTUDIO_CONFIG_DIR": str(tmp_path_factory.mktemp("settings")),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
    }
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        yield {**made, "QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [xvfb, "-displayfd", str(writing), "-screen", "0", "1920x1080x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        display = f":{told.readline().strip()}"
    made.pop("QT_QPA_PLATFORM", None)
    yield {**made, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    server.terminate()
    server.wait()


def started(environment, program, task, *words):
    """Start a program, have a task done, return what it tells."""
    ended = subprocess.run(
        [sys.executable, RUNNER, str(monotonic()), program, task, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def megabytes(memory):
    return f"RSS {memory['rss']:.0f}, PSS {memory['pss']:.0f} MB"


def test_that_the_window_is_usable_soon(environment, capsys):
    rows = {
        "bare window": ("bare",),
        "everything imported": ("eager",),
        "without a file": ("command",),
        "with a file": ("command", SAMPLE),
    }
    started(environment, "eager", "watch")  # Compiles what was not compiled yet.
    found = {name: [] for name in rows}
    for _ in range(STARTS):
        for name, (program, *words) in rows.items():
            found[name].append(started(environment, program, "start", *words))
    eager = median(told["wall"] for told in found["everything imported"])
    with capsys.disabled():
        print()
        for name, runs in found.items():
            wall = median(told["wall"] for told in runs)
            work = median(told["processor"] for told in runs)
            print(
                f"{name}: usable after {wall:.2f} s (best "
                f"{min(told['wall'] for told in runs):.2f}), {work:.2f} s of the "
                f"processor, {eager / wall:.1f} times as soon as with everything "
                f"imported; all on show after "
                f"{median(told['file'] for told in runs):.2f} s; "
                f"{megabytes(runs[-1]['memory'])}"
            )
    for name in ("without a file", "with a file"):
        assert min(told["wall"] for told in found[name]) < MOST_SECONDS
        assert min(told["file"] for told in found[name]) < MOST_FILE_SECONDS


@pytest.mark.parametrize("is_cold", [False, True], ids=["warm", "cold"])
def test_that_getting_ready_does_not_hold_the_window_up(
    environment, capsys, tmp_path, is_cold
):
    if is_cold:
        environment = {**environment, "NUMBA_CACHE_DIR": str(tmp_path)}
    found = []
    for _ in range(1 if is_cold else ATTEMPTS):
        found.append(started(environment, "command", "watch"))
        if found[-1]["gap"] < MOST_GAP_SECONDS:
            break
    told = min(found, key=lambda told: told["gap"])
    with capsys.disabled():
        print(
            f"\n{'nothing compiled yet' if is_cold else 'all compiled before'}: "
            f"numerics ready {told['ready'] - told['wall']:.1f} s after the window, "
            f"{told['ready processor'] - told['processor']:.1f} s of the processor; "
            f"longest pause {1e3 * told['gap']:.0f} ms; seen: "
            f"{', '.join(told['seen'])}; {megabytes(told['memory ready'])}"
        )
    assert told["gap"] < (2 * MOST_GAP_SECONDS if is_cold else MOST_GAP_SECONDS)
    assert any(text.startswith("Compiling") for text in told["seen"]) is is_cold


def test_that_a_window_left_alone_does_nothing(environment, capsys):
    told = started(environment, "command", "visit", SAMPLE)
    with capsys.disabled():
        print(f"\nempty window: {megabytes(told['memory'])}")
        for name, share in told["idle"].items():
            wall, work = told["opening"][name]
            print(
                f"{name}: opened in {1e3 * wall:.0f} ms ({1e3 * work:.0f} ms of its "
                f"thread), idle {100 * share:.3f} %, then "
                f"{megabytes(told['visited'][name])}"
            )
    assert all(share < MOST_IDLE for share in told["idle"].values())


@pytest.mark.parametrize(
    "words", [("--version",), ("--help",), ("info", SAMPLE)], ids=" ".join
)
def test_that_small_commands_are_quick(environment, capsys, words):
    took = []
    for _ in range(STARTS):
        begun = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tnstudio", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
        )
        took.append(perf_counter() - begun)
    with capsys.disabled():
        print(
            f"\ntnstudio {' '.join(words)}: {median(took):.2f} s, best {min(took):.2f}"
        )
    assert min(took) < MOST_HELP_SECONDS
