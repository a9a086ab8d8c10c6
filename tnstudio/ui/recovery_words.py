"""How unsaved work is told of."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

from tnstudio.app.recovery import FoundWork
from tnstudio.texts import marked, tr

_PARTS = {
    "network": marked("design"),
    "trained": marked("training"),
    "program": marked("chip"),
    "recordings": marked("recordings"),
    "runs": marked("runs"),
    "description": marked("description"),
    "prepared": marked("settings for training"),
}


def moment(written: str) -> str:
    """Return a time in ISO 8601 as people write it; empty if it is none."""
    try:
        seconds = datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError, OSError):
        return tr("an unknown time")
    when = QDateTime.fromMSecsSinceEpoch(int(seconds * 1000))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def work_title(work: FoundWork) -> str:
    """Return what unsaved work is of: its file, or its network."""
    return work.name if work.path is None else work.path.name


def work_detail(work: FoundWork) -> str:
    """Return when it is from and what it holds, or why it cannot be opened."""
    if work.problem:
        return tr("It cannot be read: {why}", why=work.problem)
    parts = ", ".join(tr(_PARTS[part]) for part in work.holds)
    where = tr("never saved") if work.path is None else str(work.path.parent)
    return tr(
        "{when} · {parts} · {where}",
        when=moment(work.written),
        parts=parts,
        where=where,
    )
