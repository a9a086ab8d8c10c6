"""Numbers of things as people read them."""

import pytest

from tnstudio.app.wording import (
    about_text,
    bytes_text,
    clock_text,
    counted,
    duration_text,
    listed,
    numbered,
)


@pytest.mark.parametrize(
    ("count", "thing", "told"),
    [
        (1, "core", "1 core"),
        (0, "core", "0 cores"),
        (4096, "core", "4,096 cores"),
        (10, "class", "10 classes"),
        (2, "stimulus", "2 stimuli"),
    ],
)
def test_that_things_are_counted(count: int, thing: str, told: str) -> None:
    assert counted(count, thing) == told


def test_that_many_numbers_are_only_counted() -> None:
    assert numbered("core", [3]) == "core 3"
    assert numbered("core", [3, 5]) == "cores 3, 5"
    assert numbered("core", list(range(9))) == "9 cores"


def test_that_parts_are_joined() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.001, "under 0.1 s"),
        (0.1, "0.1 s"),
        (0.95, "0.9 s"),
        (3.0, "3 s"),
        (24.4, "24 s"),
        (116, "116 s"),
        (120, "2 min"),
        (3500, "58 min"),
        (2.5 * 3600, "2.5 h"),
        (47 * 3600, "2 days"),
        (9e7, "1,042 days"),
    ],
)
def test_that_a_duration_has_the_unit_that_fits(seconds: float, told: str) -> None:
    assert duration_text(seconds) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (512, "0.5 kB"),
        (99_000, "99 kB"),
        (99_900, "0.1 MB"),
        (3_145_728, "3.1 MB"),
        (85_200_000, "85 MB"),
        (990_000_000, "990 MB"),
        (999_000_000, "1 GB"),
        (1_340_000_000, "1.3 GB"),
        (40 * 10**12, "40 TB"),
    ],
)
def test_that_memory_has_the_unit_that_fits(count: int, told: str) -> None:
    assert bytes_text(count) == told


def test_that_a_clock_has_hours_only_if_it_needs_them() -> None:
    assert clock_text(0.4) == "0:00"
    assert clock_text(125) == "2:05"
    assert clock_text(3725) == "1:02:05"


def test_that_an_estimate_says_that_it_is_one() -> None:
    assert about_text(42) == "about 42 s"
    assert about_text(0.01) == "under 0.1 s"
