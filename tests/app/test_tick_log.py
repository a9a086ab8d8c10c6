"""Rows of ticks and their sums, against a plain list."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.app import tick_log
from tnstudio.app.tick_log import TickLog

MOST = 40

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, MOST), st.integers(0, 14)),
        st.tuples(st.just("cut"), st.integers(0, MOST), st.just(0)),
        st.tuples(st.just("sum"), st.integers(0, MOST), st.integers(0, MOST)),
    ),
    max_size=20,
)


def row(tick: int, version: int) -> list[int]:
    return [tick + 1, (tick * 7 + version) % 11]


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tick_log, "BLOCK", 8)
        yield


@given(ACTIONS)
@settings(deadline=None)
def test_that_sums_gaps_and_rows_are_those_of_a_plain_list(actions):
    log = TickLog(2, np.int32)
    plain: dict[int, list[int]] = {}
    version = 0
    for name, a, b in actions:
        if name == "put":
            rows = [row(tick, version) for tick in range(a, a + b)]
            # What was counted stays as it is until it is forgotten.
            rows = [plain.get(a + k, found) for k, found in enumerate(rows)]
            log.put(a, np.array(rows, np.int32).reshape(-1, 2))
            plain.update({a + k: found for k, found in enumerate(rows)})
        elif name == "cut":
            log.cut(a)
            plain = {tick: found for tick, found in plain.items() if tick < a}
            version += 1
        first, stop = min(a, b), max(a, b)
        for low, high in ((first, stop), (0, a), (0, 2 * MOST)):
            known = [tick for tick in range(low, high) if tick in plain]
            expected = np.array([plain[t] for t in known]).reshape(-1, 2).sum(axis=0)
            assert log.sums(low, high).tolist() == expected.tolist()
            assert log.counted(low, high) == len(known)
            found = [t for a, b in log.gaps(low, high) for t in range(a, b)]
            assert found == [t for t in range(low, high) if t not in plain]
            rows = [plain.get(t, [0, 0]) for t in range(low, high)]
            assert log.rows(low, high).tolist() == rows


def test_that_stretches_never_counted_take_no_memory():
    log = TickLog(4, np.int32)
    log.put(1_000_000, np.ones((3, 4), np.int32))
    assert log.nbytes <= 8 * 4 * 4
    assert log.sums(0, 2_000_000).tolist() == [3, 3, 3, 3]
