"""Texts without what is private: names of files, projects, people and computers.

What cannot be told from a path is taken for one: rather too much goes than too
little.
"""

import getpass
import os
import platform
import re
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tnstudio import paths

FILE, NAME, USER, COMPUTER = "<file>", "<name>", "<user>", "<computer>"
"""What stands for what has gone."""

_CODE = re.compile(r'^(?P<start>\s*File )"(?P<file>[^"\n]+)"', re.MULTILINE)
_QUOTED = re.compile(r"""(['"])(?:(?!\1)[^\n])*[\\/](?:(?!\1)[^\n])*\1""")
_PATH = re.compile(
    r"""(?<![\w<)\]])(?:file:|~|[A-Za-z]:(?=[\\/]))?(?:/|\\)[^\n:*?"'<>|]*"""
)
_ENDINGS = (
    "tn\\.h5|h5|hdf5|json|csv|npz|npy|png|jpe?g|bmp|gif|svg|pdf|txt|md|log|zip|gz"
    "|idx|ubyte|nir|py|sh|part|journal|md5|tiff?|webp|pgm|ppm|toml|ya?ml|mat"
)
_FILE_NAME = re.compile(rf"""[^\n:;,("'<>]*\.(?:{_ENDINGS})\b""", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<!\w)[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NUMBERED = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_DOMAIN = re.compile(rf"{re.escape(COMPUTER)}(?:\.[\w-]+)+")
_LEAST_NAME = 3
"""Letters; the name of a user with fewer would be found in any text."""


@dataclass(frozen=True, slots=True)
class Private:
    """What must not be told.

    Attributes
    ----------
    files : tuple of str
        Paths and names of files and folders.
    people : tuple of str
        Names of users.
    computers : tuple of str
    names : tuple of str
        What users have called their work: projects, runs, classes, cores.
    """

    files: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    computers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of_this_computer(
        cls, files: Iterable[str] = (), names: Iterable[str] = ()
    ) -> "Private":
        """Return what is private here, these files and these names."""
        # Of `folder@28x28`, a data set, the folder alone may be told, too.
        known = [name for file in files for name in (file, file.rpartition("@")[0])]
        paths = [Path(file) for file in known if file]
        # Of `net.tn.h5` the part before the endings tells as much.
        stems = [path.name.partition(".")[0] for path in paths]
        of_files = [str(path) for path in paths] + [path.name for path in paths]
        home, computer = Path.home(), platform.node()
        people = {home.name, _user(), _full_name()}
        return cls(
            _longest_first([*of_files, *stems]),
            _longest_first(people),
            _longest_first([computer, computer.partition(".")[0]]),
            _longest_first(name.strip() for name in names),
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # No name for the number of this user.
        return ""


def _full_name() -> str:
    """Return what the system knows a user by in full; empty if nothing."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]
    except (KeyError, ImportError):
        return ""


def _longest_first(names: Iterable[str]) -> tuple[str, ...]:
    found = {name for name in names if len(name) >= _LEAST_NAME}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def without_private(text: str, private: Private) -> str:
    """Return a text with stand-ins for all that is private.

    Of files in tracebacks, those of the program and of its libraries keep their
    names, from the folder of the library on.
    """
    kept: list[str] = []

    def shelve(match: re.Match[str]) -> str:
        kept.append(f'{match["start"]}"{_code_name(match["file"])}"')
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(shelve, text.replace("\0", ""))
    for names, stand_in in (
        (private.files, FILE),
        (private.names, NAME),
        (private.people, USER),
        (private.computers, COMPUTER),
    ):
        for name in names:
            whole = rf"(?<!\w){re.escape(name)}(?!\w)"
            text = re.sub(whole, stand_in, text, flags=re.IGNORECASE)
    for pattern, stand_in in (
        (_QUOTED, FILE),
        (_PATH, FILE),
        (_FILE_NAME, FILE),
        (_ADDRESS, USER),
        (_NUMBERED, COMPUTER),
        (_DOMAIN, COMPUTER),
    ):
        text = pattern.sub(stand_in, text)
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)


def _code_name(file: str) -> str:
    """Return the name of a file of code, from its library's folder on."""
    places = sysconfig.get_paths()
    for root in (
        str(Path(paths.__file__).parent.parent / "tnstudio"),
        places["purelib"],
        places["platlib"],
        places["stdlib"],
    ):
        if file.startswith(root):
            start = Path(root).name if Path(root).name == "tnstudio" else ""
            rest = file[len(root) :].replace("\\", "/").lstrip("/")
            return f"{start}/{rest}".lstrip("/")
    return file if re.fullmatch(r"<[\w .]+>", file) else FILE
