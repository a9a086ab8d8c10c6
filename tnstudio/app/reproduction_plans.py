"""What has to be trained and measured to fill a paper's table again.

A full plan trains as the paper tells; a quick one for a few epochs only, with a
learning rate that suits them. Neither uses an option that is ours alone. Both
can be had for another number of epochs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tnstudio.app.published import (
    AUGMENTATIONS,
    DOUBLED,
    E15_64_COPIES,
    E15_ONE_COPY,
    PLAIN,
    Published,
    Size,
    j17_ensemble,
    j17_single,
)
from tnstudio.app.sweep_result import SweepPlan
from tnstudio.model.network import Network
from tnstudio.model.records import Augmentation, RateDrop, TrainingSettings
from tnstudio.model.templates import mnist_5core, mnist_30core
from tnstudio.model.topology import lay_out


@dataclass(frozen=True, slots=True)
class Experiment:
    """One training.

    Attributes
    ----------
    name : str
        What it is kept under; a part of a file's name.
    network : Network
    settings : TrainingSettings
    paper_epochs : int or None
        What the paper trained for; None if it does not tell.
    """

    name: str
    network: Network
    settings: TrainingSettings
    paper_epochs: int | None

    @property
    def work(self) -> float:
        """How long it takes, in epochs of one core."""
        return self.settings.epochs * lay_out(self.network).cores


@dataclass(frozen=True, slots=True)
class Measurement:
    """Rows of a table that are of the same trained networks.

    Attributes
    ----------
    what : str
        The first column.
    members : tuple of Experiment
        Trained alike but for augmentation and strengths; several are an
        ensemble on one chip.
    published : tuple of Published
        One for each row.
    seeds : tuple of int
        The accuracy is the mean over these draws of synapses and spikes.
    """

    what: str
    members: tuple[Experiment, ...]
    published: tuple[Published, ...]
    seeds: tuple[int, ...] = (0,)

    @property
    def sweep(self) -> SweepPlan:
        """What to measure for all rows."""
        return SweepPlan(
            tuple(sorted({one.copies for one in self.published})),
            tuple(sorted({one.ticks for one in self.published})),
            tuple(dict.fromkeys(one.encoding for one in self.published)),
            self.seeds,
        )

    @property
    def work(self) -> float:
        """How long it takes, in the unit of `Experiment.work`."""
        cores = sum(lay_out(member.network).cores for member in self.members)
        plan = self.sweep
        ticks = sum(ticks for _, ticks in plan.shows)
        return _SWEEP_WORK * cores * plan.copies[-1] * ticks * len(plan.seeds)


_SWEEP_WORK = 0.04
"""A tick of 10,000 images on a core takes about so much of what learning from
60,000 does; only the time left depends on it."""


@dataclass(frozen=True, slots=True)
class ReproductionPlan:
    """All that fills a table.

    Attributes
    ----------
    paper : str
        Its name on the command line.
    title : str
    quick : bool
        Whether it trains for fewer epochs than the paper.
    measurements : tuple of Measurement
        In the order of the table.
    remarks : tuple of str
        What one has to know about the figures.
    epochs : int or None
        Epochs of each training, where they were asked for; None for the plan's.
    """

    paper: str
    title: str
    quick: bool
    measurements: tuple[Measurement, ...]
    remarks: tuple[str, ...]
    epochs: int | None = None

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """All trainings, in the order in which they are needed."""
        members = (member for one in self.measurements for member in one.members)
        return tuple({member.name: member for member in members}.values())


AUG1, AUG2 = Augmentation(7.5, 2.5, 0.075), Augmentation(15, 5, 0.15)
"""J17, section 3; Aug2 is that of E15 too (section 3.2)."""

MOVES = dict(zip(AUGMENTATIONS, (Augmentation(), AUG1, AUG2), strict=True))

E15_RECIPE = TrainingSettings(
    method="tea",
    epochs=750,
    rate=0.1,
    drops=(RateDrop(1 / 3, 0.1), RateDrop(2 / 3, 0.1)),
    momentum=0.9,
    batch=100,
    gradient="approximate",
    dropout=0.5,
    augmentation=AUG2,
)
"""E15, section 3.2: rate 0.1, × 0.1 every 250 epochs. How many epochs in all is
not told: three such steps here."""

E15_QUICK = replace(
    E15_RECIPE,
    rate=1.0,
    drops=(RateDrop(0.6, 0.1), RateDrop(0.85, 0.1)),
    dropout=0.0,
    augmentation=Augmentation(),
)
"""Dropout and augmentation cost more than they bring in a few epochs."""

J17_EPOCHS = 3333
"""J17, section 3: 2 million iterations of 100 of 60,000 images."""

J17_RECIPE = TrainingSettings(
    method="binary",
    epochs=J17_EPOCHS,
    rate=0.1,
    drops=(RateDrop(0.5, 0.1),),
    momentum=0.9,
    batch=100,
    gradient="approximate",
)
"""J17, section 3: rate 0.1, × 0.1 after 1 of 2 million iterations. Momentum and
gradient are not told, those of E15 are taken; of dropout nothing is said."""

J17_QUICK = replace(J17_RECIPE, rate=0.5, schedule="cosine")
"""At rate 0.1 binary crossbars need hundreds of epochs."""

_REPORTED_TICKS = (1, 8, 16)
"""Rows of J17 that are filled: beyond 8 ticks little changes (section 4)."""

_NETWORKS: dict[Size, Callable[[], Network]] = {
    "5 cores": mnist_5core,
    "30 cores": mnist_30core,
}
_ENSEMBLES: dict[Size, tuple[str, ...]] = {
    "5 cores": ("No aug", "Aug1"),
    "30 cores": ("Aug1", "Aug2"),
}
"""The better two augmentations of each size by the paper's tables 2 and 3: with
both choices of strengths, these are four networks."""


def esser2015(quick: bool = False) -> ReproductionPlan:
    """Return what fills the results of E15 again."""
    small = Experiment("5-cores", mnist_5core(), E15_RECIPE, None)
    large = Experiment("30-cores", mnist_30core(), E15_RECIPE, None)
    remarks = [
        "E15 tells the best that was observed, these are means over draws of the "
        "synapses and spikes of one training; how many epochs the paper took in "
        "all it does not tell."
    ]
    if quick:
        small = replace(small, settings=replace(E15_QUICK, epochs=20))
        large = replace(large, settings=replace(E15_QUICK, epochs=12))
        remarks.append(
            "Quick: few epochs at rate 1, without dropout and augmentation; the "
            "paper's rate is 0.1, × 0.1 every 250 epochs."
        )
    return ReproductionPlan(
        "esser2015",
        "Esser et al. 2015, MNIST",
        quick,
        (
            Measurement("5 cores", (small,), (E15_ONE_COPY,), tuple(range(10))),
            Measurement("30 cores", (large,), (E15_64_COPIES,)),
        ),
        tuple(remarks),
    )


def jimeno2017(quick: bool = False) -> ReproductionPlan:
    """Return what fills tables 2 to 4 of J17 again."""
    remarks = [
        "Which four networks the paper's ensembles are of it does not tell; here "
        "both choices of s, trained with No aug and Aug1 (5 cores), or with Aug1 "
        "and Aug2 (30 cores)."
    ]
    sizes: tuple[Size, ...] = ("5 cores", "30 cores")
    recipe = J17_RECIPE
    if quick:
        sizes = ("5 cores",)
        recipe = replace(J17_QUICK, epochs=12)
        remarks.append(
            "Quick: few epochs, the rate from 0.5 to 0 as a cosine; the paper's is "
            "0.1, × 0.1 after half of its epochs. The 30 cores are left out."
        )
    measurements = tuple(row for size in sizes for row in _j17_rows(size, recipe))
    return ReproductionPlan(
        "jimeno2017",
        "Jimeno Yepes and Tang 2017, MNIST, rate code",
        quick,
        measurements,
        tuple(remarks),
    )


def with_epochs(plan: ReproductionPlan, epochs: int) -> ReproductionPlan:
    """Return a plan whose trainings all take so many epochs.

    The rate takes the same course: drops come after the same shares of them.
    """

    def shortened(experiment: Experiment) -> Experiment:
        settings = replace(experiment.settings, epochs=epochs)
        return replace(experiment, settings=settings)

    measurements = tuple(
        replace(one, members=tuple(map(shortened, one.members)))
        for one in plan.measurements
    )
    remark = (
        f"{epochs} epochs were asked for; the rate takes the same course over them "
        "as it would over all."
    )
    return replace(
        plan,
        measurements=measurements,
        remarks=(*plan.remarks, remark),
        epochs=epochs,
    )


def on_other_images(plan: ReproductionPlan, name: str) -> ReproductionPlan:
    """Return a plan that tells that it is not of the paper's images."""
    remark = f"Trained and tested on '{name}'; the published figures are of MNIST."
    return replace(plan, remarks=(*plan.remarks, remark))


def _j17_rows(size: Size, recipe: TrainingSettings) -> tuple[Measurement, ...]:
    """Return tables 2 and 4, or 3 and 4, for one size."""
    single = {
        (strengths, augmentation): _j17_experiment(
            size, strengths, augmentation, recipe
        )
        for strengths in (PLAIN, DOUBLED)
        for augmentation in AUGMENTATIONS
    }
    rows = [
        Measurement(
            f"{size}, {_strengths_text(strengths)}, {augmentation}",
            (experiment,),
            tuple(
                j17_single(size, strengths, augmentation, ticks)
                for ticks in _REPORTED_TICKS
            ),
        )
        for (strengths, augmentation), experiment in single.items()
    ]
    ensemble = tuple(
        experiment
        for (_, augmentation), experiment in single.items()
        if augmentation in _ENSEMBLES[size]
    )
    published = tuple(j17_ensemble(size, ticks) for ticks in _REPORTED_TICKS)
    return *rows, Measurement(f"{size}, 4 networks", ensemble, published)


def _j17_experiment(
    size: Size,
    strengths: tuple[int, ...],
    augmentation: str,
    recipe: TrainingSettings,
) -> Experiment:
    design = _NETWORKS[size]()
    layers = tuple(replace(layer, strengths=strengths) for layer in design.layers)
    words = (size, _strengths_text(strengths), augmentation)
    name = "-".join(words).lower().replace(" ", "-").replace("±", "")
    settings = replace(recipe, augmentation=MOVES[augmentation])
    return Experiment(name, replace(design, layers=layers), settings, J17_EPOCHS)


def _strengths_text(strengths: tuple[int, ...]) -> str:
    return "s ±1" if strengths == PLAIN else "s ±1 ±2"


PLANS: dict[str, Callable[[bool], ReproductionPlan]] = {
    "esser2015": esser2015,
    "jimeno2017": jimeno2017,
}
"""The papers whose tables can be filled again."""
