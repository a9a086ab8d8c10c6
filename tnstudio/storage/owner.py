"""Which running program has made a file: so that what a dead one left is told.

A mark says computer, start of the computer, space of process numbers, process and
its start. Another computer's programs cannot be seen from here: of those, and of
what cannot be read, nothing is certain.
"""

import hashlib
import os
import platform
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

_UNKNOWN = "0"
_MARK = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8}|0)-([0-9]+)-([0-9]+)-([0-9]+)")
_PLACE_OF_START = 19
"""Among the fields behind the name of the program in ``/proc/PID/stat``."""


def own_mark() -> str:
    """Return the mark of this program, of letters that any file name can have."""
    process = os.getpid()
    return f"{_computer()}-{_boot()}-{_space()}-{process}-{_start_of(process)}"


def has_ended(mark: str) -> bool:
    """Tell whether it is certain that the program with this mark runs no more."""
    found = _MARK.fullmatch(mark)
    if found is None or os.name != "posix" or found[1] != _computer():
        return False
    boot, space, process, start = found[2], found[3], int(found[4]), found[5]
    if boot != _boot():
        # Containers share names but seldom this: without it nothing is certain.
        return bool(_machine()) and _UNKNOWN not in (boot, _boot())
    return space == _space() and not _runs(process, start)


def _runs(process: int, start: str) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    # The number may be another program's by now.
    return _UNKNOWN in (start, _start_of(process)) or start == _start_of(process)


@cache
def _computer() -> str:
    return _digest(platform.node() + _machine())


@cache
def _machine() -> str:
    return _text(Path("/etc/machine-id"))


@cache
def _boot() -> str:
    found = _text(Path("/proc/sys/kernel/random/boot_id"))
    return _digest(found) if found else _UNKNOWN


def _space() -> str:
    with suppress(OSError):
        return str(os.stat("/proc/self/ns/pid").st_ino)
    return _UNKNOWN


def _start_of(process: int) -> str:
    """Return when a process was started, in ticks of this computer."""
    fields = _text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return fields[_PLACE_OF_START] if len(fields) > _PLACE_OF_START else _UNKNOWN


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _text(path: Path) -> str:
    with suppress(OSError):
        return path.read_bytes().decode(errors="replace").strip()
    return ""
