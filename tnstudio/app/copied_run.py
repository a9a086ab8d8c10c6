"""A run of the Simulate workspace as Python and as a command."""

from collections.abc import Iterator
from dataclasses import dataclass

from tnstudio.app.breakpoint_run import Watched, WrongOnImage
from tnstudio.app.circuit_script import circuit_script
from tnstudio.app.conditions import text_of
from tnstudio.app.copied import Copied, ProjectFile, command_text, without_command
from tnstudio.app.copied_design import opening_script
from tnstudio.app.fork import Fork
from tnstudio.app.image_input import RATE_TICKS
from tnstudio.app.show_log import Show
from tnstudio.model.network import Network
from tnstudio.texts import tr

FORK_TICKS = 100
"""How long a copied fork is compared beyond what was run."""


@dataclass(frozen=True, eq=False, slots=True)
class Played:
    """What was run, as far as it can be told in a few words.

    Attributes
    ----------
    network : Network
        The design, in case the file does not have it.
    ticks : int
        Run so far.
    seed : int
        Of the input spikes.
    source : str
        The data set; empty for free cores.
    shows : tuple of Show
        What was on the input, one after the other; none for free cores.
    watched : tuple of Watched
        The breakpoints.
    fork : Fork or None
    """

    network: Network
    ticks: int
    seed: int
    source: str = ""
    shows: tuple[Show, ...] = ()
    watched: tuple[Watched, ...] = ()
    fork: Fork | None = None


def copied_run(played: Played, file: ProjectFile) -> Copied:
    """Return what makes a run anew, spike by spike."""
    if any(show.picture is not None for show in played.shows):
        why = tr("A painted or loaded picture is on the input: export the run instead")
        return Copied("the run", no_python=why, no_command=why)
    made = Copied("the run", _python(played, file), _command(played, file))
    why = _no_command(played)
    return without_command(made, why) if why else made


# -- Python


def _python(played: Played, file: ProjectFile) -> str:
    parts = [_head(played, file), *_run(played)]
    return "\n".join(parts) + "\n"


def _head(played: Played, file: ProjectFile) -> str:
    """Open the file; free cores that are in no file are made."""
    if played.network.circuit is not None and not file.is_current:
        made = circuit_script(played.network)
        if made is not None:
            return made
    return opening_script(file)


def _run(played: Played) -> Iterator[str]:
    yield f"run = {_simulate(played)}"
    for show in played.shows[1:]:
        yield from _stretch(played, show.onset)
        yield f"run.show({show.image})"
        yield f"run.encode_as({show.encoding!r})"
    yield from _stretch(played, played.ticks)
    yield "print(run, len(run.spikes.tick), 'spikes')"
    if played.fork is not None:
        yield from _fork(played.fork, played.ticks)


def _simulate(played: Played) -> str:
    if not played.shows:
        return f"tn.simulate(project, seed={played.seed})"
    first = played.shows[0]
    rate = any(show.encoding == "rate" for show in played.shows)
    frame = f", frame_ticks={RATE_TICKS}" if rate else ""
    return (
        f"tn.simulate(project, image={first.image}, data={played.source!r}, "
        f"encoding={first.encoding!r}, seed={played.seed}{frame})"
    )


def _stretch(played: Played, tick: int) -> Iterator[str]:
    """Run to a tick, telling where a breakpoint was met."""
    if not played.watched:
        yield f"run.go_to({tick})"
        return
    yield f"while run.tick < {tick}:"
    words = ", ".join(map(_condition, played.watched))
    yield f"    met = run.run_until({words}, most={tick} - run.tick)"
    yield "    if met:"
    yield "        print('stopped after tick', run.tick - 1, met)"


def _condition(watched: Watched) -> str:
    if isinstance(watched, WrongOnImage):
        return f"tn.{watched!r}"
    return repr(text_of(watched))


def _fork(fork: Fork, end: int) -> Iterator[str]:
    changes = ", ".join(f"tn.{change!r}" for change in fork.changes)
    ticks = max(0, end - fork.tick) + FORK_TICKS
    yield f"run.go_to({fork.tick})"
    yield f"comparison = run.fork([{changes}], ticks={ticks})"
    yield "print(comparison.decisions)"


# -- The command


def _command(played: Played, file: ProjectFile) -> str:
    words = ["run", file.path]
    if played.shows:
        first = played.shows[0]
        words += ["--data", played.source, "--image", str(first.image)]
        words += ["--encoding", first.encoding]
    words += ["--ticks", str(played.ticks), "--seed", str(played.seed)]
    return command_text(file, words)


def _no_command(played: Played) -> str:
    """Return why no command makes this run; empty if one does."""
    if not played.ticks:
        return tr("Nothing was run yet")
    if len(played.shows) > 1:
        return tr("The command shows one image; this run has several: copy as Python")
    rate = played.shows and played.shows[0].encoding == "rate"
    if rate and played.ticks != RATE_TICKS:
        return tr(
            "The command spreads the rate code over all ticks, this run over "
            "{ticks}: copy as Python",
            ticks=RATE_TICKS,
        )
    return ""
