"""Arguments that several commands share, and how they are read."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tnstudio.cli.file_argument import PROJECT_HELP, project_of
from tnstudio.errors import TNStudioError
from tnstudio.model.network import InputShape, WindowLayer
from tnstudio.model.records import SEED

if TYPE_CHECKING:
    from tnstudio.datasets.encoders import Encoding


class EncodingName(StrEnum):
    """How images become spikes."""

    STOCHASTIC = "stochastic"
    RATE = "rate"


class SplitName(StrEnum):
    """The two halves of a data set."""

    TRAIN = "train"
    TEST = "test"


class GradientName(StrEnum):
    """The two forms of the gradient (E15, equation 4)."""

    APPROXIMATE = "approximate"
    EXACT = "exact"


ProjectFile = Annotated[
    Path, typer.Argument(parser=project_of, metavar="PROJECT", help=PROJECT_HELP)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Data = Annotated[
    str,
    typer.Option(
        help="A bundled data set, or a folder or file of images: see tnstudio data "
        "--help."
    ),
]
Seed = Annotated[
    int, typer.Option(min=SEED.low, max=SEED.high, help="Seed of all random numbers.")
]
Ticks = Annotated[int, typer.Option(min=1, max=100_000, help="Ticks per image, T.")]
Split = Annotated[SplitName, typer.Option(help="Which images.")]
EncodingOption = Annotated[
    EncodingName, typer.Option("--encoding", help="How images become spikes.")
]


def parse_counts(text: str, option: str) -> tuple[int, ...]:
    """Read numbers from 1 on, like ``1,4,16``; rising, each once.

    Raises
    ------
    TNStudioError
        If the text is something else.
    """
    if not re.fullmatch(r"[1-9]\d{0,6}(,[1-9]\d{0,6})*", text):
        raise TNStudioError(
            f"'{text}' is no list of numbers", option, "write it like 1,4,16"
        )
    return tuple(sorted({int(part) for part in text.split(",")}))


def parse_encodings(text: str) -> "tuple[Encoding, ...]":
    """Read ways how images become spikes, like ``stochastic,rate``; each once.

    Raises
    ------
    TNStudioError
        If there is no such way.
    """
    names = tuple(dict.fromkeys(text.split(",")))
    known = ", ".join(EncodingName)
    for name in names:
        if name not in set(EncodingName):
            raise TNStudioError(
                f"There is no encoding '{name}'", "--encoding", f"choose of {known}"
            )
    return tuple(EncodingName(name).value for name in names)


def first_given(context: typer.Context, names: tuple[str, ...]) -> str | None:
    """Return the first of these options that was given; None if none was."""
    for name in names:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            return f"--{name}"
    return None


def parse_input(text: str) -> InputShape:
    """Read ``ROWSxCOLUMNS`` or ``ROWSxCOLUMNSxCHANNELS``.

    Raises
    ------
    TNStudioError
        If the text is something else.
    """
    if not re.fullmatch(r"\d{1,6}x\d{1,6}(x\d{1,6})?", text):
        raise TNStudioError(
            f"'{text}' is not an input size", "--input", "write it like 28x28x1"
        )
    return InputShape(*(int(part) for part in text.split("x")))


def parse_layer(text: str) -> WindowLayer:
    """Read ``R,S`` (a first layer) or ``R,S,F``.

    Raises
    ------
    TNStudioError
        If the text is something else.
    """
    if not re.fullmatch(r"-?\d{1,6}(,-?\d{1,6}){1,2}", text):
        raise TNStudioError(
            f"'{text}' is not a layer",
            "--layer",
            "write R,S for the first layer (like 16,12) and R,S,F for later "
            "ones (like 2,1,64)",
        )
    window, stride, *features = (int(part) for part in text.split(","))
    return WindowLayer(window, stride, features[0] if features else None)
