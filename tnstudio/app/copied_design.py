"""A design as Python and as a command that make it."""

from dataclasses import replace

from tnstudio.app.building import network_from_layers
from tnstudio.app.circuit_script import circuit_script
from tnstudio.app.copied import Copied, ProjectFile, command_text
from tnstudio.app.playable import is_same_chip
from tnstudio.app.run_export import network_lines
from tnstudio.errors import TNStudioError
from tnstudio.model.network import Network, WindowLayer
from tnstudio.model.templates import TEMPLATES
from tnstudio.texts import tr

NEW = "new.tn.h5"
"""What the command writes."""

_MADE = ProjectFile(NEW, is_current=True)


def copied_design(network: Network, file: ProjectFile) -> Copied:
    """Return what makes a design anew; of large circuits, what opens their file."""
    command = _command(network)
    why = "" if command else _no_command(network)
    python = _python(network, file)
    return Copied("the design", python, command, no_command=why)


def _python(network: Network, file: ProjectFile) -> str:
    if network.circuit is not None:
        return circuit_script(network) or opening_script(file)
    arguments = _build_arguments(network)
    if arguments is not None:
        return f"import tnstudio as tn\n\nproject = tn.build(\n{arguments})\n"
    return (
        "import tnstudio as tn\n"
        f"{network_lines(network)}\nproject = tn.Project(network)\n"
    )


def opening_script(file: ProjectFile) -> str:
    """Return Python that opens a file as ``project``."""
    return f"{file.remark}import tnstudio as tn\n\nproject = tn.open({file.path!r})\n"


def _is_plain(network: Network) -> bool:
    """Tell whether a design is nothing but its numbers of layers."""
    try:
        made = network_from_layers(
            network.input,
            tuple(
                WindowLayer(layer.window, layer.stride, layer.features)
                for layer in network.layers
            ),
            network.readout.class_names,
            network.name,
            network.seed,
        )
    except TNStudioError:
        return False
    return bool(network.layers) and made == network


def _build_arguments(network: Network) -> str | None:
    if not _is_plain(network):
        return None
    shape = network.input
    sizes = (shape.rows, shape.columns, shape.channels)
    layers = [_numbers(layer) for layer in network.layers]
    return (
        f"    shape={sizes!r},\n"
        f"    layers={layers!r},\n"
        f"    classes={network.readout.class_names!r},\n"
        f"    name={network.name!r},\n"
        f"    seed={network.seed},\n"
    )


def _numbers(layer: WindowLayer) -> tuple[int, ...]:
    numbers = layer.window, layer.stride
    return numbers if layer.features is None else (*numbers, layer.features)


def _command(network: Network) -> str:
    """Return the ``tnstudio new`` of a design; empty if there is none."""
    template = _template(network)
    seed = ("--seed", str(network.seed))
    name = ("--name", network.name)
    if template is not None:
        return command_text(_MADE, ("new", NEW, "--template", template, *name, *seed))
    classes = network.readout.classes
    counted = tuple(map(str, range(classes)))
    # A command knows classes by their number alone, and no empty name.
    if not _is_plain(network) or network.readout.class_names != counted:
        return ""
    shape = network.input
    words = ["new", NEW, "--input", f"{shape.rows}x{shape.columns}x{shape.channels}"]
    for layer in network.layers:
        words += ["--layer", ",".join(map(str, _numbers(layer)))]
    return command_text(_MADE, (*words, "--classes", str(classes), *name, *seed))


def _template(network: Network) -> str | None:
    """Return the template that a design still is, but for its name."""
    for name, make in TEMPLATES.items():
        made = make(network.seed)
        if network.circuit is None:
            same = made.circuit is None and _alike(made, network)
        else:
            same = made.circuit is not None and _same_circuit(made, network)
        if same:
            return name
    return None


def _alike(one: Network, other: Network) -> bool:
    return replace(one, name=other.name) == other


def _same_circuit(one: Network, other: Network) -> bool:
    names = [
        (c.line_names, c.output_names, tuple(core.name for core in c.cores))
        for c in (one.circuit, other.circuit)
        if c is not None
    ]
    return names[0] == names[1] and is_same_chip(one, other)


def _no_command(network: Network) -> str:
    if network.circuit is not None:
        return tr("No command builds free cores: copy as Python, or save the project")
    return tr(
        "No command builds this design: it has errors, a placement, or strengths, "
        "classes or a chip of its own"
    )
