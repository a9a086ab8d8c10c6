"""Settings of a training that have a name: what papers did, and a quick look."""

from dataclasses import dataclass, replace

from tnstudio.app.reproduction_plans import E15_QUICK, E15_RECIPE, J17_RECIPE
from tnstudio.model.records import TrainingSettings
from tnstudio.texts import marked


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings with a name.

    Attributes
    ----------
    name : str
        On the command line.
    title : str
        In the window, to be translated.
    settings : TrainingSettings
    told : str
        What they are good for, and where they are from; to be translated.
    with_seed : bool
        Whether the seed is one of them.
    """

    name: str
    title: str
    settings: TrainingSettings
    told: str
    with_seed: bool = False

    def chosen_for(self, settings: TrainingSettings) -> TrainingSettings:
        """Return the preset's settings; a seed that it lacks is that of before."""
        if self.with_seed:
            return self.settings
        return replace(self.settings, seed=settings.seed)

    def matches(self, settings: TrainingSettings) -> bool:
        """Tell whether settings are those of the preset."""
        return self.chosen_for(settings) == settings


USUAL = Preset(
    "usual",
    marked("Defaults"),
    TrainingSettings(),
    marked(
        "20 epochs of the method of Esser et al. 2015 with a learning rate that suits "
        "so few; without dropout and augmentation."
    ),
)

QUICK = Preset(
    "quick",
    marked("Quick look"),
    replace(E15_QUICK, epochs=4),
    marked(
        "4 epochs, to see whether a design learns at all. With 5 cores and MNIST they "
        "take some seconds."
    ),
)

ESSER_2015 = Preset(
    "esser2015",
    "Esser 2015",
    E15_RECIPE,
    marked(
        "As the paper tells (section 3.2): rate 0.1, × 0.1 every 250 epochs, momentum "
        "0.9, batches of 100, dropout ½, rotation 15°, shift 5 pixels, rescale 15 %. "
        "How many epochs in all it does not tell: 750 here."
    ),
)

JIMENO_2017 = Preset(
    "jimeno2017",
    "Jimeno Yepes 2017",
    J17_RECIPE,
    marked(
        "As the paper tells (section 3): binary crossbars, rate 0.1, × 0.1 after half "
        "of 2 million batches of 100, which are 3333 epochs of MNIST; without "
        "augmentation (its No aug). Momentum and gradient, which it does not tell, "
        "are those of Esser 2015."
    ),
)

PRESETS = (USUAL, QUICK, ESSER_2015, JIMENO_2017)


def as_trained(settings: TrainingSettings) -> Preset:
    """Return what a network was trained with as a preset."""
    told = marked("What the network of this project was trained with, its seed too.")
    return Preset("trained", marked("As trained"), settings, told, with_seed=True)
