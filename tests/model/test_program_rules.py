"""Every rule of chip programs is broken once."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests import strategies
from tnstudio.model import program_rules
from tnstudio.model.hardware import Hardware, Limit
from tnstudio.model.program import NONE, ChipProgram
from tnstudio.model.program_arrays import (
    ARRAYS,
    ArrayRule,
    Extent,
    counts_of,
    extent_of,
)
from tnstudio.model.program_rules import check_program

CHIP = Hardware("odd", axons=10, neurons=11, axon_types=3, grid_rows=2, grid_columns=4)
EXTENT = Extent(
    cores=5,
    input_lines=6,
    connections=9,
    output_lines=4,
    classes=3,
    copies=2,
    input_shape=(2, 3, 2),
)
COUNTS = counts_of(CHIP, EXTENT)


def sound(seed: int = 0) -> ChipProgram:
    return strategies.random_program(
        np.random.default_rng(seed), CHIP, EXTENT, calm=False
    )


def with_array(
    program: ChipProgram, rule: ArrayRule, values: np.ndarray
) -> ChipProgram:
    if not rule.group:
        return replace(program, **{rule.name: values})
    group = replace(getattr(program, rule.group), **{rule.name: values})
    return replace(program, **{rule.group: group})


def array(program: ChipProgram, rule: ArrayRule) -> np.ndarray:
    owner = getattr(program, rule.group) if rule.group else program
    return getattr(owner, rule.name)


def with_value(
    program: ChipProgram, place: str, index: tuple[int, ...], value: int
) -> ChipProgram:
    rule = next(rule for rule in ARRAYS if rule.place == place)
    values = array(program, rule).copy()
    values[index] = value
    return with_array(program, rule, values)


def codes(program: ChipProgram) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in check_program(program)]


@given(program=strategies.programs())
@settings(deadline=None)
def test_that_drawn_programs_have_no_problems(program: ChipProgram) -> None:
    assert check_program(program) == ()


def test_that_the_extent_tells_every_count() -> None:
    assert extent_of(sound()) == EXTENT
    assert COUNTS["byte"] == 2
    assert COUNTS["input element"] == 12


@pytest.mark.parametrize("rule", ARRAYS, ids=lambda rule: rule.place)
def test_that_every_array_must_have_its_type_and_shape(rule: ArrayRule) -> None:
    values = array(sound(), rule)
    wide = with_array(sound(), rule, values.astype(np.float64))
    assert ("array-type", rule.place) in codes(wide)
    deep = with_array(sound(), rule, values[..., np.newaxis])
    assert ("array-shape", rule.place) in codes(deep)


BEYOND = [
    (rule, limit, limit + step)
    for rule in ARRAYS
    for limit, step in zip(rule.range(COUNTS) or (), (-1, 1), strict=False)
    # Unsigned types hold nothing below 0.
    if np.iinfo(rule.dtype).min <= limit + step <= np.iinfo(rule.dtype).max
]


@pytest.mark.parametrize(
    ("rule", "limit", "value"), BEYOND, ids=lambda x: getattr(x, "place", x)
)
def test_that_every_value_must_be_in_its_range(
    rule: ArrayRule, limit: int, value: int
) -> None:
    last = tuple(side - 1 for side in rule.shape(COUNTS))
    program = with_value(sound(), rule.place, last, value)
    problem = next(p for p in check_program(program) if p.code == "value-range")
    assert problem.place == rule.place
    assert "1 value is out of range" in problem.message
    assert f"{rule.axes[-1]} {last[-1]}, is {value}" in problem.message
    kept = with_value(sound(), rule.place, last, limit)
    assert ("value-range", rule.place) not in codes(kept)


def test_that_ranges_are_those_of_hardware_and_program() -> None:
    found = {rule.place: rule.range(COUNTS) for rule in ARRAYS}
    assert found == {
        "axon_types": (0, 2),
        "synapses": None,
        "neurons/strengths": (-255, 255),
        "neurons/stochastic_synapses": None,
        "neurons/leak": (-255, 255),
        "neurons/leak_reversal": None,
        "neurons/stochastic_leak": None,
        "neurons/threshold": (0, 262143),
        "neurons/negative_threshold": (0, 262143),
        "neurons/negative_saturates": None,
        "neurons/threshold_mask": (0, 262143),
        "neurons/reset_mode": (0, 2),
        "neurons/reset_value": (-524288, 524287),
        "neurons/initial_potential": (-524288, 524287),
        "routes/core": (-1, 4),
        "routes/axon": (-1, 9),
        "routes/delay": (1, 15),
        "routes/line": (-1, 3),
        "inputs/element": (-1, 11),
        "inputs/line": (0, 5),
        "inputs/core": (0, 4),
        "inputs/axon": (0, 9),
        "outputs/label": (-1, 2),
        "outputs/copy": (0, 1),
        "places/copy": (0, 1),
        "places/layer": (0, 2**31 - 1),
        "places/row": (0, 2**31 - 1),
        "places/column": (0, 2**31 - 1),
        "places/chip_row": (0, 1),
        "places/chip_column": (0, 3),
    }


def routed(core: int, axon: int, line: int) -> ChipProgram:
    program = sound()
    for name, value in (("core", core), ("axon", axon), ("line", line)):
        program = with_value(program, f"routes/{name}", (2, 3), value)
    return program


def placed(*cores: int, row: int, column: int) -> ChipProgram:
    program = sound()
    for core in cores:
        program = with_value(program, "places/chip_row", (core,), row)
        program = with_value(program, "places/chip_column", (core,), column)
    return program


BROKEN = {
    "program-number": (replace(sound(), copies=0), "program"),
    "program-input": (replace(sound(), input_shape=(0, 3, 2)), "program"),
    "value-range": (with_value(sound(), "routes/delay", (0, 0), 16), "routes/delay"),
    "synapse-padding": (with_value(sound(), "synapses", (4, 9, 1), 8), "synapses"),
    "mask-gap": (
        with_value(sound(), "neurons/threshold_mask", (1, 2), 5),
        "neurons/threshold_mask",
    ),
    "target-half": (routed(1, NONE, NONE), "routes/axon"),
    "target-and-line": (routed(1, 2, 3), "routes/line"),
    "place-shared": (placed(1, 3, row=1, column=2), "places/chip_row"),
}
BROKEN_BY_ARRAY = {"array-type", "array-shape"}
"""Above, for every array."""


def test_that_every_rule_has_a_test() -> None:
    source = Path(program_rules.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'Problem\(\s*"([a-z-]+)"', source)) == {
        *BROKEN,
        *BROKEN_BY_ARRAY,
    }


@pytest.mark.parametrize("code", BROKEN)
def test_that_a_broken_rule_is_found_at_its_place(code: str) -> None:
    program, place = BROKEN[code]
    problem = next(p for p in check_program(program) if p.code == code)
    assert problem.place == place
    assert problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latency": -1}, "The latency is -1"),
        ({"seed": 2**63}, "The seed is 9223372036854775808"),
        ({"copies": 9}, "The number of copies is 9"),
        ({"input_shape": (2048, 2048, 2)}, "The input is 2048 × 2048 × 2"),
        ({"hardware": replace(CHIP, axon_types=17)}, "axon types"),
    ],
)
def test_that_numbers_must_be_in_range(changes: dict[str, object], words: str) -> None:
    problems = check_program(replace(sound(), **changes))
    assert any(words in problem.message for problem in problems)


def test_that_more_cores_than_the_chip_has_are_refused() -> None:
    program = replace(sound(), hardware=replace(CHIP, grid_columns=2))
    assert "The number of cores is 5" in [p.message for p in check_program(program)]


def test_that_a_program_without_cores_is_refused() -> None:
    empty = strategies.random_program(
        np.random.default_rng(0),
        CHIP,
        replace(EXTENT, cores=1, connections=0),
        calm=True,
    )
    for rule in ARRAYS:
        if "core" in rule.axes:
            empty = with_array(empty, rule, array(empty, rule)[:0])
    assert [p.message for p in check_program(empty)] == ["The number of cores is 0"]


def test_that_all_problems_are_found_together() -> None:
    program = sound()
    for place, index, value in (
        ("axon_types", (0, 0), 3),
        ("neurons/leak", (1, 1), 256),
        ("routes/delay", (2, 2), 0),
        ("inputs/element", (0,), 12),
        ("synapses", (0, 0, 1), 255),
    ):
        program = with_value(program, place, index, value)
    assert codes(program) == [
        ("value-range", "axon_types"),
        ("value-range", "neurons/leak"),
        ("value-range", "routes/delay"),
        ("value-range", "inputs/element"),
        ("synapse-padding", "synapses"),
    ]


def test_that_a_shared_place_names_both_cores() -> None:
    program, _ = BROKEN["place-shared"]
    (problem,) = (p for p in check_program(program) if p.code == "place-shared")
    assert problem.message == "Cores 1 and 3 are both at row 1, column 2 of the chip"


def test_that_every_limit_used_has_a_source() -> None:
    limits = [rule.values for rule in ARRAYS if isinstance(rule.values, Limit)]
    assert all(limit.source for limit in limits)
