"""Speed of going back in time; run with ``-m benchmark -s``.

The named alternative is running all from tick 0 again, and for recording the
bare simulator.
"""

from dataclasses import replace
from hashlib import sha256
from time import perf_counter

import numpy as np
import pytest

from tests.simulation.agreement import random_lines
from tnstudio.app.bench.recurrent import recurrent_program
from tnstudio.model.arrays import frozen
from tnstudio.model.program import InputLines
from tnstudio.paths import sample_networks
from tnstudio.simulation.differences import difference, first_divergence
from tnstudio.simulation.simulator import Simulator
from tnstudio.simulation.timeline import Timeline
from tnstudio.storage.project_file import load_project

pytestmark = pytest.mark.benchmark


def thirty_cores():
    return load_project(sample_networks() / "mnist_30core.tn.h5").program


def full_chip(cores=4096):
    """Return a chip of 20 Hz and 128 synapses an axon, a line into each core."""
    program = recurrent_program(cores, 20, 128, seed=0)
    lines = frozen(np.arange(cores), np.int32)
    none = frozen(np.zeros(cores), np.int32)
    return replace(program, inputs=InputLines(none, lines, lines, none))


def digest(spikes):
    return sha256(np.ascontiguousarray(spikes)).hexdigest()


def timed(function):
    start = perf_counter()
    result = function()
    return perf_counter() - start, result


def run_in_parts(travelled, program, ticks, step, kept):
    """Run so many ticks; return the time and the spikes of the last ones kept."""
    random = np.random.default_rng(1)
    seconds, last = 0.0, []
    while travelled.tick < ticks:
        lines = random_lines(random, program, step, 0.1)
        took, recording = timed(lambda lines=lines: travelled.run(lines))
        seconds += took
        last = [*last, recording.spikes][-(kept // step) :]
    return seconds, np.concatenate(last)


def test_that_30_cores_go_from_tick_100000_anywhere_in_under_100_ms():
    program, ticks, kept = thirty_cores(), 100_000, 20_000
    random = np.random.default_rng(0)
    bare, _ = run_in_parts(Simulator(program), program, 20_000, 1000, kept)
    travelled = Timeline(program)
    seconds, spikes = run_in_parts(travelled, program, ticks, 1000, kept)
    took = []
    for tick in [0, 1, *random.integers(0, ticks, 100), ticks - 1]:
        travelled.go_to(ticks)
        took.append(timed(lambda tick=tick: travelled.go_to(int(tick)))[0])
    print(
        f"\n30 cores: {seconds / ticks * 1e6:.1f} µs per tick recorded, "
        f"{bare / 20_000 * 1e6:.1f} µs bare; back from tick {ticks}: "
        f"mean {np.mean(took) * 1e3:.1f} ms, most {max(took) * 1e3:.1f} ms, "
        f"{seconds / max(took):.0f} times as fast as from tick 0; "
        f"{travelled.nbytes / 2**20:.0f} MiB"
    )
    travelled.go_to(ticks - kept)
    assert digest(travelled.replay(kept).spikes) == digest(spikes)
    assert max(took) < 0.1


def test_that_a_full_chip_goes_to_any_of_the_last_10000_ticks_in_under_2_s():
    program, ticks, kept = full_chip(), 12_000, 1000
    random = np.random.default_rng(0)
    bare_chip = Simulator(program)
    run_in_parts(bare_chip, program, 50, 50, 50)
    bare, _ = run_in_parts(bare_chip, program, 550, 100, 100)
    travelled = Timeline(program)
    seconds, spikes = run_in_parts(travelled, program, ticks, 100, kept)
    took = []
    for tick in [ticks - 10_000, *random.integers(ticks - 10_000, ticks, 12)]:
        travelled.go_to(ticks)
        took.append(timed(lambda tick=tick: travelled.go_to(int(tick)))[0])
    stepped = [
        timed(lambda back=back: travelled.go_to(5000 - back))[0] for back in range(20)
    ]
    print(
        f"\nfull chip, {np.bitwise_count(spikes).sum() / kept / 4096:.1f} spikes per "
        f"core and tick: {seconds / ticks * 1e3:.2f} ms per tick recorded, "
        f"{bare / 500 * 1e3:.2f} ms bare; back from tick {ticks}: "
        f"mean {np.mean(took):.2f} s, most {max(took):.2f} s; to tick 5000 "
        f"{stepped[0]:.2f} s, a step back from there {np.mean(stepped[1:]):.3f} s; "
        f"{travelled.nbytes / 2**20:.0f} MiB"
    )
    travelled.go_to(ticks - kept)
    assert digest(travelled.replay(kept).spikes) == digest(spikes)
    assert max(took) < 2


def test_that_recordings_of_a_full_chip_are_compared_as_fast_as_memory_allows():
    program = full_chip()
    lines = random_lines(np.random.default_rng(1), program, 200, 0.1)
    a = Simulator(program).run(lines)
    spikes = a.spikes.copy()
    spikes[150, 4000, 2] ^= np.uint64(1 << 40)
    b = replace(a, spikes=spikes)
    copied, _ = timed(spikes.copy)
    took, where = timed(lambda: first_divergence(a, b))
    whole, parts = timed(lambda: difference(a, b))
    assert where is not None
    assert (where.tick, where.core, where.neuron) == (150, 4000, 168)
    assert sum(parts.counts[:2]) == 1
    print(
        f"\nfull chip, 200 ticks, {parts.counts[2]} spikes: first divergence "
        f"{took * 1e3:.1f} ms (a copy of one recording {copied * 1e3:.1f} ms), "
        f"difference {whole * 1e3:.0f} ms"
    )
    assert took < 0.2
