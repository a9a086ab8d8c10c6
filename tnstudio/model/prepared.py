"""What the first training of a project shall be like, before there is one."""

from dataclasses import dataclass

from tnstudio.model.records import TrainingSettings


@dataclass(frozen=True, slots=True)
class PreparedTraining:
    """What was chosen when a project was made.

    Attributes
    ----------
    settings : TrainingSettings
    source : str
        The data set, as `tnstudio.datasets.source.find_source` takes it.
    """

    settings: TrainingSettings
    source: str
