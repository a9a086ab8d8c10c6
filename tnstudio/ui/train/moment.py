"""The moment of a training that something is of: for people, and for files."""

from dataclasses import dataclass

from tnstudio.texts import marked, tr

AFTER_BATCH = marked("after batch {batch} of epoch {epoch}")
AFTER_EPOCH = marked("after epoch {epoch}")
IN_EPOCH = marked("in epoch {epoch}")
LIVE = marked("live, {when}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a training.

    Attributes
    ----------
    text : str
        One of those above; empty: it is not known.
    epoch : int
        From 1.
    batch : int
        Of the epoch; 0 where the text tells of none.
    is_live : bool
        Whether the training goes on.
    """

    text: str = ""
    epoch: int = 0
    batch: int = 0
    is_live: bool = False

    @property
    def shown(self) -> str:
        """The moment in the language of the window."""
        when = tr(self.text, batch=self.batch, epoch=self.epoch)
        if not self.is_live:
            return when
        return tr(LIVE, when=when) if when else tr("live")

    @property
    def written(self) -> str:
        """The moment in English, for files."""
        when = self.text.format(batch=self.batch, epoch=self.epoch)
        if not self.is_live:
            return when
        return LIVE.format(when=when) if when else "live"


NEVER = Moment()
"""No moment."""
