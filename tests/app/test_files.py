"""Projects are opened and saved as jobs, under proper names."""

from pathlib import Path

import pytest

from tnstudio.app.files import is_sample, opening, samples, saving, with_suffix
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.paths import sample_networks


def result_of(generator):
    try:
        while True:
            next(generator)
    except StopIteration as end:
        return end.value


def test_that_a_saved_project_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "a.tn.h5"
    result_of(saving(path, Project(mnist_5core())))
    assert result_of(opening(path)).network == mnist_5core()


def test_that_a_save_that_is_cancelled_in_time_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.tn.h5"
    work = saving(path, Project(mnist_5core()))
    next(work)
    work.close()
    assert not path.exists()


def test_that_a_missing_file_is_an_error_for_users(tmp_path: Path) -> None:
    with pytest.raises(TNStudioError) as error:
        result_of(opening(tmp_path / "missing.tn.h5"))
    assert "missing.tn.h5" in error.value.location


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("a", "a.tn.h5"),
        ("a.tn.h5", "a.tn.h5"),
        ("a.h5", "a.tn.h5"),
        ("a.tn", "a.tn.h5"),
        ("v1.2 b", "v1.2 b.tn.h5"),
    ],
)
def test_that_project_files_end_alike(given_name: str, name: str) -> None:
    assert with_suffix(Path("folder") / given_name) == Path("folder") / name


def test_that_samples_are_told_from_other_files(tmp_path: Path) -> None:
    assert is_sample(sample_networks() / "any.tn.h5")
    assert not is_sample(tmp_path / "any.tn.h5")
    assert all(is_sample(path) for path in samples())
    assert [path.name for path in samples()[:2]] == [
        "mnist_5core.tn.h5",
        "classroom_core.tn.h5",
    ]
    assert len(set(samples())) == len(list(sample_networks().glob("*.tn.h5")))
