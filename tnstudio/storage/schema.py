"""Names, versions and limits of the project file.

The file, one HDF5 group per value of `tnstudio.model`:

    /                  format, version, created_with, description
    /network           name, seed, input_rows …, class_names
        hardware       sizes of the chip
        layers/0, 1 …  one group per layer; `kind` says which
        placement      (if the cores of the layers were placed) chip_row, chip_column
        circuit        (if the cores were built one by one) axon_types, synapses,
                       chip_row, chip_column, core_names, line_names …
            neurons, routes, inputs, outputs   as those of /program
            stimuli    single, regular, poisson: tables; patterns, images: a group
                       each; `position` is the place in the list of all
    /trained           (if there is a training result)
        network        the design that was trained
        settings
        layers/<i>     its cores stacked: neurons, axon_types, strengths,
                       probabilities, biases
        history        batch_losses, epochs/<column>
        state          (if it was stopped) epoch, batch …, data_name …
            layers/<i> its cores stacked: neurons, levels, velocities, biases,
                       bias_velocities
        measured       (if it was measured) data, images; seeds, encoding,
                       copies, ticks, cores, correct, synaptic_events
    /program           (if there is a chip) axon_types, synapses, class_names
        hardware, neurons, routes, inputs, outputs, places
    /recordings        (if there are any) count
        0, 1 …         name, first_tick, ticks …; tick, core, neuron: the spikes
    /prepared          (if it was chosen with the project) source
        settings
    /runs              (if there are any) count
        0, 1 …         name, note, started, source …; losses
            network, settings, epochs   as those of /trained
            parameters                  probabilities, weights, biases: histograms
            weights/<k>                 epoch; layers as those of /trained

Every group has `type` and `version`, every array `meaning`, `unit` and
`axes`. All texts are UTF-8 of fixed length, so that nothing in the file
lies outside a checksum.
"""

from tnstudio.model.hardware import Limit

FORMAT = "tnstudio-project"
FORMAT_VERSION = 4
"""Of the whole file; `tnstudio.storage.migrations` lifts older ones."""

ELEMENT_VERSIONS = {"neurons": 2, "trained-layer": 2, "training-settings": 2}
"""Of groups by type, where the content has changed; all others are of version 1."""


def element_version(type_name: str) -> int:
    """Return the current version of a type of group."""
    return ELEMENT_VERSIONS.get(type_name, 1)


SUFFIX = ".tn.h5"
"""How the name of a project file ends."""

SIGNATURE = b"\x89HDF\r\n\x1a\n"
"""First bytes of an HDF5 file."""

LIBRARY_VERSIONS = ("v110", "v110")
"""The file layout of HDF5 1.10 (2016): its structures carry checksums."""

INTEGER = Limit("number", "", -(2**63), 2**63 - 1, "64-bit signed integers")
COUNT = Limit("count", "", 0, 2**31 - 1, "this program")
POSITIVE = Limit("count", "", 1, 2**31 - 1, "this program")
LAYERS = Limit("layers", "", 0, 1000, "this program")
EPOCHS = Limit("epochs", "", 0, 1_000_000, "this program")
MEASURED = Limit("measurements", "", 1, 100_000, "this program")
RECORDINGS = Limit("recordings", "", 0, 10_000, "this program")
RUNS = Limit("runs", "", 0, 1000, "this program")

MOST_FILE_BYTES = 2**32
MOST_ARRAY_BYTES = 2**32
MOST_CONTENT_BYTES = 2**33
"""Of all arrays together, unpacked."""
MOST_TEXT_BYTES = 4096
MOST_ATTRIBUTE_NUMBERS = 1000
"""Longest list of numbers in an attribute, e.g. a layer's strengths."""
