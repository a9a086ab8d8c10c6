"""Synapses come through text as they were; anything else is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.synapse_text import synapses_from_text, synapses_to_text
from tnstudio.errors import TNStudioError


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 99))
def test_that_synapses_come_back_as_they_were(axons, neurons, seed) -> None:
    block = np.random.default_rng(seed).random((axons, neurons)) < 0.5
    found = synapses_from_text(synapses_to_text(block))
    assert found.dtype == np.bool_
    np.testing.assert_array_equal(found, block)


@given(st.text())
def test_that_any_text_is_read_or_refused(text) -> None:
    with pytest.raises(TNStudioError, match="no synapses"):
        synapses_from_text(text)


def changed(**parts: object) -> str:
    told = json.loads(synapses_to_text(np.eye(2, dtype=np.bool_)))
    return json.dumps(told | parts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 100_000, "no synapses"),
        ("[]", "no synapses"),
        (changed(type="cores"), "no synapses"),
        (changed(version=2), "another version"),
        (changed(axons=None), "no rows"),
        (changed(axons=[1, 2]), "no rows"),
        (changed(axons=[]), "fit no crossbar"),
        (changed(axons=[""]), "fit no crossbar"),
        (changed(axons=["01"] * 1025), "fit no crossbar"),
        (changed(axons=["01", "0"]), "of one length"),
        (changed(axons=["01", "0x"]), "of one length"),
    ],
)
def test_that_other_texts_are_refused_with_a_reason(text, reason) -> None:
    with pytest.raises(TNStudioError, match=reason) as caught:
        synapses_from_text(text)
    assert caught.value.hint
