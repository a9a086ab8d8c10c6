"""Convolutions as matrices, against loops over all that a window sees."""

from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tnstudio.errors import TNStudioError
from tnstudio.storage.interchange.nir_graph import (
    AVERAGE_POOL,
    CONV_1D,
    CONV_2D,
    SUM_POOL,
    NirNode,
)
from tnstudio.storage.interchange.nir_unrolled import unrolled


def refuse(message, hint=""):
    raise TNStudioError(message, "node", hint)


def node_of(kind, **arrays):
    return NirNode(kind, {name: np.asarray(value) for name, value in arrays.items()})


def convolved(image, kernels, bias, stride, pads, dilation, groups):
    """Add up what each window sees; an image is a list of channels of rows."""
    made, taken = len(kernels), len(kernels[0])
    height, width = len(image[0]), len(image[0][0])
    high, wide = len(kernels[0][0]), len(kernels[0][0][0])
    (above, below), (left, right) = pads
    found = []
    for out in range(made):
        first = out // (made // groups) * taken
        for y in range(-above, height + below - dilation[0] * (high - 1), stride[0]):
            for x in range(-left, width + right - dilation[1] * (wide - 1), stride[1]):
                total = bias[out]
                for c, k, j in product(range(taken), range(high), range(wide)):
                    row, column = y + k * dilation[0], x + j * dilation[1]
                    if 0 <= row < height and 0 <= column < width:
                        total += kernels[out][c][k][j] * image[first + c][row][column]
                found.append(total)
    return found


def require_same(found, shape, oracle):
    """The matrix, column by column, and the bias are those of the loops."""
    channels, height, width = shape
    nothing = np.zeros(shape).tolist()
    biases = oracle(nothing)
    np.testing.assert_array_equal(found.biases(), biases)
    assert int(np.prod(found.shape)) == found.outputs == len(biases)
    matrix = found.matrix()
    for k in range(channels * height * width):
        image = np.zeros(shape)
        image.reshape(-1)[k] = 1
        seen = oracle(image.tolist())
        # The bias and a weight of few bits each: their sum is exact.
        np.testing.assert_array_equal(matrix[:, k] + found.biases(), seen)


SMALL = st.integers(1, 3)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_that_a_convolution_is_its_matrix(data):
    draw, random = data.draw, np.random.default_rng(data.draw(st.integers(0, 99)))
    groups, kernel = draw(st.integers(1, 2)), (draw(SMALL), draw(SMALL))
    taken, made = draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    dilation = (draw(st.integers(1, 2)), draw(st.integers(1, 2)))
    padding = draw(st.sampled_from(["same", "valid", (0, 1), (2, 0), 1]))
    stride = (1, 1) if padding == "same" else (draw(SMALL), draw(SMALL))
    sides = [n + d * (k - 1) for n, d, k in zip((2, 3), dilation, kernel, strict=True)]
    shape = (groups * taken, *sides)
    kernels = random.integers(-4, 5, (made, taken, *kernel)) / 4
    bias = random.integers(-4, 5, made) / 2
    found = unrolled(
        node_of(
            CONV_2D,
            weight=kernels.astype(np.float32),
            bias=bias,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
            input_shape=draw(st.sampled_from([sides, []])),
        ),
        shape,
        refuse,
    )
    if padding == "same":
        both = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        pads = [(n // 2, n - n // 2) for n in both]
        assert found.shape == (made, *sides)
    else:
        numbers = {"valid": (0, 0), 1: (1, 1)}.get(padding, padding)
        pads = [(n, n) for n in numbers]
    oracle = partial(
        convolved,
        kernels=kernels.tolist(),
        bias=bias.tolist(),
        stride=stride,
        pads=pads,
        dilation=dilation,
        groups=groups,
    )
    require_same(found, shape, oracle)


@given(SMALL, SMALL, st.integers(0, 2), SMALL, st.integers(0, 99))
def test_that_a_conv1d_is_one_row(kernel, stride, padding, dilation, seed):
    random = np.random.default_rng(seed)
    shape = (2, 1 + dilation * (kernel - 1))
    kernels, bias = random.integers(-3, 4, (3, 2, kernel)), random.integers(-2, 3, 3)
    found = unrolled(
        node_of(
            CONV_1D,
            weight=kernels,
            bias=bias,
            stride=stride,
            padding=[padding],
            dilation=dilation,
            groups=1,
            input_shape=[],
        ),
        shape,
        refuse,
    )
    assert len(found.shape) == 2
    oracle = partial(
        convolved,
        kernels=kernels[:, :, None].tolist(),
        bias=bias.tolist(),
        stride=(1, stride),
        pads=[(0, 0), (padding, padding)],
        dilation=(1, dilation),
        groups=1,
    )
    require_same(found, (2, 1, shape[1]), oracle)


@given(st.booleans(), SMALL, SMALL, SMALL, SMALL, st.integers(0, 1))
def test_that_a_pool_looks_at_each_channel(is_sum, high, wide, down, right, padding):
    shape = (2, high + 2, wide + 1)
    found = unrolled(
        node_of(
            SUM_POOL if is_sum else AVERAGE_POOL,
            kernel_size=(high, wide),
            stride=(down, right),
            padding=(padding, 0),
        ),
        shape,
        refuse,
    )
    one = 1 if is_sum else 1 / (high * wide)
    oracle = partial(
        convolved,
        kernels=np.full((2, 1, high, wide), one).tolist(),
        bias=[0, 0],
        stride=(down, right),
        pads=[(padding, padding), (0, 0)],
        dilation=(1, 1),
        groups=2,
    )
    require_same(found, shape, oracle)


CONVOLUTION = {
    "weight": np.ones((2, 1, 3, 3)),
    "bias": [0, 0],
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "input_shape": [5, 5],
}
POOL = {"kernel_size": [2, 2], "stride": [2, 2], "padding": [0, 0]}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"weight": np.ones((2, 3))}, r"weight is of shape \(2, 3\)"),
        ({"groups": 3}, "2 output channels in 3 groups"),
        ({"bias": [1]}, "1 biases for 2 outputs"),
        ({"stride": 0}, r"stride is \(0, 0\)"),
        ({"stride": 1.5}, "stride is"),
        ({"dilation": [1, 1, 1]}, "3 numbers for 2 axes"),
        ({"padding": "full"}, "no padding “full”"),
        ({"padding": "same", "stride": 2}, "stride 1"),
        ({"dilation": 4}, "window is larger"),
        ({"input_shape": [4, 6]}, r"takes shape \(1, 4, 6\).*has shape \(1, 5, 5\)"),
        ({"input_shape": []}, "reaches it"),
    ],
)
def test_that_a_convolution_that_does_not_fit_together_is_refused(changed, told):
    shape = () if changed.get("input_shape") == [] else (1, 5, 5)
    with pytest.raises(TNStudioError, match=told):
        unrolled(node_of(CONV_2D, **{**CONVOLUTION, **changed}), shape, refuse)


def test_that_a_matrix_too_large_is_refused_before_it_is_made():
    wide = {**CONVOLUTION, "input_shape": [4000, 4000]}
    with pytest.raises(TNStudioError, match="31,968,008 × 16,000,000 weights"):
        unrolled(node_of(CONV_2D, **wide), (16_000_000,), refuse)
    with pytest.raises(TNStudioError, match="1,048,576"):
        unrolled(node_of(SUM_POOL, **POOL), (64, 512, 512), refuse)
    whole = {"kernel_size": 2000, "stride": 1, "padding": 0}
    with pytest.raises(TNStudioError, match="2000 × 2000"):
        unrolled(node_of(SUM_POOL, **whole), (1, 2000, 2000), refuse)


def test_that_a_pool_must_be_told_rows_and_columns():
    with pytest.raises(TNStudioError, match=r"\(50,\).*channels, rows and columns"):
        unrolled(node_of(SUM_POOL, **POOL), (50,), refuse)
