"""Copied layers and cores as JSON, to be pasted into any project.

    {"format": "tnstudio-clip", "version": 1, "program": "TN Studio 0.1.0",
     "hardware": {"name": ..., "axons": 256, ...},
     "layers": [{"window": 16, "stride": 12, "features": null, "strengths": [...]}]}

or, in place of the layers, ``"circuit"``: how many of everything there are,
names, places, stimuli, and arrays. An array is its values in C order, lowest
byte first, deflated (zlib) and in base64; its type and shape follow from the
numbers. What is read comes from anywhere: nothing is made before its size is
known to be reasonable.
"""

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tnstudio.errors import TNStudioError
from tnstudio.model.arrays import frozen
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_arrays import (
    CORE_ARRAYS,
    extent_of_circuit,
    joined,
    split,
)
from tnstudio.model.circuit_rules import check_circuit, check_layout
from tnstudio.model.clip import Clip, CoresClip, LayersClip
from tnstudio.model.hardware import SIZES, STRENGTH, Hardware, Limit
from tnstudio.model.network import MOST_CLASSES, MOST_INPUT_ELEMENTS, WindowLayer
from tnstudio.model.program import InputLines, OutputLines
from tnstudio.model.program_arrays import ARRAYS, ArrayRule, Extent, counts_of
from tnstudio.model.rules import errors_of
from tnstudio.model.stimulus import (
    ImageSpikes,
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.storage.interchange.json_part import JsonPart, parse_json
from tnstudio.texts import tr
from tnstudio.version import __version__

MOST_LETTERS = 2**28
"""Longest text that is read."""

MOST_BYTES = 2**28
"""Most that all arrays take, unpacked; a chip of 4096 cores takes some 2^27."""

_FORMAT = "tnstudio-clip"
_VERSION = Limit("version", "", 1, 1, "this program")
_PLACE = "clipboard"
_MOST_NAME = 10_000
_MOST_LAYERS = 10_000
_MOST_STIMULI = 1_000_000
_SIDE = Limit("side", "", 1, MOST_INPUT_ELEMENTS, "this program")
_COUNT = Limit("number", "", 0, 2**31 - 1, "32-bit indices")
_WHOLE = Limit("number", "", -(2**62), 2**62, "64-bit numbers")

_LINE_ARRAYS = tuple(rule for rule in ARRAYS if rule.group in ("inputs", "outputs"))

_STIMULI: dict[str, type[Stimulus]] = {
    "single": SingleSpike,
    "regular": RegularSpikes,
    "poisson": PoissonSpikes,
    "pattern": PatternSpikes,
    "images": ImageSpikes,
}
_WORDS = ("source", "split", "encoding")

_Arrays = dict[str, dict[str, npt.NDArray[Any]]]


def require_writable(clip: Clip) -> None:
    """Refuse what cannot be written as a text.

    Raises
    ------
    TNStudioError
        If it is too large, or its cores do not have the sizes of the chip.
    """
    if isinstance(clip, LayersClip):
        return
    for problem in check_layout(clip.circuit, clip.hardware):
        if problem.code == "core-size":
            raise TNStudioError(problem.message, problem.place, problem.hint)
    _require_small(extent_of_circuit(clip.circuit), clip.hardware)


def text_of(clip: Clip) -> str:
    """Return what was copied as JSON.

    Raises
    ------
    TNStudioError
        If it is too large, or its cores do not have the sizes of the chip.
    """
    require_writable(clip)
    what = (
        {"layers": [asdict(layer) for layer in clip.layers]}
        if isinstance(clip, LayersClip)
        else {"circuit": _written_circuit(clip.circuit, clip.hardware)}
    )
    told = {
        "format": _FORMAT,
        "version": _VERSION.high,
        "program": f"TN Studio {__version__}",
        "hardware": asdict(clip.hardware),
        **what,
    }
    return json.dumps(told, default=_plain)


def _plain(value: object) -> object:
    """Return the plain number that a number of an array stands for."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be copied")


def clip_of(text: str) -> Clip:
    """Return what a text says was copied.

    Raises
    ------
    TNStudioError
        If it is not such a text, or what it says cannot be.
    """
    if len(text) > MOST_LETTERS:
        raise TNStudioError(
            tr(
                "There are {letters} letters, the limit is {most}",
                letters=len(text),
                most=MOST_LETTERS,
            ),
            _PLACE,
        )
    whole = parse_json(text, _PLACE)
    form = whole.member("format")
    if form.text(_MOST_NAME) != _FORMAT:
        form.refuse(
            tr("These are no layers and no cores"), tr("copy some in TN Studio")
        )
    whole.member("version").integer(_VERSION)
    hardware = _read_hardware(whole.member("hardware"))
    if "layers" in whole.value:
        return LayersClip(_read_layers(whole.member("layers")), hardware)
    circuit = _read_circuit(whole.member("circuit"), hardware)
    errors = errors_of(check_circuit(circuit, hardware))
    if errors:
        first = errors[0]
        raise TNStudioError(first.message, f"{_PLACE}: {first.place}", first.hint)
    return CoresClip(circuit, hardware)


# -- Hardware and layers


def _read_hardware(part: JsonPart) -> Hardware:
    sizes = {
        size.symbol: part.member(size.symbol).integer(
            Limit(size.name, "", size.low, size.high, size.source)
        )
        for size in SIZES
    }
    return Hardware(part.member("name").text(_MOST_NAME), **sizes)


def _read_layers(part: JsonPart) -> tuple[WindowLayer, ...]:
    part.length(1, _MOST_LAYERS)
    return tuple(_read_layer(layer) for layer in part.elements())


def _read_layer(part: JsonPart) -> WindowLayer:
    features = part.member("features")
    strengths = part.member("strengths")
    count = strengths.length(1, _size("axon_types").high)
    return WindowLayer(
        window=part.member("window").integer(_side("window R")),
        stride=part.member("stride").integer(_side("stride S")),
        features=(
            None if features.value is None else features.integer(_side("features F"))
        ),
        strengths=tuple(strengths.integers(STRENGTH, count)),
    )


def _side(name: str) -> Limit:
    return Limit(name, "", _SIDE.low, _SIDE.high, _SIDE.source)


def _size(symbol: str) -> Limit:
    return next(size for size in SIZES if size.symbol == symbol)


# -- Circuits


def _written_circuit(circuit: Circuit, hardware: Hardware) -> dict[str, Any]:
    extent = extent_of_circuit(circuit)
    arrays: dict[str, Mapping[str, npt.NDArray[Any]]] = {
        **joined(circuit, hardware),
        "inputs": {f.name: getattr(circuit.inputs, f.name) for f in fields(InputLines)},
        "outputs": {
            f.name: getattr(circuit.outputs, f.name) for f in fields(OutputLines)
        },
    }
    return {
        "input_lines": extent.input_lines,
        "connections": extent.connections,
        "output_lines": extent.output_lines,
        "input_shape": list(circuit.input_shape),
        "class_names": list(circuit.class_names),
        "names": [core.name for core in circuit.cores],
        "rows": [core.chip_row for core in circuit.cores],
        "columns": [core.chip_column for core in circuit.cores],
        "line_names": list(circuit.line_names),
        "output_names": list(circuit.output_names),
        "stimuli": [_written_stimulus(one) for one in circuit.stimuli],
        "arrays": {
            rule.place: _packed(arrays[rule.group][rule.name], rule.dtype)
            for rule in (*CORE_ARRAYS, *_LINE_ARRAYS)
        },
    }


def _read_circuit(part: JsonPart, hardware: Hardware) -> Circuit:
    names = _read_names(part.member("names"), hardware.cores)
    classes = _read_names(part.member("class_names"), MOST_CLASSES)
    rows, columns, channels = part.member("input_shape").integers(_SIDE, 3)
    extent = Extent(
        cores=len(names),
        input_lines=part.member("input_lines").integer(_COUNT),
        connections=part.member("connections").integer(_COUNT),
        output_lines=part.member("output_lines").integer(_COUNT),
        classes=len(classes),
        copies=1,
        input_shape=(rows, columns, channels),
    )
    _require_small(extent, hardware)
    arrays = _read_arrays(part.member("arrays"), extent, hardware)
    inside = Limit("place", "", 0, max(hardware.grid_rows, hardware.grid_columns), "")
    spots = zip(
        part.member("rows").integers(inside, len(names)),
        part.member("columns").integers(inside, len(names)),
        strict=True,
    )
    return Circuit(
        cores=split(arrays, names, list(spots)),
        inputs=InputLines(**arrays["inputs"]),
        outputs=OutputLines(**arrays["outputs"]),
        line_names=_read_names(part.member("line_names"), extent.input_lines),
        output_names=_read_names(part.member("output_names"), extent.output_lines),
        stimuli=_read_stimuli(part.member("stimuli")),
        input_shape=extent.input_shape,
        class_names=classes,
    )


def _read_names(part: JsonPart, most: int) -> tuple[str, ...]:
    part.length(0, most)
    return tuple(name.text(_MOST_NAME) for name in part.elements())


# -- Arrays


def _require_small(extent: Extent, hardware: Hardware) -> None:
    counts = counts_of(hardware, extent)
    size = sum(_bytes_of(rule, counts) for rule in (*CORE_ARRAYS, *_LINE_ARRAYS))
    if size > MOST_BYTES:
        raise TNStudioError(
            tr(
                "The cores take {size} bytes, the limit is {most}",
                size=size,
                most=MOST_BYTES,
            ),
            _PLACE,
            tr("copy fewer cores at a time"),
        )


def _bytes_of(rule: ArrayRule, counts: Mapping[str, int]) -> int:
    return math.prod(rule.shape(counts)) * np.dtype(rule.dtype).itemsize


def _read_arrays(part: JsonPart, extent: Extent, hardware: Hardware) -> _Arrays:
    counts = counts_of(hardware, extent)
    found: _Arrays = {"": {}, "neurons": {}, "routes": {}, "inputs": {}, "outputs": {}}
    for rule in (*CORE_ARRAYS, *_LINE_ARRAYS):
        found[rule.group][rule.name] = _unpacked(
            part.member(rule.place), rule.dtype, rule.shape(counts)
        )
    return found


def _packed(values: npt.NDArray[Any], dtype: npt.DTypeLike) -> str:
    lowest_first = values.astype(np.dtype(dtype).newbyteorder("<"), copy=False)
    return base64.b64encode(zlib.compress(lowest_first.tobytes(), 1)).decode("ascii")


def _unpacked(
    part: JsonPart, dtype: npt.DTypeLike, shape: tuple[int, ...]
) -> npt.NDArray[Any]:
    lowest_first = np.dtype(dtype).newbyteorder("<")
    size = math.prod(shape) * lowest_first.itemsize
    try:
        deflated = base64.b64decode(part.text(MOST_LETTERS), validate=True)
        inflater = zlib.decompressobj()
        # One byte more than there should be tells that there are more.
        data = inflater.decompress(deflated, size + 1)
    except (binascii.Error, zlib.error, ValueError) as error:
        part.refuse(tr("This is no packed array: {error}", error=error))
    if len(data) != size:
        part.refuse(tr("The array does not have {size} bytes", size=size))
    if lowest_first == np.bool_:
        return frozen(np.frombuffer(data, np.uint8).reshape(shape) != 0, np.bool_)
    return frozen(np.frombuffer(data, lowest_first).reshape(shape), dtype)


# -- Stimuli


def _written_stimulus(stimulus: Stimulus) -> dict[str, Any]:
    kind = next(k for k, made in _STIMULI.items() if made is type(stimulus))
    told: dict[str, Any] = {"kind": kind}
    for field in fields(stimulus):
        value = getattr(stimulus, field.name)
        told[field.name] = value.tolist() if isinstance(value, np.ndarray) else value
    return told


def _read_stimuli(part: JsonPart) -> tuple[Stimulus, ...]:
    part.length(0, _MOST_STIMULI)
    return tuple(_read_stimulus(one) for one in part.elements())


def _read_stimulus(part: JsonPart) -> Stimulus:
    kind = part.member("kind")
    made = _STIMULI.get(kind.text(_MOST_NAME))
    if made is None:
        kind.refuse(
            tr("There is no such stimulus"),
            tr("choose {names}", names=", ".join(_STIMULI)),
        )
    if made is PatternSpikes:
        return _read_pattern(part)
    values: dict[str, Any] = {}
    for field in fields(made):
        member = part.member(field.name)
        if field.name == "probability":
            values[field.name] = _read_share(member)
        elif field.name in _WORDS:
            values[field.name] = member.text(_MOST_NAME)
        else:
            values[field.name] = member.integer(_WHOLE)
    return made(**values)


def _read_share(part: JsonPart) -> float:
    if type(part.value) not in (int, float) or not 0 <= part.value <= 1:
        part.refuse(tr("This is no probability"), tr("choose 0 to 1"))
    return float(part.value)


def _read_pattern(part: JsonPart) -> PatternSpikes:
    ticks, lines = part.member("ticks"), part.member("lines")
    spikes = ticks.length(0, MOST_BYTES)
    return PatternSpikes(
        frozen(ticks.integers(_WHOLE, spikes), np.int64),
        frozen(lines.integers(_COUNT, spikes), np.int32),
        part.member("period").integer(_WHOLE),
    )
