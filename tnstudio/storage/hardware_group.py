"""The sizes of a chip in the file: `Hardware` to a group and back."""

import h5py

from tnstudio.model.hardware import SIZES, Hardware
from tnstudio.storage import schema, writing
from tnstudio.storage.reading import Part


def write_hardware(parent: h5py.Group, hardware: Hardware) -> None:
    """Write the sizes of a chip."""
    group = writing.element(parent, "hardware", "hardware", "the sizes of the chip")
    writing.text(group, "name", hardware.name)
    for size in SIZES:
        writing.integer(group, size.symbol, getattr(hardware, size.symbol))


def read_hardware(parent: Part) -> Hardware | None:
    """Read the sizes of a chip; None, and a report, if anything is wrong."""
    before = len(parent.report)
    part = parent.element("hardware", "hardware")
    if part is None:
        return None
    sizes = {size.symbol: part.integer(size.symbol, schema.INTEGER) for size in SIZES}
    hardware = Hardware(part.text("name"), **sizes)
    return None if len(parent.report) > before else hardware
