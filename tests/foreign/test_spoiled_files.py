"""Spoiled files of all kinds: each ends soon, with a result or a message.

`READERS` has a row for everything that reads. A few dozen files of each are tried
always; ``pytest -m byhand tests/foreign -s`` tries 2,000 in all and prints what
came of them. A fault names the reader and the seed; to see it again::

    echo '["READER", SEED]' | python -m tests.foreign.child
"""

import faulthandler
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.foreign.child import Outcome
from tests.foreign.readers import READERS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="memory is measured as Linux does"
)

ROOT = Path(__file__).parents[2]
FEW, ALL = 8, 2000
PATIENCE = 120
"""Seconds until a process that says nothing counts as hanging."""
MOST_SECONDS = 10.0


class Child:
    """A process that reads spoiled files; another takes its place if it dies."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.foreign.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen) -> None:
        lines = self._lines
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    def outcome(self, reader: str, seed: int) -> Outcome:
        """Let the process read a file; tell if it dies or hangs."""
        self._process.stdin.write(f"{json.dumps([reader, seed])}\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=PATIENCE)
        except Empty:
            line = ""
        if line:
            return Outcome(**json.loads(line))
        self.close()
        code = self._process.returncode
        self._start()
        return Outcome(seed, "", "fault", f"The process ended ({code})", 0.0, 0)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def faults(reader: str, found: list[Outcome]) -> list[str]:
    """Return what must not be, a text for each."""
    told = []
    for one in found:
        if one.end == "fault":
            told.append(f"seed {one.seed} ({one.told}): {one.message}")
        if one.seconds > MOST_SECONDS:
            told.append(f"seed {one.seed} ({one.told}): took {one.seconds:.1f} s")
        if one.memory > READERS[reader].most_bytes:
            told.append(f"seed {one.seed} ({one.told}): took {one.memory >> 20} MiB")
    return told


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_that_a_few_spoiled_files_are_read_or_refused(
    child: Child, reader: str
) -> None:
    found = [child.outcome(reader, seed) for seed in range(FEW)]
    assert faults(reader, found) == []


@pytest.mark.byhand
@pytest.mark.parametrize("reader", READERS)
def test_that_all_spoiled_files_are_read_or_refused(child: Child, reader: str) -> None:
    faulthandler.cancel_dump_traceback_later()
    count = -(-ALL // len(READERS))
    found = [child.outcome(reader, seed) for seed in range(1000, 1000 + count)]
    ends = Counter(one.end for one in found)
    slowest = max(one.seconds for one in found)
    largest = max(one.memory for one in found) / 2**20
    told = f"{dict(ends)}, at most {slowest:.2f} s, {largest:.0f} MiB"
    print(f"\n{reader}: {told}")  # noqa: T201 - run by hand to see it
    assert faults(reader, found) == []
