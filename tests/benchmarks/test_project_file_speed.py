"""Opening and saving a trained full chip; run with ``-m benchmark -s``.

Compared with format 3, which had a group for every core.
"""

import resource
from pathlib import Path
from time import perf_counter

import pytest

from tests.storage.format_3 import into_format_3
from tests.trained_networks import trained_at_random
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def project() -> Project:
    """64 x 64 cores of 64 axons and 256 neurons each."""
    network = Network(
        "full", InputShape(71, 71, 1), (WindowLayer(8, 1),), Readout(("a", "b"))
    )
    return Project(network, trained_at_random(network))


def seconds(work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def test_that_a_full_chip_opens_several_times_as_fast_as_in_format_3(
    tmp_path: Path, project: Project
):
    path = tmp_path / "full.tn.h5"
    saving = seconds(lambda: save_project(path, project))
    size = path.stat().st_size
    opening = seconds(lambda: load_project(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nsaved in {saving:.1f} s, {size / 1e6:.0f} MB; opened in {opening:.1f} s")
    print(f"the process took at most {peak / 1024:.0f} MiB")
    into_format_3(path)
    lifting = seconds(lambda: load_project(path))
    print(f"format 3: opened in {lifting:.1f} s, {lifting / opening:.1f} times that")
    assert lifting > 2 * opening
