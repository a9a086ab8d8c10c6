"""Everything that reads files of others: a row each.

A new reader is a new row of `READERS`: how a good file is made, how it is read, and
what may be wrong with it beside its bytes.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

from tests.datasets.idx_files import labels, pixels, write_dataset
from tests.foreign.array_mutations import change_npy, change_npz
from tests.foreign.byte_mutations import (
    BYTES,
    flip_bits,
    pack,
    replace_by_gzip_bomb,
    replace_by_pipe,
)
from tests.foreign.hdf5_mutations import rebuild
from tests.foreign.json_mutations import change_json
from tests.foreign.picture_mutations import change_picture
from tests.foreign.table_mutations import change_table
from tests.storage.everything import circuit_project, layered_project
from tests.storage.frozen import sample
from tests.storage.nscs_files import core, model_text
from tests.storage.ranc_files import two_cores, write_files
from tnstudio.app.data import dataset
from tnstudio.datasets.picture_file import MOST_PIXELS
from tnstudio.errors import TNStudioError
from tnstudio.mapping.assemble import assemble
from tnstudio.model.circuit_templates import oscillator
from tnstudio.storage.clip_text import CoresClip, clip_of, text_of
from tnstudio.storage.file_tree import file_tree
from tnstudio.storage.foreign_hdf5 import MOST_BYTES
from tnstudio.storage.interchange.nir_chip import chip_graph
from tnstudio.storage.interchange.nir_file import write_nir
from tnstudio.storage.interchange.nir_reading import read_nir_model
from tnstudio.storage.interchange.nscs_reading import read_nscs
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.interchange.spike_reading import read_spikes
from tnstudio.storage.project_file import load_project, save_project
from tnstudio.storage.sonata import Population, sonata_spikes

Mutation = Callable[[Path, np.random.Generator], str]


@dataclass(frozen=True, slots=True)
class Reader:
    """One thing that reads files.

    Attributes
    ----------
    make : function of Path
        Writes what is good into an empty folder; returns what is to be read, the
        folder itself or a file in it.
    read : function of Path
        Reads it; what it returns is not looked at.
    mutations : tuple of function of Path and Generator
        Beside those of bytes: spoil what `make` returned, and say how. They are
        as often chosen.
    names_file : bool
        Whether its errors tell the file; what reads a text cannot.
    most_bytes : int
        Of memory that any of these small files may take.
    """

    make: Callable[[Path], Path]
    read: Callable[[Path], object]
    mutations: tuple[Mutation, ...] = ()
    names_file: bool = True
    most_bytes: int = 2**26

    def spoil(self, target: Path, random: np.random.Generator) -> str:
        """Change what is to be read in one way, or in two."""
        told = []
        for _ in range(1 if random.random() < 0.8 else 2):
            choice = self.mutations if random.random() < 0.5 else BYTES
            mutation = (choice or BYTES)[random.integers(len(choice or BYTES))]
            try:
                told.append(mutation(target, random))
            except Exception as error:  # noqa: BLE001 - a file that is spoiled already
                told.append(f"({error!r:.60}) {flip_bits(target, random)}")
            if mutation is replace_by_pipe:
                # Whoever spoils it once more would wait for ever.
                break
        return "; ".join(told)


def _project(folder: Path) -> Path:
    save_project(folder / "own.tn.h5", layered_project())
    return folder / "own.tn.h5"


def _circuit(folder: Path) -> Path:
    save_project(folder / "own.tn.h5", circuit_project())
    return folder / "own.tn.h5"


def _sample(version: int) -> Callable[[Path], Path]:
    def copied(folder: Path) -> Path:
        path = folder / "own.tn.h5"
        path.write_bytes(sample(version).read_bytes())
        return path

    return copied


def _idx(folder: Path) -> Path:
    return write_dataset(folder)


def _packed_idx(folder: Path) -> Path:
    for path in list(write_dataset(folder).iterdir()):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    return folder


def _arrays() -> dict[str, np.ndarray]:
    return {
        "x_train": pixels(12),
        "y_train": labels(12),
        "x_test": pixels(6),
        "y_test": labels(6),
    }


def _npz(folder: Path) -> Path:
    np.savez_compressed(folder / "own.npz", **_arrays())
    return folder / "own.npz"


def _npy(folder: Path) -> Path:
    for name, values in _arrays().items():
        np.save(folder / f"{name}.npy", values)
    return folder


def _hdf5(folder: Path) -> Path:
    with h5py.File(folder / "own.h5", "w") as file:
        for name, values in _arrays().items():
            file.create_dataset(name, data=values, compression="gzip")
        file["class_names"] = ["left", "right", "none"]
    return folder / "own.h5"


def _pictures(folder: Path) -> Path:
    random = np.random.default_rng(1)
    endings = ("png", "jpg", "gif", "bmp", "tif", "webp", "pgm", "png")
    for name in ("cats", "dogs"):
        (folder / name).mkdir()
        for k, ending in enumerate(endings):
            values = random.integers(0, 256, (9, 8), np.uint8)
            Image.fromarray(values).save(folder / name / f"{k}.{ending}")
    return folder


def _ranc(folder: Path) -> Path:
    write_files(folder, two_cores())
    return folder


def _clip(folder: Path) -> Path:
    network = circuit_project().network
    clip = CoresClip(network.circuit, network.hardware)
    (folder / "clip.json").write_text(text_of(clip))
    return folder / "clip.json"


def _read_clip(path: Path) -> object:
    if not path.is_file():
        raise TNStudioError("The clipboard has no pipes", str(path))
    try:
        text = path.read_text()
    except UnicodeDecodeError as error:
        raise TNStudioError("No text, no clip", str(path)) from error
    return clip_of(text)


def _read_data(path: Path) -> object:
    return dataset(str(path))


def _read_ranc(folder: Path) -> object:
    return read_ranc(folder / "input.json", folder / "config.json")


def _nscs(folder: Path) -> Path:
    (folder / "model.json").write_text(model_text([core(0), core(1)]))
    return folder / "model.json"


def _nir(folder: Path) -> Path:
    write_nir(folder / "graph.nir", chip_graph(assemble(oscillator())))
    return folder / "graph.nir"


def _nir_windows(folder: Path) -> Path:
    """A graph that is written out as matrices, in which small numbers go far."""
    import nir

    nodes = {
        "in": nir.Input(np.array([1, 6, 6])),
        "conv": nir.Conv2d((6, 6), np.ones((2, 1, 3, 3)), 1, "same", 1, 1, np.zeros(2)),
        "if": nir.IF(np.ones((2, 6, 6)), np.ones((2, 6, 6))),
        "pool": nir.SumPool2d(np.full(2, 2), np.full(2, 2), np.zeros(2, int)),
        "s": nir.Threshold(np.ones(18)),
        "out": nir.Output(np.array([18])),
    }
    path = folder / "windows.nir"
    nir.write(path, nir.NIRGraph(nodes, list(pairwise(nodes)), type_check=False))
    return path


def _spike_table(folder: Path) -> Path:
    (folder / "spikes.csv").write_text("tick,line\n0,2\n3,0\n3,1\n700,2\n")
    return folder / "spikes.csv"


def _spike_archive(folder: Path) -> Path:
    path = folder / "spikes.npz"
    np.savez_compressed(path, tick=np.arange(40), line=np.arange(40) % 3)
    return path


def _sonata(folder: Path) -> Path:
    population = Population("inputs", {"line": np.arange(3)}, {})
    with sonata_spikes(folder / "spikes.h5", population) as table:
        table.append(np.arange(40.0), np.arange(40, dtype=np.uint64) % 3)
        list(table.finishing())
    return folder / "spikes.h5"


READERS = {
    "project": Reader(_project, load_project, (rebuild,)),
    "project of free cores": Reader(_circuit, load_project, (rebuild,)),
    "project of format 1": Reader(_sample(1), load_project, (rebuild,)),
    "project of format 3": Reader(_sample(3), load_project, (rebuild,)),
    "tree of a project": Reader(_project, file_tree, (rebuild,)),
    "IDX files": Reader(_idx, _read_data, (pack, replace_by_gzip_bomb)),
    "gzipped IDX files": Reader(_packed_idx, _read_data, (replace_by_gzip_bomb,)),
    "NumPy archive": Reader(_npz, _read_data, (change_npz,)),
    "NumPy files": Reader(_npy, _read_data, (change_npy,)),
    "HDF5 arrays": Reader(_hdf5, _read_data, (rebuild,)),
    # The largest picture that is taken, `MOST_PIXELS`, of 4 bytes each.
    "pictures": Reader(
        _pictures, _read_data, (change_picture,), most_bytes=4 * MOST_PIXELS
    ),
    "RANC": Reader(_ranc, _read_ranc, (change_json,)),
    "NSCS": Reader(_nscs, read_nscs, (change_json,)),
    # All arrays of a graph together: those of a full chip's cores take that much.
    "NIR": Reader(_nir, read_nir_model, (rebuild,), most_bytes=MOST_BYTES),
    "NIR of windows": Reader(
        _nir_windows, read_nir_model, (rebuild,), most_bytes=2 * MOST_BYTES
    ),
    "table of spikes": Reader(_spike_table, read_spikes, (change_table,)),
    "archive of spikes": Reader(_spike_archive, read_spikes, (change_npz,)),
    "SONATA spikes": Reader(_sonata, read_spikes, (rebuild,)),
    "clipboard": Reader(_clip, _read_clip, (change_json,), names_file=False),
}
