"""What a run would take on a chip: an estimate, never without its origin.

Sources: E15 = Esser et al. 2015, "Backpropagation for energy-efficient
neuromorphic computing" (NIPS).
"""

from dataclasses import dataclass
from typing import NamedTuple

from tnstudio.errors import TNStudioError
from tnstudio.texts import marked, tr

TICK_SECONDS = 1e-3
"""The chip's real time: 1000 ticks a second."""


class Range(NamedTuple):
    """The low and the high end of a quantity."""

    low: float
    high: float

    def times(self, factor: float) -> "Range":
        """Return both ends times a factor."""
        return Range(self.low * factor, self.high * factor)

    def plus(self, other: "Range") -> "Range":
        """Return the sum of two quantities."""
        return Range(self.low + other.low, self.high + other.high)


_NOTHING = Range(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class EnergyProfile:
    """How much energy what takes, measured at one operating point.

    Attributes
    ----------
    name : str
    operating_point : str
        Under what conditions the numbers hold; to be translated.
    source : str
        To be translated, too.
    core_frame, core_tick : Range
        Joules for each core and frame, and for each core and tick.
    synaptic_event : Range
        Joules for each synaptic event, with the routing of its spike.
    """

    name: str
    operating_point: str
    source: str
    core_frame: Range = _NOTHING
    core_tick: Range = _NOTHING
    synaptic_event: Range = _NOTHING

    @property
    def needs_frames(self) -> bool:
        """Whether an estimate takes the number of frames."""
        return self.core_frame != _NOTHING

    @property
    def needs_synaptic_events(self) -> bool:
        """Whether an estimate takes the number of synaptic events."""
        return self.synaptic_event != _NOTHING


MEASURED_E15 = EnergyProfile(
    name="measured-e15",
    operating_point=marked(
        "measured on the chip at 1000 frames a second, one per tick of 1 ms: active "
        "power and the cores' share of leakage; 53.6 to 56.3 nJ per core and frame"
    ),
    source=marked("E15, results: 0.268 µJ per frame on 5 cores, 108 µJ on 1920 cores"),
    core_frame=Range(53.6e-9, 56.3e-9),
)

FIT_0V8 = EnergyProfile(
    name="fit-0.8V",
    operating_point=marked(
        "fitted to published power of a full chip at 0.8 V, 1 ms per tick, neurons "
        "firing at 11.6 to 96 Hz: 15.7 nJ per core and tick, 2.30 pJ per synaptic "
        "event, routing included"
    ),
    source=marked("a line through published chip power"),
    core_tick=Range(15.7e-9, 15.7e-9),
    synaptic_event=Range(2.30e-12, 2.30e-12),
)

PROFILES = (MEASURED_E15, FIT_0V8)
"""All profiles."""

LONG_FRAMES = marked(
    "{ticks:g} ticks per frame: the profile knows frames of one tick, longer ones "
    "take more"
)
"""The remark on runs whose frames last several ticks."""


@dataclass(frozen=True, slots=True)
class EnergyEstimate:
    """The energy of a run by one profile.

    Attributes
    ----------
    profile : EnergyProfile
        Whose estimate it is, with its operating point.
    energy : Range
        Joules.
    ticks : int
        Of the run.
    frames : int or None
        Of the run; None if it is not about frames.
    """

    profile: EnergyProfile
    energy: Range
    ticks: int
    frames: int | None

    @property
    def per_tick(self) -> Range:
        """Joules per tick."""
        return self.energy.times(1 / self.ticks)

    @property
    def per_frame(self) -> Range | None:
        """Joules per frame; None without frames."""
        return self.energy.times(1 / self.frames) if self.frames else None

    @property
    def remark(self) -> str:
        """What makes this run another than those measured; empty if nothing.

        In English, as files have it; `remark_shown` is the same for people.
        """
        frames = self._long_frames
        return LONG_FRAMES.format(ticks=frames) if frames else ""

    @property
    def remark_shown(self) -> str:
        """The remark in the language that is spoken."""
        frames = self._long_frames
        return tr(LONG_FRAMES, ticks=frames) if frames else ""

    @property
    def _long_frames(self) -> float:
        """Ticks of a frame; 0 if they are no more than those measured."""
        # A few ticks more, until the last frame is through, are no other run.
        if not self.profile.needs_frames or not self.frames:
            return 0.0
        return self.ticks / self.frames if self.ticks >= 2 * self.frames else 0.0

    @property
    def power(self) -> Range:
        """Watts in real time, 1000 ticks a second."""
        return self.per_tick.times(1 / TICK_SECONDS)


def profile_named(name: str) -> EnergyProfile:
    """Return a profile.

    Raises
    ------
    TNStudioError
        If there is none of this name.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    names = ", ".join(profile.name for profile in PROFILES)
    raise TNStudioError(f"There is no energy profile {name}", hint=f"choose of {names}")


def estimate(
    profile: EnergyProfile,
    cores: int,
    ticks: int,
    synaptic_events: int | None = None,
    frames: int | None = None,
) -> EnergyEstimate:
    """Estimate the energy of a run.

    Parameters
    ----------
    cores : int
        In use.
    ticks : int
        At least 1.
    synaptic_events : int, optional
        Of the whole run, see `tnstudio.simulation.counts`.
    frames : int, optional
        Frames that the run classified, at least 1.

    Raises
    ------
    TNStudioError
        If the profile needs what is not given, or a number is too small.
    """
    _require(profile, "ticks", ticks, 1)
    _require(profile, "cores", cores, 0)
    if frames is not None:
        _require(profile, "frames", frames, 1)
    energy = profile.core_tick.times(cores * ticks)
    if profile.needs_frames:
        shown = _given(profile, "frames", frames)
        energy = energy.plus(profile.core_frame.times(cores * shown))
    if profile.needs_synaptic_events:
        events = _given(profile, "synaptic events", synaptic_events)
        _require(profile, "synaptic events", events, 0)
        energy = energy.plus(profile.synaptic_event.times(events))
    return EnergyEstimate(profile, energy, ticks, frames)


def _given(profile: EnergyProfile, name: str, value: int | None) -> int:
    if value is None:
        raise TNStudioError(
            f"This energy profile takes the number of {name}",
            profile.name,
            f"give the {name} of the run, or choose another profile",
        )
    return value


def _require(profile: EnergyProfile, name: str, value: int, low: int) -> None:
    if value < low:
        raise TNStudioError(
            f"The number of {name} is {value}", profile.name, f"at least {low}"
        )
