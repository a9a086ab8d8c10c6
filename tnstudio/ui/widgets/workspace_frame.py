"""The frame that workspaces share: a bar on top, a panel left, views right."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

SPACING = 8


def frame(
    workspace: QWidget, bar: QWidget, panel: QWidget, banner: QWidget, *views: QWidget
) -> None:
    """Lay out a workspace; of the views one is shown at a time, below the banner."""
    right = QVBoxLayout()
    right.setSpacing(SPACING)
    right.addWidget(banner)
    for view in views:
        right.addWidget(view, 1)
    below = QHBoxLayout()
    below.setSpacing(SPACING)
    below.addWidget(panel)
    below.addLayout(right, 1)
    layout = QVBoxLayout(workspace)
    layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
    layout.setSpacing(SPACING)
    layout.addWidget(bar)
    layout.addLayout(below, 1)
