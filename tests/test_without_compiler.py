"""Kernels are plain Python too: they give the same without a compiler."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize(
    "tests",
    [
        "training/test_gradients.py",
        "datasets/test_augmentation.py",
        "training/test_prediction.py",
        "datasets/test_encoders.py",
        "datasets/test_stimuli.py",
        "mapping/test_placing.py",
    ],
)
def test_that_interpreted_kernels_pass_their_tests(tests):
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", str(TESTS / tests)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert " passed" in ended.stdout
