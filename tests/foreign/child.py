"""Reads spoiled files in a process of its own, which may die of it.

``python -m tests.foreign.child`` takes lines of JSON on standard input, the name of
a reader and a seed, and answers each with a line of JSON, an `Outcome`. What
libraries write on standard output goes to standard error.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import traceback
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from tests.foreign.readers import READERS, Reader
from tnstudio.errors import TNStudioError

MOST_ADDRESSES = 2**30
"""Bytes of memory that a reading may ask the system for; more is refused."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading one spoiled file.

    Attributes
    ----------
    seed : int
    told : str
        What was done to the file.
    end : str
        ``read``, ``refused`` or ``fault``: any other error, a message without the
        file's name, or a file of its own that reading left or changed.
    message : str
        The whole error.
    seconds : float
        Of the processor.
    memory : int
        Bytes that the process grew by while it read, at most.
    """

    seed: int
    told: str
    end: str
    message: str
    seconds: float
    memory: int


def outcome(reader: Reader, good: Path, seed: int) -> Outcome:
    """Spoil a copy of a good file, read it and tell what happened."""
    random = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        shutil.copytree(good.parent if good.is_file() else good, folder)
        target = folder / good.name if good.is_file() else folder
        told = reader.spoil(target, random)
        before = _contents(folder)
        _forget_peak()
        memory, started = _memory("VmRSS"), process_time()
        end, message = _read(reader, target)
        seconds, memory = process_time() - started, _memory("VmHWM") - memory
        if _contents(folder) != before:
            end, message = "fault", f"Files were changed ({message})"
    return Outcome(seed, told, end, message, seconds, memory)


def _read(reader: Reader, target: Path) -> tuple[str, str]:
    try:
        reader.read(target)
    except TNStudioError as error:
        if reader.names_file and str(target) not in str(error):
            return "fault", f"The file is not named: {error}"
        return "refused", str(error)
    except BaseException:  # noqa: BLE001 - each is a fault, and told with its seed
        return "fault", traceback.format_exc()
    return "read", ""


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def _forget_peak() -> None:
    """Let the system measure the most memory anew, from what is in use now."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    words = next(line for line in lines if line.startswith(f"{name}:")).split()
    return int(words[1]) * 1024


def main() -> None:
    """Answer until there is nothing more to be answered."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    # What NumPy warns of, such as infinities, must not become a result.
    warnings.simplefilter("error")
    limit = _memory("VmSize") + MOST_ADDRESSES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    good: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            name, seed = json.loads(line)
            if name not in good:
                good[name] = _made(READERS[name], Path(folder) / name)
            found: dict[str, Any] = asdict(outcome(READERS[name], good[name], seed))
            print(json.dumps(found), file=answers)


def _made(reader: Reader, folder: Path) -> Path:
    """Write what is good, and see that it is."""
    folder.mkdir()
    good = reader.make(folder)
    reader.read(good)
    return good


if __name__ == "__main__":
    main()
