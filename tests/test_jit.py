"""Compiled kernels are kept between starts only as long as they are true."""

import os
import subprocess
import sys

import pytest

INNER = """
from tnstudio.jit import inner_kernel

SUMMAND = {summand}

@inner_kernel
def add(x):
    return x + SUMMAND{more}
"""

OUTER = """
from inner import SUMMAND, add
from tnstudio.jit import kernel

@kernel
def result(x):
    return 100 * SUMMAND + add(x)

print(result(1), sum(result.stats.cache_hits.values()))
"""


@pytest.fixture
def run(tmp_path):
    """Run a kernel that another one, in another file, is built into."""
    inner = tmp_path / "inner.py"
    (tmp_path / "outer.py").write_text(OUTER)

    def run_with(summand, more=""):
        source = INNER.format(summand=summand, more=more)
        if not inner.exists() or inner.read_text() != source:
            inner.write_text(source)
        ended = subprocess.run(
            [sys.executable, "-B", str(tmp_path / "outer.py")],
            env={
                **os.environ,
                "NUMBA_CACHE_DIR": str(tmp_path / "cache"),
                "NUMBA_DISABLE_JIT": "0",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return tuple(map(int, ended.stdout.split()))

    return run_with


def test_that_a_kernel_is_compiled_again_when_what_is_built_into_it_changes(run):
    assert run(1) == (102, 0)
    assert run(2) == (203, 0)
    assert run(2, " * 10") == (221, 0)


def test_that_a_kernel_is_not_compiled_again_when_nothing_changes(run):
    assert run(1) == (102, 0)
    assert run(1) == (102, 1)
