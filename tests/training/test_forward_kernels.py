"""Bells and firing probabilities against the C library."""

import math

import numpy as np
import pytest

from tnstudio.training.buffers import scratch
from tnstudio.training.forward_kernels import bells, fire, scale
from tnstudio.training.normal import curve

PRECISIONS = [(np.float32, 2e-7, 13.0), (np.float64, 5e-16, 37.0)]
"""Type, relative error of exp, and where exp(-z² / 2) is still above its floor."""


def bells_of(z: np.ndarray) -> np.ndarray:
    room = scratch((1, 1, 1, z.shape[1]), len(z), z.dtype)
    out = np.zeros_like(z)
    bells(z, curve(z.dtype), room.bits, room.powers, out)
    return out


@pytest.mark.parametrize(("dtype", "tolerance", "border"), PRECISIONS)
def test_that_bells_are_those_of_the_c_library(dtype, tolerance, border):
    z = np.linspace(-border, border, 30_000).astype(dtype).reshape(3, -1)
    # Squared and halved as the kernel does it: only exponentials are compared.
    exponents = (dtype(-0.5) * z * z).ravel().tolist()
    expected = np.array([math.exp(a) for a in exponents]).reshape(z.shape)
    np.testing.assert_allclose(bells_of(z), expected, rtol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_that_a_bell_is_next_to_nothing_far_out_and_1_in_the_middle(dtype):
    z = np.array([[0, 40, -1e3, 1e15, -np.inf]], dtype)
    out = bells_of(z)[0]
    assert out[0] == 1
    assert (out[1:] > 0).all()
    assert (out[1:] < 1e-37).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_that_neurons_fire_with_the_probability_of_the_normal_distribution(dtype):
    z = np.linspace(-8, 8, 1001).astype(dtype)[None]
    inverse_sigma = np.full_like(z, 0.5)
    slope, out = bells_of(z), np.full((1, z.size + 3), -1, dtype)
    fire(z, inverse_sigma, curve(dtype), 2, slope, out)
    fired = [0.5 * math.erfc(-v / math.sqrt(2)) for v in z[0].tolist()]
    bell = [math.exp(-v * v / 2) / math.sqrt(2 * math.pi) / 2 for v in z[0].tolist()]
    tolerance = 1e-6 if dtype is np.float32 else 1e-9
    np.testing.assert_allclose(out[0, 2:-1], fired, rtol=0, atol=tolerance)
    np.testing.assert_allclose(
        slope[0], bell, rtol=2e-5 if dtype is np.float32 else 1e-12
    )
    assert out[0, [0, 1, -1]].tolist() == [-1, -1, -1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_that_pixels_stand_for_0_to_1(dtype):
    pixels = np.zeros((5, 128), np.uint8)
    pixels[[4, 1]] = np.arange(256).reshape(2, 128)
    values = np.full((2, 129), 7, dtype)
    scale(pixels, np.array([4, 1]), values)
    np.testing.assert_allclose(values[:, :-1].ravel(), np.arange(256) / 255, rtol=2e-7)
    assert values[0, 0] == 0
    assert values[1, 127] == 1
    assert (values[:, -1] == 7).all()
