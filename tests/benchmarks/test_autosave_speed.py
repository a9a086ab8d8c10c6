"""How long an edit takes to the journal, and what that costs a training."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pytest

from tnstudio.app.autosave import Autosave, Base, Learned
from tnstudio.app.journal import Journal
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.training_job import CHECKPOINT_SECONDS, CHECKPOINT_SHARE
from tnstudio.app.training_session import (
    CheckpointTaken,
    EpochFinished,
    Stops,
    TrainingProgress,
    training_session,
)
from tnstudio.datasets.images import Dataset, ImageSet
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_edits import empty_core, set_synapses
from tnstudio.model.edits import rename
from tnstudio.model.hardware import TRUENORTH
from tnstudio.model.network import Network, free_network
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.paths import sample_networks
from tnstudio.storage.file_mark import mark_file
from tnstudio.storage.project_file import load_project, save_project

pytestmark = pytest.mark.benchmark

TIMES = 9
TRAINING_SECONDS = 8.0


def chip_of_cores() -> Project:
    """Return 4096 free cores, a tenth of their synapses set."""
    random, cores = np.random.default_rng(0), []
    for k in range(4096):
        core = empty_core(TRUENORTH, f"core {k}", (k // 64, k % 64))
        bits = random.random((1, 256, 256)) < 0.1
        synapses = np.packbits(bits, axis=2, bitorder="little")
        cores.append(replace(core, synapses=synapses))
    return Project(free_network("chip", Circuit(tuple(cores)), TRUENORTH))


def with_other_name(project: Project, k: int) -> Project:
    return replace(project, network=rename(project.network, f"name {k}"))


def with_other_synapse(project: Project, k: int) -> Project:
    circuit = project.network.circuit
    assert circuit is not None
    cores = list(circuit.cores)
    cores[k] = set_synapses(cores[k], 0, (k,))
    changed = replace(circuit, cores=tuple(cores))
    return replace(project, network=replace(project.network, circuit=changed))


def timed(do: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds on the clock and of the processor."""
    clock, processor = perf_counter(), process_time()
    do()
    return 1e3 * (perf_counter() - clock), 1e3 * (process_time() - processor)


@pytest.mark.parametrize(
    ("name", "make", "edit"),
    [
        (
            "5 trained cores",
            lambda: load_project(sample_networks() / "mnist_5core.tn.h5"),
            with_other_name,
        ),
        ("4096 free cores", chip_of_cores, with_other_synapse),
    ],
)
def test_how_long_an_edit_takes_to_the_journal(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    make: Callable[[], Project],
    edit: Callable[[Project, int], Project],
) -> None:
    project, path = make(), tmp_path / "project.tn.h5"
    save = timed(lambda: save_project(path, project))
    journal = Journal(tmp_path, Base(project, path, mark_file(path)))
    first = timed(lambda: journal.write(edit(project, 0)))
    later = np.median(
        [timed(lambda k=k: journal.write(edit(project, k))) for k in range(TIMES)], 0
    )
    journal.remove()
    with capsys.disabled():
        print(f"\n{name}: milliseconds on the clock (of the processor)")
        for what, (clock, processor) in (
            ("a save", save),
            ("first edit, with a copy of the file", first),
            ("later edits", later),
        ):
            print(f"  {what}: {clock:.0f} ({processor:.0f})")


def images_per_second(
    network: Network, folder: Path, *, keeps: bool
) -> tuple[float, int]:
    """Train for some seconds; return the pace and how often it was told.

    The pace is that of the processor: others may use this computer too.
    """
    random = np.random.default_rng(1)
    pixels = random.integers(0, 256, (60_000, 28, 28, 1), np.uint8)
    labels = random.integers(0, 10, 60_000).astype(np.int32)
    names = tuple("0123456789")
    images = [ImageSet("noise", pixels[:n], labels[:n], names) for n in (60_000, 100)]
    autosave = Autosave(folder, lambda _: None, enabled=keeps)
    autosave.begin(Base(None), Project(network))
    recorder, kept = RunRecorder("noise", ""), 0
    stops = Stops(CHECKPOINT_SECONDS, share=CHECKPOINT_SHARE) if keeps else Stops()
    session = training_session(
        network, Dataset("noise", *images), TrainingSettings(), None, stops
    )
    started = worked = 0.0
    for event in session:
        if isinstance(event, TrainingProgress) and not started:
            started, worked, first = perf_counter(), process_time(), event
        elif isinstance(event, CheckpointTaken | EpochFinished) and keeps:
            recorder.take(event)
            run = recorder.run(event.snapshot)
            autosave.note_learned(Learned(event.snapshot, run))
            kept += 1
        if isinstance(event, TrainingProgress):
            last = event
            if perf_counter() - started > TRAINING_SECONDS:
                break
    seconds = process_time() - worked
    autosave.close()
    batches = (last.epoch - first.epoch) * last.batches + last.batch - first.batch
    return batches * TrainingSettings().batch / seconds, kept


@pytest.mark.parametrize("make", [mnist_5core, mnist_30core])
def test_what_autosave_costs_a_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[], Network]
) -> None:
    images_per_second(make(), tmp_path, keeps=False)
    paces: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(3):
        for keeps, pace in paces.items():
            measured, kept = images_per_second(make(), tmp_path, keeps=keeps)
            pace.append(measured)
    without, with_it = (float(np.median(paces[keeps])) for keeps in (False, True))
    with capsys.disabled():
        print(
            f"\n{make().name}: {without:.0f} images per second of the processor, "
            f"with autosave {with_it:.0f} "
            f"({with_it / without - 1:+.1%}), {kept} checkpoints in 8 s"
        )
