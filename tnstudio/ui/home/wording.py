"""What Home says about a project."""

import math
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QTime

from tnstudio.app.glances import Glance
from tnstudio.texts import plural, tr


def title_of(path: Path, glance: Glance | None, *, by_file: bool) -> str:
    """Return what a project is called: by its file, or by its network."""
    if by_file or glance is None or not glance.name:
        return path.name.removesuffix(".h5").removesuffix(".tn")
    return glance.name


def facts_text(glance: Glance) -> str:
    """Return what a project is, e.g. ``5 cores, trained, 95.2 %``."""
    words = [_cores_text(glance)]
    if glance.trained:
        words.append(tr("trained"))
    if not math.isnan(glance.accuracy):
        words.append(percent(glance.accuracy))
    return ", ".join(words)


def _cores_text(glance: Glance) -> str:
    if glance.free:
        return plural("{number} free core", "{number} free cores", glance.cores)
    return plural("{number} core", "{number} cores", glance.cores)


def percent(share: float) -> str:
    """Return a share as a text, e.g. ``95.2 %``."""
    return f"{100 * share:.1f} %"


def first_line(glance: Glance) -> str:
    """Return what a project shows, in one line."""
    return glance.description.split("\n", 1)[0]


def accuracy_text(glance: Glance) -> str:
    """Return what the accuracy is of; nothing if there is none."""
    if math.isnan(glance.accuracy):
        return ""
    return tr(
        "{share} of the test images are told rightly by one copy of the network "
        "on a chip, in one tick each.",
        share=percent(glance.accuracy),
    )


def when_text(saved: float, now: datetime) -> str:
    """Return when a file was written, as people say it."""
    moment = datetime.fromtimestamp(saved)
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    if moment.date() == now.date():
        return tr(
            "Today, {time}",
            time=locale.toString(QTime(moment.hour, moment.minute), short),
        )
    if moment.date() == (now - timedelta(days=1)).date():
        return tr("Yesterday")
    return locale.toString(QDate(moment.year, moment.month, moment.day), short)


def folder_text(path: Path) -> str:
    """Return the folder of a file, with ``~`` for one's own."""
    folder, home = path.parent, Path.home()
    if folder == home or home in folder.parents:
        return str(Path("~") / folder.relative_to(home))
    return str(folder)
