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
from tnstudio.texts import marked, tr
from tnstudio.ui.widgets.fields import About

_LINE = Limit(marked("input line"), "", 0, 2**31 - 1, "this program")


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
        raise TNStudioError(
            tr("“{typed}” is not a whole number", typed=plain), hint=_hint(limit)
        )
    value = int(plain)
    if not limit.holds(value):
        raise TNStudioError(
            tr("The {name} is {value}", name=tr(limit.name), value=value),
            hint=_hint(limit),
        )
    return value


def _hint(limit: Limit) -> str:
    return tr("choose {range}", range=_range_of(limit))


def _range_of(limit: Limit) -> str:
    if limit.high >= FOREVER - 1:
        return tr("{low} or more", low=limit.low)
    return tr("{low} to {high:,}", low=limit.low, high=limit.high)


def _whole(
    name: str, label: str, meaning: str, limit: Limit, *, of_ticks: bool = False
) -> StimulusField:
    values = _range_of(limit)
    if of_ticks:
        values = tr("{range} ticks", range=values)
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
            tr("“{typed}” is not a number", typed=text.strip()),
            hint=tr("choose 0 to 1"),
        ) from None
    # Written so that NaN is out of range.
    if not 0 <= value <= 1:
        raise TNStudioError(
            tr("The probability is {probability:g}", probability=value),
            hint=tr("choose 0 to 1"),
        )
    changed: Stimulus = replace(stimulus, probability=value)
    return changed


def _with_word(
    name: str, told: str, words: tuple[str, str]
) -> Callable[[Any, str], Stimulus]:
    def read(stimulus: Any, text: str) -> Stimulus:
        plain = text.strip().lower()
        if plain not in words:
            raise TNStudioError(
                tr("“{typed}” is no {name}", typed=text.strip(), name=told),
                hint=tr("type {one} or {other}", one=words[0], other=words[1]),
            )
        changed: Stimulus = replace(stimulus, **{name: plain})
        return changed

    return read


def _with_source(stimulus: Any, text: str) -> Stimulus:
    if not text.strip():
        raise TNStudioError(
            tr("The data set has no name"), hint=tr("type a name or a path")
        )
    changed: Stimulus = replace(stimulus, source=text.strip())
    return changed


def _with_period_of_pattern(stimulus: Any, text: str) -> Stimulus:
    period = 0 if text.strip() in ("", "0") else _number_from(text, PERIOD)
    changed: Stimulus = replace(stimulus, period=period)
    return changed


_ON = _whole("line", tr("Line"), tr("The input line that it is on."), _LINE)
_FIRST = _whole(
    "first", tr("First tick"), tr("The tick of the first spike."), TICK, of_ticks=True
)
_UNTIL = StimulusField(
    "end",
    tr("End"),
    _end_text,
    _with_end,
    _about(
        "end", tr("End"), tr("No spike comes in this tick or later; empty: never ends.")
    ),
    tr("never"),
)

_FIELDS: dict[type[Stimulus], tuple[StimulusField, ...]] = {
    SingleSpike: (_ON, _whole("tick", tr("Tick"), tr("When it comes."), TICK)),
    RegularSpikes: (
        _ON,
        _whole(
            "period",
            tr("Period"),
            tr("Ticks from a spike to the next."),
            PERIOD,
            of_ticks=True,
        ),
        _FIRST,
        _UNTIL,
    ),
    PoissonSpikes: (
        _ON,
        StimulusField(
            "probability",
            tr("Probability"),
            lambda stimulus: f"{stimulus.probability:g}",
            _with_probability,
            _about(
                "probability",
                tr("Probability per tick"),
                tr(
                    "Of a spike in each tick, independently; f Hz at ticks of 1 ms are "
                    "f / 1000."
                ),
                "0 … 1",
            ),
        ),
        _FIRST,
        _UNTIL,
    ),
    PatternSpikes: (
        StimulusField(
            "spikes",
            tr("Spikes"),
            pattern_text,
            lambda stimulus, text: pattern_from(text, stimulus.period),
            _about(
                "spikes",
                tr("Spikes"),
                tr("All spikes, each as tick:line."),
                "5:0 9:1 …",
            ),
        ),
        StimulusField(
            "pattern-period",
            tr("Period"),
            lambda stimulus: str(stimulus.period or ""),
            _with_period_of_pattern,
            _about(
                "pattern-period",
                tr("Period"),
                tr("After so many ticks the pattern starts over; empty: never."),
                tr("more than the last tick"),
            ),
            tr("never"),
        ),
    ),
    ImageSpikes: (
        StimulusField(
            "source",
            tr("Data set"),
            lambda stimulus: str(stimulus.source),
            _with_source,
            _about("source", tr("Data set"), tr("Name or path of the data set.")),
        ),
        StimulusField(
            "split",
            tr("Split"),
            lambda stimulus: str(stimulus.split),
            _with_word("split", tr("split"), ("test", "train")),
            _about(
                "split", tr("Split"), tr("Which images are shown."), tr("test or train")
            ),
        ),
        StimulusField(
            "encoding",
            tr("Encoding"),
            lambda stimulus: str(stimulus.encoding),
            _with_word("encoding", tr("encoding"), ("stochastic", "rate")),
            _about(
                "encoding",
                tr("Encoding"),
                tr(
                    "How a value becomes spikes: by chance in each tick, or evenly "
                    "spaced."
                ),
                tr("stochastic or rate"),
            ),
        ),
        _whole(
            "ticks", tr("Ticks T"), tr("Ticks per image."), IMAGE_TICKS, of_ticks=True
        ),
        _whole(
            "first_image",
            tr("First image"),
            tr("The image shown at tick 0."),
            FIRST_IMAGE,
        ),
    ),
}


def stimulus_fields(stimulus: Stimulus) -> tuple[StimulusField, ...]:
    """Return the fields of a stimulus; spikes of a long pattern are none."""
    fields = _FIELDS[type(stimulus)]
    if isinstance(stimulus, PatternSpikes) and len(stimulus.ticks) > MOST_TYPED:
        return tuple(field for field in fields if field.name != "spikes")
    return fields
