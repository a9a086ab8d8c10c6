"""What resources/docs/file-format.md says is in a file, and nothing else is."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.storage.everything import everything
from tnstudio.paths import resources
from tnstudio.storage import schema
from tnstudio.storage.migrations import MIGRATIONS
from tnstudio.storage.project_file import save_project

Row = tuple[str, str, str, str]
"""Name, type, axes and unit of an attribute (@name), an array or a group (name/)."""

DOCUMENT = (resources() / "docs" / "file-format.md").read_text(encoding="utf-8")
HEADING = re.compile(r"(?:Version (\d+), at|At) (.*)\.")
NO_NOTES = {"@type", "@version", "@meaning"}
"""Attributes of every group, which the document tells once."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("everything")
    paths = []
    for k, project in enumerate(everything()):
        paths.append(folder / f"{k}.tn.h5")
        save_project(paths[-1], project)
    return paths


def documented() -> dict[str, set[Row]]:
    """Return the rows of the document's tables for each place in the file."""
    found: dict[str, set[Row]] = {}
    for section in DOCUMENT.split("\n### ")[1:]:
        name, text = section.split("\n", 1)
        heading = HEADING.search(text)
        rows = {row[:4] for row in rows_of(text)}
        for place in re.findall("`(.*?)`", heading[2]):
            assert place not in found
            found[place] = rows
            if place != "/":
                kind, version = name.strip("`"), heading[1]
                rows |= {("@type", kind, "", ""), ("@version", version, "", "")}
    return found


def rows_of(text: str) -> Iterator[tuple[str, ...]]:
    for line in text.splitlines():
        if line.startswith("| `"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            yield tuple(cell.strip().strip("`") for cell in cells)


def present(paths: list[Path]) -> dict[str, set[Row]]:
    """Return what the files hold, in the words of the document."""
    found: dict[str, set[Row]] = defaultdict(set)

    def visit(name: str, item: h5py.HLObject) -> None:
        if isinstance(item, h5py.Group):
            place = re.sub(r"/\d+(?=/|$)", "/<k>", f"/{name}")
            found[place] |= set(rows_in(item))

    for path in paths:
        with h5py.File(path) as file:
            visit("", file)
            file.visititems(visit)
    return found


def rows_in(group: h5py.Group) -> Iterator[Row]:
    if group.name != "/":
        yield "@type", group.attrs["type"].decode(), "", ""
        yield "@version", str(group.attrs["version"]), "", ""
    for name in group.attrs:
        if group.name == "/" or f"@{name}" not in NO_NOTES:
            attribute = group.attrs.get_id(name)
            listed = "list of " if attribute.shape else ""
            yield f"@{name}", listed + words_of(attribute.dtype), "–", "–"
    for name, member in group.items():
        shown = "<k>" if name.isdigit() else name
        if isinstance(member, h5py.Group):
            yield f"{shown}/", "group", "–", "–"
        else:
            notes = member.attrs
            unit = notes["unit"].decode() if member.dtype.kind != "S" else "–"
            yield shown, words_of(member.dtype), notes["axes"].decode(), unit


def words_of(dtype: np.dtype) -> str:
    return "text" if dtype.kind == "S" else str(dtype)


def test_that_the_document_tells_what_is_in_a_file_and_nothing_else(
    files: list[Path],
) -> None:
    told, there = documented(), present(files)
    assert set(told) == set(there)
    of_type: dict[str, set[Row]] = defaultdict(set)
    for place, rows in there.items():
        assert rows <= told[place], place
        of_type[type_of(told[place])] |= rows
    for place, rows in told.items():
        # Not each place of a type has all of it.
        assert rows == of_type[type_of(rows)], place


def type_of(rows: set[Row]) -> str:
    return next((row[1] for row in rows if row[0] == "@type"), "")


def test_that_everything_documented_has_a_meaning() -> None:
    for section in DOCUMENT.split("\n### ")[1:]:
        for row in rows_of(section):
            assert row[4], row


def test_that_the_document_knows_every_version() -> None:
    assert f"of format {schema.FORMAT_VERSION}." in DOCUMENT
    section = DOCUMENT.split("## Versions")[1].split("\n## ")[0]
    versions = [int(k) for k in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)]
    assert versions == [*MIGRATIONS, schema.FORMAT_VERSION]


def test_that_the_document_tells_the_limits() -> None:
    gibibytes = {schema.MOST_FILE_BYTES: 4, schema.MOST_ARRAY_BYTES: 4}
    assert all(size == count * 2**30 for size, count in gibibytes.items())
    assert schema.MOST_CONTENT_BYTES == 8 * 2**30
    assert (schema.MOST_TEXT_BYTES, schema.MOST_ATTRIBUTE_NUMBERS) == (4096, 1000)


def test_that_the_example_of_the_document_works(
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = re.search("```python\n(.*?)```", DOCUMENT, re.DOTALL)[1]
    (tmp_path / "sample.tn.h5").write_bytes(files[0].read_bytes())
    monkeypatch.chdir(tmp_path)
    found: dict[str, np.ndarray] = {}
    exec(example, found)
    project = everything()[0]
    core = project.trained.layers[0][1]
    np.testing.assert_array_equal(found["probabilities"], core.probabilities)
    bits = found["crossbar"]
    for axon, neuron in ((0, 0), (3, 9), (5, 2)):
        byte = project.program.synapses[3, axon, neuron // 8]
        assert bits[axon, neuron] == (byte >> neuron % 8) & 1
    shape = (project.program.hardware.axons, project.program.hardware.neurons)
    assert bits.shape == shape
    assert "c, probability that the synapse is on" in capsys.readouterr().out


def test_that_any_program_can_read_all_of_it(files: list[Path]) -> None:
    """Nothing of variable length, no filter that HDF5 itself does not bring."""
    usual = {
        h5py.h5z.FILTER_DEFLATE,
        h5py.h5z.FILTER_SHUFFLE,
        h5py.h5z.FILTER_FLETCHER32,
    }

    def read(_: str, item: h5py.HLObject) -> None:
        for name, value in item.attrs.items():
            dtype = item.attrs.get_id(name).dtype
            assert not dtype.hasobject
            if dtype.kind == "S":
                assert h5py.check_string_dtype(dtype).encoding == "utf-8"
                bytes(value).decode()
        if isinstance(item, h5py.Dataset):
            made = item.id.get_create_plist()
            filters = {made.get_filter(k)[0] for k in range(made.get_nfilters())}
            assert filters <= usual
            assert not item.dtype.hasobject
            assert item[()].shape == item.shape

    for path in files:
        with h5py.File(path) as file:
            read("/", file)
            file.visititems(read)
