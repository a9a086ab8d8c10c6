"""Two runs compared piece by piece, against the comparison of the whole."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation.test_differences import recording_of
from tnstudio.simulation.difference_tally import DifferenceTally
from tnstudio.simulation.differences import difference, first_divergence


@st.composite
def runs(draw):
    """Two recordings of the same ticks, and where they are cut."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    cores, neurons = draw(st.sampled_from([(1, 1), (3, 7), (2, 70)]))
    ticks = draw(st.integers(1, 30))
    bits = random.random((ticks, cores, neurons)) < 0.3
    flips = random.random(bits.shape) < draw(st.sampled_from([0, 0.01, 0.4]))
    cuts = sorted(draw(st.lists(st.integers(0, ticks), max_size=4)))
    return bits, bits ^ flips, [0, *cuts, ticks]


def tally_of(a, b, cuts, **options):
    tally = DifferenceTally(40, a.shape[1], **options)
    for low, high in pairwise(cuts):
        if low < high:
            parts = (recording_of(bits[low:high], 40 + low) for bits in (a, b))
            tally.add(*parts)
    return tally.differences()


@given(runs())
def test_that_pieces_add_up_to_the_whole(made):
    a, b, cuts = made
    found = tally_of(a, b, cuts)
    one, other = recording_of(a, 40), recording_of(b, 40)
    whole = difference(one, other)
    assert found.first == first_divergence(one, other)
    end = 40 + len(a)
    assert (found.first_tick, found.end, found.listed_end) == (40, end, end)
    np.testing.assert_array_equal(found.by_tick, whole.counts_by_tick())
    assert found.counts == whole.counts
    for events, expected in (
        (found.only_a, whole.only_a),
        (found.only_b, whole.only_b),
    ):
        np.testing.assert_array_equal(np.array(events), np.array(expected))
    by_core = np.stack(
        [(bits & ~other).sum(axis=(0, 2)) for bits, other in ((a, b), (b, a))], axis=1
    )
    np.testing.assert_array_equal(found.by_core[:, :2], by_core)


@given(runs(), st.integers(0, 6))
def test_that_whole_ticks_are_listed_as_long_as_there_is_room(made, most):
    a, b, cuts = made
    found = tally_of(a, b, cuts, most_events=most)
    only = np.stack([(a & ~b).sum(axis=(1, 2)), (b & ~a).sum(axis=(1, 2))])
    fits = (only.cumsum(axis=1) <= most).all(axis=0)
    listed = int(np.argmin(fits)) if not fits.all() else len(a)
    assert found.listed_end == 40 + listed
    assert len(found.only_a.tick) == only[0, :listed].sum()
    assert len(found.only_b.tick) == only[1, :listed].sum()
    assert found.counts[:2] == tuple(only.sum(axis=1))
