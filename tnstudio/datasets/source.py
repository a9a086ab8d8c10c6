"""Which data set is meant: a bundled one, a folder or a file.

Behind ``@`` stands what is done to its images: ``mnist@14x14``,
``photos@28x28,grey``.
"""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tnstudio.datasets.load import has_idx_files, locate
from tnstudio.datasets.numpy_files import NPY_SIGNATURE, ZIP_SIGNATURE, npy_files
from tnstudio.datasets.resampling import Resampling
from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_RESAMPLED = re.compile(
    r"(?P<source>.+)@(?:(?P<rows>\d{1,6})x(?P<columns>\d{1,6}),?)?(?P<grey>gr[ea]y)?"
)
_FORMATS = marked(
    "give a folder with IDX files, .npy files or a folder of pictures for each class; "
    "an .npz or HDF5 file"
)


class Kind(Enum):
    """How a data set is kept."""

    IDX = "IDX files"
    NPY = ".npy files"
    NPZ = ".npz file"
    HDF5 = "HDF5 file"
    PICTURES = "folders of pictures"


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that is there, still unread.

    Attributes
    ----------
    name : str
        What to call it: the name of the bundled one, the folder or the file.
    path : Path
        Its folder or file.
    kind : Kind
    resampling : Resampling
        What is done to its images.
    """

    name: str
    path: Path
    kind: Kind
    resampling: Resampling


def find_source(text: str) -> Source:
    """Find a data set; the content tells its kind, not the name.

    Parameters
    ----------
    text : str
        The name of a bundled data set, or a folder or file; with ``@ROWSxCOLUMNS``,
        ``@grey`` or ``@ROWSxCOLUMNS,grey`` behind it if its images are to be
        resampled. A file that has such a name itself wins.

    Raises
    ------
    TNStudioError
        If there is none, or it is of no kind that is known.
    """
    place, resampling = parted(text)
    name, path = locate(place)
    return Source(name, path, _kind_of(path), resampling)


def parted(text: str) -> tuple[str, Resampling]:
    """Part the name or path of a data set from what is done to its images.

    Raises
    ------
    TNStudioError
        If they are to be resampled to no rows or no columns.
    """
    found = _RESAMPLED.fullmatch(text)
    if found is None or _exists(text) or not (found["rows"] or found["grey"]):
        return text, Resampling()
    size = None
    if found["rows"]:
        size = int(found["rows"]), int(found["columns"])
        if not all(size):
            raise TNStudioError(
                tr("Images cannot be resampled to nothing"),
                text,
                tr("write it like @28x28"),
            )
    return found["source"], Resampling(size, found["grey"] is not None)


def _exists(text: str) -> bool:
    try:
        return Path(text).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def _kind_of(path: Path) -> Kind:
    try:
        return _kind_of_folder(path) if path.is_dir() else _kind_of_file(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TNStudioError(
            tr("This cannot be read: {reason}", reason=reason), str(path)
        ) from error


def _kind_of_folder(folder: Path) -> Kind:
    if has_idx_files(folder):
        return Kind.IDX
    if npy_files(folder):
        return Kind.NPY
    return Kind.PICTURES


def _kind_of_file(path: Path) -> Kind:
    if not path.is_file():
        # Reading a pipe would never end.
        raise TNStudioError(tr("This is no regular file"), str(path), tr(_FORMATS))
    with path.open("rb") as file:
        start = file.read(len(_HDF5_SIGNATURE))
    if start == _HDF5_SIGNATURE:
        return Kind.HDF5
    if start.startswith(ZIP_SIGNATURE):
        return Kind.NPZ
    if start.startswith(NPY_SIGNATURE):
        raise TNStudioError(
            tr("A single .npy file has no labels"),
            str(path),
            tr("give the folder with x_train.npy, y_train.npy and those to test with"),
        )
    raise TNStudioError(
        tr("This is no file of images that is known"), str(path), tr(_FORMATS)
    )
