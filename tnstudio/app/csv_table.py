"""Tables as comma-separated values."""

import csv
import io
from collections.abc import Iterable

Row = Iterable[object]


def csv_text(header: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a table as text; a cell that is no number (NaN) is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if value != value else value for value in row])
    return text.getvalue()
