"""What users have in front of them as text: a Python script, and a command.

Scripts stand on ``import tnstudio``. What a text needs that is not in the project's
file is in the text, or it says first what to save where.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tnstudio.app.document import Document
from tnstudio.app.files import SUFFIX
from tnstudio.app.run_export import network_lines, settings_lines, settings_words
from tnstudio.app.sweep_result import SweepPlan
from tnstudio.model.network import Network
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import tr

UNSAVED = f"project{SUFFIX}"
"""What the file of a project is called that was never saved."""

RESULT = f"trained{SUFFIX}"
"""What a script of a training writes."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A script and a command that do the same.

    Attributes
    ----------
    what : str
        What they do, e.g. ``the training``.
    python, command : str
        Empty if there is none.
    no_python, no_command : str
        Why there is none; empty if there is.
    """

    what: str
    python: str = ""
    command: str = ""
    no_python: str = ""
    no_command: str = ""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """The file that a text opens.

    Attributes
    ----------
    path : str
    is_current : bool
        Whether it holds the project as it is now.
    """

    path: str
    is_current: bool

    @property
    def remark(self) -> str:
        """The line that says to save first; empty if there is no need."""
        if self.is_current:
            return ""
        return f"# save the project as {self._ascii_path} first\n"

    @property
    def advice(self) -> str:
        """The same for those who copy; empty if there is no need."""
        if self.is_current:
            return ""
        return tr("save the project as {path} first", path=self._ascii_path)

    @property
    def _ascii_path(self) -> str:
        return ascii(self.path)[1:-1]


def file_of(document: Document) -> ProjectFile:
    """Return the file of a document, or what to call it."""
    path = document.path
    if path is None:
        return ProjectFile(UNSAVED, is_current=False)
    return ProjectFile(str(Path(path).absolute()), not document.is_modified)


def command_text(file: ProjectFile, words: Sequence[str]) -> str:
    """Return a command as one types it into a shell, with what to do before."""
    return f"{file.remark}{shlex.join(('tnstudio', *words))}\n"


def copied_training(
    network: Network, settings: TrainingSettings, source: str, file: ProjectFile
) -> Copied:
    """Return a training of a design with these settings, from its start.

    The script has the whole design and writes `RESULT`; the command puts the
    training into the project's file.
    """
    if network.circuit is not None:
        why = tr("Free cores are not trained")
        return Copied("the training", no_python=why, no_command=why)
    python = (
        "import tnstudio as tn\n"
        f"{network_lines(network)}\n"
        f"{settings_lines(settings)}\n"
        f"project = tn.train(tn.Project(network), {source!r}, settings)\n"
        f"tn.save(project, {RESULT!r})\n"
        "print(project.trained.history.epochs[-1])\n"
    )
    words = ("train", file.path, "--data", source, *settings_words(settings))
    return Copied("the training", python, command_text(file, words))


def copied_sweep(plan: SweepPlan, source: str, limit: int, file: ProjectFile) -> Copied:
    """Return the measurement of a trained network by copies, ticks and encoding."""
    python = (
        f"{file.remark}import tnstudio as tn\n\n"
        f"project = tn.open({file.path!r})\n"
        "result = tn.sweep(\n"
        "    project,\n"
        f"    {source!r},\n"
        f"    copies={plan.copies!r},\n"
        f"    ticks={plan.ticks!r},\n"
        f"    encodings={plan.encodings!r},\n"
        f"    seeds={plan.seeds!r},\n"
        f"    limit={limit},\n"
        ")\n"
        "for cell in result.cells:\n"
        "    print(cell.encoding, cell.copies, cell.ticks, cell.accuracy)\n"
    )
    words = (
        *("sweep", file.path, "--data", source),
        *("--copies", _listed(plan.copies), "--ticks", _listed(plan.ticks)),
        *("--encoding", ",".join(plan.encodings)),
        *("--seeds", str(len(plan.seeds)), "--seed", str(plan.seeds[0])),
        *("--limit", str(limit)),
    )
    return Copied("the measurement", python, command_text(file, words))


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def without_command(copied: Copied, why: str) -> Copied:
    """Return the script alone."""
    return replace(copied, command="", no_command=why)
