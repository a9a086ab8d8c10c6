"""IDX files for tests."""

import gzip
import struct
from pathlib import Path

import numpy as np

TRAIN = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")
TEST = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def idx_bytes(array: np.ndarray, kind: int = 8) -> bytes:
    """Return the content of an IDX file of unsigned bytes."""
    return header(array.shape, kind) + array.astype(np.uint8).tobytes()


def header(shape: tuple[int, ...], kind: int = 8) -> bytes:
    """Return the header of an IDX file."""
    return struct.pack(f">HBB{len(shape)}I", 0, kind, len(shape), *shape)


def write(path: Path, content: bytes, packed: bool = False) -> Path:
    """Write a file, gzipped if asked to."""
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def pixels(count: int, shape: tuple[int, ...] = (4, 5), seed: int = 0) -> np.ndarray:
    """Return random images."""
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, *shape), np.uint8)


def labels(count: int, classes: int = 3) -> np.ndarray:
    """Return labels that use all classes."""
    return np.arange(count, dtype=np.uint8) % classes


def write_dataset(folder: Path, train: int = 6, test: int = 4) -> Path:
    """Write a whole data set under MNIST's names."""
    for (images, classes), count in ((TRAIN, train), (TEST, test)):
        write(folder / images, idx_bytes(pixels(count, seed=count)))
        write(folder / classes, idx_bytes(labels(count)))
    return folder
