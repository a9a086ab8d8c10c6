"""What is seldom changed of a run, folded away but for what is not as usual."""

from PySide6.QtWidgets import QWidget

from tnstudio.texts import tr
from tnstudio.ui.theme import Theme
from tnstudio.ui.train.setting import Setting, row
from tnstudio.ui.widgets.card import Card
from tnstudio.ui.widgets.fold import Fold

_Rows = tuple[tuple[str, str], ...]

GROUPS: tuple[tuple[str, str, str, _Rows], ...] = (
    (
        "updates",
        tr("Updates"),
        tr("How each batch moves the probabilities and biases"),
        (
            ("gradient", tr("Gradient")),
            ("momentum", tr("Momentum m")),
            ("batch", tr("&Batch B")),
            ("dropout", tr("Dropout p")),
            ("seed", tr("Seed")),
        ),
    ),
    (
        "images",
        tr("Images"),
        tr("How images are moved before they are learned, and what each counts"),
        (
            ("rotation", tr("Rotation ±")),
            ("shift", tr("Shift ±")),
            ("rescale", tr("Rescale ±")),
            ("balanced", ""),
        ),
    ),
    (
        "beyond",
        tr("Beyond the papers"),
        tr("Options of this program that make the chip agree better with the network"),
        (
            ("certainty", tr("Certainty κ")),
            ("continuity", ""),
            ("rounded_biases", ""),
        ),
    ),
)
"""Name, heading, what it is about, and the settings with their labels."""


class OptionsCard(Card):
    """Groups of settings under headings that can be opened.

    Parameters
    ----------
    theme : Theme
    settings : dict
        All settings by their names; those of `GROUPS` are taken.
    """

    def __init__(
        self,
        theme: Theme,
        settings: dict[str, Setting],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Options"), "options-card", parent)
        self._groups: list[tuple[Fold, list[Setting]]] = []
        self.body.setSpacing(2)
        for name, heading, about, rows in GROUPS:
            fold = Fold(theme, heading, f"options-{name}", about, self)
            for setting, label in rows:
                fold.body.addWidget(row(settings[setting], label))
            self.body.addWidget(fold)
            self._groups.append((fold, [settings[setting] for setting, _ in rows]))
        self.tell()

    def tell(self) -> None:
        """Tell how many settings are not as usual, also of those not on show."""
        counts = []
        for fold, settings in self._groups:
            count = sum(not setting.is_usual for setting in settings)
            told = tr("{changed} changed", changed=count) if count else ""
            fold.tell(told, marked=True)
            counts.append(count)
        changed = sum(counts)
        self.set_heading(
            tr("Options · {changed} changed", changed=changed)
            if changed
            else tr("Options")
        )
