"""All that is wrong with a file, collected while it is read."""

from types import TracebackType

from tnstudio.errors import TNStudioError
from tnstudio.model.problems import Problem
from tnstudio.storage import schema
from tnstudio.storage.memory import is_short_of
from tnstudio.texts import tr

_H5PY_ERRORS = (OSError, RuntimeError, LookupError, ValueError, TypeError)
"""What h5py raises for files with damaged parts."""

DAMAGED = "damaged"

_SHOWN = 20


class Report:
    """All that is wrong with a file, each with its HDF5 path."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._bytes = 0

    def __len__(self) -> int:
        return len(self.problems)

    def add(
        self, place: str, message: str, hint: str = "", code: str = "unexpected"
    ) -> None:
        """Note one problem; its code is `DAMAGED` if the bytes themselves are."""
        self.problems.append(Problem(code, place, message, hint))

    def has_room(self, place: str, size: int) -> bool:
        """Tell whether so many bytes more may be read; note it if not.

        One array in a file can have any number of names: each is read.
        """
        self._bytes += size
        if self._bytes <= schema.MOST_CONTENT_BYTES:
            return True
        message = tr(
            "The arrays take more than {most} bytes",
            most=schema.MOST_CONTENT_BYTES,
        )
        self.add(place, message)
        return False

    @property
    def tells_of_damage(self) -> bool:
        """Whether a part of the file could not be read at all."""
        return any(problem.code == DAMAGED for problem in self.problems)

    def raise_if_any(self, location: str) -> None:
        """Raise one error with all problems.

        Raises
        ------
        TNStudioError
            If there are any.
        """
        if not self.problems:
            return
        if len(self.problems) == 1:
            only = self.problems[0]
            raise TNStudioError(only.message, f"{location}:{only.place}", only.hint)
        shown = "".join(
            f"\n  {p.place}: {p.message}" + (f" ({p.hint})" if p.hint else "")
            for p in self.problems[:_SHOWN]
        )
        rest = len(self.problems) - _SHOWN
        if rest > 0:
            shown += "\n  " + tr("and {rest} more", rest=rest)
        told = tr("The file has {number} problems:", number=len(self.problems))
        raise TNStudioError(told + shown, location)


class Damage:
    """Turns what h5py raises for a damaged part, in its block, into a problem.

    It raises the same where memory is short: that is a `MemoryError`.

    Parameters
    ----------
    report : Report
        Where the problem goes.
    place : str
        The part's path, also the value of the ``with``.
    """

    def __init__(self, report: Report, place: str) -> None:
        self._report = report
        self._place = place

    def __enter__(self) -> str:
        return self._place

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, UnicodeDecodeError):
            self._report.add(self._place, tr("The text is not UTF-8"))
        elif isinstance(error, _H5PY_ERRORS):
            if is_short_of():
                raise MemoryError from error
            message = tr("This cannot be read: {error}", error=error)
            self._report.add(self._place, message, code=DAMAGED)
        else:
            return False
        return True
