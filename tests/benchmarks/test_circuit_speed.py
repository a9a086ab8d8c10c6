"""A full chip of free cores: opened, assembled, saved; and stimuli."""

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from tests.programs import random_recurrent_program
from tnstudio.datasets.stimuli import StimulusSource
from tnstudio.mapping.assemble import assemble
from tnstudio.model.circuit_arrays import circuit_of
from tnstudio.model.circuit_edits import replace_core, set_synapses
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import free_network
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network, use_of
from tnstudio.model.stimulus import PoissonSpikes
from tnstudio.storage.project_file import load_project, save_project

pytestmark = pytest.mark.benchmark


def test_that_a_full_chip_is_opened_and_assembled_in_time(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    program = random_recurrent_program(random, TRUENORTH, TRUENORTH.cores, 1000)
    network = free_network("full", circuit_of(program), TRUENORTH)
    path = tmp_path / "full.tn.h5"
    started = perf_counter()
    save_project(path, Project(network))
    saved = perf_counter()
    loaded = load_project(path).network
    opened = perf_counter()
    assemble(loaded)
    assembled = perf_counter()
    size = path.stat().st_size / 1e6
    print(f"\n4096 cores, {size:.0f} MB: saved in {saved - started:.2f} s, opened in")
    print(f"{opened - saved:.2f} s, assembled in {assembled - opened:.2f} s")
    assert assembled - opened < 0.5
    assert assembled - saved < 3


def test_that_a_thousand_lines_draw_a_thousand_ticks_in_time() -> None:
    generators = tuple(PoissonSpikes(line, 0.02) for line in range(1000))
    source = StimulusSource(generators, np.full(1000, -1, np.int32), 0)
    source.spikes(0, 1)
    started = perf_counter()
    source.spikes(1, 1000)
    seconds = perf_counter() - started
    started = perf_counter()
    (np.random.default_rng(0).random((1000, 1000)) < 0.02).astype(np.uint8)
    numpy_seconds = perf_counter() - started
    print(f"\n10^6 draws: {1e3 * seconds:.1f} ms, NumPy's generator beside it: ")
    print(f"{1e3 * numpy_seconds:.1f} ms (ratio {seconds / numpy_seconds:.2f})")
    assert seconds < 0.05


def test_that_an_edit_of_one_core_of_a_full_chip_is_judged_in_time() -> None:
    random = np.random.default_rng(0)
    program = random_recurrent_program(random, TRUENORTH, TRUENORTH.cores, 100)
    network = free_network("full", circuit_of(program), TRUENORTH)
    started = perf_counter()
    check_network(network)
    use_of(network)
    first = perf_counter() - started
    seconds = []
    for axon in range(8):
        core = set_synapses(network.circuit.cores[7], axon, axon, axon % 2 == 0)
        network = replace(network, circuit=replace_core(network.circuit, 7, core))
        started = perf_counter()
        assert check_network(network) == ()
        use_of(network)
        seconds.append(perf_counter() - started)
    again = float(np.median(seconds))
    print(f"\nrules and meters of 4096 cores: {1e3 * first:.0f} ms, after an edit")
    print(f"{1e3 * again:.1f} ms (ratio {first / again:.0f})")
    assert again < 0.03
