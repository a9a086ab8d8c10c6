"""Own data sets for tests, in every format."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

NAMES = ("cat", "dog", "owl")


def stripes(
    count: int, classes: int = 3, shape: tuple[int, ...] = (6, 7), seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return noisy images with a bright row that tells the class, and labels."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 60, (count, *shape), np.uint8)
    labels = np.arange(count) % classes
    for image, label in zip(images, labels, strict=True):
        image[label] += 190
    return images, labels


def write_pictures(
    folder: Path,
    images: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str] = NAMES,
    ending: str = ".png",
) -> Path:
    """Write each image into the folder of its class, under its number."""
    for k, (image, label) in enumerate(zip(images, labels, strict=True)):
        place = folder / names[label]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(place / f"{k}{ending}")
    return folder


def finished(work):
    """Run a generator to its end; returns its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
