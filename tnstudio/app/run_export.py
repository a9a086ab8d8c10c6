"""A run as what makes it anew: a command line, or a script."""

import shlex
from collections.abc import Iterator
from dataclasses import fields
from pprint import pformat

from tnstudio.model.network import Network
from tnstudio.model.records import Augmentation, TrainingSettings
from tnstudio.model.run import Run
from tnstudio.texts import tr

ANY_DATA = "DATA"
"""In place of the data set, if that of a run is not known."""

NO_DROP = "none"
"""What ``--drop`` says for a schedule without any."""

_USUAL = TrainingSettings()

_WORK = """\
trained = tn.train(tn.Project(network), {source!r}, settings)
tn.save(trained, {target!r})
print(trained.trained.history.epochs[-1])
"""


def command_line(run: Run, project: str) -> str:
    """Return the ``tnstudio train`` of a run, as one types it into a shell.

    Parameters
    ----------
    run : Run
    project : str
        The project file with the design that was trained.
    """
    words = ("tnstudio", "train", project, "--data", run.source or ANY_DATA)
    return shlex.join((*words, *settings_words(run.settings)))


def settings_words(settings: TrainingSettings) -> tuple[str, ...]:
    """Return the options of ``tnstudio train`` for what is not as usual."""
    return tuple(_words(settings))


def _words(settings: TrainingSettings) -> Iterator[str]:
    yield from _changed(settings, _USUAL)
    yield from _changed(settings.augmentation, _USUAL.augmentation)
    if settings.drops != _USUAL.drops:
        drops = [f"{drop.after!r},{drop.factor!r}" for drop in settings.drops]
        for text in drops or [NO_DROP]:
            yield from ("--drop", text)


def _changed(
    value: TrainingSettings | Augmentation, usual: TrainingSettings | Augmentation
) -> Iterator[str]:
    """Yield the options for all numbers, names and switches that are not usual."""
    for field in fields(value):
        chosen, option = getattr(value, field.name), field.name.replace("_", "-")
        if chosen == getattr(usual, field.name):
            continue
        if chosen is True:
            yield f"--{option}"
        elif isinstance(chosen, int | float | str):
            yield from (f"--{option}", str(chosen))


def remarks(run: Run) -> tuple[str, ...]:
    """Return what to know before a run is made anew."""
    further = tuple(
        tr(
            "After epoch {epoch} a kept network was trained further, its momentum "
            "anew: made in one go, the numbers become others.",
            epoch=epoch,
        )
        for epoch in run.restarts
    )
    if run.source:
        return further
    unknown = tr(
        "On what images it learned is not known: {data} stands for them.",
        data=ANY_DATA,
    )
    return (unknown, *further)


def script(run: Run, target: str) -> str:
    """Return a Python script that makes the run anew, bit for bit.

    Parameters
    ----------
    run : Run
    target : str
        The project file that it writes.
    """
    when = f", started {run.started}" if run.started else ""
    title = f"{run.name} of {run.network.name}{when}"
    # Names may hold anything: ascii() keeps them on their line.
    comments = "".join(f"# {ascii(text)[1:-1]}\n" for text in (title, *remarks(run)))
    work = _WORK.format(source=run.source or ANY_DATA, target=target)
    values = f"{network_lines(run.network)}\n{settings_lines(run.settings)}"
    return f"{comments}\nimport tnstudio as tn\n{values}\n{work}"


def network_lines(network: Network) -> str:
    """Return Python that makes a design of layers, behind ``import tnstudio``."""
    return (
        "from tnstudio import Hardware, InputShape, Network, Readout, WindowLayer\n\n"
        f"network = {pformat(network, sort_dicts=False)}\n"
    )


def settings_lines(settings: TrainingSettings) -> str:
    """Return Python that makes settings, behind ``import tnstudio``."""
    return (
        "from tnstudio import Augmentation, RateDrop, TrainingSettings\n\n"
        f"settings = {pformat(settings, sort_dicts=False)}\n"
    )
