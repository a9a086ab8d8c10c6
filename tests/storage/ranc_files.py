"""Files of RANC: one by hand, random ones, and what comes of them here."""

import copy
import json

import numpy as np

from tnstudio.simulation.simulator import Simulator

CONFIG = {
    "num_neurons": 3,
    "num_axons": 4,
    "num_cores_x": 3,
    "num_cores_y": 2,
    "num_weights": 4,
    "max_tick_offset": 16,
    "neuron_block_trace_verbosity": 0,
    "core_controller_trace_verbosity": 0,
    "scheduler_trace_verbosity": 0,
    "neuron_reset_type": 0,
}


def packet(place, axon, tick=0):
    return {
        "destination_core": list(place),
        "destination_axon": axon,
        "destination_tick": tick,
    }


def neuron(weights, offset, axon, tick=0, **numbers):
    usual = {
        "reset_potential": 0,
        "weights": list(weights),
        "leak": 0,
        "positive_threshold": 1,
        "negative_threshold": 0,
        "destination_core_offset": list(offset),
        "destination_axon": axon,
        "destination_tick": tick,
        "current_potential": 0,
        "reset_mode": 0,
    }
    return usual | numbers


def two_cores():
    """Two cores with a loop, delays and merging spikes; `test_ranc_timing` runs it."""
    counter = neuron([2, 0, 0, 0], (1, 1), 1, 2, positive_threshold=3, reset_mode=1)
    faller = neuron(
        [0, 3, 0, 0],
        (2, 0),
        0,
        5,
        leak=-1,
        positive_threshold=3,
        negative_threshold=-3,
        reset_potential=-2,
    )
    speaker = neuron([5, 0, 0, 0], (1, -1), 2, positive_threshold=5)
    echo = neuron([5, 0, 0, 0], (-1, -1), 0, positive_threshold=4, reset_mode=1)
    return {
        "packets": [
            [packet((0, 0), 0, 1)],
            [packet((0, 0), 0)],
            [packet((0, 0), 0), packet((0, 0), 1, 1)],
            [],
            [packet((0, 0), 1, 3)],
            [],
            [packet((0, 0), 0)],
        ],
        "output_bus": {"coordinates": [2, 0], "num_outputs": 3},
        "cores": [
            {
                "coordinates": [0, 0],
                "axons": [0, 1, 2, 3],
                "connections": [[1, 0, 0, 0], [0, 1, 0, 0]],
                "neurons": [counter, faller],
            },
            {
                "coordinates": [1, 1],
                "axons": [3, 0, 1],
                "connections": [[0, 1, 0], [0, 1, 0]],
                "neurons": [speaker, echo],
            },
        ],
    }


def write_files(folder, model, config=CONFIG):
    """Write both files; return their paths."""
    paths = folder / "input.json", folder / "config.json"
    for path, content in zip(paths, (model, config), strict=True):
        path.write_text(json.dumps(content))
    return paths


def edited(content, place, value):
    """Return a copy with another value at a place, a list of keys and indices."""
    result = copy.deepcopy(content)
    owner = result
    for step in place[:-1]:
        owner = owner[step]
    owner[place[-1]] = value
    return result


def lines_of(program, stimulus, ticks):
    """Return the spikes on the input lines, shape (ticks, lines)."""
    lines = np.zeros((ticks, len(program.inputs.element)), np.uint8)
    shown = stimulus.ticks < ticks
    lines[stimulus.ticks[shown], stimulus.lines[shown]] = 1
    return lines


def run_here(program, stimulus, ticks):
    """Return spikes as (x, y, neuron) for each tick, and RANC's output rows."""
    recording = Simulator(program).run(lines_of(program, stimulus, ticks))
    spikes = [[] for _ in range(ticks)]
    places = program.places
    for tick, core, j in np.stack(recording.events(), axis=1).tolist():
        x, y = int(places.chip_column[core]), int(places.chip_row[core])
        spikes[tick].append((x, y, j))
    rows = [[0] * recording.outputs.shape[1], *recording.outputs.tolist()]
    return spikes, rows[:ticks]


def random_model(random, reset_type):
    """Return a valid network of small numbers, and its configuration.

    Cores are smaller than the configuration allows, some places are empty and
    some spikes get lost there; every neuron has an equal on the chip.
    """
    sizes = random.integers(1, 6, 3).tolist()
    axons, neurons, types = sizes
    columns, rows = random.integers([2, 1], [5, 4]).tolist()
    every = [(x, y) for y in range(rows) for x in range(columns)]
    order = random.permutation(len(every)).tolist()
    bus, *places = (every[k] for k in order[: int(random.integers(2, len(every) + 1))])
    outputs = int(random.integers(0, 4))
    targets = every if outputs else [place for place in every if place != bus]
    config = CONFIG | {
        "num_neurons": neurons,
        "num_axons": axons,
        "num_weights": types,
        "num_cores_x": columns,
        "num_cores_y": rows,
        "neuron_reset_type": reset_type,
    }

    def one_of(values):
        return values[int(random.integers(len(values)))]

    def some_neuron(place):
        target = one_of(targets)
        ends = outputs if target == bus else axons
        mode = int(random.integers(0, 2))
        low = int(random.integers(-5, 1)) - (reset_type and not mode)
        return neuron(
            random.integers(-3, 5, types).tolist(),
            (target[0] - place[0], target[1] - place[1]),
            int(random.integers(ends)),
            int(random.integers(0, 15)),
            leak=int(random.integers(-2, 3)),
            positive_threshold=int(random.integers(0, 6)),
            negative_threshold=low,
            reset_potential=int(random.integers(-3, 4)),
            current_potential=int(random.integers(-4, 5)),
            reset_mode=mode,
        )

    def some_core(place):
        own_axons = int(random.integers(0, axons + 1))
        own_neurons = int(random.integers(0, neurons + 1))
        return {
            "coordinates": list(place),
            "axons": random.integers(0, types, own_axons).tolist(),
            "connections": random.integers(0, 2, (own_neurons, own_axons)).tolist(),
            "neurons": [some_neuron(place) for _ in range(own_neurons)],
        }

    def some_packets():
        ends = [place for place in every if place != bus]
        return [
            packet(
                one_of(ends), int(random.integers(axons)), int(random.integers(0, 15))
            )
            for _ in range(int(random.integers(0, 5)))
        ]

    model = {
        "packets": [some_packets() for _ in range(int(random.integers(0, 12)))],
        "output_bus": {"coordinates": list(bus), "num_outputs": outputs},
        "cores": [some_core(place) for place in places],
    }
    return model, config
