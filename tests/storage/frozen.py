"""The sample of each older format, byte for byte as the last program wrote it.

When the format changes: before anything else, ``python -m tests.storage.frozen``
writes the sample of the format that ends, from a formula to be added to `FORMULAS`,
and prints its checksum, which goes to `SUMS`. Neither is changed ever after.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from tests.storage.old_projects import (
    project_of_version_1,
    project_of_version_2,
    project_of_version_3,
)
from tnstudio.model.project import Project
from tnstudio.storage import schema
from tnstudio.storage.project_file import save_project

SAMPLES = Path(__file__).parent / "samples"

FORMULAS: dict[int, Callable[[], Project]] = {
    1: project_of_version_1,
    2: project_of_version_2,
    3: project_of_version_3,
}
"""What the sample of each format holds."""

SUMS = {
    1: "9ce94252fc4a2f58bee908f4d170517c4a50e6bf4bc6bfe75fcadfacd4771ada",
    2: "e117dc3adc1d4cbebb7b4cbf27278dee254b4fe7c84af8049f7fe865fdd84089",
    3: "813b0daeea0494691be09ac7a26ca250310a831ad8c0ef13ddfdb6f68974012c",
}
"""The SHA-256 of each sample."""


def sample(version: int) -> Path:
    """Return the path of a sample."""
    return SAMPLES / f"version_{version}.tn.h5"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    ending = schema.FORMAT_VERSION
    save_project(sample(ending), FORMULAS[ending]())
    print(ending, checksum(sample(ending)))  # noqa: T201 - to be copied to SUMS
