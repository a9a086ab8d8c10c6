"""A lack of memory is told as what it is, and crashes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="no limit of memory can be set here"
)

_SCRIPT = """
import resource, sys
from pathlib import Path
import numpy as np
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.recorded import RecordedSpikes
from tnstudio.model.templates import mnist_5core
from tnstudio.storage.project_file import load_project, save_project

what, path, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
random, count = np.random.default_rng(0), 1_000_000
columns = (
    np.cumsum(random.integers(1, 700, count)),
    random.integers(0, 4096, count).astype(np.int32),
    random.integers(0, 256, count).astype(np.int32),
)
spikes = RecordedSpikes("run", 0, 2**31 - 1, 4096, 256, *columns, "chip", 0)
project = Project(mnist_5core(), recordings=(spikes,))
save_project(path, project)
load_project(path)
del columns

for mebibytes in range(4, 200, 4):
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = used + mebibytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    try:
        if what == "save":
            save_project(other, project)
        else:
            load_project(path)
        told = "done"
    except TNStudioError as error:
        told = error.message
    infinite = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, infinite)
    print(told)
    if told == "done":
        break
"""


@pytest.mark.parametrize("what", ["save", "open"])
def test_that_any_lack_of_memory_is_told_with_the_size(
    tmp_path: Path, what: str
) -> None:
    names = [str(tmp_path / name) for name in ("full.tn.h5", "other.tn.h5")]
    words = [sys.executable, "-c", _SCRIPT, what, *names]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    *refusals, last = run.stdout.splitlines()
    assert last == "done"
    assert refusals
    for told in refusals:
        assert f"not enough memory to {what} this project" in told
        assert told.endswith(" MB")
