"""Spikes on disk while a chip runs: what was appended can be read, whatever comes."""

import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import random_recurrent_program
from tests.simulation.agreement import random_lines
from tnstudio.errors import TNStudioError
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.spike_store import SpikeStore
from tnstudio.storage import spike_stream
from tnstudio.storage.spike_stream import (
    SpikeFile,
    SpikeSource,
    SpikeStream,
    open_spikes,
)

ROOT = Path(__file__).parents[2]
SOURCE = SpikeSource(cores=3, neurons=5, program_name="five cores", seed=9)
Spike = tuple[int, int, int]


def add(stream: SpikeStream, first: int, end: int, spikes: list[Spike]) -> None:
    tick, core, neuron = np.array(spikes, np.int64).reshape(-1, 3).T
    stream.append(first, end, tick, core, neuron)


def read(file: SpikeFile, first: int, end: int) -> list[Spike]:
    found = file.read(first, end)
    assert (found.tick.dtype, found.core.dtype) == (np.int64, np.int32)
    columns = found.tick.tolist(), found.core.tolist(), found.neuron.tolist()
    return list(zip(*columns, strict=True))


def random_spikes(random: np.random.Generator, first: int, end: int) -> list[Spike]:
    fired = random.random((end - first, 3, 5)) < random.choice([0.0, 0.2, 1.0])
    return [(first + t, c, n) for t, c, n in np.argwhere(fired).tolist()]


@given(
    st.integers(0, 2**32),
    st.integers(0, 2**40),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6),
    st.tuples(st.integers(-3, 40), st.integers(-3, 40)),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_that_blocks_come_back_and_later_ones_hold(
    tmp_path: Path,
    seed: int,
    start: int,
    moves: list[tuple[int, int]],
    asked: tuple[int, int],
) -> None:
    random = np.random.default_rng(seed)
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.spikes.h5"
    expected: list[Spike] = []
    first, end = start, start
    span = start + asked[0], start + asked[1]
    with SpikeStream(path, SOURCE) as stream:
        for back, ticks in moves:
            begin = max(0, end - back) if stream.end_tick else start
            first, end = min(first, begin), begin + ticks
            spikes = random_spikes(random, begin, end)
            expected = [s for s in expected if s[0] < begin] + spikes
            add(stream, begin, end, spikes)
        wanted = [s for s in expected if span[0] <= s[0] < span[1]]
        assert read(stream, *span) == wanted
    with open_spikes(path) as file:
        assert file.source == SOURCE
        assert read(file, *span) == wanted
        assert read(file, 0, 2**43) == expected
        if moves:
            assert (file.first_tick, file.end_tick) == (first, end)


def test_that_what_is_read_tells_the_ticks_and_the_chip(tmp_path: Path) -> None:
    with SpikeStream(tmp_path / "a.spikes.h5", SOURCE) as stream:
        add(stream, 10, 20, [(12, 0, 1), (19, 2, 4)])
        found = stream.read(0, 15, "a look")
    assert (found.name, found.first_tick, found.ticks) == ("a look", 10, 5)
    assert (found.cores, found.neurons) == (3, 5)
    assert (found.program_name, found.seed) == ("five cores", 9)
    assert found.tick.tolist() == [12]
    assert not found.tick.flags.writeable


def test_that_others_may_read_along(tmp_path: Path) -> None:
    path = tmp_path / "a.spikes.h5"
    with SpikeStream(path, SOURCE) as stream:
        add(stream, 0, 4, [(1, 0, 0)])
        with open_spikes(path) as file:
            assert read(file, 0, 9) == [(1, 0, 0)]
        add(stream, 4, 8, [(6, 1, 1)])
        assert read(stream, 0, 9) == [(1, 0, 0), (6, 1, 1)]


def test_that_a_store_and_its_stream_hold_all_spikes(tmp_path: Path) -> None:
    program = random_recurrent_program(np.random.default_rng(3))
    size = program.cores, program.hardware.neurons
    lines = random_lines(np.random.default_rng(4), program, 400, 0.3)
    simulator = Simulator(program)
    start = simulator.snapshot()
    source = SpikeSource(*size, program.name, program.seed)
    with SpikeStream(tmp_path / "a.spikes.h5", source) as stream:
        store = SpikeStore(
            *size,
            budget_bytes=2000,
            block_bytes=500,
            sink=lambda first, end, events: stream.append(first, end, *events),
        )
        store.append(simulator.run(lines[200:]))
        # The chip goes back to the start and runs on other input.
        simulator.restore(start)
        store.cut(0)
        store.append(simulator.run(lines))
        assert 0 < store.complete_from < 400
        early = stream.read(0, store.complete_from)
    late = store.events(store.complete_from, 400)
    simulator.restore(start)
    expected = simulator.run(lines).events()
    for old, new, wanted in zip(
        (early.tick, early.core, early.neuron), late, expected, strict=True
    ):
        np.testing.assert_array_equal(np.concatenate((old, new)), wanted)


def test_that_missing_ticks_are_refused(tmp_path: Path) -> None:
    with SpikeStream(tmp_path / "a.spikes.h5", SOURCE) as stream:
        add(stream, 10, 20, [])
        with pytest.raises(TNStudioError, match="Ticks 20 to 21 are missing"):
            add(stream, 21, 22, [])
        with pytest.raises(TNStudioError, match="no ticks 15 to 15"):
            add(stream, 15, 15, [])
        add(stream, 20, 22, [(21, 0, 0)])
        assert read(stream, 0, 99) == [(21, 0, 0)]


def test_that_another_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.spikes.h5"
    path.write_text("important")
    with pytest.raises(TNStudioError, match="There is a file of this name"):
        SpikeStream(path, SOURCE)
    assert path.read_text() == "important"
    with pytest.raises(TNStudioError, match="The folder does not exist"):
        SpikeStream(tmp_path / "nowhere" / "a.spikes.h5", SOURCE)


def test_that_a_full_disk_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.spikes.h5"
    monkeypatch.setattr(spike_stream, "reserve", full)
    with pytest.raises(TNStudioError, match="The disk is full"):
        SpikeStream(path, SOURCE)
    assert not path.exists()


def test_that_room_is_looked_for_where_it_cannot_be_reserved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    with SpikeStream(tmp_path / "a.spikes.h5", SOURCE) as stream:
        add(stream, 0, 1, [(0, 1, 2)])
        assert read(stream, 0, 1) == [(0, 1, 2)]
    monkeypatch.setattr(spike_stream, "ROOM", 2**60)
    with pytest.raises(TNStudioError, match="The disk is full"):
        SpikeStream(tmp_path / "b.spikes.h5", SOURCE)


def test_that_a_closed_file_takes_no_more_room_than_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.spikes.h5"
    with SpikeStream(path, SOURCE) as stream:
        add(stream, 0, 1, [(0, 1, 2)])
    assert path.stat().st_size < 2**19


def test_that_a_closed_stream_takes_and_gives_nothing(tmp_path: Path) -> None:
    with SpikeStream(tmp_path / "a.spikes.h5", SOURCE) as stream:
        add(stream, 0, 1, [(0, 0, 0)])
    with pytest.raises(TNStudioError, match="The recording is closed"):
        add(stream, 1, 2, [])
    with pytest.raises(TNStudioError, match="cannot be read"):
        stream.read(0, 1)
    stream.close()


WRITER = """
import os, signal, sys
import numpy as np
from pathlib import Path
from tests.storage.test_spike_stream import SOURCE, add
from tnstudio.storage.spike_stream import SpikeStream
stream = SpikeStream(Path(sys.argv[1]), SOURCE)
for tick in range(200):
    add(stream, tick, tick + 1, [(tick, 1, 2), (tick, 2, 4)])
"""


def run_script(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_that_a_killed_program_leaves_all_that_was_appended(tmp_path: Path) -> None:
    path = tmp_path / "killed.spikes.h5"
    # Killed with a block half written: its spikes are there, the index not.
    script = WRITER + (
        "stream._extend('tick', np.array([200, 200]))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = run_script(script, path)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_spikes(path) as file:
        assert file.end_tick == 200
        assert read(file, 198, 300) == [
            (tick, core, neuron)
            for tick in (198, 199)
            for core, neuron in ((1, 2), (2, 4))
        ]


def test_that_a_full_disk_is_told_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "full.spikes.h5"
    script = """
import resource, signal, sys
from pathlib import Path
from tests.storage.test_spike_stream import add
from tnstudio.errors import TNStudioError
from tnstudio.storage.spike_stream import SpikeSource, SpikeStream
def full_tick(tick):
    return [(tick, c, n) for c in range(3) for n in range(200)]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, resource.RLIM_INFINITY))
tick = 0
with SpikeStream(Path(sys.argv[1]), SpikeSource(3, 200, "wide", 0)) as stream:
    try:
        for tick in range(10_000):
            add(stream, tick, tick + 1, full_tick(tick))
    except TNStudioError as error:
        print(error.message, tick)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    add(stream, tick, tick + 1, full_tick(tick))
"""
    done = run_script(script, path)
    assert done.returncode == 0, done.stderr
    message, ticks = done.stdout.strip().rsplit(" ", 1)
    assert message == "The file is too large for this disk"
    assert int(ticks) > 100
    with open_spikes(path) as file:
        assert file.end_tick == int(ticks) + 1
        assert len(file.read(0, file.end_tick).tick) == 600 * file.end_tick


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "written.spikes.h5"
    with SpikeStream(path, SOURCE) as stream:
        add(stream, 0, 4, [(1, 0, 0), (3, 2, 4)])
        add(stream, 4, 8, [(6, 1, 1)])
    return path


def put(name: str, index: object, value: int) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        file[name][index] = value

    return edit


def swap(name: str, values: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        del file[name]
        if values is not None:
            file[name] = values

    return edit


def note(name: str, value: object) -> Callable[[h5py.File], None]:
    def edit(file: h5py.File) -> None:
        file.attrs[name] = value

    return edit


def claim(file: h5py.File) -> None:
    for name in ("tick", "core", "neuron"):
        file[name].resize((2**40,))
    file["blocks"][1] = (4, 8, 2, 2**39)


WRONG = {
    "another format": (note("format", np.bytes_(b"mine")), "/@format: This is 'mine'"),
    "newer": (note("version", 2), "/@version: 2 is out of range"),
    "too many cores": (note("cores", 2**16 + 1), "/@cores: 65537 is out of range"),
    "no spikes": (swap("core", None), "/core: This is missing"),
    "no index": (swap("blocks", None), "/blocks: This is missing"),
    "wrong type": (swap("tick", [1.0, 2.0, 3.0]), "/tick: The values are float64"),
    "wrong shape": (swap("blocks", [1, 2, 3]), r"/blocks: The shape is \(3,\)"),
    "fewer spikes": (
        swap("core", np.zeros(2, np.uint16)),
        r"/blocks: The spikes of a block are missing \(block 1\)",
    ),
    "more than there is": (claim, "/tick: Values are missing"),
    "a gap": (put("blocks", (1, 0), 5), r"Ticks 4 to 5 are missing \(block 1\)"),
    "no ticks": (put("blocks", (0, 1), 0), r"no ticks 0 to 0 \(block 0\)"),
    "elsewhere": (put("blocks", (1, 2), 1), "not where they should be"),
    "negative": (put("blocks", (1, 3), -1), "not where they should be"),
}


@pytest.mark.parametrize("name", WRONG)
def test_that_a_wrong_file_is_refused(written: Path, name: str) -> None:
    edit, pattern = WRONG[name]
    with h5py.File(written, "r+") as file:
        edit(file)
    with pytest.raises(TNStudioError) as caught, open_spikes(written):
        pass
    message = str(caught.value).removeprefix(str(written))
    assert re.search(pattern, message), message


def test_that_wrong_spikes_are_refused_when_read(written: Path) -> None:
    with h5py.File(written, "r+") as file:
        put("core", 0, 3)(file)
    with open_spikes(written) as file:
        assert read(file, 2, 8) == [(3, 2, 4), (6, 1, 1)]
        with pytest.raises(TNStudioError, match="/core: 1 values are out of range"):
            file.read(0, 8)


def test_that_spikes_must_be_sorted_when_read(written: Path) -> None:
    with h5py.File(written, "r+") as file:
        file["tick"][0], file["core"][0], file["neuron"][0] = 3, 2, 4
    with open_spikes(written) as file, pytest.raises(TNStudioError) as caught:
        file.read(0, 8)
    assert "/tick: Spike 1 does not come after" in str(caught.value)


def test_that_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.spikes.h5"
    path.write_text("tick,core,neuron\n")
    with (
        pytest.raises(TNStudioError, match="not a file of recorded spikes"),
        open_spikes(path),
    ):
        pass
    with (
        pytest.raises(TNStudioError, match="There is no such file"),
        open_spikes(tmp_path / "nothing"),
    ):
        pass
