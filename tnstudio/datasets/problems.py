"""All that is wrong with a data set, told together."""

from collections.abc import Sequence

from tnstudio.errors import TNStudioError
from tnstudio.texts import tr

MOST_TOLD = 20
"""Problems in one error: each of thousands of files may have one."""


class SeveralSizes(TNStudioError):
    """Pictures of several sizes, which resampling would mend.

    Parameters
    ----------
    message, location, hint : str
        As for `TNStudioError`.
    commonest : tuple of int
        Rows and columns of most of them.
    """

    def __init__(
        self, message: str, location: str, hint: str, commonest: tuple[int, int]
    ) -> None:
        super().__init__(message, location, hint)
        self.commonest = commonest


def raise_all(problems: Sequence[TNStudioError], place: str) -> None:
    """Raise one problem as it is, several as one error that lists them.

    Parameters
    ----------
    problems : sequence of TNStudioError
        The first 20 are told, the others counted.
    place : str
        What they have in common: a folder or file.

    Raises
    ------
    TNStudioError
        If there are any.
    """
    if len(problems) == 1:
        raise problems[0]
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems[:MOST_TOLD])
        rest = len(problems) - MOST_TOLD
        if rest > 0:
            lines += "\n  " + tr("and {rest:,} more", rest=rest)
        told = tr("{number:,} problems:", number=len(problems))
        raise TNStudioError(told + lines, place)
