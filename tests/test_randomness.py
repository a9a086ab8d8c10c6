"""Named streams are reproducible and apart."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tnstudio.randomness import generator, stream_key

GOLDEN_NUMBERS = [997, 239, 810, 400, 841, 900]
GOLDEN_KEY = 4726405391673968665


def test_that_a_stream_is_the_same_each_time() -> None:
    one, two = (generator(7, "features", 2).integers(0, 2**60, 50) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_that_the_streams_are_those_they_always_were() -> None:
    """Saved projects depend on these numbers; they must never change."""
    numbers = generator(7, "features", 2).integers(0, 1000, 6)
    assert numbers.tolist() == GOLDEN_NUMBERS
    assert int(stream_key(7, "synapses", 3)) == GOLDEN_KEY


def test_that_streams_do_not_depend_on_the_process() -> None:
    script = (
        "from tnstudio.randomness import generator, stream_key\n"
        "print(generator(7, 'features', 2).integers(0, 1000, 6).tolist(),"
        " int(stream_key(7, 'synapses', 3)))"
    )
    root = str(Path(__file__).parents[1])
    printed = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": "99"},
    ).stdout
    assert printed.strip() == f"{GOLDEN_NUMBERS} {GOLDEN_KEY}"


@pytest.mark.parametrize(
    ("seed", "names"),
    [
        (8, ("features", 2)),
        (7, ("features", 3)),
        (7, ("feature", 2)),
        (7, ("features",)),
        (7, ("features", 2, 0)),
        (7, (2, "features")),
        (7, ()),
    ],
)
def test_that_another_seed_or_name_is_another_stream(
    seed: int, names: tuple[str | int, ...]
) -> None:
    ours = generator(7, "features", 2).integers(0, 2**60, 20)
    others = generator(seed, *names).integers(0, 2**60, 20)
    assert not (ours == others).any()
    assert stream_key(seed, *names) != stream_key(7, "features", 2)


def test_that_keys_are_odd_and_mixed() -> None:
    keys = [int(stream_key(0, "key", k)) for k in range(500)]
    assert len(set(keys)) == 500
    assert all(key % 2 for key in keys)
    bits = np.array([[key >> bit & 1 for bit in range(1, 64)] for key in keys])
    # 500 fair bits: a deviation of 0.0224, five of which are 0.112.
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.112


def test_that_seeds_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        generator(-1, "anything")
