"""Opening and saving project files.

Files are read into memory as a whole and opened there: opening can never
write, and a file that is replaced meanwhile does no harm. They are built in
memory too, and must open again before they take the place of the old file.
"""

import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
from h5py import h5f

from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.storage import schema, writing
from tnstudio.storage.access import access_told
from tnstudio.storage.atomic import clear_left_behind, replace_file
from tnstudio.storage.file_mark import FileMark, mark_of
from tnstudio.storage.memory import (
    ROOM,
    content_bytes,
    is_short_of,
    megabytes,
    require,
)
from tnstudio.storage.migrations import MIGRATIONS, migrate
from tnstudio.storage.network_group import read_network, write_network
from tnstudio.storage.prepared_group import read_prepared, write_prepared
from tnstudio.storage.program_group import read_program, write_program
from tnstudio.storage.reading import Part
from tnstudio.storage.recording_group import read_recordings, write_recordings
from tnstudio.storage.report import Report
from tnstudio.storage.run_group import read_runs, write_runs
from tnstudio.storage.trained_group import read_trained, write_trained
from tnstudio.texts import marked, tr
from tnstudio.version import __version__

_RESTORE = marked("restore the file from a copy")


def load_project(path: Path) -> Project:
    """Open a project file; it is not changed, whatever it holds.

    Parameters
    ----------
    path : Path
        A file that `save_project` wrote, of this version or an older one.

    Raises
    ------
    TNStudioError
        If there is no such file, or it is not a project, or is damaged, or is
        of a newer version; with all that is wrong and where.
    """
    return load_marked(path)[0]


def load_marked(path: Path) -> tuple[Project, FileMark]:
    """Open a project file; return what tells this state of it from others, too.

    Raises
    ------
    TNStudioError
        As `load_project` does.
    """
    try:
        data = _bytes_of(path)
        return _project_of(data, str(path)), mark_of(data)
    except MemoryError as error:
        raise TNStudioError(
            tr(
                "There is not enough memory to open this project: its file takes "
                "{size}",
                size=megabytes(path.stat().st_size),
            ),
            str(path),
            tr("close other programs, or open it on a computer with more memory"),
        ) from error


def save_project(
    path: Path,
    project: Project,
    announce: Callable[[FileMark], None] | None = None,
    *,
    checked: bool = True,
) -> FileMark:
    """Save a project, whole or not at all.

    Parameters
    ----------
    path : Path
        The file; its folder must exist. A file of that name is replaced.
    project : Project
        The same project gives the same bytes.
    announce : callable, optional
        Is told, before anything is written, what the file will be.
    checked : bool
        Whether it must open again before it takes the place of the old file.

    Returns
    -------
    FileMark
        What tells this state of the file from others.

    Raises
    ------
    TNStudioError
        If the project cannot be saved or the file cannot be written; a file
        of that name is as it was.
    """
    place = str(path)
    try:
        image = _image_of(project, place)
        if checked:
            _require_readable(image, place)
    except MemoryError as error:
        raise TNStudioError(
            tr(
                "There is not enough memory to save this project: its values take "
                "{size}",
                size=megabytes(content_bytes(project)),
            ),
            place,
            tr("close other programs, or remove recordings; nothing was changed"),
        ) from error
    mark = mark_of(image)
    if announce is not None:
        announce(mark)
    if checked:
        # Before: it may be what fills the disk.
        clear_left_behind(path.resolve().parent)
    replace_file(path, image)
    return mark


def _require_readable(image: bytes, place: str) -> None:
    """Keep a file that would not open from replacing one that does."""
    try:
        _project_of(image, place)
    except TNStudioError as error:
        raise TNStudioError(
            tr("The project cannot be saved: {reason}", reason=error.message),
            error.location,
            error.hint,
        ) from error


def _require_possible(path: Path, place: str) -> None:
    """Refuse what is no file, or larger than any project."""
    if path.is_dir():
        raise TNStudioError(tr("This is a folder"), place, tr("choose a project file"))
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise TNStudioError(tr("This is not a regular file"), place, tr(_RESTORE))
    size = status.st_size
    if size > schema.MOST_FILE_BYTES:
        raise TNStudioError(
            tr("The file is too large to be a project: {size} bytes", size=size), place
        )


def _bytes_of(path: Path) -> bytes:
    """Return the content of a file that may be a project."""
    place = str(path)
    try:
        with access_told(place):
            _require_possible(path, place)
            data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise TNStudioError(
            tr("The file cannot be read: {error}", error=error), place
        ) from error
    if not data:
        raise TNStudioError(tr("The file is empty"), place, tr(_RESTORE))
    if not data.startswith(schema.SIGNATURE):
        raise TNStudioError(
            tr("This is not a TN Studio project: it is not an HDF5 file"),
            place,
            tr("projects are called *{suffix}", suffix=schema.SUFFIX),
        )
    return data


def _project_of(data: bytes, place: str) -> Project:
    """Read a project from the content of its file."""
    with _damage_explained(place):
        _require_whole(data, place)
        with _opened(data, place) as file:
            version = _version_of(file, place)
            if version == schema.FORMAT_VERSION:
                return _read(file, place)
        with _opened(data, place, h5f.FILE_IMAGE_OPEN_RW) as file:
            _lift(file, version, place)
            return _read(file, place)


def _lift(file: h5py.File, version: int, place: str) -> None:
    try:
        migrate(file, version, schema.FORMAT_VERSION, MIGRATIONS)
    except TNStudioError as error:
        raise TNStudioError(
            error.message, f"{place}{error.location}", error.hint
        ) from error


def _require_whole(data: bytes, place: str) -> None:
    """Tell a file that was cut short from one that is damaged inside."""
    header = struct.Struct("<8sBBBBQQQ")  # superblock of HDF5 1.8 and later
    if len(data) >= header.size and data[8] in (2, 3):
        end = header.unpack_from(data)[-1]
        if end <= len(data):
            return
        message = tr(
            "The file was cut short: it has {size} of {end} bytes",
            size=len(data),
            end=end,
        )
    elif len(data) > 2 * header.size:
        return
    else:
        message = tr("The file was cut short: it has only {size} bytes", size=len(data))
    raise TNStudioError(message, place, tr(_RESTORE))


@contextmanager
def _opened(data: bytes, place: str, flags: int = 0) -> Iterator[h5py.File]:
    """Open the content of a file, in memory."""
    try:
        file = h5py.File(h5f.open_file_image(data, flags))
    except (OSError, RuntimeError, ValueError, TypeError) as error:
        # It makes a copy or two.
        if is_short_of(2 * len(data) + ROOM):
            raise MemoryError from error
        raise TNStudioError(
            tr("The HDF5 file is damaged"), place, tr(_RESTORE)
        ) from error
    with file:
        yield file


@contextmanager
def _damage_explained(place: str) -> Iterator[None]:
    """Let only `TNStudioError` and `MemoryError` out: a file may hold anything."""
    try:
        yield
    except (TNStudioError, MemoryError):
        raise
    except Exception as error:
        raise TNStudioError(
            tr("The file is damaged: {error}", error=error), place, tr(_RESTORE)
        ) from error


def _version_of(file: h5py.File, place: str) -> int:
    """Return the format version of a file that is a project we can read."""
    report = Report()
    root = Part(file, report)
    if root.text("format") != schema.FORMAT and not report.tells_of_damage:
        raise TNStudioError(
            tr("This HDF5 file is not a TN Studio project"),
            place,
            tr("projects are called *{suffix}", suffix=schema.SUFFIX),
        )
    version = root.integer("version", schema.INTEGER)
    report.raise_if_any(place)
    if version > schema.FORMAT_VERSION:
        raise TNStudioError(
            tr(
                "The file was made by a newer TN Studio (format {version}); this "
                "program reads up to {newest}",
                version=version,
                newest=schema.FORMAT_VERSION,
            ),
            place,
            tr("use a newer TN Studio"),
        )
    if version < schema.FORMAT_VERSION and version not in MIGRATIONS:
        raise TNStudioError(
            tr("There is no format {version}", version=version), place, tr(_RESTORE)
        )
    return version


def _read(file: h5py.File, place: str) -> Project:
    report = Report()
    root = Part(file, report)
    network = read_network(root)
    trained = read_trained(root) if root.has("trained") else None
    program = read_program(root) if root.has("program") else None
    recordings, runs = read_recordings(root), read_runs(root)
    description, prepared = root.text("description"), read_prepared(root)
    report.raise_if_any(place)
    if network is None:
        raise TNStudioError(tr("The file has no design"), place, tr(_RESTORE))
    return Project(network, trained, program, recordings, runs, description, prepared)


def _image_of(project: Project, place: str) -> bytes:
    """Return the content of a project's file.

    Raises
    ------
    MemoryError
        If what HDF5 may need is not there: it would crash in the middle.
    TNStudioError
        If the project cannot be saved.
    """
    require(2 * content_bytes(project) + ROOM)
    try:
        with h5py.File(
            place,
            "w",
            driver="core",
            backing_store=False,
            libver=schema.LIBRARY_VERSIONS,
        ) as file:
            _write(file, project)
            file.flush()
            image: bytes = file.id.get_file_image()
            return image
    except TNStudioError as error:
        raise TNStudioError(
            tr("The project cannot be saved: {reason}", reason=error.message),
            f"{place}:{error.location}",
            error.hint,
        ) from error
    except (OSError, RuntimeError, LookupError, ValueError, TypeError) as error:
        raise TNStudioError(
            tr("The project cannot be saved: {error}", error=error), place
        ) from error


def _write(file: h5py.File, project: Project) -> None:
    writing.text(file, "format", schema.FORMAT)
    writing.integer(file, "version", schema.FORMAT_VERSION)
    writing.text(file, "created_with", f"TN Studio {__version__}")
    writing.text(file, "description", project.description)
    write_network(file, project.network)
    if project.trained is not None:
        write_trained(file, project.trained)
    if project.program is not None:
        write_program(file, project.program)
    write_recordings(file, project.recordings)
    write_runs(file, project.runs)
    if project.prepared is not None:
        write_prepared(file, project.prepared)
