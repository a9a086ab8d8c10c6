"""Where the program's own files are, from a checkout or an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """Find a folder inside the installed package or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Folder of icons, lessons and data sets."""
    return _folder("resources")


def bundled_dataset(name: str) -> Path:
    """Folder of a data set that travels with the program, such as ``mnist``."""
    return resources() / "datasets" / name


def translations() -> Path:
    """Folder of the catalogues, one folder for each language."""
    return resources() / "translations"


def sample_networks() -> Path:
    """Folder of the sample projects."""
    return _folder("sample_networks")
