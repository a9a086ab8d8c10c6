"""Counter-based draws against a plain-Python Squares generator."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import squares
from tnstudio.draws import draw
from tnstudio.randomness import stream_key

MASK = 2**64 - 1
WORDS = st.integers(0, MASK)


def drawn(counter: int, key: int) -> int:
    with np.errstate(over="ignore"):
        return int(draw(np.uint64(key), np.uint64(counter)))


@given(counter=WORDS, key=WORDS)
@settings(deadline=None)  # the first call compiles
def test_that_draws_are_those_of_squares(counter: int, key: int) -> None:
    assert drawn(counter, key) == squares(counter, key)


@pytest.mark.parametrize("counter", [0, 1, 2**32 - 1, 2**32, 2**63, MASK])
@pytest.mark.parametrize("key", [1, 0x548C9DECBCE65297, MASK])
def test_that_the_ends_of_the_range_are_drawn_right(counter: int, key: int) -> None:
    assert drawn(counter, key) == squares(counter, key)


@pytest.mark.slow
def test_that_draws_are_the_same_without_compilation() -> None:
    script = (
        "import numpy as np\n"
        "from tnstudio.draws import draw\n"
        "with np.errstate(over='ignore'):\n"
        "    for k in range(200):\n"
        "        key = np.uint64(0x548C9DECBCE65297 + 2 * k)\n"
        "        print(int(draw(key, np.uint64(k * 0x9E3779B97F4A7C15 % 2**64))))\n"
    )
    printed = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        },
    ).stdout
    expected = [
        squares(k * 0x9E3779B97F4A7C15 % 2**64, 0x548C9DECBCE65297 + 2 * k)
        for k in range(200)
    ]
    assert [int(line) for line in printed.split()] == expected


@pytest.mark.parametrize("stream", range(3))
def test_that_draws_are_uniform(stream: int) -> None:
    key = int(stream_key(1, "uniform", stream))
    numbers = np.array([drawn(counter, key) for counter in range(25_600)])
    counts = np.bincount(numbers >> 24, minlength=256)
    # Chi squared with 255 degrees of freedom: mean 255, deviation 22.6.
    chi_squared = ((counts - 100.0) ** 2 / 100.0).sum()
    assert 255 - 4.5 * 22.6 < chi_squared < 255 + 4.5 * 22.6
    bits = numbers[:, np.newaxis] >> np.arange(32) & 1
    # Each bit's mean has a deviation of 0.0031.
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.0156


def test_that_neighbouring_counters_and_keys_are_unrelated() -> None:
    key = int(stream_key(1, "neighbours"))
    here = np.array([drawn(k, key) for k in range(5000)]) / 2**32
    there = np.array([drawn(k, int(stream_key(2, "neighbours"))) for k in range(5000)])
    for other in (np.roll(here, 1), there / 2**32):
        # 5000 pairs: a correlation of 0 with a deviation of 0.014.
        assert abs(np.corrcoef(here, other)[0, 1]) < 0.07
