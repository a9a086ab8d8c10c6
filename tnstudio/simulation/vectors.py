"""Steps that take 64 neurons at once, in the instructions that processors have.

A word holds one bit for each of 64 neurons. Compilers do not find out by
themselves that such a word can serve as the mask of a vector instruction; here
they are told, in LLVM's portable vector types. On processors with AVX-512 a
step is one masked instruction for every 32 neurons, elsewhere a few. Each
function stands here in plain Python too, for interpreted kernels.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from tnstudio.jit import INTERPRETED

_LANES = 64
_BITS = ir.VectorType(ir.IntType(1), _LANES)
_BYTES = ir.VectorType(ir.IntType(8), _LANES)
_SHORTS = ir.VectorType(ir.IntType(16), _LANES)
_WORD = ir.IntType(64)


def _add_where(
    total: npt.NDArray[np.int16],
    values: npt.NDArray[np.int16],
    first: int,
    mask: np.uint64,
) -> None:
    """Add to each total its value where the mask has a 1, from `first` on."""
    for k in range(_LANES):
        if mask >> np.uint64(k) & np.uint64(1):
            total[first + k] += values[first + k]


def _mask_of(bits: npt.NDArray[np.uint8], first: int) -> np.uint64:
    """Return a 1 for each of 64 bytes that is not 0, from `first` on."""
    mask = np.uint64(0)
    for k in range(_LANES):
        mask |= np.uint64(bits[first + k] != 0) << np.uint64(k)
    return mask


def _mask_at_least(
    values: npt.NDArray[np.uint8], bounds: npt.NDArray[np.uint8], first: int
) -> np.uint64:
    """Return a 1 where a byte is as large as its bound, for 64 from `first` on."""
    mask = np.uint64(0)
    for k in range(_LANES):
        mask |= np.uint64(values[first + k] >= bounds[first + k]) << np.uint64(k)
    return mask


def _prefetch(values: npt.NDArray[Any], row: int) -> None:
    """Ask for a row of a table to be brought into the cache; change nothing."""


def _vector(context: Any, builder: Any, array: Any, first: Any, of: Any) -> Any:
    """Return the address of the vector that starts at an element of an array."""
    kind, value = array
    data = context.make_array(kind)(context, builder, value).data
    return builder.bitcast(builder.gep(data, [first]), of.as_pointer())


@intrinsic
def _add_where_in_llvm(
    typing: Any, total: Any, values: Any, first: Any, mask: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        arrays = list(zip(signature.args, args, strict=True))
        into = _vector(context, builder, arrays[0], args[2], _SHORTS)
        added = _vector(context, builder, arrays[1], args[2], _SHORTS)
        chosen = builder.select(
            builder.bitcast(args[3], _BITS),
            builder.load(added, align=2),
            ir.Constant(_SHORTS, None),
        )
        builder.store(builder.add(builder.load(into, align=2), chosen), into, align=2)
        return context.get_dummy_value()

    return types.void(total, values, types.intp, types.uint64), generate


@intrinsic
def _mask_of_in_llvm(typing: Any, bits: Any, first: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = signature.args[0], args[0]
        values = builder.load(
            _vector(context, builder, array, args[1], _BYTES), align=1
        )
        found = builder.icmp_unsigned("!=", values, ir.Constant(_BYTES, None))
        return builder.bitcast(found, _WORD)

    return types.uint64(bits, types.intp), generate


@intrinsic
def _mask_at_least_in_llvm(typing: Any, values: Any, bounds: Any, first: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        loaded = [
            builder.load(_vector(context, builder, array, args[2], _BYTES), align=1)
            for array in zip(signature.args[:2], args[:2], strict=True)
        ]
        return builder.bitcast(builder.icmp_unsigned(">=", *loaded), _WORD)

    return types.uint64(values, bounds, types.intp), generate


@intrinsic
def _prefetch_in_llvm(typing: Any, values: Any, row: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, args[0])
        width = builder.extract_value(table.shape, 1)
        address = builder.gep(table.data, [builder.mul(args[1], width)])
        place, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place, number, number, number])
        function = builder.module.globals.get("llvm.prefetch.p0i8")
        if function is None:
            function = ir.Function(builder.module, kind, "llvm.prefetch.p0i8")
        to_read_soon_as_data = (number(0), number(3), number(1))
        builder.call(function, [builder.bitcast(address, place), *to_read_soon_as_data])
        return context.get_dummy_value()

    return types.void(values, types.intp), generate


add_where: Callable[..., None] = _add_where if INTERPRETED else _add_where_in_llvm
mask_of: Callable[..., np.uint64] = _mask_of if INTERPRETED else _mask_of_in_llvm
mask_at_least: Callable[..., np.uint64] = (
    _mask_at_least if INTERPRETED else _mask_at_least_in_llvm
)
prefetch: Callable[..., None] = _prefetch if INTERPRETED else _prefetch_in_llvm
