"""Numbers of things as people read them."""

import pytest

from tnstudio.app.wording import bytes_text, counted, listed, numbered


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


def test_that_bytes_are_told_in_thousands_or_millions() -> None:
    assert bytes_text(512) == "0.5 kB"
    assert bytes_text(99_900) == "99.9 kB"
    assert bytes_text(3_145_728) == "3.1 MB"
    assert bytes_text(2**28) == "268.4 MB"
