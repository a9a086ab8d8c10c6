"""The numbers of each kind of stimulus: what they mean, how they are read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tnstudio.errors import TNStudioError
from tnstudio.model.hardware import Limit
from tnstudio.model.stimulus import (
    FOREVER,
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.stimulus_edits import (
    MOST_TYPED,
    pattern_from,
    pattern_text,
)
from tnstudio.model.stimulus_rules import (
    END,
    FIRST_IMAGE,
    IMAGE_TICKS,
    PERIOD,
    TICK,
)
from tnstudio.ui.widgets.fields import About

_LINE = Limit("input line", "", 0, 2**31 - 1, "this program")


@dataclass(frozen=True, slots=True)
class StimulusField:
    """One value of a stimulus.

    Attributes
    ----------
    name : str
        The attribute of the stimulus; ``spikes`` are all of a pattern.
    label : str
    text : callable
        Returns the value of a stimulus as users type it.
    read : callable
        Returns the stimulus with the value of a text; raises a
        `TNStudioError` if it is none.
    about : About
    empty : str
        What an empty text means.
    """

    name: str
    label: str
    text: Callable[[Any], str]
    read: Callable[[Any, str], Stimulus]
    about: About
    empty: str = ""


def _number_from(text: str, limit: Limit) -> int:
    plain = text.strip().replace("−", "-")
    if not plain.removeprefix("-").isdecimal():
        raise TNStudioError(f"“{plain}” is not a whole number", hint=_range_of(limit))
    value = int(plain)
    if not limit.holds(value):
        raise TNStudioError(f"The {limit.name} is {value}", hint=_range_of(limit))
    return value


def _range_of(limit: Limit) -> str:
    if limit.high >= FOREVER - 1:
        return f"choose {limit.low} or more"
    return f"choose {limit.low} to {limit.high:,}"


def _whole(
    name: str, label: str, meaning: str, limit: Limit, unit: str = ""
) -> StimulusField:
    values = _range_of(limit).removeprefix("choose ") + (f" {unit}" if unit else "")
    return StimulusField(
        name,
        label,
        lambda stimulus: str(getattr(stimulus, name)),
        lambda stimulus, text: replace(stimulus, **{name: _number_from(text, limit)}),
        _about(name, label, meaning, values),
    )


def _about(name: str, label: str, meaning: str, values: str = "") -> About:
    return About(f"stimulus-{name.replace('_', '-')}", label, meaning, values)


def _end_text(stimulus: Any) -> str:
    return "" if stimulus.end == FOREVER else str(stimulus.end)


def _with_end(stimulus: Any, text: str) -> Stimulus:
    end = _number_from(text, END) if text.strip() else FOREVER
    changed: Stimulus = replace(stimulus, end=end)
    return changed


def _with_probability(stimulus: Any, text: str) -> Stimulus:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise TNStudioError(
            f"“{text.strip()}” is not a number", hint="choose 0 to 1"
        ) from None
    # Written so that NaN is out of range.
    if not 0 <= value <= 1:
        raise TNStudioError(f"The probability is {value:g}", hint="choose 0 to 1")
    changed: Stimulus = replace(stimulus, probability=value)
    return changed


def _with_word(name: str, words: tuple[str, ...]) -> Callable[[Any, str], Stimulus]:
    def read(stimulus: Any, text: str) -> Stimulus:
        plain = text.strip().lower()
        if plain not in words:
            raise TNStudioError(
                f"“{text.strip()}” is no {name}", hint=f"type {' or '.join(words)}"
            )
        changed: Stimulus = replace(stimulus, **{name: plain})
        return changed

    return read


def _with_source(stimulus: Any, text: str) -> Stimulus:
    if not text.strip():
        raise TNStudioError("The data set has no name", hint="type a name or a path")
    changed: Stimulus = replace(stimulus, source=text.strip())
    return changed


def _with_period_of_pattern(stimulus: Any, text: str) -> Stimulus:
    period = 0 if text.strip() in ("", "0") else _number_from(text, PERIOD)
    changed: Stimulus = replace(stimulus, period=period)
    return changed


_ON = _whole("line", "Line", "The input line that it is on.", _LINE)
_FIRST = _whole("first", "First tick", "The tick of the first spike.", TICK, "ticks")
_UNTIL = StimulusField(
    "end",
    "End",
    _end_text,
    _with_end,
    _about("end", "End", "No spike comes in this tick or later; empty: never ends."),
    "never",
)

_FIELDS: dict[type[Stimulus], tuple[StimulusField, ...]] = {
    SingleSpike: (_ON, _whole("tick", "Tick", "When it comes.", TICK)),
    RegularSpikes: (
        _ON,
        _whole("period", "Period", "Ticks from a spike to the next.", PERIOD, "ticks"),
        _FIRST,
        _UNTIL,
    ),
    PoissonSpikes: (
        _ON,
        StimulusField(
            "probability",
            "Probability",
            lambda stimulus: f"{stimulus.probability:g}",
            _with_probability,
            _about(
                "probability",
                "Probability per tick",
                "Of a spike in each tick, independently; f Hz at ticks of 1 ms are "
                "f / 1000.",
                "0 … 1",
            ),
        ),
        _FIRST,
        _UNTIL,
    ),
    PatternSpikes: (
        StimulusField(
            "spikes",
            "Spikes",
            pattern_text,
            lambda stimulus, text: pattern_from(text, stimulus.period),
            _about("spikes", "Spikes", "All spikes, each as tick:line.", "5:0 9:1 …"),
        ),
        StimulusField(
            "pattern-period",
            "Period",
            lambda stimulus: str(stimulus.period or ""),
            _with_period_of_pattern,
            _about(
                "pattern-period",
                "Period",
                "After so many ticks the pattern starts over; empty: never.",
                "more than the last tick",
            ),
            "never",
        ),
    ),
    ImageSpikes: (
        StimulusField(
            "source",
            "Data set",
            lambda stimulus: str(stimulus.source),
            _with_source,
            _about("source", "Data set", "Name or path of the data set."),
        ),
        StimulusField(
            "split",
            "Split",
            lambda stimulus: str(stimulus.split),
            _with_word("split", ("test", "train")),
            _about("split", "Split", "Which images are shown.", "test or train"),
        ),
        StimulusField(
            "encoding",
            "Encoding",
            lambda stimulus: str(stimulus.encoding),
            _with_word("encoding", ("stochastic", "rate")),
            _about(
                "encoding",
                "Encoding",
                "How a value becomes spikes: by chance in each tick, or evenly spaced.",
                "stochastic or rate",
            ),
        ),
        _whole("ticks", "Ticks T", "Ticks per image.", IMAGE_TICKS, "ticks"),
        _whole("first_image", "First image", "The image shown at tick 0.", FIRST_IMAGE),
    ),
}


def stimulus_fields(stimulus: Stimulus) -> tuple[StimulusField, ...]:
    """Return the fields of a stimulus; spikes of a long pattern are none."""
    fields = _FIELDS[type(stimulus)]
    if isinstance(stimulus, PatternSpikes) and len(stimulus.ticks) > MOST_TYPED:
        return tuple(field for field in fields if field.name != "spikes")
    return fields
