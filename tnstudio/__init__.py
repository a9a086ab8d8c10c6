"""TN Studio: design, train, deploy and step neurosynaptic networks.

    import tnstudio as tn

    project = tn.open("mnist_5core")
    chip = tn.deploy(project, copies=4, seed=1)
    run = tn.simulate(chip, image=7, ticks=16)
    run.spikes

Values are frozen: a function that changes something returns a new one. What is
wrong is told by a `TNStudioError`. The same seeds give the numbers of window and
command line. A name is imported when it is first asked for.
"""

from importlib import import_module

from tnstudio.version import __version__

# As of `typing`, whose import would take as long as all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from tnstudio.api.chips import deploy, evaluate, sweep
    from tnstudio.api.projects import (
        Problems,
        build,
        check,
        dataset,
        edit,
        open_project,
        samples,
        save,
    )
    from tnstudio.api.simulation import Simulation, simulate
    from tnstudio.api.training import Training, train
    from tnstudio.app.breakpoint_run import WrongOnImage
    from tnstudio.app.fork import EncodingChange, ImageChange, LineFlip, SeedChange
    from tnstudio.datasets.images import Dataset, ImageSet
    from tnstudio.errors import TNStudioError
    from tnstudio.model import circuit_edits as edits
    from tnstudio.model.circuit import Circuit
    from tnstudio.model.hardware import Hardware
    from tnstudio.model.network import (
        InputShape,
        Network,
        Readout,
        WindowLayer,
        free_network,
    )
    from tnstudio.model.neuron import NeuronParameters, ResetMode
    from tnstudio.model.program import ChipProgram
    from tnstudio.model.program_edits import AxonTypeChange, NeuronChange, SynapseFlip
    from tnstudio.model.project import Project
    from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
    from tnstudio.model.stimulus import (
        ImageSpikes,
        PatternSpikes,
        PoissonSpikes,
        RegularSpikes,
        SingleSpike,
    )
    from tnstudio.model.stimulus_edits import pattern
    from tnstudio.model.templates import TEMPLATES
    from tnstudio.simulation.simulator import Simulator
    from tnstudio.simulation.trace import Limits

    open = open_project  # noqa: A001 (tn.open)

_HOMES = {
    "api.chips": ("deploy", "evaluate", "sweep"),
    "api.projects": (
        "Problems",
        "build",
        "check",
        "dataset",
        "edit",
        "open",
        "samples",
        "save",
    ),
    "api.simulation": ("Simulation", "simulate"),
    "api.training": ("Training", "train"),
    "app.breakpoint_run": ("WrongOnImage",),
    "app.fork": ("EncodingChange", "ImageChange", "LineFlip", "SeedChange"),
    "datasets.images": ("Dataset", "ImageSet"),
    "errors": ("TNStudioError",),
    "model.circuit": ("Circuit",),
    "model.circuit_edits": ("edits",),
    "model.hardware": ("Hardware",),
    "model.network": (
        "InputShape",
        "Network",
        "Readout",
        "WindowLayer",
        "free_network",
    ),
    "model.neuron": ("NeuronParameters", "ResetMode"),
    "model.program": ("ChipProgram",),
    "model.program_edits": ("AxonTypeChange", "NeuronChange", "SynapseFlip"),
    "model.project": ("Project",),
    "model.records": ("Augmentation", "RateDrop", "TrainingSettings"),
    "model.stimulus": (
        "ImageSpikes",
        "PatternSpikes",
        "PoissonSpikes",
        "RegularSpikes",
        "SingleSpike",
    ),
    "model.stimulus_edits": ("pattern",),
    "model.templates": ("TEMPLATES",),
    "simulation.simulator": ("Simulator",),
    "simulation.trace": ("Limits",),
}
"""The names that each module offers here."""

_OTHER_NAMES = {"open": "open_project", "edits": ""}
"""What some are called there; nothing for the module itself."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

# Not "open": `from tnstudio import *` leaves Python's own as it is.
__all__ = [
    "TEMPLATES",
    "Augmentation",
    "AxonTypeChange",
    "ChipProgram",
    "Circuit",
    "Dataset",
    "EncodingChange",
    "Hardware",
    "ImageChange",
    "ImageSet",
    "ImageSpikes",
    "InputShape",
    "Limits",
    "LineFlip",
    "Network",
    "NeuronChange",
    "NeuronParameters",
    "PatternSpikes",
    "PoissonSpikes",
    "Problems",
    "Project",
    "RateDrop",
    "Readout",
    "RegularSpikes",
    "ResetMode",
    "SeedChange",
    "Simulation",
    "Simulator",
    "SingleSpike",
    "SynapseFlip",
    "TNStudioError",
    "Training",
    "TrainingSettings",
    "WindowLayer",
    "WrongOnImage",
    "__version__",
    "build",
    "check",
    "dataset",
    "deploy",
    "edit",
    "edits",
    "evaluate",
    "free_network",
    "pattern",
    "samples",
    "save",
    "simulate",
    "sweep",
    "train",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'tnstudio' has no attribute '{name}'")
    found = import_module(f"tnstudio.{home}")
    own = _OTHER_NAMES.get(name, name)
    value: object = getattr(found, own) if own else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF} - {"TYPE_CHECKING", "import_module"})
