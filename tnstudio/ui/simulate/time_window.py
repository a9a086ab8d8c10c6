"""Which ticks a raster shows: chosen, or those that the newest is among."""

import math

from tnstudio.ui.widgets.plots import round_up

LEAST_TICKS = 4.0
"""That can be on show."""

SPANS = (20, 40, 100, 200)
"""Ticks on show while following, unless chosen: as many as there are, 200 at most."""

MARGIN = 1.25
"""How far beyond what was run one may zoom out."""


class TimeWindow:
    """A range of ticks that is zoomed, moved, or follows the newest tick.

    Attributes
    ----------
    low, high : float
        The range; tick t is from t to t + 1.
    follows : bool
        Whether the newest tick is in view; zooming then changes how many
        ticks before it are, too.
    """

    def __init__(self) -> None:
        self.low, self.high = 0.0, float(SPANS[0])
        self.follows = True
        self._span: float | None = None
        self._position = self._end = 0

    @property
    def span(self) -> float:
        """How many ticks are on show."""
        return self.high - self.low

    @property
    def most(self) -> float:
        """The largest span."""
        return max(float(SPANS[-1]), round_up(self._end), MARGIN * self._end)

    def move_to(self, position: int, end: int) -> None:
        """Be where so many ticks were run, of those recorded."""
        self._position, self._end = position, end
        if self.follows:
            self._show_newest()

    def begin_anew(self) -> None:
        """Follow, with as many ticks as there are on show."""
        self.follows, self._span = True, None
        self._show_newest()

    def follow(self, follows: bool) -> None:
        """Keep the newest tick in view, with the span on show, or do not."""
        if follows and not self.follows:
            self._span = None if self.span < SPANS[-1] else self.span
        self.follows = follows
        self.move_to(self._position, self._end)

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show so many times as many ticks, the place `at` staying where it is.

        Parameters
        ----------
        factor : float
        at : float, optional
            A tick; the middle by default. While following, the newest stays.
        """
        span = min(max(factor * self.span, LEAST_TICKS), self.most)
        if self.follows:
            self._span = span
            self._show_newest()
            return
        fixed = (self.low + self.high) / 2 if at is None else at
        low = fixed - (fixed - self.low) * span / self.span
        self.show(low, low + span)

    def pan(self, share: float) -> None:
        """Move on by a share of what is on show; back if it is negative."""
        self.show(self.low + share * self.span, self.high + share * self.span)

    def show(self, low: float, high: float) -> None:
        """Show these ticks and follow no more."""
        self.follows = False
        span = min(max(high - low, LEAST_TICKS), self.most)
        self.low = min(max(low, 0.0), max(0.0, self._end - span / 2))
        self.high = self.low + span

    def show_all(self) -> None:
        """Show all that was run; while following, all that is to come, too."""
        if self.follows:
            self._span = math.inf
            self._show_newest()
        else:
            self.show(0.0, max(float(SPANS[0]), self._end))

    def _show_newest(self) -> None:
        # The range moves on in steps: a picture that stands still is easier to
        # read, and its axis need not be painted again.
        position = self._position
        if self._span == math.inf:
            self.low, self.high = 0.0, round_up(max(SPANS[0], position))
            return
        if self._span is None:
            span = next((s for s in SPANS if s >= position), SPANS[-1])
        else:
            span = round(self._span)
        step = max(1, span // 4)
        last = max(span, -(-position // step) * step)
        self.low, self.high = float(last - span), float(last)
