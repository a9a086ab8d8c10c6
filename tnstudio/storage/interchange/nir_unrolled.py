"""Convolutions and pools of NIR, written out as matrices.

Elements are in the order channel, row, column. A pool is a convolution of each
channel on its own; a Conv1d is a Conv2d of one row. Zeros that pad count in means.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from tnstudio.storage.interchange.nir_graph import (
    AVERAGE_POOL,
    CONV_1D,
    MOST_ELEMENTS,
    MOST_WEIGHTS,
    SUM_POOL,
    NirNode,
)
from tnstudio.texts import tr

_MOST_STEP = 2**16
"""Of kernels of pools, strides, paddings and dilations."""

_MOST_KERNEL = 2**16
"""Elements of a window: far more than a neuron has axons."""

Refuse = Callable[..., NoReturn]
_Numbers = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Windows:
    """How windows lie along one axis, in elements.

    Attributes
    ----------
    size : int
        Of what they look at.
    kernel, stride, dilation : int
    before, after : int
        Zeros that are put to its ends.
    """

    size: int
    kernel: int
    stride: int
    dilation: int
    before: int
    after: int

    @property
    def count(self) -> int:
        """How many windows there are; 0 or less if none has room."""
        span = self.dilation * (self.kernel - 1) + 1
        return (self.size + self.before + self.after - span) // self.stride + 1

    def seen(self, place: int) -> tuple[_Places, _Places]:
        """Return windows and the element that each sees at a place of the kernel."""
        start = self.dilation * place - self.before
        first = max(0, -(start // self.stride))
        end = min(self.count, (self.size - 1 - start) // self.stride + 1)
        windows = np.arange(first, max(first, end))
        return windows, self.stride * windows + start


@dataclass(frozen=True, eq=False, slots=True)
class Unrolled:
    """A convolution.

    Attributes
    ----------
    kernels : array, shape (output channels, input channels of a group, rows, columns)
    bias : float64 array, shape (output channels,)
    groups : int
    rows, columns : Windows
    shape : tuple of int
        Of what leaves it.
    """

    kernels: npt.NDArray[np.floating]
    bias: _Numbers
    groups: int
    rows: Windows
    columns: Windows
    shape: tuple[int, ...]

    @property
    def inputs(self) -> int:
        """Elements that it looks at."""
        channels = self.groups * self.channels[1]
        return channels * self.rows.size * self.columns.size

    @property
    def outputs(self) -> int:
        """Elements that it makes."""
        return self.channels[0] * self.rows.count * self.columns.count

    @property
    def channels(self) -> tuple[int, int]:
        """Channels that it makes, and those of which each is made."""
        made, taken = self.kernels.shape[:2]
        return made, taken

    @property
    def weights(self) -> int:
        """Numbers of its matrix."""
        return self.inputs * self.outputs

    def biases(self) -> _Numbers:
        """Return the bias of each output."""
        return np.repeat(self.bias, self.rows.count * self.columns.count)

    def matrix(self) -> _Numbers:
        """Return its matrix, shape (outputs, inputs)."""
        rows, columns, groups = self.rows, self.columns, self.groups
        made, taken = self.channels[0] // groups, self.channels[1]
        windows = (groups, made, rows.count, columns.count)
        found = np.zeros((*windows, groups, taken, rows.size, columns.size))
        group, every = np.arange(groups)[:, None, None], slice(None)
        for k, j in np.ndindex(rows.kernel, columns.kernel):
            row, seen_row = (one[:, None] for one in rows.seen(k))
            column, seen_column = columns.seen(j)
            here = self.kernels[:, :, k, j].reshape(groups, 1, 1, made, taken)
            found[group, every, row, column, group, every, seen_row, seen_column] = here
        return found.reshape(self.outputs, self.inputs)


def unrolled(node: NirNode, shape: tuple[int, ...], refuse: Refuse) -> Unrolled:
    """Return what a Conv1d, Conv2d, SumPool2d or AvgPool2d does.

    Parameters
    ----------
    shape : tuple of int
        Of what reaches it.
    refuse : callable
        Raises an error about this node, of a message and a hint.

    Raises
    ------
    TNStudioError
        If its numbers do not fit together, or its matrix would be too large.
    """
    reading = _Reading(node, refuse)
    if node.kind in (SUM_POOL, AVERAGE_POOL):
        found = reading.pool(shape)
    else:
        found = reading.convolution(shape)
    if min(found.rows.count, found.columns.count) < 1:
        refuse(tr("Its window is larger than what it looks at"))
    kernel = (found.rows.kernel, found.columns.kernel)
    if kernel[0] * kernel[1] > _MOST_KERNEL:
        refuse(
            tr("Its window is {rows} × {columns}", rows=kernel[0], columns=kernel[1]),
            tr("at most {most} elements", most=_MOST_KERNEL),
        )
    if found.outputs > MOST_ELEMENTS or found.weights > MOST_WEIGHTS:
        refuse(
            tr(
                "Written out it is a matrix of {outputs:,} × {inputs:,} weights",
                outputs=found.outputs,
                inputs=found.inputs,
            ),
            tr(
                "at most {most:,} weights, and {elements:,} outputs",
                most=MOST_WEIGHTS,
                elements=MOST_ELEMENTS,
            ),
        )
    return found


class _Reading:
    """The numbers of a node, none of which is trusted."""

    def __init__(self, node: NirNode, refuse: Refuse) -> None:
        self._node, self._refuse = node, refuse

    def pool(self, shape: tuple[int, ...]) -> Unrolled:
        """Read a SumPool2d or AvgPool2d."""
        channels, *sides = self._known(shape, 3)
        kernel = self._sides("kernel_size", 2, 1)
        stride = self._sides("stride", 2, 1)
        padding = self._sides("padding", 2, 0)
        is_sum = self._node.kind == SUM_POOL
        value = 1.0 if is_sum else 1 / (kernel[0] * kernel[1])
        rows, columns = (
            Windows(sides[k], kernel[k], stride[k], 1, padding[k], padding[k])
            for k in range(2)
        )
        return Unrolled(
            np.broadcast_to(value, (channels, 1, *kernel)),
            np.zeros(channels),
            channels,
            rows,
            columns,
            (channels, rows.count, columns.count),
        )

    def convolution(self, shape: tuple[int, ...]) -> Unrolled:
        """Read a Conv1d or Conv2d."""
        axes = 1 if self._node.kind == CONV_1D else 2
        kernels = self._node.arrays["weight"]
        if kernels.ndim != axes + 2 or not kernels.size:
            self._refuse(tr("The weight is of shape {shape}", shape=kernels.shape))
        (groups,) = self._sides("groups", 1, 1)
        if len(kernels) % groups:
            self._refuse(
                tr(
                    "It has {outputs} output channels in {groups} groups",
                    outputs=len(kernels),
                    groups=groups,
                )
            )
        sides = self._looked_at(shape, groups * kernels.shape[1], axes)
        windows = self._windows(sides, kernels.shape[2:])
        made = (len(kernels), *(one.count for one in windows))
        bias = self._bias(len(kernels))
        if axes == 1:
            kernels = kernels[:, :, None]
            windows = [Windows(1, 1, 1, 1, 0, 0), *windows]
        rows, columns = windows
        return Unrolled(kernels, bias, groups, rows, columns, made)

    def _looked_at(
        self, shape: tuple[int, ...], channels: int, axes: int
    ) -> tuple[int, ...]:
        """Return rows and columns that a convolution looks at."""
        if not self._node.arrays["input_shape"].size:
            return self._known(shape, axes + 1)[1:]
        sides = self._sides("input_shape", axes, 1, MOST_ELEMENTS)
        wanted, found = _without_ones((channels, *sides)), _without_ones(shape)
        if len(found) > 1 and found != wanted:
            self._refuse(
                tr(
                    "It takes shape {wanted}, what reaches it has shape {shape}",
                    wanted=(channels, *sides),
                    shape=shape,
                )
            )
        return sides

    def _known(self, shape: tuple[int, ...], axes: int) -> tuple[int, ...]:
        if len(shape) != axes or not all(1 <= n <= MOST_ELEMENTS for n in shape):
            self._refuse(
                tr("What reaches it has shape {shape}", shape=shape),
                tr("give the node before it channels, rows and columns")
                if axes == 3
                else tr("give the node before it channels and elements"),
            )
        return shape

    def _windows(
        self, sides: tuple[int, ...], kernel: tuple[int, ...]
    ) -> list[Windows]:
        axes = len(sides)
        stride = self._sides("stride", axes, 1)
        dilation = self._sides("dilation", axes, 1)
        pads = self._padding(stride, dilation, kernel)
        return [
            Windows(sides[k], kernel[k], stride[k], dilation[k], *pads[k])
            for k in range(axes)
        ]

    def _padding(
        self,
        stride: tuple[int, ...],
        dilation: tuple[int, ...],
        kernel: tuple[int, ...],
    ) -> list[tuple[int, int]]:
        """Return the zeros before and behind each axis."""
        padding = self._node.arrays["padding"]
        if padding.dtype.kind != "U":
            return [(n, n) for n in self._sides("padding", len(stride), 0)]
        word = str(padding)
        if word == "valid":
            return [(0, 0)] * len(stride)
        if word != "same":
            self._refuse(
                tr("There is no padding “{word}”", word=word[:40]),
                tr("same, valid or numbers"),
            )
        if set(stride) != {1}:
            self._refuse(tr("Padding “same” is for stride 1"))
        # As in most programs, the odd one goes behind.
        both = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        return [(zeros // 2, zeros - zeros // 2) for zeros in both]

    def _bias(self, outputs: int) -> _Numbers:
        bias = self._node.arrays["bias"].astype(np.float64).reshape(-1)
        if bias.size != outputs:
            self._refuse(
                tr(
                    "It has {biases} biases for {outputs} outputs",
                    biases=bias.size,
                    outputs=outputs,
                )
            )
        return bias

    def _sides(
        self, name: str, axes: int, low: int, high: int = _MOST_STEP
    ) -> tuple[int, ...]:
        """Return whole numbers, one for each axis; one alone is for all."""
        values = self._node.arrays[name].reshape(-1)
        if values.size not in (1, axes):
            self._refuse(
                tr(
                    "{array} has {number} numbers for {axes} axes",
                    array=name,
                    number=values.size,
                    axes=axes,
                )
            )
        found = tuple(np.broadcast_to(values, axes).tolist())
        if not all(n == int(n) and low <= n <= high for n in found):
            self._refuse(
                tr("{array} is {values}", array=name, values=found),
                tr("whole numbers of {low} to {high}", low=low, high=high),
            )
        return tuple(map(int, found))


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side for side in shape if side != 1)
