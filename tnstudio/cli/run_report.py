"""What ``run`` tells of an image, and of a circuit."""

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table

from tnstudio.cli.output import say, show
from tnstudio.texts import amount

if TYPE_CHECKING:
    from tnstudio.app.setups import Setup
    from tnstudio.model.circuit import Circuit
    from tnstudio.simulation.recording import Recording

_SHOWN_LINES = 32
"""Most output lines that are listed for people."""


class ImageReport:
    """Votes for the classes, against the image's label."""

    frames = 1

    def __init__(self, setup: "Setup", image: int) -> None:
        from tnstudio.app.votes import Votes

        self._setup = setup
        self._image = image
        self._votes = Votes(setup.program)

    def add(self, recording: "Recording") -> None:
        """Take the next ticks of the run."""
        self._votes.add(recording)

    def facts(self, ticks: int, spikes: int) -> dict[str, Any]:
        """Return what JSON has."""
        return {
            "image": self._image,
            "label": self._setup.label,
            "decision": self._votes.decision,
            "ticks": ticks,
            "spikes": spikes,
            "votes": self._votes.counts.tolist(),
        }

    def show(self, facts: dict[str, Any]) -> None:
        """Print the facts for people."""
        table = Table("class", title=f"Image {facts['image']}")
        table.add_column("votes", justify="right")
        table.add_column("")
        for number, (name, votes) in enumerate(
            zip(self._setup.program.class_names, facts["votes"], strict=True)
        ):
            marks = [mark for mark in ("decision", "label") if facts[mark] == number]
            table.add_row(name, str(votes), ", ".join(marks))
        show(table)
        say(f"{amount(facts['spikes'], 'spike')} in {amount(facts['ticks'], 'tick')}")


class CircuitReport:
    """How often output lines fired."""

    frames = None

    def __init__(self, setup: "Setup", circuit: "Circuit", seed: int) -> None:
        self._program = setup.program
        self._names = circuit.output_names
        self._seed = seed
        self._fired = np.zeros(len(setup.program.outputs.label), np.int64)

    def add(self, recording: "Recording") -> None:
        """Take the next ticks of the run."""
        self._fired += recording.outputs.sum(axis=0, dtype=np.int64)

    def facts(self, ticks: int, spikes: int) -> dict[str, Any]:
        """Return what JSON has."""
        return {
            "ticks": ticks,
            "seed": self._seed,
            "cores": self._program.cores,
            "spikes": spikes,
            "output_spikes": self._fired.tolist(),
        }

    def show(self, facts: dict[str, Any]) -> None:
        """Print the facts for people."""
        fired = facts["output_spikes"]
        if 0 < len(fired) <= _SHOWN_LINES:
            names = self._names or [""] * len(fired)
            table = Table("output line", "name")
            table.add_column("spikes", justify="right")
            for line, (name, count) in enumerate(zip(names, fired, strict=True)):
                table.add_row(str(line), name, str(count))
            show(table)
        say(
            f"{amount(facts['spikes'], 'spike')} in {amount(facts['ticks'], 'tick')}, "
            f"{sum(fired)} of them on {amount(len(fired), 'output line')} "
            f"(seed {facts['seed']})"
        )


Report = ImageReport | CircuitReport
