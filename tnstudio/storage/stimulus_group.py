"""Stimulus generators in the file.

Generators that are a few numbers each are rows of a table of their kind, so
that thousands of them take no more than a few arrays. `position` tells where
in the list of all generators each belongs.
"""

from types import SimpleNamespace
from typing import Any, cast

import h5py
import numpy as np

from tnstudio.errors import TNStudioError
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.storage import schema, writing
from tnstudio.storage.columns import Column, read_columns, write_columns
from tnstudio.storage.reading import Part
from tnstudio.texts import tr

_Found = list[tuple[int, Stimulus]]


def _number(name: str, meaning: str, unit: str = "1") -> Column:
    return Column(name, np.int64, ("generator",), meaning, unit)


_POSITION = _number("position", "place in the list of all generators, from 0")
_LINE = _number("line", "input line")
_SPAN = (
    _number("first", "no spike comes before", "tick"),
    _number("end", "no spike comes at this tick or later", "tick"),
)
_PROBABILITY = Column(
    "probability", np.float64, ("generator",), "of a spike in a tick", "probability"
)

_TABLES: dict[str, tuple[type[Any], str, tuple[Column, ...]]] = {
    "single": (
        SingleSpike,
        "one spike on a line",
        (_LINE, _number("tick", "when it comes", "tick")),
    ),
    "regular": (
        RegularSpikes,
        "a spike every so many ticks",
        (_LINE, _number("period", "from one spike to the next", "tick"), *_SPAN),
    ),
    "poisson": (
        PoissonSpikes,
        "in every tick a spike with the same probability",
        (_LINE, _PROBABILITY, *_SPAN),
    ),
}


def write_stimuli(parent: h5py.Group, stimuli: tuple[Stimulus, ...]) -> None:
    """Write generators, valid or not."""
    group = writing.element(
        parent, "stimuli", "stimuli", "what makes spikes on the input lines"
    )
    writing.integer(group, "count", len(stimuli))
    places = list(enumerate(stimuli))
    for name, (kind, meaning, columns) in _TABLES.items():
        rows = [(k, one) for k, one in places if isinstance(one, kind)]
        _write_table(group, name, meaning, columns, rows)
    patterns = [(k, one) for k, one in places if isinstance(one, PatternSpikes)]
    _write_patterns(group, patterns)
    images = [(k, one) for k, one in places if isinstance(one, ImageSpikes)]
    _write_images(group, images)


def read_stimuli(parent: Part) -> tuple[Stimulus, ...]:
    """Read generators; a report tells what is wrong."""
    before = len(parent.report)
    part = parent.element("stimuli", "stimuli")
    if part is None:
        return ()
    count = part.integer("count", schema.COUNT)
    found: _Found = []
    for name, (kind, _, columns) in _TABLES.items():
        found += _read_table(part, name, kind, columns)
    found += _read_patterns(part)
    found += _read_images(part)
    found.sort(key=lambda pair: pair[0])
    if len(parent.report) > before:
        return ()
    # The count is a claim: nothing of its size is made.
    if len(found) != count or any(k != place for k, (place, _) in enumerate(found)):
        part.report.add(
            part.place,
            tr("The positions of the generators are not 0 to {high}", high=count - 1),
        )
        return ()
    return tuple(stimulus for _, stimulus in found)


def _write_table(
    parent: h5py.Group,
    name: str,
    meaning: str,
    columns: tuple[Column, ...],
    rows: list[tuple[int, Any]],
) -> None:
    group = writing.element(parent, name, f"{name}-spikes", meaning)
    writing.integer(group, "count", len(rows))
    values = {"position": np.array([k for k, _ in rows], np.int64)}
    for column in columns:
        numbers = [getattr(stimulus, column.name) for _, stimulus in rows]
        try:
            values[column.name] = np.array(numbers, column.dtype)
        except OverflowError as error:
            place = f"{group.name}/{column.name}"
            raise TNStudioError(
                tr("A number is too large: {error}", error=error), place
            ) from error
    write_columns(group, (_POSITION, *columns), SimpleNamespace(**values))


def _read_table(
    parent: Part, name: str, kind: type[Any], columns: tuple[Column, ...]
) -> _Found:
    part = parent.element(name, f"{name}-spikes")
    if part is None:
        return []
    before = len(part.report)
    counts = {"generator": part.integer("count", schema.COUNT)}
    values = read_columns(part, (_POSITION, *columns), counts)
    if len(part.report) > before:
        return []
    lists = [values[column.name].tolist() for column in columns]
    rows = zip(values["position"].tolist(), *lists, strict=True)
    return [(position, kind(*row)) for position, *row in rows]


def _write_patterns(parent: h5py.Group, rows: list[tuple[int, PatternSpikes]]) -> None:
    group = writing.element(parent, "patterns", "patterns", "spikes listed one by one")
    writing.integer(group, "count", len(rows))
    for index, (position, pattern) in enumerate(rows):
        entry = writing.element(group, str(index), "pattern")
        writing.integer(entry, "position", position)
        writing.integer(entry, "period", pattern.period)
        writing.integer(entry, "spikes", len(pattern.ticks))
        write_columns(entry, _PATTERN, pattern)


_PATTERN = (
    Column("ticks", np.int64, ("spike",), "when each comes, sorted", "tick"),
    Column("lines", np.int32, ("spike",), "input line of each"),
)


def _read_patterns(parent: Part) -> _Found:
    return [
        (
            entry.integer("position", schema.COUNT),
            PatternSpikes(
                **read_columns(
                    entry, _PATTERN, {"spike": entry.integer("spikes", schema.COUNT)}
                ),
                period=entry.integer("period", schema.INTEGER),
            ),
        )
        for entry in _entries(parent, "patterns", "pattern")
    ]


def _write_images(parent: h5py.Group, rows: list[tuple[int, ImageSpikes]]) -> None:
    group = writing.element(parent, "images", "images", "images of a data set in turn")
    writing.integer(group, "count", len(rows))
    for index, (position, images) in enumerate(rows):
        entry = writing.element(group, str(index), "image-spikes")
        writing.integer(entry, "position", position)
        for name in ("source", "split", "encoding"):
            writing.text(entry, name, getattr(images, name))
        for name in ("ticks", "first_image"):
            writing.integer(entry, name, getattr(images, name))


def _read_images(parent: Part) -> _Found:
    return [
        (
            entry.integer("position", schema.COUNT),
            ImageSpikes(
                source=entry.text("source"),
                # The rules of stimuli judge the words, as they do of all designs.
                split=cast("Any", entry.text("split")),
                encoding=cast("Any", entry.text("encoding")),
                ticks=entry.integer("ticks", schema.INTEGER),
                first_image=entry.integer("first_image", schema.INTEGER),
            ),
        )
        for entry in _entries(parent, "images", "image-spikes")
    ]


def _entries(parent: Part, name: str, type_name: str) -> list[Part]:
    part = parent.element(name, name)
    if part is None:
        return []
    count = min(part.integer("count", schema.COUNT), len(part) + 1)
    found = [part.element(str(index), type_name) for index in range(count)]
    return [entry for entry in found if entry is not None]
