"""The schedule of the learning rate."""

import pytest

from tnstudio.model.records import SEED, RateDrop, TrainingSettings


def test_that_the_rate_drops_from_its_share_of_the_epochs_on() -> None:
    settings = TrainingSettings(epochs=20, rate=1.0)
    rates = [settings.rate_at(epoch) for epoch in range(20)]
    assert rates[:12] == [1.0] * 12
    assert rates[12:17] == pytest.approx([0.1] * 5)
    assert rates[17:] == pytest.approx([0.01] * 3)


def test_that_the_published_schedule_can_be_written_down() -> None:
    # E15 §4: rate 0.1, times 0.1 every 250 of 1000 epochs.
    drops = tuple(RateDrop(share, 0.1) for share in (0.25, 0.5, 0.75))
    settings = TrainingSettings(epochs=1000, rate=0.1, drops=drops)
    rates = [settings.rate_at(epoch) for epoch in (0, 249, 250, 500, 750, 999)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 1e-3, 1e-4, 1e-4])


def test_that_rounding_moves_no_drop() -> None:
    """0.28 × 25 is 7.000000000000001 to a computer."""
    for epochs in (25, 50, 75, 100, 200):
        for percent in range(100):
            drops = (RateDrop(percent / 100, 0.1),)
            settings = TrainingSettings(epochs=epochs, drops=drops)
            before = -(-percent * epochs // 100)
            rates = [settings.rate_at(epoch) for epoch in range(epochs)]
            assert rates == [1.0] * before + [0.1] * (epochs - before)


def test_that_a_rate_without_drops_stays() -> None:
    assert TrainingSettings(drops=()).rate_at(19) == 1.0


def test_that_seeds_fit_a_signed_64_bit_number() -> None:
    assert SEED.holds(0)
    assert SEED.holds(2**63 - 1)
    assert not SEED.holds(-1)
    assert not SEED.holds(2**63)


def test_that_a_cosine_goes_from_the_rate_towards_0() -> None:
    # I. Loshchilov, F. Hutter, "SGDR", ICLR 2017, equation 5.
    settings = TrainingSettings(epochs=4, rate=2.0, schedule="cosine")
    rates = [settings.rate_at(epoch) for epoch in range(4)]
    half = 0.5**0.5
    assert rates == pytest.approx([2.0, 1 + half, 1.0, 1 - half])


def test_that_a_constant_rate_ignores_the_drops() -> None:
    settings = TrainingSettings(rate=0.3, schedule="constant")
    assert {settings.rate_at(epoch) for epoch in range(20)} == {0.3}


def test_that_certainty_grows_evenly_to_its_weight() -> None:
    settings = TrainingSettings(epochs=5, certainty=0.4)
    weights = [settings.certainty_at(epoch) for epoch in range(5)]
    assert weights == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert TrainingSettings(epochs=1, certainty=0.4).certainty_at(0) == 0.0
