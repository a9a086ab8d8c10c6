import csv
import os
import random
from pathlib import Path

import h5py
import numpy as np
import pytest

from tnstudio.errors import TNStudioError
from tnstudio.storage.interchange.spike_reading import begins_table, read_spikes
from tnstudio.storage.sonata import Population, sonata_spikes

TICKS, LINES = [0.0, 3.5, 3.5, 70_000.0], [2, 0, 1, 2]


def _all(path: Path, population: str | None = None) -> list[tuple[float, str]]:
    return [
        (time, piece.labels[line])
        for piece in read_spikes(path, population)
        for time, line in zip(piece.times.tolist(), piece.lines.tolist(), strict=True)
    ]


WANTED = [(time, str(line)) for time, line in zip(TICKS, LINES, strict=True)]


def _sonata(path: Path, name: str = "inputs") -> Path:
    population = Population(name, {"line": np.arange(3)}, {})
    with sonata_spikes(path, population) as table:
        table.append(np.array(TICKS), np.array(LINES, np.uint64))
        list(table.finishing())
    return path


def test_that_a_table_is_read_with_and_without_a_header(tmp_path):
    path = tmp_path / "a.csv"
    rows = "".join(f"{time},{line}\n" for time, line in zip(TICKS, LINES, strict=True))
    path.write_text("tick,line\n" + rows)
    assert _all(path) == WANTED
    path.write_text(rows)
    assert _all(path) == WANTED


def test_that_columns_may_stand_anywhere_and_lines_have_names(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffcore,Line,"Tick"\r\n7,"left, upper",4\r\n\r\n'.encode())
    assert _all(path) == [(4.0, "left, upper")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_that_spreadsheets_separate_and_encode_as_they_like(
    tmp_path, separator, encoding
):
    path = tmp_path / "a.csv"
    rows = [("Line", "Tick", "of, what; or"), ("left", "4", "x"), ("rißht", "5.5", "")]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    assert _all(path) == [(4.0, "left"), (5.5, "rißht")]
    assert begins_table(path.read_bytes()[:64])
    path.write_text(f"3{separator}0\r\n4{separator}1\r\n", encoding)
    assert _all(path) == [(3.0, "0"), (4.0, "1")]


def test_that_an_archive_is_read(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, tick=np.array(TICKS), line=np.array(LINES, np.int16))
    assert _all(path) == WANTED


def test_that_a_sonata_file_of_ours_is_read(tmp_path):
    assert _all(_sonata(tmp_path / "a.h5")) == WANTED


def test_that_one_of_several_populations_must_be_chosen(tmp_path):
    path = _sonata(tmp_path / "a.h5")
    with h5py.File(path, "r+") as file:
        file.copy("spikes/inputs", "spikes/others")
    with pytest.raises(TNStudioError, match="choose one: inputs, others"):
        _all(path)
    assert _all(path, "others") == WANTED
    with pytest.raises(TNStudioError, match="spikes/none"):
        _all(path, "none")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "row 1.*no columns"),
        ("tick,line\nx,2\n", "row 2.*no tick"),
        ("tick,line\n1,2\nnan,2\n", "row 3.*no tick"),
        ("tick,line\n1\n", "row 2.*1 cells"),
        ("tick,line\n1, \n", "row 2.*no line"),
        ("tick,line\n1," + "9" * 201, "row 2.*no line"),
        ("tick,line\n1," + "9" * 200_000, "no table"),
    ],
)
def test_that_the_place_of_what_is_wrong_in_a_table_is_told(tmp_path, text, told):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(TNStudioError, match=rf"(?s)a\.csv.*{told}|{told}"):
        _all(path)


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"tick": [1]}, "line.*missing"),
        ({"tick": [1], "line": [0, 1]}, "1 times for 2 lines"),
        ({"tick": [[1]], "line": [0]}, "shape"),
        ({"tick": [1], "line": [0.5]}, "no integers"),
        ({"tick": [np.inf], "line": [0]}, "not finite"),
        ({"tick": ["a"], "line": [0]}, "shape"),
    ],
)
def test_that_an_archive_of_something_else_is_refused(tmp_path, arrays, told):
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    with pytest.raises(TNStudioError, match=told):
        _all(path)


def test_that_an_array_may_not_claim_more_than_it_has(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, tick=np.arange(64), line=np.arange(64))
    data = path.read_bytes().replace(b"(64,)", b"(9e9)").replace(b"(9e9)", b"(65,)")
    path.write_bytes(data)
    with pytest.raises(TNStudioError):
        _all(path)


def test_that_links_to_other_files_are_not_followed(tmp_path):
    other = _sonata(tmp_path / "other.h5")
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["spikes"] = h5py.ExternalLink(str(other), "spikes")
    with pytest.raises(TNStudioError, match="link to another place"):
        _all(path)


def test_that_times_in_another_unit_are_refused(tmp_path):
    path = _sonata(tmp_path / "a.h5")
    with h5py.File(path, "r+") as file:
        file["spikes/inputs/timestamps"].attrs["units"] = np.bytes_("s")
    with pytest.raises(TNStudioError, match="milliseconds"):
        _all(path)


@pytest.mark.parametrize("kind", ["csv", "npz", "h5"])
def test_that_mutated_files_are_read_or_refused_and_nothing_else(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        path.write_text("tick,line\n" + "".join(f"{k},{k % 3}\n" for k in range(40)))
    elif kind == "npz":
        np.savez_compressed(path, tick=np.arange(99), line=np.arange(99))
    else:
        _sonata(path)
    good, draw, refused = path.read_bytes(), random.Random(3), 0
    for _ in range(120):
        data = bytearray(good)
        for _ in range(draw.randint(1, 6)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        cut = draw.randrange(len(data)) if draw.random() < 0.2 else len(data)
        path.write_bytes(data[:cut])
        try:
            read_spikes(path)
        except TNStudioError as error:
            refused += str(path) in str(error)
    assert refused > 20


def test_that_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "spikes.csv")
    with pytest.raises(TNStudioError, match="not a regular file"):
        read_spikes(tmp_path / "spikes.csv")


@pytest.mark.parametrize(
    "row", ["1" + ",1" * 600_000, '1,"' + "x" * 1_100_000, '"\n",' * 300_000]
)
def test_that_a_row_without_end_is_refused_at_its_beginning(tmp_path, row):
    path = tmp_path / "spikes.csv"
    path.write_text(f"tick,line\n0,1\n{row}\n")
    with pytest.raises(TNStudioError, match=r"row 3: .* more than 1048576 letters"):
        read_spikes(path)


def test_that_a_population_whose_name_is_no_utf8_is_refused(tmp_path):
    path = _sonata(tmp_path / "spikes.h5")
    with h5py.File(path, "r+") as file:
        h5py.h5g.create(file["spikes"].id, b"\xffodd")
    with pytest.raises(TNStudioError, match="no UTF-8"):
        read_spikes(path)
