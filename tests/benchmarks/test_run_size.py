"""What a long run takes in memory and in its file; run with ``-m benchmark -s``."""

from dataclasses import fields, replace
from time import perf_counter

import numpy as np
import pytest

from tnstudio.app.data import dataset
from tnstudio.app.run_recorder import RunRecorder
from tnstudio.app.runs import with_run
from tnstudio.app.training_session import EpochFinished, training_session
from tnstudio.datasets.images import Dataset
from tnstudio.model.project import Project
from tnstudio.model.records import TrainingSettings
from tnstudio.model.run import thinned
from tnstudio.model.templates import mnist_30core
from tnstudio.storage.project_file import load_project, save_project

pytestmark = pytest.mark.benchmark

EPOCHS = 500
IMAGES = 100
BATCHES = 600
"""Of an epoch of MNIST; here each has one, which changes no size but the losses'."""

MOST_BYTES = 5e6


def a_few(images):
    return replace(images, pixels=images.pixels[:IMAGES], labels=images.labels[:IMAGES])


def long_run():
    """Return a run of 500 epochs, its last snapshot, and the recorder's seconds."""
    mnist = dataset("mnist")
    few = Dataset("mnist", a_few(mnist.train), a_few(mnist.test))
    settings = TrainingSettings(epochs=EPOCHS, rate=0.3)
    recorder, seconds = RunRecorder("mnist", "", keep=2), 0.0
    for event in training_session(mnist_30core(), few, settings):
        if isinstance(event, EpochFinished):
            started = perf_counter()
            recorder.take(event)
            seconds += perf_counter() - started
            last = event.snapshot
    run = recorder.run(last)
    noise = np.random.default_rng(0).random(EPOCHS * BATCHES, np.float32)
    losses, stretch = thinned(noise)
    run = replace(run, batches=BATCHES, losses=losses, stretch=stretch)
    return run, last, seconds / EPOCHS


def held(run):
    """Return the bytes of a run's arrays, without weights."""
    arrays = [getattr(run.parameters, field.name) for field in fields(run.parameters)]
    return run.losses.nbytes + sum(array.nbytes for array in arrays)


def saved(path, project):
    started = perf_counter()
    save_project(path, project)
    middle = perf_counter()
    load_project(path)
    return path.stat().st_size, middle - started, perf_counter() - middle


def test_that_500_epochs_of_30_cores_take_few_megabytes(tmp_path, capsys):
    run, last, seconds = long_run()
    bare = Project(mnist_30core(), last)
    lean, full = (
        replace(bare, runs=with_run(Project(bare.network), kept).runs)
        for kept in (replace(run, weights=()), run)
    )
    path = tmp_path / "run.tn.h5"
    without, curves, everything = (
        saved(path, project) for project in (bare, lean, full)
    )
    curves_bytes, weights_bytes = curves[0] - without[0], everything[0] - curves[0]
    saving, opening = (
        ", ".join(f"{one[k]:.2f}" for one in (without, curves, everything))
        for k in (1, 2)
    )
    with capsys.disabled():
        print(
            f"\n{EPOCHS} epochs, 30 cores, 4 layers: {held(run) / 1e6:.2f} MB in "
            f"memory, {curves_bytes / 1e6:.2f} MB in the file; the weights of "
            f"{len(run.weights)} epochs {weights_bytes / 1e6:.2f} MB\n"
            f"saved in {saving} s, opened in {opening} s (without the "
            f"run, without its weights, with all); recording takes "
            f"{1e3 * seconds:.2f} ms an epoch"
        )
    assert held(run) < MOST_BYTES
    assert curves_bytes < MOST_BYTES
