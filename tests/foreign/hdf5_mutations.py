"""What a stranger may put into an HDF5 file, with HDF5's own means."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

Random = np.random.Generator
Change = Callable[[h5py.File, Random], str]

COUNTS = (-1, 0, 2**15, 2**31 - 1, 2**31, 2**62, 2**63 - 1, -(2**63))


def names_of(file: h5py.File, kind: type) -> list[str]:
    found: list[str] = []
    file.visititems(lambda n, item: found.append(n) if isinstance(item, kind) else None)
    return found


def chosen(file: h5py.File, random: Random, kind: type = h5py.HLObject) -> str:
    names = names_of(file, kind)
    return names[random.integers(len(names))]


def some_array(file: h5py.File, random: Random) -> tuple[str, np.ndarray]:
    """Choose an array and take it out of the file."""
    name = chosen(file, random, h5py.Dataset)
    values = file[name][()]
    del file[name]
    return name, np.asarray(values)


def drop(file: h5py.File, random: Random) -> str:
    name = chosen(file, random)
    del file[name]
    return f"{name} dropped"


def swap(file: h5py.File, random: Random) -> str:
    one, two = chosen(file, random), chosen(file, random)
    if one.startswith(two) or two.startswith(one):
        return drop(file, random)
    file.move(one, "between")
    file.move(two, one)
    file.move("between", two)
    return f"{one} and {two} swapped"


def other_type(file: h5py.File, random: Random) -> str:
    name, values = some_array(file, random)
    kinds = ("u1", "i8", "f8", "f2", "c16", ">i4", "S3", "?", "i1")
    dtype = np.dtype(kinds[random.integers(len(kinds))])
    file[name] = np.zeros(values.shape, dtype)
    return f"{name} of {dtype}"


def odd_type(file: h5py.File, random: Random) -> str:
    name, values = some_array(file, random)
    shape = values.shape or (1,)
    kind = int(random.integers(6))
    if kind == 0:
        file.create_dataset(name, shape, h5py.string_dtype())
    elif kind == 1:
        file.create_dataset(name, shape, h5py.vlen_dtype(np.int32))
    elif kind == 2:
        file.create_dataset(name, shape, h5py.ref_dtype)
    elif kind == 3:
        file.create_dataset(name, shape, np.dtype([("a", "i4"), ("b", "f8", (3,))]))
    elif kind == 4:
        file.create_dataset(name, shape, np.dtype(("u1", (2**15,))))
    else:
        file[name] = h5py.Empty("f4")
    return f"{name} of odd type {kind}"


def other_shape(file: h5py.File, random: Random) -> str:
    name, values = some_array(file, random)
    shape = list(values.shape or (1,))
    match random.integers(4):
        case 0:
            shape = [*shape, 1]
        case 1:
            shape = shape[1:]
        case 2:
            shape[random.integers(len(shape))] += int(random.choice([-1, 1, 7]))
        case _:
            shape[random.integers(len(shape))] = 0
    file[name] = np.zeros([max(0, side) for side in shape], values.dtype)
    return f"{name} of shape {shape}"


def huge_claim(file: h5py.File, random: Random) -> str:
    """Claim far more values than there are bytes; the counts may agree."""
    name, values = some_array(file, random)
    axis = int(random.integers(max(1, values.ndim)))
    shape = list(values.shape or (1,))
    shape[axis] = int(random.choice([2**20, 2**28, 2**33, 2**40]))
    chunks = None if random.random() < 0.3 else tuple(min(s, 2**7) or 1 for s in shape)
    try:
        file.create_dataset(name, shape, values.dtype, chunks=chunks)
    except (ValueError, OverflowError, OSError):
        return f"{name} dropped"
    owner = file[name].parent
    for key, value in owner.attrs.items():
        if np.ndim(value) == 0 and value == (values.shape or (1,))[axis]:
            owner.attrs[key] = np.int64(shape[axis])
    return f"{name} claims {shape}, in chunks {chunks}"


def bomb(file: h5py.File, random: Random) -> str:
    """Let one small chunk claim to unpack to a lot."""
    name, values = some_array(file, random)
    dtype = values.dtype if values.dtype.kind != "O" else np.dtype("f4")
    count = int(random.choice([2**20, 2**24, 2**26]))
    made = file.create_dataset(
        name, (count,), dtype, chunks=(count,), compression="gzip"
    )
    made.id.write_direct_chunk((0,), random.bytes(int(random.choice([9, 900]))))
    return f"{name} unpacks to {count} of {dtype}"


def zeros(file: h5py.File, random: Random) -> str:
    """Give an array very many zeros, which take a thousandth of their size."""
    name, _ = some_array(file, random)
    made = file.create_dataset(
        name, (2**25,), "u1", chunks=(2**22,), compression="gzip", compression_opts=9
    )
    made[...] = 0
    return f"{name} has {2**25} zeros"


def other_packing(file: h5py.File, random: Random) -> str:
    name, values = some_array(file, random)
    if not values.ndim or not values.size or values.dtype.kind not in "iuf":
        return f"{name} dropped"
    if random.random() < 0.5:
        file.create_dataset(name, data=values, compression="lzf")
    elif values.dtype.kind == "f":
        file.create_dataset(name, data=values, scaleoffset=3)
    else:
        file.create_dataset(name, data=values, scaleoffset=0)
    return f"{name} packed otherwise"


def elsewhere(file: h5py.File, random: Random) -> str:
    """Keep the values of an array in another file."""
    name, values = some_array(file, random)
    shape, dtype = values.shape or (1,), values.dtype
    if random.random() < 0.5:
        layout = h5py.VirtualLayout(shape, dtype)
        layout[...] = h5py.VirtualSource("/dev/zero", "x", shape)
        file.create_virtual_dataset(name, layout)
    else:
        size = max(1, int(np.prod(shape)) * dtype.itemsize)
        where = str(random.choice(["/etc/passwd", "/dev/zero", "other.raw"]))
        file.create_dataset(name, shape, dtype, external=[(where, 0, size)])
    return f"{name} in another file"


def wild_values(file: h5py.File, random: Random) -> str:
    name = chosen(file, random, h5py.Dataset)
    array = file[name]
    if array.dtype.kind not in "iuf" or not array.size:
        return drop(file, random)
    if array.dtype.kind == "f":
        wild = float(random.choice([np.nan, np.inf, -np.inf, 1e30, -1e-30]))
    else:
        ends = np.iinfo(array.dtype)
        wild = int(random.choice(np.array([ends.min, ends.max, 77], object)))
    index = tuple(int(random.integers(side)) for side in array.shape)
    if random.random() < 0.5:
        array[index] = wild
    else:
        array[...] = wild
    return f"{name}: values {wild}"


def enormous(file: h5py.File, random: Random) -> str:
    """Make all reals as large as reals can be: sums and products are infinite."""
    names = [n for n in names_of(file, h5py.Dataset) if file[n].dtype.kind == "f"]
    for name in names:
        shape = file[name].shape
        del file[name]
        file[name] = np.where(random.random(shape) < 0.5, 1.7e308, -1.7e308)
    return f"{len(names)} arrays of ±1.7e308"


def odd_name(file: h5py.File, random: Random) -> str:
    """Give a group a member or an attribute whose name is no UTF-8."""
    name = random.choice(["/", *names_of(file, h5py.Group)])
    odd = bytes(random.choice([b"\xff\xfe", b"\x80 bad", b"\x1b[31m", b"a\nb"]))
    if random.random() < 0.5:
        h5py.h5g.create(file[name].id, odd)
    else:
        kind, one = h5py.h5t.NATIVE_INT64, h5py.h5s.create(h5py.h5s.SCALAR)
        h5py.h5a.create(file[name].id, odd, kind, one)
    return f"{name} has {odd!r}"


def link(file: h5py.File, random: Random) -> str:
    name = chosen(file, random)
    del file[name]
    where = str(random.choice(["/", "/network", "/nowhere", f"/{name}"]))
    outside = random.random() < 0.5
    if outside:
        other = str(random.choice([file.filename, "/dev/zero", "/etc/passwd", "no"]))
        file[name] = h5py.ExternalLink(other, where)
    else:
        file[name] = h5py.SoftLink(where)
    return f"{name} is a link to {where}"


def circle(file: h5py.File, random: Random) -> str:
    """Make a group a member of itself, or of one below it."""
    name = chosen(file, random, h5py.Group)
    folders = name.split("/")
    where = "/".join(folders[: int(random.integers(len(folders)))]) or "/"
    member = f"{name}/{random.choice(['0', '1', 'layers', 'network', 'x'])}"
    if member in file:
        del file[member]
    file[member] = file[where]
    return f"{member} is {where}"


def many_names(file: h5py.File, random: Random) -> str:
    """Give an item thousands of names, and let counts say so."""
    name = chosen(file, random, h5py.Group)
    group = file[name]
    members = list(group)
    if not members:
        return drop(file, random)
    item, count = group[members[0]], 3000
    for k in range(count):
        if str(k) not in group:
            group[str(k)] = item
    for key in group.attrs:
        if key in ("count", "cores"):
            group.attrs[key] = np.int64(count)
    return f"{name} has {count} members"


def nest(file: h5py.File, random: Random) -> str:
    name = chosen(file, random, h5py.Group)
    step = str(random.choice(["network", "layers", "0", "x"]))
    del file[name]
    file.create_group(name + f"/{step}" * 1500)
    return f"{name} is 1500 deep"


def group_for_array(file: h5py.File, random: Random) -> str:
    name = chosen(file, random)
    was_array = isinstance(file[name], h5py.Dataset)
    del file[name]
    if was_array:
        file.create_group(name)
    else:
        file[name] = np.zeros(3)
    return f"{name} is of the other kind"


def some_attribute(file: h5py.File, random: Random) -> tuple[str, str]:
    names = ["/", *(n for n in names_of(file, h5py.HLObject) if len(file[n].attrs))]
    # Those of groups matter; those of arrays are for readers.
    groups = [n for n in names if isinstance(file[n], h5py.Group)]
    name = groups[random.integers(len(groups))]
    keys = list(file[name].attrs)
    return name, keys[random.integers(len(keys))]


def drop_attribute(file: h5py.File, random: Random) -> str:
    name, key = some_attribute(file, random)
    del file[name].attrs[key]
    return f"{name}@{key} dropped"


def change_attribute(file: h5py.File, random: Random) -> str:
    name, key = some_attribute(file, random)
    values: tuple[object, ...] = (
        *("text", np.bytes_(b"\xff\xfe"), np.bytes_(b"x" * 6000), 1.5, float("nan")),
        *(np.float32(1), np.int32(1), np.uint64(2**64 - 1), np.bool_(True), b""),
        *(np.zeros(1500), np.zeros((3, 3)), h5py.Empty("i8"), np.zeros(0)),
        *(["a", "b"], np.array([(1, 2.0)], "i4,f8")),
    )
    value = values[random.integers(len(values))]
    file[name].attrs[key] = value
    return f"{name}@{key} = {value!r:.40}"


def change_count(file: h5py.File, random: Random) -> str:
    """Let an integer attribute say another number, mostly a large one."""
    found = []
    for name in ["/", *names_of(file, h5py.Group)]:
        for key, value in file[name].attrs.items():
            if isinstance(value, np.integer):
                found.append((name, key))
    name, key = found[random.integers(len(found))]
    value = COUNTS[random.integers(len(COUNTS))]
    if random.random() < 0.4:
        value = int(file[name].attrs[key]) + int(random.choice([-1, 1, 2, 100]))
    file[name].attrs[key] = np.int64(np.clip(value, -(2**63), 2**63 - 1))
    return f"{name}@{key} = {value}"


CHANGES: tuple[Change, ...] = (
    *(drop, swap, other_type, odd_type, other_shape, huge_claim, bomb, zeros),
    *(other_packing, elsewhere, wild_values, link, circle, many_names, nest),
    *(enormous, odd_name),
    *(group_for_array, drop_attribute, change_attribute, change_count, change_count),
)


def rebuild(target: Path, random: Random) -> str:
    """Change one thing with HDF5's own means."""
    change = CHANGES[random.integers(len(CHANGES))]
    with h5py.File(target, "r+") as file:
        return change(file, random)
