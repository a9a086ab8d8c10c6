"""Compiled kernels are kept between starts only as long as they are true."""

import os
import subprocess
import sys
from pathlib import Path

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

TAKER = """
from typing import NamedTuple
from tnstudio.jit import kernel

class {name}(NamedTuple):
    x: int

@kernel
def result(pair):
    return 2 * pair.x

print(result({name}(4)), sum(result.stats.cache_hits.values()))
"""

ASKED = """
from tnstudio.jit import is_kept, kernel

@kernel
def result(x):
    return x + 1

before = is_kept(result)
result(1)
print(int(before), int(is_kept(result)))
"""


def printed(folder: Path, name: str) -> tuple[int, ...]:
    """Run a file of a folder, whose cache is there too; return its numbers."""
    ended = subprocess.run(
        [sys.executable, "-B", str(folder / name)],
        env={
            **os.environ,
            "NUMBA_CACHE_DIR": str(folder / "cache"),
            "NUMBA_DISABLE_JIT": "0",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(map(int, ended.stdout.split()))


@pytest.fixture
def run(tmp_path):
    """Run a kernel that another one, in another file, is built into."""
    inner = tmp_path / "inner.py"
    (tmp_path / "outer.py").write_text(OUTER)

    def run_with(summand, more=""):
        source = INNER.format(summand=summand, more=more)
        if not inner.exists() or inner.read_text() != source:
            inner.write_text(source)
        return printed(tmp_path, "outer.py")

    return run_with


def test_that_a_kernel_is_compiled_again_when_what_is_built_into_it_changes(run):
    assert run(1) == (102, 0)
    assert run(2) == (203, 0)
    assert run(2, " * 10") == (221, 0)


def test_that_a_kernel_is_not_compiled_again_when_nothing_changes(run):
    assert run(1) == (102, 0)
    assert run(1) == (102, 1)


def test_that_a_cache_with_a_class_that_is_gone_is_made_anew(tmp_path):
    # It is looked up in the module of that name: of an older version's cache.
    for name, hits in (("Pair", 0), ("Couple", 0), ("Couple", 1)):
        source = TAKER.format(name=name)
        file = tmp_path / "taker.py"
        if not file.exists() or file.read_text() != source:
            file.write_text(source)
        (tmp_path / "run.py").write_text("import taker")
        assert printed(tmp_path, "run.py") == (8, hits)


def test_that_it_is_known_whether_a_kernel_was_compiled_before(tmp_path):
    (tmp_path / "asked.py").write_text(ASKED)
    assert printed(tmp_path, "asked.py") == (0, 1)
    assert printed(tmp_path, "asked.py") == (1, 1)
