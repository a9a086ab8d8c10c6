"""What ``run`` does beside its report, where asked: stop, count, keep."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tnstudio.cli.energy_report import cost_facts, show_costs
from tnstudio.cli.output import say
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.storage.project_file import save_project
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.chip_run import Piece
    from tnstudio.model.program import ChipProgram
    from tnstudio.simulation.breakpoints import Breakpoint
    from tnstudio.simulation.run_until import Hit


class Stop:
    """Conditions that end a run.

    Parameters
    ----------
    program : ChipProgram
    texts : list of str
        As `tnstudio.app.conditions` reads them.

    Raises
    ------
    TNStudioError
        If one is no condition, or is about what the program does not have.
    """

    def __init__(self, program: "ChipProgram", texts: list[str]) -> None:
        self._texts = texts
        self._hits: tuple[Hit, ...] = ()
        self.conditions = tuple(_condition(program, text) for text in texts)

    def take(self, piece: "Piece") -> None:
        """Note how a piece of the run ended."""
        self._hits = piece.hits

    def facts(self) -> dict[str, Any]:
        """Return what JSON has; null if no condition was met."""
        if not self._hits:
            return {"stopped": None}
        hits = [
            {"condition": self._texts[hit.index], "where": hit.where}
            for hit in self._hits
        ]
        return {"stopped": {"tick": self._hits[0].tick, "hits": hits}}

    def show(self) -> None:
        """Print which condition was met, when and where."""
        for hit in self._hits:
            say(
                f"stopped after tick {hit.tick}: {self._texts[hit.index]} ({hit.where})"
            )
        if not self._hits:
            say(f"not stopped: {' nor '.join(self._texts)} came true")


def _condition(program: "ChipProgram", text: str) -> "Breakpoint":
    from tnstudio.app.conditions import condition_of

    try:
        return condition_of(program, text)
    except TNStudioError as error:
        place = f"--until {error.location}"
        raise TNStudioError(error.message, place, error.hint) from error


class Energy:
    """Counts of events and the energy that they would take.

    Parameters
    ----------
    program : ChipProgram
    frames : int or None
        Frames that the run shows.
    """

    def __init__(self, program: "ChipProgram", frames: int | None) -> None:
        from tnstudio.app.costs import CostMeter

        self._meter = CostMeter(program, frames)

    def take(self, piece: "Piece") -> None:
        """Count a piece of the run."""
        self._meter.add(piece.recording, piece.lines)

    def facts(self) -> dict[str, Any]:
        """Return what JSON has."""
        return cost_facts(self._meter.costs())

    def show(self) -> None:
        """Print counts and energy."""
        show_costs(self._meter.costs())


class Kept:
    """All spikes, for the project.

    Parameters
    ----------
    path : Path
        The project's file.
    project : Project
    program : ChipProgram
    name : str
        Of the recording.
    """

    def __init__(
        self, path: Path, project: Project, program: "ChipProgram", name: str
    ) -> None:
        from tnstudio.app.keeping import SpikeKeeper, is_kept

        self._path = path
        self._project = project
        self._name = name
        self._replaces = is_kept(project, name)
        self._keeper = SpikeKeeper(program, name)
        self._spikes = 0

    def take(self, piece: "Piece") -> None:
        """Take the spikes of a piece of the run."""
        self._keeper.add(piece.recording)

    def save(self) -> None:
        """Save the project with the recording."""
        from tnstudio.app.keeping import with_recording

        recorded = self._keeper.recorded()
        self._spikes = len(recorded.tick)
        save_project(self._path, with_recording(self._project, recorded))

    def facts(self) -> dict[str, Any]:
        """Return what JSON has."""
        kept = {
            "name": self._name,
            "spikes": self._spikes,
            "replaced": self._replaces,
        }
        return {"kept": kept}

    def show(self) -> None:
        """Print what was kept where."""
        replaced = ", in place of the one before" if self._replaces else ""
        spikes = amount(self._spikes, "spike")
        say(f"{self._path}: kept {spikes} as recording {self._name}{replaced}")


Extra = Stop | Energy | Kept
