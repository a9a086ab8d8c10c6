"""Which images a chip gets wrong, and going through them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.test_sessions import DATA
from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.chip_mistakes import deciding, next_of
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.app.simulation_session import image_session
from tnstudio.mapping.deploy import deploy
from tnstudio.simulation.readout import class_scores, predict

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=1, seed=8)


def decisions(encoding: str, seed: int):
    work, shares = deciding(PROGRAM, DATA.test, encoding, seed), []
    while True:
        try:
            shares.append(next(work).share)
        except StopIteration as end:
            assert shares == sorted(shares)
            return end.value


def test_that_a_session_decides_as_was_found_with_the_rate_code():
    found = decisions("rate", 0)
    assert found.how == "by 16 ticks of the rate code"
    session = image_session(PROGRAM, DATA.test, "rate")
    for image in range(len(DATA.test)):
        session.show(image)
        # What was shown before has left the chip by then.
        frame = session.advance(RATE_TICKS + PROGRAM.latency)
        assert frame.decision == found.found[image]
    np.testing.assert_array_equal(found.wrong, found.found != DATA.test.labels)


@pytest.mark.parametrize("seed", [0, 5])
def test_that_the_draws_of_the_stochastic_code_have_their_seed(seed):
    found = decisions("stochastic", seed)
    assert found.how == f"by 16 ticks of the stochastic code, seed {seed}"
    # The first image is on from tick 0 in both.
    session = image_session(PROGRAM, DATA.test, "stochastic", seed)
    session.advance(RATE_TICKS)
    session.show(1)
    session.advance(PROGRAM.latency)
    votes = session._votes.between(PROGRAM.latency, session.tick)
    assert predict(class_scores(PROGRAM, votes[None], RATE_TICKS)) == found.found[0]


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 11))
def test_that_the_next_wanted_image_is_found_round_the_ends(wanted, image):
    image %= len(wanted)
    for step in (1, -1):
        expected = image
        for k in range(1, len(wanted) + 1):
            other = (image + step * k) % len(wanted)
            if wanted[other]:
                expected = other
                break
        assert next_of(np.array(wanted), image, step) == expected
