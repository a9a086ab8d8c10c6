"""Recordings of a project: made of a run, renamed, removed, shown again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.test_data_export import (
    FORGETFUL,
    SESSION,
    TICKS,
    done,
    truth,
)
from tests.circuits import oscillator
from tests.same_values import same
from tnstudio.app import recordings, run_data
from tnstudio.app.document import Changes, Document, Part
from tnstudio.app.keeping import with_recording
from tnstudio.app.recordings import (
    keeping,
    new_name,
    recorded_of,
    renamed,
    showing,
    without,
)
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes, check_recorded
from tnstudio.storage.project_file import load_project, save_project


@given(
    st.tuples(st.integers(0, TICKS), st.integers(0, TICKS)).filter(
        lambda span: span[0] < span[1]
    ),
    st.booleans(),
    st.sampled_from([1, 7, 99]),
)
@settings(max_examples=30, deadline=None)
def test_that_a_kept_run_has_the_spikes_of_its_ticks_and_is_shown(span, forgets, piece):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_data, "MOST_TICKS", piece)
        recorded = done(keeping(FORGETFUL if forgets else SESSION, "a", *span))
        record = done(showing(recorded))
    assert check_recorded(recorded) == ()
    first, end = span
    assert (recorded.first_tick, recorded.ticks) == (first, end - first)
    spikes = truth(first, end)[1]
    expected = np.argwhere(spikes)
    expected[:, 0] += first
    columns = recorded.tick, recorded.core, recorded.neuron
    assert np.array_equal(np.column_stack(columns), expected)
    assert (record.first, record.end) == (0, end)
    assert np.array_equal(np.column_stack(record.events(0, end)), expected)


def test_that_a_kept_run_is_saved_with_the_project(tmp_path):
    recorded = done(keeping(SESSION, "mine", 3, TICKS))
    path = tmp_path / "kept.tn.h5"
    save_project(path, with_recording(Project(oscillator()), recorded))
    assert same(load_project(path).recordings, (recorded,))


def test_that_too_many_spikes_are_refused_with_a_remedy():
    with pytest.raises(TNStudioError, match="too many to be kept") as told:
        done(keeping(SESSION, "a", 0, TICKS, most=5))
    assert "export the spikes to a file" in told.value.hint
    with pytest.raises(TNStudioError, match="There are no ticks to keep"):
        done(keeping(SESSION, "a", 4, 4))
    tick = SESSION.tick
    work = keeping(FORGETFUL, "a", 0, TICKS)
    next(work)
    work.close()
    assert SESSION.tick == tick


def some(name: str, first: int = 0) -> RecordedSpikes:
    return RecordedSpikes(
        name,
        first,
        9,
        2,
        70,
        frozen([first, first, first + 8], np.int64),
        frozen([0, 1, 1], np.int32),
        frozen([69, 64, 0], np.int32),
        "chip",
        4,
    )


def test_that_recordings_are_renamed_and_removed():
    project = Project(oscillator())
    assert new_name(project) == "Run 1"
    for name in ("Run 2", "b"):
        project = with_recording(project, some(name))
    assert new_name(project) == "Run 3"
    assert renamed(project, "b", "b") is project
    called = renamed(project, "b", "c")
    assert [r.name for r in called.recordings] == ["Run 2", "c"]
    assert called.recordings[0] is project.recordings[0]
    with pytest.raises(TNStudioError, match="Another recording has this name"):
        renamed(project, "b", "Run 2")
    with pytest.raises(TNStudioError, match="is no name"):
        renamed(project, "b", " ")
    assert without(project, frozenset({"b"})).recordings == project.recordings[:1]
    assert recorded_of(project, "b") is project.recordings[1]
    assert recorded_of(project, "z") is None


def test_that_the_document_tells_of_recordings_and_takes_them_back():
    document = Document(Project(oscillator()))
    told = []
    document.listen(told.append)
    document.do("Keep run", with_recording(document.project, some("a")), 7)
    assert told.pop() == Changes(Part.RECORDINGS | Part.FILE, 7)
    document.undo()
    assert document.project.recordings == ()
    assert told.pop().parts & Part.RECORDINGS
    document.redo()
    assert [r.name for r in document.project.recordings] == ["a"]


def test_that_a_recording_that_begins_late_is_shown_at_its_ticks(monkeypatch):
    monkeypatch.setattr(recordings, "MOST_BEFORE", 2000)
    record = done(showing(some("a", 2000)))
    assert (record.end, int(record.activity.counts(0, 2000).sum())) == (2009, 0)
    assert record.events(0, 3000).neuron.tolist() == [69, 64, 0]
    with pytest.raises(TNStudioError, match="begins at tick 2,001, too late"):
        done(showing(some("a", 2001)))
    empty = replace(
        some("a"),
        ticks=0,
        tick=frozen([], np.int64),
        core=frozen([], np.int32),
        neuron=frozen([], np.int32),
    )
    assert done(showing(empty)).end == 0
