"""Counting votes and deciding."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programs import ProgramBuilder
from tnstudio.model.arrays import frozen
from tnstudio.model.hardware import Hardware
from tnstudio.model.program import NONE
from tnstudio.simulation.readout import (
    class_counts,
    class_counts_by_copies,
    class_scores,
    predict,
)


def voting_program(labels, classes=3):
    chip = Hardware("votes", 1, 1, 1, 1, 1)
    program = ProgramBuilder(chip, 1, lines=1, outputs=len(labels)).build()
    label = frozen(np.array(labels), np.int32)
    return replace(
        program,
        outputs=replace(program.outputs, label=label),
        class_names=tuple(map(str, range(classes))),
    )


def test_that_each_spike_is_a_vote_for_the_class_of_its_line():
    program = voting_program([2, 0, NONE, 2, 1])
    outputs = np.array([[1, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1]], np.uint8)
    counts = class_counts(program, outputs)
    assert counts.dtype == np.int32
    assert counts.tolist() == [[1, 0, 2], [0, 0, 0], [0, 1, 1]]


@given(st.lists(st.integers(-1, 3), max_size=40), st.integers(0, 2**32))
def test_that_votes_are_counted_line_by_line(labels, seed):
    program = voting_program(labels, classes=4)
    outputs = np.random.default_rng(seed).integers(0, 2, (5, len(labels)), np.uint8)
    expected = [
        [sum(row[np.array(labels, int) == k].tolist()) for k in range(4)]
        for row in outputs
    ]
    assert class_counts(program, outputs).tolist() == expected


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 6)), max_size=40),
    st.sets(st.integers(1, 6), min_size=1),
    st.integers(0, 2**32),
)
def test_that_the_votes_of_fewer_copies_are_those_of_their_lines(lines, copies, seed):
    program = voting_program([label for label, _ in lines])
    copy = frozen(np.array([copy for _, copy in lines], int), np.int32)
    program = replace(program, outputs=replace(program.outputs, copy=copy))
    outputs = np.random.default_rng(seed).integers(0, 2, (4, len(lines)), np.uint8)
    wanted = tuple(sorted(copies))
    counts = class_counts_by_copies(program, outputs, wanted)
    assert counts.shape == (4, len(wanted), 3)
    assert counts.dtype == np.int32
    for k, number in enumerate(wanted):
        silent = np.where(program.outputs.copy < number, outputs, 0)
        few = class_counts(program, silent.astype(np.uint8))
        np.testing.assert_array_equal(counts[:, k], few)


def test_that_no_rows_have_no_votes():
    program = voting_program([0, 1])
    assert class_counts(program, np.zeros((0, 2), np.uint8)).shape == (0, 3)


def test_that_a_score_is_the_mean_over_lines_and_ticks():
    program = voting_program([0, 0, 0, 1, NONE])
    counts = np.array([[6, 1, 0], [0, 2, 0]], np.int32)
    scores = class_scores(program, counts, ticks=2)
    assert scores.dtype == np.float64
    np.testing.assert_allclose(scores, [[1, 0.5, 0], [0, 1, 0]])


@pytest.mark.parametrize(
    ("scores", "decision"),
    [([0.1, 0.5, 0.2], 1), ([0.5, 0.2, 0.5], 0), ([0, 0.3, 0.3], 1), ([0, 0, 0], 0)],
)
def test_that_the_highest_score_wins_and_the_lowest_class_of_several(scores, decision):
    decisions = predict(np.array([scores]))
    assert decisions.dtype == np.int32
    assert decisions.tolist() == [decision]
