"""Data of a run in files: read again they are what the chip did."""

import csv
import errno
import os
from functools import partial
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.test_session_travel import PROGRAM
from tests.app.test_sessions import DATA
from tnstudio.app import run_data
from tnstudio.app.chosen_neurons import chosen_neurons
from tnstudio.app.data_export import (
    MOST_COLUMNS,
    FileKind,
    What,
    Wish,
    Written,
    exporting,
    exporting_recorded,
    kinds_for,
    require_wish,
)
from tnstudio.app.export_size import foreseeing
from tnstudio.app.recordings import keeping
from tnstudio.app.simulation_session import SimulationSession, image_session
from tnstudio.errors import TNStudioError
from tnstudio.model.program import NONE
from tnstudio.simulation.readout import class_counts
from tnstudio.simulation.simulator import Simulator
from tnstudio.storage import sketched_hdf5, spools
from tnstudio.storage.csv_columns import CsvColumns

TICKS = 40
NEURONS = PROGRAM.hardware.neurons


def done(work):
    """Go through a job; return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def session_after(ticks: int = TICKS, budget: int = 2**29) -> SimulationSession:
    """A session with two images, that stands in its past."""
    program_input = image_session(PROGRAM, DATA.test, seed=2)._source
    session = SimulationSession(PROGRAM, program_input, budget)
    session.advance(ticks // 2)
    session.show(4)
    session.advance(ticks - ticks // 2)
    done(session.going_to(ticks // 3))
    return session


SESSION = session_after()


def truth(first: int, end: int):
    """Run the same input on a bare simulator."""
    simulator = Simulator(PROGRAM)
    lines = SESSION.timeline.inputs(0, TICKS)
    v = []
    recordings = []
    for tick in range(end):
        recordings.append(simulator.run(lines[tick : tick + 1]))
        v.append(simulator.potentials)
    spikes = np.concatenate([r.spikes for r in recordings])[first:end]
    outputs = np.concatenate([r.outputs for r in recordings])[first:end]
    bits = np.unpackbits(spikes.view(np.uint8), axis=2, bitorder="little")
    return np.array(v)[first:end], bits[:, :, :NEURONS], outputs, lines[first:end]


def read(path: Path, kind: FileKind, what: What) -> dict[str, np.ndarray]:
    """Read a file with other means, as columns."""
    if kind is FileKind.CSV:
        with path.open(newline="") as file:
            header, *rows = csv.reader(file)
        table = np.array(rows, np.int64).reshape(-1, len(header))
        return {name: table[:, k] for k, name in enumerate(header)}
    if kind is FileKind.NPZ:
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)
    with h5py.File(path) as file:
        assert file.attrs["magic"] == 0x0A7A
        assert file.attrs["version"].tolist() == [0, 1]
        if what is What.POTENTIALS:
            report = file["report/neurons"]
            assert report["mapping/index_pointers"][-1] == report["data"].shape[1]
            first, end, step = report["mapping/time"][:].tolist()
            assert step == 1
            return {
                "tick": np.arange(first, end).astype(np.int64),
                "V": report["data"][:].astype(np.int64),
                "node": report["mapping/node_ids"][:],
            }
        (name,) = file["spikes"]
        spikes, nodes = file[f"spikes/{name}"], file[f"nodes/{name}/0"]
        kinds = h5py.check_enum_dtype(spikes.attrs.get_id("sorting").dtype)
        assert kinds["by_time"] == spikes.attrs["sorting"] == 2
        assert spikes["timestamps"].attrs["units"] == b"milliseconds"
        found = {"tick": spikes["timestamps"][:].astype(np.int64)}
        node = spikes["node_ids"][:].astype(np.int64)
        if name == "neurons":
            found |= {key: nodes[key][:][node] for key in ("core", "neuron")}
            assert np.array_equal(found["core"] * NEURONS + found["neuron"], node)
        else:
            found["line"] = node
        return found


def export(path: Path, wish: Wish, session: SimulationSession = SESSION) -> Written:
    tick = session.tick
    written = done(exporting(session, wish, path))
    assert session.tick == tick
    assert written.nbytes == path.stat().st_size
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    return written


MASKS = st.none() | st.tuples(st.integers(0, 2**31), st.sampled_from([0.02, 0.5, 1.0]))
SPANS = st.tuples(st.integers(0, TICKS), st.integers(0, TICKS)).filter(
    lambda span: span[0] < span[1]
)
EACH = [(what, kind) for what in What for kind in kinds_for(what)]


def mask_of(drawn):
    if drawn is None:
        return None
    mask = np.random.default_rng(drawn[0]).random((PROGRAM.cores, NEURONS)) < drawn[1]
    mask[0, 0] = True
    return mask


@pytest.mark.parametrize(("what", "kind"), EACH)
@given(
    span=SPANS, drawn=MASKS, forgets=st.booleans(), piece=st.sampled_from([1, 7, 99])
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_that_what_is_read_again_is_what_the_chip_did(
    tmp_path_factory, what, kind, span, drawn, forgets, piece
):
    path = tmp_path_factory.mktemp("export") / f"run.{kind}"
    mask = mask_of(drawn)
    wish = Wish(what, kind, *span, mask)
    session = FORGETFUL if forgets else SESSION
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_data, "MOST_TICKS", piece)
        patch.setattr(run_data, "V_VALUES", piece)
        written = export(path, wish, session)
    found = read(path, kind, what)
    check(wish, found, written.rows)


def check(wish: Wish, found: dict[str, np.ndarray], rows: int) -> None:
    """Compare what was read with a bare simulator."""
    v, spikes, outputs, lines = truth(wish.first, wish.end)
    chosen = wish.chosen
    if chosen is None:
        chosen = np.ones((PROGRAM.cores, NEURONS), bool)
    if wish.what is What.SPIKES:
        check_events(found, ("tick", "core", "neuron"), spikes & chosen, wish.first)
    elif wish.what is What.INPUTS:
        check_events(found, ("tick", "line"), lines, wish.first)
    elif wish.what is What.OUTPUTS:
        check_events(found, ("tick", "line"), outputs, wish.first)
    elif wish.what is What.CORES:
        assert found["spikes"].tolist() == spikes.sum(axis=(0, 2)).tolist()
        assert found["layer"].tolist() == PROGRAM.places.layer.tolist()
    elif wish.what is What.VOTES:
        check_votes(wish, found, outputs)
    else:
        check_potentials(wish, found, v, chosen)
    first_column = "core" if wish.what is What.CORES else "tick"
    assert len(found[first_column]) == rows


def check_events(found, columns, fired, first):
    expected = np.argwhere(fired)
    expected[:, 0] += first
    assert np.array_equal(np.column_stack([found[c] for c in columns]), expected)


def check_votes(wish, found, outputs):
    span = range(wish.first, wish.end)
    assert found["tick"].tolist() == list(span)
    assert found["image"].tolist() == [4 * (t >= TICKS // 2) for t in span]
    labels = DATA.test.labels[found["image"]]
    assert found["label"].tolist() == labels.tolist()
    names = PROGRAM.class_names
    table = found.get("votes", np.column_stack([found.get(n, []) for n in names]))
    assert np.array_equal(table, class_counts(PROGRAM, outputs))


def check_potentials(wish, found, v, chosen):
    cores, neurons = np.nonzero(chosen)
    names = [f"{c}/{n}" for c, n in zip(cores, neurons, strict=True)]
    table = found.get("V")
    if table is None:
        table = np.column_stack([found[name] for name in names])
    assert found["tick"].tolist() == list(range(wish.first, wish.end))
    assert np.array_equal(table, v[:, cores, neurons])
    if wish.kind is FileKind.SONATA:
        assert found["node"].tolist() == np.flatnonzero(chosen).tolist()


class Forgetful:
    """A record that knows only the newest ticks exactly."""

    def __init__(self, record, first):
        self._record, self.first = record, first

    def __getattr__(self, name):
        return getattr(self._record, name)

    def events(self, first, end, cores=None):
        assert first >= self.first
        return self._record.events(first, end, cores)


FORGETFUL = session_after()
FORGETFUL.record = Forgetful(FORGETFUL.record, 23)


def test_that_no_spike_is_lost_that_is_let_go_while_spikes_are_told(monkeypatch):
    monkeypatch.setattr(run_data, "MOST_TICKS", 4)
    session = session_after()
    session.record = record = Forgetful(session.record, 0)
    found, ends = [], []
    for end, events in run_data.spike_events(session, 2, TICKS):
        record.first = max(record.first, min(30, 3 * end))
        ends.append(end)
        if events is not None:
            found.append(np.column_stack(events))
    expected = np.argwhere(truth(2, TICKS)[1])
    expected[:, 0] += 2
    assert np.array_equal(np.concatenate(found), expected)
    assert ends == sorted(ends)
    assert ends[-1] == TICKS
    assert session.tick == SESSION.tick


def test_that_an_archive_tells_where_it_is_from(tmp_path):
    export(tmp_path / "a.npz", Wish(What.SPIKES, FileKind.NPZ, 3, 9))
    with np.load(tmp_path / "a.npz") as found:
        assert (int(found["first_tick"]), int(found["ticks"])) == (3, 6)
        assert (int(found["cores"]), int(found["neurons"])) == (PROGRAM.cores, NEURONS)
        assert str(found["program_name"]) == PROGRAM.name
        assert int(found["seed"]) == PROGRAM.seed
        assert found["tick"].dtype == np.int64
    export(tmp_path / "a.npz", Wish(What.VOTES, FileKind.NPZ, 3, 9))
    with np.load(tmp_path / "a.npz") as found:
        assert found["class_names"].tolist() == list(PROGRAM.class_names)


@pytest.mark.parametrize(("what", "kind"), EACH)
def test_that_a_cancelled_export_leaves_the_old_file_and_no_other(
    tmp_path, monkeypatch, what, kind
):
    monkeypatch.setattr(run_data, "MOST_TICKS", 2)
    path = tmp_path / f"run.{kind}"
    path.write_text("old")
    tick = SESSION.tick
    for steps in (0, 1, 3, 20):
        work = exporting(SESSION, Wish(what, kind, 0, TICKS), path)
        for _ in range(steps):
            next(work)
        work.close()
        assert SESSION.tick == tick
        assert path.read_text() == "old"
        assert [p.name for p in tmp_path.iterdir()] == [path.name]


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullFile:
    """A file on a full disk."""

    def __init__(self, file):
        self._file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def write(self, _):
        full()


@pytest.mark.parametrize("kind", FileKind)
def test_that_a_full_disk_is_told_and_leaves_no_file(tmp_path, monkeypatch, kind):
    path = tmp_path / f"run.{kind}"
    really_open = Path.open

    def open_full(self, mode="r", *args, **more):
        file = really_open(self, mode, *args, **more)
        return FullFileWrite(file) if "w" in mode else file

    class FullFileWrite(FullFile):
        def close(self):
            self._file.close()

    if kind is not FileKind.CSV:
        make = spools.tempfile.TemporaryFile
        make_full = lambda **where: FullFile(make(**where))  # noqa: E731
        monkeypatch.setattr(spools.tempfile, "TemporaryFile", make_full)
    else:
        monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(TNStudioError, match="The disk is full") as told:
        done(exporting(SESSION, Wish(What.SPIKES, kind, 0, TICKS), path))
    assert told.value.location == str(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [FileKind.NPZ, FileKind.SONATA])
def test_that_a_disk_that_gets_full_at_the_end_is_told_too(tmp_path, monkeypatch, kind):
    path = tmp_path / "run"
    monkeypatch.setattr(spools.Spools, "pieces", lambda *_: full())
    with pytest.raises(TNStudioError, match="The disk is full"):
        done(exporting(SESSION, Wish(What.SPIKES, kind, 0, TICKS), path))
    assert list(tmp_path.iterdir()) == []


def test_that_no_hdf5_file_is_open_on_the_drive_of_an_export(tmp_path, monkeypatch):
    opened = []
    really_open = sketched_hdf5.h5py.File

    def note(place, *rest, **more):
        opened.append(place)
        return really_open(place, *rest, **more)

    monkeypatch.setattr(sketched_hdf5.h5py, "File", note)
    path = tmp_path / "run.h5"
    done(exporting(SESSION, Wish(What.SPIKES, FileKind.SONATA, 0, TICKS), path))
    assert path.exists()
    assert len(opened) == 1
    assert not isinstance(opened[0], str | Path)


@pytest.mark.parametrize(
    "what", [What.SPIKES, What.POTENTIALS, What.VOTES, What.OUTPUTS]
)
def test_that_the_chip_is_back_when_an_export_has_failed(tmp_path, monkeypatch, what):
    def append(self, *columns):
        raise TNStudioError("The disk is full")

    monkeypatch.setattr(CsvColumns, "append", append)
    monkeypatch.setattr(run_data, "MOST_TICKS", 3)
    here = FORGETFUL.tick
    with pytest.raises(TNStudioError, match="The disk is full") as told:
        done(exporting(FORGETFUL, Wish(what, FileKind.CSV, 0, 20), tmp_path / "a"))
    assert told.value.__traceback__ is not None
    assert FORGETFUL.tick == here


@pytest.mark.parametrize("kind", FileKind)
def test_that_a_missing_folder_is_told(tmp_path, kind):
    path = tmp_path / "nowhere" / f"run.{kind}"
    with pytest.raises(TNStudioError, match="The folder does not exist"):
        done(exporting(SESSION, Wish(What.SPIKES, kind, 0, TICKS), path))


def test_that_what_cannot_be_exported_is_refused():
    refused = partial(pytest.raises, TNStudioError)
    nobody = np.zeros((PROGRAM.cores, NEURONS), bool)
    with refused(match="There are no ticks"):
        require_wish(99, Wish(What.VOTES, FileKind.CSV, 4, 4))
    with refused(match="No neurons are chosen"):
        require_wish(99, Wish(What.SPIKES, FileKind.CSV, 4, 5, nobody))
    many = np.ones((MOST_COLUMNS + 1, 1), bool)
    with refused(match="V of 4,097 neurons is too much"):
        require_wish(99, Wish(What.POTENTIALS, FileKind.CSV, 4, 5, many))


@pytest.mark.parametrize(("what", "kind"), EACH)
def test_that_rows_and_size_are_foreseen(tmp_path, what, kind):
    path = tmp_path / f"run.{kind}"
    for chosen in (None, chosen_neurons("0", PROGRAM.cores, NEURONS)):
        wish = Wish(what, kind, 2, TICKS, chosen)
        told = done(foreseeing(SESSION, wish))
        written = export(path, wish)
        if told.is_exact:
            assert told.rows == written.rows
        else:
            assert told.rows == pytest.approx(written.rows, rel=0.1, abs=3)
        assert 0.4 < told.nbytes / written.nbytes < 2.5
    assert told.again == (TICKS - 2 if what is What.POTENTIALS else 0)
    told = done(foreseeing(FORGETFUL, Wish(What.SPIKES, kind, 2, 30)))
    assert told.again == 21


@pytest.mark.parametrize("kind", FileKind)
def test_that_a_kept_recording_is_exported_as_the_run(tmp_path, kind):
    recorded = done(keeping(SESSION, "a", 5, 31))
    one, two = tmp_path / f"one.{kind}", tmp_path / f"two.{kind}"
    assert done(exporting_recorded(recorded, kind, one)).rows == len(recorded.tick)
    done(exporting(SESSION, Wish(What.SPIKES, kind, 5, 31), two))
    found, expected = (read(path, kind, What.SPIKES) for path in (one, two))
    assert found.keys() == expected.keys()
    for name, values in found.items():
        assert np.array_equal(values, expected[name]), name


def test_that_neurons_are_chosen_by_a_text():
    assert chosen_neurons("0-2", 3, 4).all()
    found = chosen_neurons(" 1 , 2/1-2,0 / 3", 3, 4)
    assert np.argwhere(found).tolist() == [
        [0, 3],
        *([1, n] for n in range(4)),
        [2, 1],
        [2, 2],
    ]
    for text, told in {
        "": "names no neurons",
        "a": "'a' names no neurons",
        "1,,2": "names no neurons",
        "3": "There is no core 3",
        "2-1": "There is no core 2-1",
        "1/9": "There is no neuron 9",
    }.items():
        with pytest.raises(TNStudioError, match=told):
            chosen_neurons(text, 3, 4)


def test_that_nothing_is_on_without_images():
    assert SESSION.shown_at(0) == (0, int(DATA.test.labels[0]))
    assert NONE == -1
