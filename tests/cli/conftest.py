"""A small data set on disk and a project trained on it, by the commands."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from tnstudio.cli import main


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write uint8 values as an IDX file, gzipped if the name says so."""
    header = struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape)
    data = header + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.fixture(scope="session")
def bars(tmp_path_factory) -> Path:
    """A folder of 8 × 8 images: class 0 has a bright row, class 1 a column."""
    folder = tmp_path_factory.mktemp("bars")
    random = np.random.default_rng(5)
    for split, count in (("train", 600), ("t10k", 100)):
        images = random.integers(0, 40, (count, 8, 8), np.uint8)
        labels = np.arange(count) % 2
        for image, label in zip(images, labels, strict=True):
            place = random.integers(1, 7)
            image[(slice(None), place) if label else place] = 250
        write_idx(folder / f"{split}-images-idx3-ubyte.gz", images)
        write_idx(folder / f"{split}-labels-idx1-ubyte", labels)
    return folder


@pytest.fixture
def tnstudio(monkeypatch, capsys):
    """Run a command line; returns its exit code, standard output and error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["tnstudio", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


@pytest.fixture
def untrained(tmp_path, tnstudio) -> Path:
    path = tmp_path / "bars.tn.h5"
    words = ("--input", "8x8", "--layer", "4,4", "--layer", "2,1,32", "--classes", "2")
    code, _, err = tnstudio("new", path, *words)
    assert code == 0, err
    return path


@pytest.fixture
def trained(untrained, bars, tnstudio) -> Path:
    code, _, err = tnstudio("train", untrained, "--data", bars, "--epochs", 8)
    assert code == 0, err
    return untrained
