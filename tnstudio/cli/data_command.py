"""The command that tells what is in a data set: data."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tnstudio.cli.arguments import Json
from tnstudio.cli.output import print_json, say, show
from tnstudio.cli.project_parts import read_dataset
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.data_summary import DataSummary

_MOST_ROWS = 100


def data(
    source: Annotated[
        str,
        typer.Argument(
            help="A bundled data set; a folder with IDX files, with .npy files or "
            "with a folder of pictures for each class; an .npz or HDF5 file. Behind "
            "it @28x28, @grey or @28x28,grey resamples its images."
        ),
    ],
    json: Json = False,
) -> None:
    """Tell what is in a data set: sizes, classes, how many images of each.

    Without test images of their own, 1 in 6 of each class is drawn, always the
    same. In .npz, .npy and HDF5, arrays are called x_train and y_train, x_test and
    y_test, or images and labels, and class_names may name the classes; pixels are
    integers from 0 to 255 or reals from 0 to 1, labels integers from 0.
    """
    from tnstudio.app.data_summary import summarised

    summary = summarised(read_dataset(source, remarks=False))
    if json:
        print_json(_facts(summary))
        return
    say(
        f"{summary.name}: {amount(summary.train, 'image')} to train, "
        f"{summary.test} to test, {' × '.join(map(str, summary.shape))}, "
        f"{amount(summary.classes, 'class')}, "
        f"values {summary.lowest:.3g} to {summary.highest:.3g}"
    )
    show(_table(summary))
    if summary.classes > _MOST_ROWS:
        say(f"and {summary.classes - _MOST_ROWS} more classes")
    for remark in summary.remarks:
        say(remark)


def _facts(summary: "DataSummary") -> dict[str, Any]:
    facts = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(summary).items()
    }
    return {**facts, "train": summary.train, "test": summary.test}


def _table(summary: "DataSummary") -> Table:
    table = Table("class", "name")
    table.add_column("train", justify="right")
    table.add_column("test", justify="right")
    rows = zip(
        summary.class_names, summary.train_counts, summary.test_counts, strict=True
    )
    for k, (name, train, test) in enumerate(rows):
        if k == _MOST_ROWS:
            break
        table.add_row(str(k), name, str(train), str(test))
    return table
