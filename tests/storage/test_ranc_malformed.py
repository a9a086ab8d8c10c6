"""Whatever RANC's files hold: a network, or one clear message with its place."""

import copy
import os
import tracemalloc

import numpy as np
import pytest

from tests.storage.ranc_files import CONFIG, edited, packet, two_cores, write_files
from tnstudio.errors import TNStudioError
from tnstudio.model.program_rules import check_program
from tnstudio.storage.interchange.json_part import MOST_FILE_BYTES
from tnstudio.storage.interchange.ranc_reading import read_ranc

NEURON = ("cores", 1, "neurons", 0)
MISSING = object()


def refusal(tmp_path, model, config=CONFIG):
    """Read files that must be refused; the place is told without the folder."""
    with pytest.raises(TNStudioError) as caught:
        read_ranc(*write_files(tmp_path, model, config))
    assert caught.value.location.startswith(str(tmp_path))
    return caught.value.location[len(str(tmp_path)) + 1 :], caught.value.message


def without(content, place):
    result = copy.deepcopy(content)
    owner = result
    for step in place[:-1]:
        owner = owner[step]
    del owner[place[-1]]
    return result


def path_of(place):
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in place)
    return text[1:]


def every_member(content, place=()):
    """Yield the place of every member of every object."""
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if isinstance(content, dict):
            yield (*place, key)
        if isinstance(value, dict | list):
            yield from every_member(value, (*place, key))


@pytest.mark.parametrize("place", list(every_member(two_cores())), ids=path_of)
def test_that_a_missing_member_is_told_with_its_place(tmp_path, place):
    found = refusal(tmp_path, without(two_cores(), place))
    assert found == (f"input.json: {path_of(place)}", "This is missing")


@pytest.mark.parametrize("name", CONFIG)
def test_that_a_missing_setting_is_told(tmp_path, name):
    found = refusal(tmp_path, two_cores(), without(CONFIG, [name]))
    assert found == (f"config.json: {name}", "This is missing")


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ((*NEURON, "leak"), 256, "The leak is 256"),
        ((*NEURON, "weights", 3), -256, "The strength is -256"),
        ((*NEURON, "positive_threshold"), 2**18, "The threshold is 262144"),
        ((*NEURON, "positive_threshold"), -1, "The threshold is -1"),
        ((*NEURON, "reset_potential"), 2**19, "The reset value is 524288"),
        ((*NEURON, "current_potential"), -(2**19) - 1, "potential is -524289"),
        ((*NEURON, "reset_mode"), 2, "The reset mode is 2"),
        ((*NEURON, "destination_axon"), 3, "The output line is 3"),
        ((*NEURON, "destination_axon"), -1, "The output line is -1"),
        ((*NEURON, "destination_tick"), 15, "The destination tick is 15"),
        ((*NEURON, "destination_tick"), -1, "The destination tick is -1"),
        ((*NEURON, "negative_threshold"), 10**50, "is 1000000000000000"),
        ((*NEURON, "negative_threshold"), 2, "no equal for 2"),
        (
            ("cores", 0, "neurons", 1, "negative_threshold"),
            -(2**18),
            "no equal for -262144",
        ),
        ((*NEURON, "destination_core_offset"), [2, 0], "would be at (3, 1)"),
        ((*NEURON, "destination_core_offset"), [0, -2], "would be at (1, -1)"),
        ((*NEURON, "destination_core_offset"), [1], "The length of the list is 1"),
        (("cores", 0, "neurons", 0, "destination_axon"), 4, "The axon is 4"),
        ((*NEURON, "weights"), [1, 2, 3], "The length of the list is 3"),
        ((*NEURON, "weights"), [1, 2, 3, 4, 5], "The length of the list is 5"),
        (("cores", 0, "axons", 1), 4, "The axon type is 4"),
        (("cores", 0, "axons"), [0] * 5, "The length of the list is 5"),
        (("cores", 0, "connections"), [[1, 0, 0, 0]], "The length of the list is 1"),
        (("cores", 0, "connections", 1), [1, 0, 0], "The length of the list is 3"),
        (("cores", 0, "connections", 1, 2), 2, "The connection is 2"),
        (("cores", 0, "connections", 1, 2), True, "a truth value, expected"),
        (("cores", 0, "coordinates", 0), 3, "The column x is 3"),
        (("cores", 0, "coordinates", 1), 2, "The row y is 2"),
        (("cores", 1, "coordinates"), [0, 0], "Core 0 of the list is at (0, 0) too"),
        (("cores", 0, "coordinates"), [2, 0], "The output bus is at (2, 0) too"),
        (("cores",), [], "The length of the list is 0"),
        (("output_bus", "coordinates", 0), -1, "The column x is -1"),
        (("output_bus", "num_outputs"), 10**9, "outputs is 1000000000"),
        (("packets", 0, 0, "destination_axon"), 4, "The axon is 4"),
        (("packets", 0, 0, "destination_core", 1), 9, "The row y is 9"),
        (("packets", 0, 0, "destination_core"), [2, 0], "goes to the output bus"),
        (("packets", 0, 0, "destination_tick"), 15, "The destination tick is 15"),
        (("packets", 0), {}, "an object, expected a list"),
        (("packets",), None, "null, expected a list"),
        (("cores", 0), [], "a list, expected an object"),
        (("cores", 0, "neurons", 1), 7, "a whole number, expected an object"),
    ],
)
def test_that_a_wrong_value_is_told_with_its_place(tmp_path, place, value, message):
    where, said = refusal(tmp_path, edited(two_cores(), place, value))
    assert where == f"input.json: {path_of(place)}"
    assert message in said


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("cores", 0, "neurons"), [], "cores[0].connections"),
        (("cores", 1, "axons"), [0, 0], "cores[1].connections[0]"),
    ],
)
def test_that_a_matrix_must_have_a_row_per_neuron_and_a_column_per_axon(
    tmp_path, place, value, told
):
    where, said = refusal(tmp_path, edited(two_cores(), place, value))
    assert where == f"input.json: {told}"
    assert said.startswith("The length of the list is")


@pytest.mark.parametrize("value", [1.0, 1.5, True, "1", None, [1], {}])
@pytest.mark.parametrize(
    "place",
    [
        (*NEURON, "leak"),
        (*NEURON, "weights", 0),
        (*NEURON, "destination_core_offset", 1),
        ("cores", 0, "axons", 1),
        ("cores", 0, "connections", 1, 2),
        ("cores", 0, "coordinates", 0),
        ("output_bus", "num_outputs"),
        ("packets", 0, 0, "destination_axon"),
    ],
    ids=path_of,
)
def test_that_only_whole_numbers_are_numbers(tmp_path, place, value):
    where, said = refusal(tmp_path, edited(two_cores(), place, value))
    assert where == f"input.json: {path_of(place)}"
    assert said.endswith("expected a whole number")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_neurons", 10_000_000),
        ("num_neurons", 0),
        ("num_axons", 2**70),
        ("num_cores_x", 10**9),
        ("num_cores_y", -1),
        ("num_weights", 0),
        ("num_weights", 17),
        ("max_tick_offset", 1),
        ("neuron_reset_type", 2),
        ("neuron_reset_type", "0"),
        ("scheduler_trace_verbosity", 0.5),
    ],
)
def test_that_a_wrong_setting_is_told(tmp_path, name, value):
    where, _ = refusal(tmp_path, two_cores(), CONFIG | {name: value})
    assert where == f"config.json: {name}"


@pytest.mark.parametrize(
    "numbers",
    [
        {"negative_threshold": -256},
        {"negative_threshold": 1},
        {"positive_threshold": 256},
        {"current_potential": -(2**18)},
        {"current_potential": 2**18},
    ],
)
def test_that_a_symmetric_reset_beyond_strengths_is_refused(tmp_path, numbers):
    model = two_cores()
    model["cores"][0]["neurons"][1] |= {"reset_mode": 1} | numbers
    config = CONFIG | {"neuron_reset_type": 1}
    where, said = refusal(tmp_path, model, config)
    assert where == "input.json: cores[0].neurons[1].negative_threshold"
    assert "with reset_mode 1 and neuron_reset_type 1" in said


def with_weights(count):
    """Return the two cores with so many weights, one reset symmetric."""
    model = two_cores()
    for core in model["cores"]:
        for one in core["neurons"]:
            one["weights"] += [0] * (count - 4)
    model["cores"][0]["neurons"][1]["reset_mode"] = 1
    return model, CONFIG | {"neuron_reset_type": 1, "num_weights": count}


@pytest.mark.parametrize("name", ["num_neurons", "num_axons"])
def test_that_a_symmetric_reset_needs_room_for_two_more(tmp_path, name):
    model, config = with_weights(15)
    found = read_ranc(*write_files(tmp_path, model, config | {name: 1022}))
    assert found.mirrored == 1
    assert found.program.hardware.axon_types == 16
    where, _ = refusal(tmp_path, model, config | {name: 1023})
    assert where == "input.json: cores[0].neurons[1].negative_threshold"


def test_that_a_symmetric_reset_needs_an_axon_type(tmp_path):
    where, _ = refusal(tmp_path, *with_weights(16))
    assert where == "input.json: cores[0].neurons[1].negative_threshold"


def test_that_a_short_ring_shortens_the_destination_ticks(tmp_path):
    where, said = refusal(tmp_path, two_cores(), CONFIG | {"max_tick_offset": 4})
    assert where == "input.json: cores[0].neurons[1].destination_tick"
    assert said == "The destination tick is 5"


def test_that_a_packet_to_an_empty_place_is_checked_too(tmp_path):
    model = two_cores()
    model["packets"].append([packet((2, 1), 3, 15)])
    where, _ = refusal(tmp_path, model)
    assert where == "input.json: packets[7][0].destination_tick"


def test_that_a_bus_without_lines_has_nothing_to_choose(tmp_path):
    model = edited(two_cores(), ["output_bus", "num_outputs"], 0)
    with pytest.raises(TNStudioError) as caught:
        read_ranc(*write_files(tmp_path, model))
    assert caught.value.hint == "there is nothing to choose"


def test_that_spikes_and_packets_to_an_empty_place_are_lost(tmp_path):
    model = two_cores()
    model["packets"].append([packet((2, 1), 3)])
    model["cores"][0]["neurons"][0]["destination_core_offset"] = [0, 1]
    found = read_ranc(*write_files(tmp_path, model))
    assert len(found.program.inputs.line) == 2
    assert found.program.routes.core[0, 0] == -1
    assert found.program.routes.line[0, 0] == -1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"\x00\xff\xfe\x01", "not JSON"),
        (b"\x89HDF\r\n\x1a\n" * 9, "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"packets": ' * 100_000, "nested too deeply"),
        (b'{"packets": NaN}', "NaN is no JSON number"),
        (b'{"packets": -Infinity}', "-Infinity is no JSON number"),
        (b'{"packets": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"cores": 1, "cores": 2}', "names 'cores' twice"),
        (b"17", "a whole number, expected an object"),
        (b"[]", "a list, expected an object"),
        (b'"text"', "a text, expected an object"),
        (b'{"packets": 1e999}', "This is missing"),
        (b"\xef\xbb\xbf{}", "This is missing"),
    ],
)
def test_that_what_is_no_json_is_told_so(tmp_path, content, message):
    paths = write_files(tmp_path, two_cores())
    for k in range(2):
        before = paths[k].read_bytes()
        paths[k].write_bytes(content)
        with pytest.raises(TNStudioError) as caught:
            read_ranc(*paths)
        assert message in caught.value.message
        assert str(paths[k]) in caught.value.location
        assert len(str(caught.value)) < 1000
        paths[k].write_bytes(before)


def test_that_a_truncated_file_is_refused_wherever_it_ends(tmp_path):
    paths = write_files(tmp_path, two_cores())
    whole = paths[0].read_bytes()
    for length in range(0, len(whole), 37):
        paths[0].write_bytes(whole[:length])
        with pytest.raises(TNStudioError, match="not JSON"):
            read_ranc(*paths)


def test_that_no_file_a_folder_and_a_pipe_are_refused(tmp_path):
    model, config = write_files(tmp_path, two_cores())
    with pytest.raises(TNStudioError, match="There is no such file"):
        read_ranc(tmp_path / "nowhere.json", config)
    with pytest.raises(TNStudioError, match="This is a folder"):
        read_ranc(model, tmp_path)
    with pytest.raises(TNStudioError, match="cannot be read"):
        read_ranc(tmp_path / "nul\0.json", config)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(TNStudioError, match="not a regular file"):
            read_ranc(tmp_path / "pipe", config)


def test_that_a_huge_file_is_refused_unread(tmp_path):
    model, config = write_files(tmp_path, two_cores())
    os.truncate(model, MOST_FILE_BYTES + 1)  # a sparse file
    tracemalloc.start()
    with pytest.raises(TNStudioError, match="the limit is"):
        read_ranc(model, config)
    assert tracemalloc.get_traced_memory()[1] < 10**6
    tracemalloc.stop()


def test_that_a_small_file_cannot_claim_a_large_chip(tmp_path):
    """Each of these sizes is allowed; all of them would take gigabytes."""
    bare = {"axons": [], "connections": [], "neurons": []}
    places = [[x, y] for y in range(64) for x in range(64)][1:]
    model = {
        "packets": [],
        "output_bus": {"coordinates": [0, 0], "num_outputs": 1},
        "cores": [bare | {"coordinates": place} for place in places],
    }
    config = CONFIG | {
        "num_neurons": 1024,
        "num_axons": 1024,
        "num_cores_x": 64,
        "num_cores_y": 64,
    }
    tracemalloc.start()
    where, said = refusal(tmp_path, model, config)
    assert tracemalloc.get_traced_memory()[1] < 50 * 10**6
    tracemalloc.stop()
    assert where == "input.json: cores"
    assert "4095 cores of 1024 axons and 1024 neurons do not come from" in said
    config |= {"num_neurons": 32, "num_axons": 32}
    assert read_ranc(*write_files(tmp_path, model, config)).program.cores == 4095


ODD = [
    *(-1, 0, 1, 2, 14, 15, 16, 255, 256, 2**18, -(2**19), 2**31, -(2**63), 10**30),
    *(0.5, 1e308, True, None, "", "0", [], [0], [[]], [0, 0], {}, {"axons": []}),
]


def every_place(content, place=()):
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        yield (*place, key)
        if isinstance(value, dict | list):
            yield from every_place(value, (*place, key))


def mutated(random, content):
    """Replace, drop, repeat or move some values."""
    result = copy.deepcopy(content)
    for _ in range(int(random.integers(1, 4))):
        places = list(every_place(result))
        if not places:
            return result
        place = places[int(random.integers(len(places)))]
        owner = result
        for step in place[:-1]:
            owner = owner[step]
        way = int(random.integers(4))
        if way == 0:
            del owner[place[-1]]
        elif way == 1 and isinstance(owner, list):
            owner.append(copy.deepcopy(owner[place[-1]]))
        elif way == 2 and type(owner[place[-1]]) is int:
            owner[place[-1]] += int(random.integers(-2, 3))
        else:
            owner[place[-1]] = copy.deepcopy(ODD[int(random.integers(len(ODD)))])
    return result


def taken(folder, paths):
    """Read the files, or else be told one place and one message."""
    found = refused = None
    try:
        found = read_ranc(*paths)
    except TNStudioError as error:
        refused = error
    if found is None:
        assert refused.message
        assert refused.location.startswith(str(folder))
        return False
    assert check_program(found.program) == ()
    assert (np.diff(found.stimulus.ticks) >= 0).all()
    return True


@pytest.mark.parametrize("seed", range(4))
def test_that_any_change_of_a_file_gives_a_network_or_a_message(tmp_path, seed):
    random = np.random.default_rng(seed)
    good = 0
    for _ in range(150):
        model, config = two_cores(), CONFIG
        if random.random() < 0.85:
            model = mutated(random, model)
        else:
            config = mutated(random, config)
        good += taken(tmp_path, write_files(tmp_path, model, config))
    assert 0 < good < 150


@pytest.mark.parametrize("seed", range(4))
def test_that_any_damage_of_the_bytes_gives_a_network_or_a_message(tmp_path, seed):
    random = np.random.default_rng(seed)
    paths = write_files(tmp_path, two_cores())
    whole = np.frombuffer(paths[0].read_bytes(), np.uint8)
    marks = list(b'0123456789-.eE[]{},": tn\xff\x00')
    good = 0
    for _ in range(150):
        data = whole.copy()
        where = random.integers(0, data.size, int(random.integers(1, 5)))
        data[where] = random.choice(marks, where.size)
        paths[0].write_bytes(data.tobytes())
        good += taken(tmp_path, paths)
    assert 0 < good < 150
