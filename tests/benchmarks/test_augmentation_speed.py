"""What augmentation costs; run with ``-m benchmark -s``."""

from time import perf_counter

import numpy as np
import pytest

from tnstudio.datasets.augmentation import Augmenter
from tnstudio.datasets.images import ImageSet
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.templates import mnist_5core
from tnstudio.threads import one_blas_thread
from tnstudio.training.groups import Step
from tnstudio.training.stack import Stack

IMAGES = 100
TURNS = 50
AUG2 = Augmentation(15, 5, 0.15)

pytestmark = pytest.mark.benchmark


def augmenter() -> Augmenter:
    pixels = np.random.default_rng(1).integers(0, 256, (IMAGES, 28, 28, 1))
    labels = np.zeros(IMAGES, np.int32)
    images = ImageSet("noise", pixels.astype(np.uint8), labels, ("any",))
    return Augmenter(images, AUG2, 0)


def seconds(work) -> float:
    """Return the time of the quickest turn: other programs only add to it."""
    work()
    times = []
    for _ in range(TURNS):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return min(times)


def test_that_augmentation_adds_less_than_30_percent_to_an_update(capsys):
    ours = augmenter()
    chosen = np.arange(IMAGES)
    labels = (chosen % 10).astype(np.int32)
    stack = Stack(mnist_5core(), IMAGES, TrainingSettings())
    plain = ours.images.values(chosen)
    step = Step(0.01, 0.9, "approximate")
    with one_blas_thread():
        update = seconds(lambda: stack.learn(plain, labels, step))
    added = seconds(lambda: ours.values(chosen, 1))
    with capsys.disabled():
        print(
            f"\naugmentation: {1e6 * added / IMAGES:.2f} µs per image of 28 × 28, "
            f"update of 5 cores {1e6 * update / IMAGES:.2f} µs, "
            f"{added / update:.1%} more"
        )
    assert added < 0.3 * update


def test_that_augmentation_is_faster_than_scipy(capsys):
    ndimage = pytest.importorskip("scipy.ndimage")
    ours, chosen = augmenter(), np.arange(IMAGES)
    moves = ours.moves(chosen, 1)
    angles = np.deg2rad(moves[:, 0])
    cosines, sines = np.cos(angles) / moves[:, 3], np.sin(angles) / moves[:, 3]
    matrices = np.array([[cosines, sines], [-sines, cosines]]).transpose(2, 0, 1)
    middle = np.array([13.5, 13.5])
    offsets = middle - np.einsum("kij,kj->ki", matrices, middle + moves[:, 1:3])

    def theirs():
        images = ours.images.values().reshape(IMAGES, 28, 28)
        out = np.empty_like(images)
        for k, image in enumerate(images):
            ndimage.affine_transform(
                image,
                matrices[k],
                offsets[k],
                output=out[k],
                order=1,
                mode="grid-constant",
            )
        return out

    same = theirs().reshape(IMAGES, -1)
    np.testing.assert_allclose(ours.values(chosen, 1), same, atol=1e-5)
    mine, other = seconds(lambda: ours.values(chosen, 1)), seconds(theirs)
    with capsys.disabled():
        print(
            f"\naugmentation: {1e6 * mine / IMAGES:.2f} µs per image of 28 × 28, "
            f"SciPy {1e6 * other / IMAGES:.2f} µs, ratio {other / mine:.1f}"
        )
    assert mine < other
