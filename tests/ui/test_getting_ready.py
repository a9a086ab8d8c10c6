"""The job that gets ready does it in steps and leaves the collector as it was."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tnstudio.app import warm_up
from tnstudio.ui.getting_ready import getting_ready

MODULE = "something_to_be_imported"


@pytest.fixture(autouse=True)
def _module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    (tmp_path / f"{MODULE}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(warm_up, "warming_up", lambda: iter(["compiled"]))
    yield
    sys.modules.pop(MODULE, None)


def test_that_modules_are_imported_one_by_one_and_kernels_compiled() -> None:
    job = getting_ready([MODULE])
    assert next(job) is None
    assert MODULE not in sys.modules
    assert next(job) == "compiled"
    assert MODULE in sys.modules
    assert list(job) == []


def test_that_no_garbage_is_collected_until_it_is_over_or_cancelled() -> None:
    for ends in (lambda job: list(job), lambda job: job.close()):
        job = getting_ready([MODULE])
        next(job)
        assert not gc.isenabled()
        ends(job)
        assert gc.isenabled()
