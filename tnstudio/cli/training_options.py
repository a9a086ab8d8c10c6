"""The options that are settings of a training, and what they come to."""

import inspect
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from tnstudio.app.run_export import NO_DROP
from tnstudio.app.setting_values import settings_of, values_of
from tnstudio.cli.arguments import GradientName, Seed, first_given
from tnstudio.errors import TNStudioError
from tnstudio.model.records import RateDrop, TrainingSettings


class MethodName(StrEnum):
    """What synapses are while a network learns."""

    TEA = "tea"
    BINARY = "binary"


class ScheduleName(StrEnum):
    """How the learning rate goes down."""

    STEP = "step"
    COSINE = "cosine"
    CONSTANT = "constant"


class PresetName(StrEnum):
    """Settings that have a name: see `tnstudio.app.training_presets`."""

    USUAL = "usual"
    QUICK = "quick"
    ESSER_2015 = "esser2015"
    JIMENO_2017 = "jimeno2017"


METHOD, RATE, IMAGES, OURS = "Method", "Rate", "Images", "Beyond the papers"

_DEFAULTS = TrainingSettings()


def _option(group: str, help_text: str, *names: str, **limits: Any) -> Any:
    return typer.Option(*names, help=help_text, rich_help_panel=group, **limits)


_SETTINGS: dict[str, tuple[Any, Any]] = {
    "preset": (
        Annotated[
            PresetName,
            _option(
                METHOD,
                "What the other settings are unless told: the defaults below, a quick "
                "look, or a paper's recipe.",
            ),
        ],
        PresetName.USUAL,
    ),
    "method": (
        Annotated[
            MethodName, _option(METHOD, "tea (Esser 2015) or binary (Jimeno 2017).")
        ],
        MethodName.TEA,
    ),
    "gradient": (
        Annotated[GradientName, _option(METHOD, "Form of Esser 2015, equation 4.")],
        GradientName.APPROXIMATE,
    ),
    "dropout": (
        Annotated[float, _option(METHOD, "Share of hidden neurons left out.")],
        _DEFAULTS.dropout,
    ),
    "epochs": (
        Annotated[int, _option(RATE, "Passes over the images.", min=1)],
        _DEFAULTS.epochs,
    ),
    "batch": (
        Annotated[int, _option(RATE, "Images per update.", min=1)],
        _DEFAULTS.batch,
    ),
    "rate": (
        Annotated[float, _option(RATE, "Learning rate at the start.")],
        _DEFAULTS.rate,
    ),
    "schedule": (
        Annotated[ScheduleName, _option(RATE, "How the rate goes down.")],
        ScheduleName.STEP,
    ),
    "drop": (
        Annotated[
            list[str],
            _option(
                RATE,
                "SHARE,FACTOR of schedule step: after this share of the epochs the "
                "rate is multiplied; may be repeated; none for no drop.",
            ),
        ],
        [f"{drop.after:g},{drop.factor:g}" for drop in _DEFAULTS.drops],
    ),
    "momentum": (
        Annotated[float, _option(RATE, "Share of the last change that goes on.")],
        _DEFAULTS.momentum,
    ),
    "seed": (Seed, 0),
    "rotation": (Annotated[float, _option(IMAGES, "Most degrees, each way.")], 0.0),
    "shift": (Annotated[float, _option(IMAGES, "Most pixels, each way.")], 0.0),
    "rescale": (Annotated[float, _option(IMAGES, "Most share of the size.")], 0.0),
    "balanced": (
        Annotated[
            bool, _option(IMAGES, "Give all classes the same weight.", "--balanced")
        ],
        False,
    ),
    "continuity": (
        Annotated[
            bool, _option(OURS, "Fire above ½: sums are whole numbers.", "--continuity")
        ],
        False,
    ),
    "certainty": (
        Annotated[float, _option(OURS, "Most weight of the penalty on c (1 - c).")],
        _DEFAULTS.certainty,
    ),
    "rounded_biases": (
        Annotated[
            bool,
            _option(
                OURS, "Compute with the biases that are deployed.", "--rounded-biases"
            ),
        ],
        False,
    ),
}
"""Type and default of each option, in the order of the help."""


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all settings as options; it takes them as ``**settings``."""
    signature = inspect.signature(command)
    own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    added = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default
        )
        for name, (kind, default) in _SETTINGS.items()
    ]
    own.sort(key=lambda parameter: parameter.kind)
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*own, *added]
    )
    return command


def settings_from(context: typer.Context, options: dict[str, Any]) -> TrainingSettings:
    """Return the settings of the preset, but for those that were given.

    Raises
    ------
    TNStudioError
        If a drop of the rate is not written as one.
    """
    from tnstudio.app.training_presets import PRESETS

    presets = {preset.name: preset.settings for preset in PRESETS}
    values = values_of(presets[options["preset"]])
    for name, value in options.items():
        if name == "preset" or not first_given(context, (name,)):
            continue
        if name == "drop":
            values["drops"] = _drops(value)
        else:
            values[name] = getattr(value, "value", value)
    return settings_of(values)


def _drops(texts: list[str]) -> tuple[RateDrop, ...]:
    return () if texts == [NO_DROP] else tuple(_drop(text) for text in texts)


def _drop(text: str) -> RateDrop:
    if not re.fullmatch(r"[-+.e\d]{1,24},[-+.e\d]{1,24}", text):
        raise _not_a_drop(text)
    try:
        return RateDrop(*(float(part) for part in text.split(",")))
    except ValueError as error:
        raise _not_a_drop(text) from error


def _not_a_drop(text: str) -> TNStudioError:
    return TNStudioError(
        f"'{text}' is not a drop of the rate", "--drop", "write it like 0.6,0.1"
    )


def require_no_settings(context: typer.Context) -> None:
    """Refuse settings, but for the epochs: a resumed training has its own.

    Raises
    ------
    TNStudioError
        If one was given.
    """
    option = first_given(context, tuple(name for name in _SETTINGS if name != "epochs"))
    if option is not None:
        raise TNStudioError(
            "A resumed training keeps the settings it was started with",
            option.replace("_", "-"),
            "leave this option out, or train anew without --resume",
        )
