"""The colours of the light and the dark theme."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as ``#rrggbb``.

    Attributes
    ----------
    background, surface, raised : str
        Of the window, of panels and plots, of buttons and headers.
    text, muted : str
        Primary and secondary text; at least 4.5 : 1 on all three.
    grid : str
        Lines of grids and borders.
    accent, accent_text : str
        Selection and main buttons, and text on them.
    positive, negative : str
        The diverging pair (blue and orange, safe for colour-blind eyes).
    warning, error : str
        Text and marks of advice and errors.
    series : tuple of str
        Lines of plots: Okabe and Ito's palette (2008), in an order that reads
        well on this background.
    """

    background: str
    surface: str
    raised: str
    text: str
    muted: str
    grid: str
    accent: str
    accent_text: str
    positive: str
    negative: str
    warning: str
    error: str
    series: tuple[str, ...]


LIGHT = Colours(
    background="#eef1f5",
    surface="#ffffff",
    raised="#e4e9f0",
    text="#17202e",
    muted="#505b6d",
    grid="#cfd6e0",
    accent="#1262b3",
    accent_text="#ffffff",
    positive="#0072b2",
    negative="#c75100",
    warning="#8a5a00",
    error="#b3261e",
    series=(
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#cc79a7",
        "#e69f00",
        "#56b4e9",
        "#000000",
    ),
)

DARK = Colours(
    background="#161a21",
    surface="#1e242d",
    raised="#2a323e",
    text="#e8ecf2",
    muted="#a3aebd",
    grid="#3a4453",
    accent="#5aa9f0",
    accent_text="#0b1420",
    positive="#56b4e9",
    negative="#f08c3c",
    warning="#f0b64a",
    error="#ff8a80",
    series=(
        "#56b4e9",
        "#e69f00",
        "#2fb890",
        "#cc79a7",
        "#f0e442",
        "#e8743b",
        "#e8ecf2",
    ),
)
