"""The data sets in memory, each read once."""

from collections.abc import Generator
from functools import lru_cache

from tnstudio.datasets.images import Dataset
from tnstudio.datasets.load import load_dataset


@lru_cache(maxsize=4)
def dataset(source: str) -> Dataset:
    """Return a bundled data set by name, or that of a folder.

    Raises
    ------
    TNStudioError
        If there is no such data set or its files are broken.
    """
    return load_dataset(source)


def loading(source: str) -> Generator[None, None, Dataset]:
    """Read a data set as a job."""
    yield
    return dataset(source)
