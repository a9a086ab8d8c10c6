"""Files with the wrong things in them: each problem is told with its place."""

import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.storage.examples import full_project
from tnstudio.errors import TNStudioError
from tnstudio.storage import schema
from tnstudio.storage.project_file import load_project, save_project

Edit = Callable[[h5py.File], None]
LAYER = "trained/layers/0"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("saved") / "full.tn.h5"
    save_project(path, full_project())
    return path.read_bytes()


@pytest.fixture
def refusal(tmp_path: Path, content: bytes) -> Callable[[Edit], str]:
    """Return the message for a file that an edit spoiled."""

    def refused(edit: Edit) -> str:
        path = tmp_path / "spoiled.tn.h5"
        path.write_bytes(content)
        with h5py.File(path, "r+") as file:
            edit(file)
        before = path.read_bytes()
        with pytest.raises(TNStudioError) as caught:
            load_project(path)
        assert path.read_bytes() == before
        return str(caught.value).removeprefix(str(path))

    return refused


def put(path: str, values: object) -> Edit:
    """Replace an array by another."""

    def edit(file: h5py.File) -> None:
        del file[path]
        file[path] = values

    return edit


def change(path: str, index: object, value: object) -> Edit:
    """Replace one value of an array."""

    def edit(file: h5py.File) -> None:
        file[path][index] = value

    return edit


def attribute(path: str, name: str, value: object) -> Edit:
    def edit(file: h5py.File) -> None:
        file[path].attrs[name] = value

    return edit


def without(path: str) -> Edit:
    def edit(file: h5py.File) -> None:
        del file[path]

    return edit


def without_attribute(path: str, name: str) -> Edit:
    def edit(file: h5py.File) -> None:
        del file[path].attrs[name]

    return edit


def as_text(value: str) -> np.bytes_:
    return np.bytes_(value.encode())


WRONG: dict[str, tuple[Edit, str]] = {
    "no design": (without("network"), "/network: This is missing"),
    "no layers": (without("network/layers"), "/network/layers: This is missing"),
    "no layer": (without("network/layers/1"), "/network/layers/1: This is missing"),
    "no core": (
        attribute(LAYER, "cores", 5),
        r"/trained/layers: The cores per layer are \(5, 2, 2\), the network's",
    ),
    "other neurons": (
        change(f"{LAYER}/neurons", 1, 5),
        f"/{LAYER}/neurons: Core 1 uses 5 neurons, the network's uses 6",
    ),
    "no array": (without(f"{LAYER}/biases"), f"/{LAYER}/biases: This is missing"),
    "no attribute": (
        without_attribute("network", "seed"),
        "/network@seed: This attribute is missing",
    ),
    "array for group": (put("program/routes", [1]), "/program/routes: .* not a group"),
    "group for array": (
        lambda file: (
            without(f"{LAYER}/biases")(file),
            file.create_group(f"{LAYER}/biases"),
        ),
        f"/{LAYER}/biases: This is not an array",
    ),
    "wrong type name": (
        attribute("trained/history", "type", as_text("network")),
        "/trained/history: This is a network, expected a training-history",
    ),
    "newer part": (
        attribute("trained", "version", 2),
        "/trained: The trained-network has version 2; .* reads up to 1",
    ),
    "unknown layer": (
        attribute("network/layers/0", "kind", as_text("convolution")),
        "/network/layers/0: .* layers of the kind 'convolution' .*it knows: window",
    ),
    "number as text": (
        attribute("network", "seed", as_text("7")),
        "/network@seed: This is .*S1, expected int64",
    ),
    "text as number": (
        attribute("network", "name", 3),
        "/network@name: This is not a text",
    ),
    "text that is not UTF-8": (
        attribute("network", "name", np.bytes_(b"\xff\xfe")),
        "/network@name: The text is not UTF-8",
    ),
    "text of any length": (
        attribute("network", "name", "variable"),
        "/network@name: This is not a text of fixed length",
    ),
    "text too long": (
        attribute("network", "name", np.bytes_(b"x" * 5000)),
        "/network@name: The text is of 5000 bytes",
    ),
    "list for number": (
        attribute("network", "seed", np.array([1, 2])),
        r"/network@seed: The shape is \(2,\)",
    ),
    "too many strengths": (
        attribute("network/layers/0", "strengths", np.ones(2000, np.int64)),
        r"/network/layers/0@strengths: The shape is \(2000,\)",
    ),
    "too many layers": (
        attribute("network/layers", "count", 10**9),
        "/network/layers@count: 1000000000 is out of range",
    ),
    "names that are numbers": (
        put("network/class_names", [1, 2]),
        "/network/class_names: This is not a list of texts",
    ),
    "wrong element type": (
        put(f"{LAYER}/biases", np.zeros((6, 6), np.float64)),
        f"/{LAYER}/biases: The values are float64, expected float32",
    ),
    "wrong shape": (
        put(f"{LAYER}/axon_types", np.zeros((6, 19), np.uint8)),
        rf"/{LAYER}/axon_types: The shape is \(6, 19\), expected \(6, 18\)",
    ),
    "c above 1": (
        change(f"{LAYER}/probabilities", (3, 5, 1), 1.5),
        f"/{LAYER}/probabilities: 1 values .* \\(core 3, axon 5, neuron 1\\) is 1.5 "
        ".*0 to 1",
    ),
    "c not a number": (
        change(f"{LAYER}/probabilities", (3, 0, 0), np.nan),
        f"/{LAYER}/probabilities: 1 values are out of range",
    ),
    "b too low": (
        change(f"{LAYER}/biases", (3, 0), -255.5),
        f"/{LAYER}/biases: 1 values",
    ),
    "b infinite": (
        change(f"{LAYER}/biases", (3, 0), np.inf),
        f"/{LAYER}/biases: 1 values",
    ),
    "axon type too high": (
        change(f"{LAYER}/axon_types", (3, 17), 4),
        f"/{LAYER}/axon_types: 1 values .*core 3, axon 17",
    ),
    "s out of range": (
        change(f"{LAYER}/strengths", (3, 0, 0), 256),
        f"/{LAYER}/strengths: 1 values",
    ),
    "accuracy above 1": (
        change("trained/history/epochs/test_accuracy", 0, 1.01),
        "/trained/history/epochs/test_accuracy: 1 values",
    ),
    "losses fewer than said": (
        attribute("trained/history", "batches", 31),
        r"/trained/history/batch_losses: The shape is \(30,\), expected \(31,\)",
    ),
    "rate not a number": (
        attribute("trained/settings", "rate", np.nan),
        "/trained/settings@rate: nan is out of range",
    ),
    "unknown schedule": (
        attribute("trained/settings", "schedule", as_text("random")),
        "/trained/settings@schedule: .* does not know the schedule 'random'",
    ),
    "neither yes nor no": (
        attribute("trained/settings", "balanced", 2),
        "/trained/settings@balanced: 2 is out of range",
    ),
    "all neurons dropped": (
        attribute("trained/settings", "dropout", 1.0),
        "/trained/settings@dropout: 1.0 is out of range",
    ),
    "no turn": (
        without_attribute("trained/settings", "rotation"),
        "/trained/settings@rotation: This attribute is missing",
    ),
    "no epochs": (
        attribute("trained/settings", "epochs", 0),
        "/trained/settings@epochs: 0 is out of range",
    ),
    "unknown gradient": (
        attribute("trained/settings", "gradient", as_text("guessed")),
        "/trained/settings@gradient: .* does not know the gradient 'guessed'",
    ),
    "one factor too many": (
        attribute("trained/settings", "drop_factor", np.ones(3)),
        "/trained/settings@drop_factor: There are 3 factors for 2 drops",
    ),
    "a trained network that cannot be": (
        attribute("trained/network/layers/0", "stride", 0),
        "/trained/network: layer 1: Stride S is 0",
    ),
    "a trained network of other cores": (
        attribute("trained/network/layers/1", "stride", 2),
        r"/trained/layers: .* are \(6, 2, 2\), the network's are \(6, 1, 1\)",
    ),
    "delay 0": (
        change("program/routes/delay", (2, 3), 0),
        "/program/routes/delay: .*core 2, neuron 3.* is 0 .*1 to 15",
    ),
    "target beyond the program": (
        change("program/routes/core", (0, 0), 8),
        "/program/routes/core: .*is 8 .*-1 to 7",
    ),
    "element beyond the input": (
        change("program/inputs/element", 0, 40),
        "/program/inputs/element: .*is 40 .*-1 to 39",
    ),
    "label beyond the classes": (
        change("program/outputs/label", 0, 3),
        "/program/outputs/label: .*is 3 .*-1 to 2",
    ),
    "cores beyond the chip": (
        attribute("program", "cores", 43),
        "/program: The number of cores is 43 .*1 to 42",
    ),
    "no program group": (without("program/places"), "/program/places: This is missing"),
    "a chip too large": (
        attribute("program/hardware", "axons", 2**40),
        "/program/hardware: axons per core is 1099511627776",
    ),
    "an input too large": (
        attribute("program", "input_shape", np.full(3, 2**31 - 1)),
        "/program: The input is",
    ),
    "latency below 0": (
        attribute("program", "latency", -1),
        "/program@latency: -1 is out of range",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_that_a_wrong_part_is_named(refusal: Callable[[Edit], str], name: str) -> None:
    edit, pattern = WRONG[name]
    message = refusal(edit)
    assert re.search(pattern, message), message


def test_that_all_problems_are_told_together(refusal: Callable[[Edit], str]) -> None:
    def edit(file: h5py.File) -> None:
        for spoil in (
            without_attribute("network", "seed"),
            attribute("network/layers/1", "window", as_text("two")),
            change(f"{LAYER}/probabilities", (3, 5, 1), 1.5),
            without(f"{LAYER}/biases"),
            change("program/routes/delay", (2, 3), 16),
            change("program/neurons/reset_mode", (0, 0), 3),
        ):
            spoil(file)

    message = refusal(edit)
    assert "The file has 6 problems:" in message
    for place in (
        "/network@seed",
        "/network/layers/1@window",
        f"/{LAYER}/probabilities",
        f"/{LAYER}/biases",
        "/program/routes/delay",
        "/program/neurons/reset_mode",
    ):
        assert f"\n  {place}: " in message


def test_that_a_long_list_of_problems_is_cut(refusal: Callable[[Edit], str]) -> None:
    def edit(file: h5py.File) -> None:
        for path in ("program/neurons", "program/places", "trained/layers/1"):
            for name in list(file[path]):
                del file[path][name]

    message = refusal(edit)
    assert "The file has 23 problems:" in message
    assert message.endswith("and 3 more")


def test_that_links_to_other_places_are_not_followed(
    refusal: Callable[[Edit], str], tmp_path: Path
) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["biases"] = np.zeros(3, np.float32)

    def external(file: h5py.File) -> None:
        del file[f"{LAYER}/biases"]
        file[f"{LAYER}/biases"] = h5py.ExternalLink("other.h5", "/biases")

    def soft(file: h5py.File) -> None:
        file.move("network", "elsewhere")
        file["network"] = h5py.SoftLink("/elsewhere")

    def dangling(file: h5py.File) -> None:
        del file["program"]
        file["program"] = h5py.SoftLink("/nowhere")

    for edit in (external, soft, dangling):
        assert "This is a link to another place" in refusal(edit)


def test_that_values_in_other_files_are_not_read(
    refusal: Callable[[Edit], str], tmp_path: Path
) -> None:
    shape = (6, 6)
    (tmp_path / "raw").write_bytes(bytes(4 * 36))

    def raw(file: h5py.File) -> None:
        del file[f"{LAYER}/biases"]
        file.create_dataset(
            f"{LAYER}/biases",
            shape,
            np.float32,
            external=[(str(tmp_path / "raw"), 0, 4 * 36)],
        )

    def virtual(file: h5py.File) -> None:
        layout = h5py.VirtualLayout(shape, np.float32)
        layout[:] = h5py.VirtualSource("other.h5", "biases", shape)
        del file[f"{LAYER}/biases"]
        file.create_virtual_dataset(f"{LAYER}/biases", layout)

    for edit in (raw, virtual):
        assert "The values are in another file" in refusal(edit)


def test_that_claims_are_refused_before_memory_is_taken(
    refusal: Callable[[Edit], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def claim(chunks: tuple[int, ...] | None) -> Edit:
        def edit(file: h5py.File) -> None:
            del file["trained/history/batch_losses"]
            file["trained/history"].attrs["batches"] = 2**28
            file["trained/history"].create_dataset(
                "batch_losses", (2**28,), np.float32, chunks=chunks
            )

        return edit

    tracemalloc.start()
    for chunks in ((2**20,), None):
        message = refusal(claim(chunks))
        assert "/trained/history/batch_losses: Values are missing" in message
    assert tracemalloc.get_traced_memory()[1] < 2**24
    tracemalloc.stop()
    monkeypatch.setattr(schema, "MOST_ARRAY_BYTES", 2**29)
    assert "the limit is 536870912" in refusal(claim((2**20,)))


def test_that_an_array_cannot_unpack_to_more_than_its_bytes_allow(
    refusal: Callable[[Edit], str],
) -> None:
    def bomb(file: h5py.File) -> None:
        del file["trained/history/batch_losses"]
        file["trained/history"].attrs["batches"] = 2**24
        losses = file["trained/history"].create_dataset(
            "batch_losses", (2**24,), np.float32, chunks=(2**24,), compression="gzip"
        )
        losses.id.write_direct_chunk((0,), b"a few bytes")

    assert "The stored values do not fit the array" in refusal(bomb)


def test_that_unknown_packings_are_refused(refusal: Callable[[Edit], str]) -> None:
    shape = (6, 6)

    def edit(file: h5py.File) -> None:
        del file[f"{LAYER}/biases"]
        file.create_dataset(
            f"{LAYER}/biases", data=np.zeros(shape, np.float32), compression="lzf"
        )

    assert "packed in a way that this program does not know" in refusal(edit)


def test_that_a_damaged_array_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "flipped.tn.h5"
    path.write_bytes(content)
    with h5py.File(path, "r") as file:
        start = file[f"{LAYER}/probabilities"].id.get_chunk_info(0).byte_offset
    data = bytearray(content)
    data[start + 10] ^= 4
    path.write_bytes(data)
    with pytest.raises(TNStudioError, match="This cannot be read") as caught:
        load_project(path)
    assert caught.value.location == f"{path}:/{LAYER}/probabilities"


def test_that_other_byte_order_and_plain_storage_are_read(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "rewritten.tn.h5"
    path.write_bytes(content)
    biases = [core.biases for core in full_project().trained.layers[0]]
    with h5py.File(path, "r+") as file:
        put(f"{LAYER}/biases", file[f"{LAYER}/biases"][()].astype(">f4"))(file)
        file.create_group("notes").attrs["by"] = "a program that adds its own"
    for core, stored in zip(load_project(path).trained.layers[0], biases, strict=True):
        assert core.biases.dtype == np.float32
        np.testing.assert_array_equal(core.biases, stored)


def test_that_a_truth_value_is_true_or_false(
    refusal: Callable[[Edit], str],
) -> None:
    def edit(file: h5py.File) -> None:
        old = file["program/neurons/leak_reversal"]
        shape, dtype = old.shape, old.id.get_type()
        del file["program/neurons/leak_reversal"]
        space = h5py.h5s.create_simple(shape)
        name = b"program/neurons/leak_reversal"
        new = h5py.h5d.create(file.id, name, dtype, space)
        values = np.full(shape, 7, np.int8)
        new.write(h5py.h5s.ALL, h5py.h5s.ALL, values.view(np.bool_))

    assert "neither true nor false" in refusal(edit)
