"""A run in pieces is what the simulator does at once, up to where it stops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programs import random_recurrent_program
from tests.simulation.agreement import random_lines
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app import chip_run as module
from tnstudio.app.chip_run import chip_run
from tnstudio.app.setups import Setup, image_setup
from tnstudio.app.simulation_session import image_session
from tnstudio.app.votes import Votes
from tnstudio.datasets.images import ImageSet
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE
from tnstudio.simulation.breakpoints import CoreSilent, LineSpikes, NeuronSpikes
from tnstudio.simulation.recording import joined
from tnstudio.simulation.run_until import run_until
from tnstudio.simulation.simulator import Simulator

TICKS = 40


class Rows:
    """Input spikes made beforehand."""

    def __init__(self, lines: np.ndarray) -> None:
        self.lines = lines

    def spikes(self, first_tick: int, rows: int) -> np.ndarray:
        return self.lines[first_tick : first_tick + rows]


def random_setup(seed: int, ticks: int = TICKS) -> tuple[Setup, np.ndarray]:
    random = np.random.default_rng(seed)
    program = random_recurrent_program(random)
    lines = random_lines(random, program, ticks, 0.3)
    return Setup(program, Rows(lines)), lines


@given(seed=st.integers(0, 2**32), piece=st.integers(1, TICKS + 1), until=st.booleans())
@settings(max_examples=40)
def test_that_a_run_in_pieces_is_the_run_at_once(seed, piece, until):
    setup, lines = random_setup(seed)
    conditions = (LineSpikes(0), CoreSilent(1, 7)) if until else ()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_TICKS", piece)
        pieces = list(chip_run(setup, TICKS, conditions))
    (expected,) = run_until(Simulator(setup.program), lines, conditions, chunk=TICKS)
    found = joined([one.recording for one in pieces])
    np.testing.assert_array_equal(found.spikes, expected.recording.spikes)
    np.testing.assert_array_equal(found.outputs, expected.recording.outputs)
    shown = np.concatenate([one.lines for one in pieces])
    np.testing.assert_array_equal(shown, lines[: found.ticks])
    assert pieces[-1].hits == expected.hits
    assert not any(one.hits for one in pieces[:-1])


def test_that_a_condition_about_nothing_is_told_before_the_run():
    setup, _ = random_setup(1)
    with pytest.raises(TNStudioError, match="There is no core 3"):
        chip_run(setup, TICKS, (NeuronSpikes(3, 0),))


def some_images() -> ImageSet:
    pixels = np.random.default_rng(3).integers(0, 256, (9, 4, 5, 2), np.uint8)
    labels = np.arange(9, dtype=np.int32) % 3
    return ImageSet("some", pixels, labels, ("left", "right", "none"))


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
@pytest.mark.parametrize("ticks", [1, 2, 3, 30])
def test_that_an_image_is_shown_and_judged_as_in_the_window(encoding, ticks):
    program = deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=8)
    session = image_session(program, some_images(), encoding, 5, frame_ticks=6)
    session.show(4)
    frame = session.advance(ticks)
    setup = image_setup(program, some_images(), 4, encoding, 5, frame_ticks=6)
    votes = Votes(program)
    for piece in chip_run(setup, ticks):
        votes.add(piece.recording)
    np.testing.assert_array_equal(piece.recording.spikes, frame.recording.spikes)
    assert votes.counts.tolist() == frame.votes.tolist()
    assert votes.decision == frame.decision
    assert (votes.decision == NONE) == (ticks <= program.latency)
    assert setup.label == frame.label == 1


def test_that_what_does_not_fit_the_chip_is_not_shown():
    program = deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=8)
    with pytest.raises(TNStudioError, match="There is no image 9"):
        image_setup(program, some_images(), 9, "rate", 0, 16)
    pixels = np.zeros((2, 4, 4, 2), np.uint8)
    small = ImageSet("small", pixels, np.zeros(2, np.int32), some_images().class_names)
    with pytest.raises(TNStudioError, match="4 × 4"):
        image_setup(program, small, 0, "rate", 0, 16)
