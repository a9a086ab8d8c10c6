"""NSCS model files to free cores.

NSCS is the simulator that IBM's tools for TrueNorth come with. Its model file is
JSON with comments, in which the name ``core`` is repeated, once for each core. What
it holds beyond JSON was found in files of it that are public:

Crossbars
    A library of them, by name. A row is an axon: its type, S0 to S3, and its
    synapses, in hexadecimal bytes of which the highest bit is the first neuron.
Neurons
    A library of types (`tnstudio.storage.interchange.nscs_neurons`). A core lists,
    in runs (`tnstudio.storage.interchange.nscs_text`), the dendrites (columns of
    the crossbar) of its neurons, their types and their targets. Type k is the one
    whose name ends in the hexadecimal number k, such as ``N0000001F`` for 31; the
    order in the file is any. If names are others, it is the k-th, counted from 1.
    Type 0 is none: the neuron is not in use, whatever its target.
Targets
    A core, an axon and a delay. A negative core is an output: its number is that
    of a connector, the axon that of the connector's pin. Each pin that is met
    becomes an output line.
Inputs
    A model file has none. Each axon with a synapse that no neuron of the file
    reaches becomes an input line, so that it can be given spikes.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tnstudio.model.hardware import DELAY, TRUENORTH, Hardware, Limit
from tnstudio.model.neuron import NeuronParameters
from tnstudio.storage.interchange.foreign_circuit import ForeignCircuit
from tnstudio.storage.interchange.gathering import noted
from tnstudio.storage.interchange.json_part import JsonPart, bytes_of, parse_json
from tnstudio.storage.interchange.nscs_circuit import (
    Crossbar,
    Lost,
    NscsCore,
    circuit_of_cores,
)
from tnstudio.storage.interchange.nscs_neurons import TYPES, NscsNeuron, read_neuron
from tnstudio.storage.interchange.nscs_text import run_lengths, without_comments
from tnstudio.storage.report import Report
from tnstudio.texts import marked, plural, tr

CROSSBAR_SIZE = Limit(marked("crossbar size"), "", 1, 1024, "this program")

_COUNT = Limit(marked("core count"), "", 1, 2**62, "NSCS")
_ID = Limit(marked("core number"), "", 0, 2**31 - 1, "a 32-bit integer")
_DESTINATION = Limit(marked("core"), "", -(2**31), 2**31 - 1, "a 32-bit integer")
_SCALE = Limit(marked("time scale exponent"), "", 0, 0, "one tick is one tick")
_MOST_NAME = 200
_MOST_KINDS = 1_000_000
_MOST_ROW = 4096
_SPARE_BYTES = 2**28
_MOST_RATIO = 64
"""Crossbars are shared in the file; in memory each core has its own."""


@dataclass(frozen=True, slots=True)
class _Library:
    """Neurons are by the number of their type; that of 0 is idle."""

    size: int
    crossbars: dict[str, Crossbar]
    neurons: dict[int, NscsNeuron]


def read_nscs(path: Path) -> ForeignCircuit:
    """Read an NSCS model.

    Raises
    ------
    TNStudioError
        If the file cannot be read, is no such model, or asks for more than a chip
        has: with all that is wrong, each with its place.
    """
    text = bytes_of(path).decode("utf-8-sig", errors="replace")
    return nscs_model(without_comments(text, str(path)), str(path), path.stem)


def nscs_model(text: str, file: str, name: str) -> ForeignCircuit:
    """Read an NSCS model from a text without comments.

    Raises
    ------
    TNStudioError
        As `read_nscs` does.
    """
    whole = parse_json(text, file, repeated=("core",))
    model = whole.member("model")
    size = model.member("crossbarSize").integer(CROSSBAR_SIZE)
    hardware = _hardware(size)
    parts = whole.member("core")
    parts.length(1, hardware.cores)
    _require_substance(parts, hardware)
    report = Report()
    library = _read_library(whole, size, report)
    cores: list[NscsCore] = []
    for part in parts.elements():
        with noted(report, file):
            cores.append(_read_core(part, library))
    with noted(report, file):
        _require_own_numbers(parts, cores)
    with noted(report, file):
        told = model.member("coreCount").integer(_COUNT)
    report.raise_if_any(file)
    circuit, lost = circuit_of_cores(cores, library.neurons, hardware)
    losses = [*_losses(told, cores, library, lost)]
    if circuit.input_lines:
        losses.append(tr(_NO_INPUTS))
    return ForeignCircuit(name, hardware, circuit, (*losses, tr(_NO_PLACES)))


def _hardware(size: int) -> Hardware:
    if (size, size) == (TRUENORTH.axons, TRUENORTH.neurons):
        return TRUENORTH
    return Hardware(name=f"{size} × {size} cores", axons=size, neurons=size)


def _require_substance(parts: JsonPart, hardware: Hardware) -> None:
    """Let no small file claim much memory: a shared crossbar is copied."""
    cores = len(parts.value)
    by_neuron = 3 * TYPES + 4 * 4 + 16 + 13
    each = hardware.axons * (1 + -(-hardware.neurons // 8))
    each += hardware.neurons * by_neuron
    if cores * each > max(_SPARE_BYTES, _MOST_RATIO * parts.size):
        parts.refuse(
            tr(
                "{cores} cores of {axons} axons and {neurons} neurons "
                "do not come from {size} bytes",
                cores=cores,
                axons=hardware.axons,
                neurons=hardware.neurons,
                size=parts.size,
            )
        )


_IDLE = NscsNeuron(NeuronParameters(stochastic_synapses=(False,) * TYPES), (0,) * TYPES)
"""Never spikes: type 0, and dendrites that no neuron has."""


# -- The libraries


def _read_library(whole: JsonPart, size: int, report: Report) -> _Library:
    crossbars: dict[str, Crossbar] = {}
    neurons: dict[int, NscsNeuron] = {}
    file = whole.file
    with noted(report, file):
        for part in whole.member("crossbarTypes").elements():
            with noted(report, file):
                name = part.member("name").text(_MOST_NAME)
                if name in crossbars:
                    part.member("name").refuse(
                        tr("There are two crossbars “{name}”", name=name)
                    )
                rows = part.member("crossbar").member("rows")
                crossbars[name] = _read_crossbar(rows, size)
    with noted(report, file):
        kinds = whole.member("neuronTypes")
        kinds.length(0, _MOST_KINDS)
        for number, part in zip(_numbers(kinds), kinds.elements(), strict=True):
            with noted(report, file):
                neurons[number] = read_neuron(part)
    # What cores refer to is known only if all of it could be read.
    report.raise_if_any(file)
    return _Library(size, crossbars, {0: _IDLE} | neurons)


_NUMBERED = re.compile(r"N([0-9A-Fa-f]{8})")


def _numbers(kinds: JsonPart) -> list[int]:
    """Return the numbers of neuron types: those in their names, or their places."""
    names = [part.member("name").text(_MOST_NAME) for part in kinds.elements()]
    found = [_NUMBERED.fullmatch(name) for name in names]
    numbers = [int(match[1], 16) for match in found if match is not None]
    if len(numbers) < len(names):
        return list(range(1, len(names) + 1))
    if len(set(numbers)) < len(numbers):
        kinds.refuse(tr("Two neuron types have the same number in their names"))
    return numbers


def _read_crossbar(rows: JsonPart, size: int) -> Crossbar:
    count = rows.length(0, size)
    types = np.zeros(size, np.uint8)
    synapses = np.zeros((size, size), np.bool_)
    for axon, row in zip(range(count), rows.elements(), strict=True):
        types[axon] = _axon_type(row.member("type"))
        synapses[axon] = _bits(row.member("synapses"), size)
    return Crossbar(types, synapses)


def _axon_type(part: JsonPart) -> int:
    name = part.text(_MOST_NAME)
    names = [f"S{k}" for k in range(TYPES)]
    if name not in names:
        part.refuse(
            tr("There is no axon type “{name}”", name=name[:20]), tr("choose S0 to S3")
        )
    return names.index(name)


_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2})*")


def _bits(part: JsonPart, size: int) -> npt.NDArray[np.bool_]:
    """Read a row of synapses: the highest bit of the first byte is neuron 0."""
    length = -(-size // 8)
    text = part.text(_MOST_ROW)
    if _HEXADECIMAL.fullmatch(text) is None or len(text) != 3 * length - 1:
        part.refuse(
            tr("These are not {length} hexadecimal bytes", length=length),
            tr("such as 80 00 0F"),
        )
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(text), np.uint8))
    if bits[size:].any():
        part.refuse(tr("There is a synapse beyond neuron {last}", last=size - 1))
    return bits[:size].astype(np.bool_)


# -- Cores


def _read_core(part: JsonPart, library: _Library) -> NscsCore:
    size = library.size
    number = part.member("id").integer(_ID)
    if part.has("timeScaleExponent"):
        part.member("timeScaleExponent").integer(_SCALE)
    crossbar = part.member("crossbar").member("name")
    # Files that were cut out of larger ones have cores without their crossbars.
    known = library.crossbars.get(crossbar.text(_MOST_NAME))
    neurons = part.member("neurons")
    last = Limit(marked("dendrite"), "", 0, size - 1, "the crossbar's size")
    lists = {
        "dendrites": last,
        "types": Limit(
            marked("type"), "", 0, 2**32 - 1, "NSCS: eight hexadecimal digits"
        ),
        "destCores": _DESTINATION,
        "destAxons": Limit(marked("axon"), "", 0, 2**31 - 1, "a 32-bit integer"),
        "destDelays": DELAY,
    }
    found = {
        name: np.array(run_lengths(neurons.member(name), limit, size), np.int64)
        for name, limit in lists.items()
    }
    _require_fit(neurons, found, size)
    _require_types(neurons.member("types"), found["types"], library)
    in_use = found["types"] != 0
    kept = (values[in_use] for values in found.values())
    return NscsCore(number, _name_of(part, number), known, *kept)


def _require_fit(
    neurons: JsonPart, found: dict[str, npt.NDArray[np.int64]], size: int
) -> None:
    """Require lists of one length, a dendrite for each neuron, and real axons."""
    dendrites = found["dendrites"]
    for name, values in found.items():
        if values.size != dendrites.size:
            neurons.member(name).refuse(
                tr(
                    "The list has {number} numbers, there are {dendrites} dendrites",
                    number=values.size,
                    dendrites=dendrites.size,
                )
            )
    if np.unique(dendrites).size != dendrites.size:
        neurons.member("dendrites").refuse(tr("Two neurons have the same dendrite"))
    beyond = (found["destCores"] >= 0) & (found["destAxons"] >= size)
    if beyond.any():
        neurons.member("destAxons").refuse(
            tr(
                "Axon {axon} is beyond a core's {axons} axons",
                axon=found["destAxons"][beyond][0],
                axons=size,
            )
        )


def _require_types(
    part: JsonPart, numbers: npt.NDArray[np.int64], library: _Library
) -> None:
    unknown = set(numbers.tolist()) - set(library.neurons)
    if unknown:
        part.refuse(tr("There is no neuron type {number}", number=min(unknown)))


def _name_of(part: JsonPart, number: int) -> str:
    if part.has("metadata") and part.member("metadata").has("coreletClass"):
        corelet = part.member("metadata").member("coreletClass").text(_MOST_NAME)
        return f"{corelet} {number}"
    return f"core {number}"


def _require_own_numbers(parts: JsonPart, cores: list[NscsCore]) -> None:
    counts = Counter(core.id for core in cores)
    twice = [number for number, count in counts.items() if count > 1]
    if twice:
        parts.refuse(
            tr(
                "{cores} cores have the number {number}",
                cores=counts[twice[0]],
                number=twice[0],
            )
        )


# -- What is lost

_NAMED = 5
_NO_INPUTS = marked(
    "The file does not say what feeds the chip: each axon with a synapse that no "
    "neuron reaches has an input line of its own."
)
_NO_PLACES = marked(
    "The file does not say where cores are: they are placed by their number."
)


def _losses(
    told: int, cores: list[NscsCore], library: _Library, lost: Lost
) -> tuple[str, ...]:
    return tuple(
        sentence
        for sentence in (
            _of_cut(told, len(cores)),
            _of_crossbars(cores),
            _of_missing(lost),
            _of_random(library),
        )
        if sentence
    )


def _of_cut(told: int, found: int) -> str:
    if told == found:
        return ""
    return plural(
        "The model has {number} core, the file holds {found}.",
        "The model has {number} cores, the file holds {found} of them.",
        told,
        found=found,
    )


def _of_crossbars(cores: list[NscsCore]) -> str:
    bare = [core.id for core in cores if core.crossbar is None]
    if not bare:
        return ""
    return plural(
        "The crossbar of {number} core is not in the file "
        "({numbers}): this core has no synapses.",
        "The crossbars of {number} cores are not in the file "
        "({numbers}): these cores have no synapses.",
        len(bare),
        numbers=_some_of(bare),
    )


def _some_of(numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:_NAMED]))
    return f"core {named}" + (", …" if len(numbers) > _NAMED else "")


def _of_missing(lost: Lost) -> str:
    if not lost.neurons:
        return ""
    return plural(
        "{number} neuron sends its spikes to a core that the file does not "
        "hold ({cores}): these spikes are lost.",
        "{number} neurons send their spikes to cores that the file does not "
        "hold ({cores}): these spikes are lost.",
        lost.neurons,
        cores=_some_of(lost.cores),
    )


def _of_random(library: _Library) -> str:
    if not any(kind.is_random for kind in library.neurons.values()):
        return ""
    return tr("rngSeed is not used: all random draws come from the project's seed.")
