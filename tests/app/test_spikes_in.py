import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.document import Document
from tnstudio.app.spikes_in import add_spikes, finding_spikes, spikes_on
from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit_templates import coincidence_detector
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.storage.interchange.spike_reading import FileSpikes


def finished(work):
    """Return what a job comes to."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


CIRCUIT = coincidence_detector().circuit
"""Two input lines, “every 3” and “every 4”."""


def _piece(*spikes: tuple[float, str]) -> FileSpikes:
    labels = tuple(dict.fromkeys(label for _, label in spikes))
    return FileSpikes(
        frozen([time for time, _ in spikes], np.float64),
        labels,
        frozen([labels.index(label) for _, label in spikes], np.int64),
    )


def _pairs(found) -> list[tuple[int, int]]:
    pattern = found.pattern
    return list(zip(pattern.ticks.tolist(), pattern.lines.tolist(), strict=True))


def test_that_lines_go_by_name_and_by_number():
    found = spikes_on(CIRCUIT, [_piece((5, "every 4"), (2, "0"), (2, "1"))])
    assert _pairs(found) == [(2, 0), (2, 1), (5, 1)]
    assert found.losses == ()


def test_that_what_is_lost_is_counted():
    found = spikes_on(
        CIRCUIT,
        [
            _piece((1.5, "0"), (1.9, "0"), (-1, "1"), (3, "2"), (4, "nobody")),
            _piece((1.0, "0"), (4, "nobody"), (1e30, "0")),
        ],
    )
    assert _pairs(found) == [(1, 0)]
    unknown, outside, between, merged = found.losses
    assert unknown.startswith("3 spikes are on lines that the circuit does not have (2")
    assert outside.startswith("2 spikes come before")
    assert between.startswith("2 spikes come between")
    assert merged.startswith("2 spikes meet")


@given(
    st.lists(st.tuples(st.floats(-5, 50), st.sampled_from(["0", "1", "2", "x"]))),
    st.integers(0, 20),
)
def test_that_spikes_are_where_a_plain_loop_puts_them(spikes, cut):
    found = spikes_on(CIRCUIT, [_piece(*spikes[:cut]), _piece(*spikes[cut:])])
    wanted = {(int(t), int(n)) for t, n in spikes if t >= 0 and n in ("0", "1")}
    assert _pairs(found) == sorted(wanted)


def test_that_a_file_becomes_a_stimulus_in_one_step(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("tick,line\n3,every 3\n4,1\n")
    document = Document(Project(coincidence_detector()))
    add_spikes(document, finished(finding_spikes(path, document.circuit)))
    assert len(document.circuit.stimuli) == 3
    assert not check_network(document.network)
    assert document.undo_label == "Import spikes"
    document.undo()
    assert len(document.circuit.stimuli) == 2


def test_that_a_file_without_a_spike_for_the_circuit_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("tick,line\n3,nobody\n")
    with pytest.raises(TNStudioError, match="nobody"):
        list(finding_spikes(path, CIRCUIT))
