"""``run`` for projects whose cores were built one by one."""

from typing import TYPE_CHECKING, Any

import numpy as np
import typer
from rich.table import Table

from tnstudio.cli.arguments import first_given
from tnstudio.cli.output import counted, print_json, say, show
from tnstudio.cli.pieces import in_pieces
from tnstudio.errors import TNStudioError
from tnstudio.model.circuit import Circuit
from tnstudio.model.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable

    from tnstudio.simulation.recording import Recording

_OF_IMAGES = ("data", "split", "image", "encoding")

_SHOWN_LINES = 32
"""Most output lines that are listed for people."""


def refuse_image_options(context: typer.Context) -> None:
    """Refuse options about images: a circuit has stimuli of its own.

    Raises
    ------
    TNStudioError
        If one was given.
    """
    option = first_given(context, _OF_IMAGES)
    if option is not None:
        raise TNStudioError(
            "The network's cores were built one by one, with their own stimuli",
            option,
            "leave this option out",
        )


def run_circuit(
    network: Network,
    ticks: int,
    seed: int,
    write: "Callable[[Recording], int]",
    json: bool,
) -> None:
    """Run free cores on their stimuli and tell how often lines fired."""
    from tnstudio.app.stimulus_session import circuit_session

    session = circuit_session(network, seed)
    spikes = 0
    fired = np.zeros(len(session.program.outputs.label), np.int64)
    for recording in in_pieces(session.advance, ticks, json):
        spikes += write(recording)
        fired += recording.outputs.sum(axis=0, dtype=np.int64)
    facts = {
        "ticks": ticks,
        "seed": seed,
        "cores": session.program.cores,
        "spikes": spikes,
        "output_spikes": fired.tolist(),
    }
    if json:
        print_json(facts)
    else:
        _tell(facts, network.circuit)


def _tell(facts: dict[str, Any], circuit: Circuit | None) -> None:
    fired = facts["output_spikes"]
    if circuit is not None and 0 < len(fired) <= _SHOWN_LINES:
        names = circuit.output_names or [""] * len(fired)
        table = Table("output line", "name")
        table.add_column("spikes", justify="right")
        for line, (name, count) in enumerate(zip(names, fired, strict=True)):
            table.add_row(str(line), name, str(count))
        show(table)
    say(
        f"{facts['spikes']} spikes in {facts['ticks']} ticks, {sum(fired)} of them on "
        f"{counted(len(fired), 'output line')} (seed {facts['seed']})"
    )
