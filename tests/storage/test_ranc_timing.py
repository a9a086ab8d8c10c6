"""RANC's ticks, tick by tick: by hand, and against a plain RANC."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ranc_oracle import run_ranc
from tests.storage.ranc_files import (
    CONFIG,
    neuron,
    packet,
    random_model,
    run_here,
    two_cores,
    write_files,
)
from tnstudio.storage.interchange.ranc_reading import read_ranc

COUNTER, FALLER = (0, 0, 0), (0, 0, 1)
SPEAKER, ECHO = (1, 1, 0), (1, 1, 1)


def imported(folder, model, config=CONFIG):
    found = read_ranc(*write_files(folder, model, config))
    return found.program, found.stimulus


@pytest.mark.parametrize(
    ("reset_type", "falls"),
    [(0, {8: [FALLER]}), (1, {4: [FALLER]})],
)
def test_that_two_cores_do_what_ranc_does_tick_by_tick(tmp_path, reset_type, falls):
    """By hand, in RANC's ticks, V after each of them.

    Packets: list 0 with 1 and list 1 with 0 meet on the counter's axon at tick
    2, list 2 comes at 3 (and 1 later, at 4, to the faller), list 4 with 3 to
    the faller at 8, list 6 to the counter at 7.

    Counter (α 3, linear, +2): 2 at tick 2 (4, a spike, if the two did not
    merge), 4 at tick 3: a spike, V = 1. It arrives 1 + 2 later, at 6, where
    speaker and echo fire. The echo's spike is at the counter at 7, with the
    packet of list 6: 3, a spike, V = 0, at the other two at 10; the echo's
    again at 11: 2 (3 and more, a spike, if those at 7 had not merged).

    Faller (leak -1, α 3, n -3, R -2, +3): -1, -2, -3. Type 1 sets it to 2 at
    tick 3, so it is 4 at tick 4: a spike. Type 0 waits for -4, at tick 7, and
    so it is 4 at tick 8.
    """
    spikes = {
        3: [COUNTER],
        6: [SPEAKER, ECHO],
        7: [COUNTER],
        10: [SPEAKER, ECHO],
        **falls,
    }
    config = CONFIG | {"neuron_reset_type": reset_type}
    program, stimulus = imported(tmp_path, two_cores(), config)
    found, rows = run_here(program, stimulus, 13)
    assert found == [spikes.get(tick, []) for tick in range(1, 14)]
    speaks = [[0, 0, int(k in (6, 10))] for k in range(13)]
    assert [[0, *row[1:]] for row in rows] == speaks
    assert [k for k, row in enumerate(rows) if row[0]] == list(falls)


def test_that_the_last_tick_is_not_in_the_rows(tmp_path):
    program, stimulus = imported(tmp_path, two_cores())
    for ticks, last in [(6, 0), (7, 1)]:
        _, rows = run_here(program, stimulus, ticks)
        assert len(rows) == ticks
        assert rows[0] == [0, 0, 0]
        assert rows[-1] == [0, 0, last]


def test_that_a_symmetric_reset_makes_the_lowest_v_zero(tmp_path):
    """α 1, n -1: V = -1 becomes 0, so one spike for +1 after any number of -1.

    By hand, in RANC's ticks: -1 at 1 and 2, V = 0 after each; +1 at 3, a spike;
    +1 at 4, a spike; both at 5, nothing; -1 twice at 6, V = -2, which becomes -1
    then and 0 at 7; +1 at 8, a spike.
    """
    model = two_cores()
    symmetric = neuron([1, -1, -2, 0], (2, 0), 1, negative_threshold=-1, reset_mode=1)
    core = model["cores"][0]
    core["connections"], core["neurons"] = [[1, 1, 1, 0]], [symmetric]
    axons = [[1], [1], [0], [0], [0, 1], [2], [], [0]]
    model["packets"] = [[packet((0, 0), axon) for axon in tick] for tick in axons]
    config = CONFIG | {"neuron_reset_type": 1}
    program, stimulus = imported(tmp_path, model, config)
    _, rows = run_here(program, stimulus, 15)
    assert [k for k, row in enumerate(rows) if row[1]] == [3, 4, 8]
    assert rows == run_ranc(model, config, 15)[1]


@pytest.mark.parametrize("ahead", [0, 1, 7, 14])
def test_that_a_spike_arrives_one_tick_and_its_destination_tick_later(tmp_path, ahead):
    model = two_cores()
    model["packets"] = [[packet((0, 0), 0, ahead)]]
    model["cores"][0]["neurons"][0] = neuron([1, 0, 0, 0], (1, 1), 1, ahead)
    program, stimulus = imported(tmp_path, model)
    spikes, rows = run_here(program, stimulus, 40)
    assert spikes[ahead][0] == COUNTER  # RANC's tick 1 + d is number d here
    first = next(k for k, row in enumerate(rows) if row[2])
    assert first == 2 * (1 + ahead)


@pytest.mark.parametrize("reset_type", [0, 1])
@settings(max_examples=50)
@given(seed=st.integers(0, 2**32))
def test_that_any_network_does_what_a_plain_ranc_does(
    tmp_path_factory, reset_type, seed
):
    model, config = random_model(np.random.default_rng(seed), reset_type)
    folder = tmp_path_factory.mktemp("ranc")
    program, stimulus = imported(folder, model, config)
    spikes, rows = run_here(program, stimulus, 40)
    expected, expected_rows = run_ranc(model, config, 40)
    # Beyond the file's neurons are those that help with symmetric resets.
    own = [[s for s in tick if s[2] < config["num_neurons"]] for tick in spikes]
    assert [sorted(tick) for tick in own] == [sorted(tick) for tick in expected]
    assert rows == expected_rows
