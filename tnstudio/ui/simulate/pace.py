"""How many ticks are due."""

BUDGET_SECONDS = 0.014
"""About the most that the worker is kept busy by one request: then there is a frame
for each of 60 drawings a second."""

FIRST_TICKS = 1
"""Before anything is known about the speed."""

MOST_TICKS = 5000
"""In one request."""


class Pace:
    """Turns a wished rate and passing time into numbers of ticks.

    Attributes
    ----------
    rate : float or None
        Ticks per second; None for as fast as it goes.

    Parameters
    ----------
    rate : float or None
    most : int
        The ticks that the budget is believed to allow at first.
    budget : float
        Seconds.
    """

    def __init__(
        self,
        rate: float | None,
        most: int = FIRST_TICKS,
        budget: float = BUDGET_SECONDS,
    ) -> None:
        self.rate = rate
        self._budget = budget
        self._owed = 0.0
        self._most = most

    @property
    def most(self) -> int:
        """The ticks that the budget allows, by what is known of the speed."""
        return self._most

    def start(self) -> None:
        """Begin to count; the first tick is due at once."""
        self._owed = 1.0

    def due(self, elapsed: float) -> int:
        """Return the ticks to be run now, at most what the budget allows.

        Ticks that are more than one budget late are forgotten: a chip that is
        too slow for its rate runs as fast as it can.

        Parameters
        ----------
        elapsed : float
            Seconds since the last call.
        """
        if self.rate is None:
            return self._most
        self._owed += elapsed * self.rate
        due = min(int(self._owed), self._most)
        self._owed = min(self._owed - due, 1.0)
        return due

    def measured(self, ticks: int, seconds: float) -> None:
        """Learn from what a request has taken."""
        possible = int(self._budget * ticks / max(seconds, 1e-9))
        # Upwards in steps: short requests say little about long ones.
        self._most = max(1, min(possible, 4 * self._most, MOST_TICKS))
