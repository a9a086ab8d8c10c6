"""The counts of a run as a table: for people, and as comma-separated values."""

from collections.abc import Sequence
from dataclasses import dataclass

from tnstudio.app.count_log import COUNTED, CountsSeen, SpanCounts
from tnstudio.app.csv_table import csv_text
from tnstudio.simulation.energy import EnergyEstimate, EnergyProfile, estimate


@dataclass(frozen=True, slots=True)
class Column:
    """The counts of some ticks.

    Attributes
    ----------
    name : str
    counts : SpanCounts
    energy : EnergyEstimate or None
        None if the profile says nothing about these ticks, or not all of them
        were counted.
    """

    name: str
    counts: SpanCounts
    energy: EnergyEstimate | None


def columns_of(
    seen: CountsSeen, profile: EnergyProfile, cores: int
) -> tuple[Column, ...]:
    """Return the counts of a tick, of an image if there are any, and of the run."""
    spans = [("this tick", seen.tick, None), ("whole run", seen.run, seen.images)]
    if seen.images:
        spans.insert(1, ("this image", seen.image, 1))
    return tuple(
        Column(name, counts, _energy(profile, cores, counts, frames))
        for name, counts, frames in spans
    )


def counts_csv(columns: Sequence[Column], profile: EnergyProfile) -> str:
    """Return the table with plain numbers; what is not known is empty.

    Energy has two rows, its low and its high end, in joules.
    """
    whole = [(c.counts, not c.counts.missing, c.energy) for c in columns]
    rows: list[list[object]] = [
        ["first tick", *(counts.first for counts, *_ in whole)],
        ["ticks", *(counts.ticks for counts, *_ in whole)],
    ]
    for name in COUNTED:
        values = (getattr(c, name) if known else "" for c, known, _ in whole)
        rows.append([name.replace("_", " "), *values])
    for end in ("low", "high"):
        # More digits than the profiles have.
        values = (
            "" if e is None else f"{getattr(e.energy, end):.6g}" for *_, e in whole
        )
        rows.append([f"energy {end} (J; {profile.name})", *values])
    return csv_text(["count", *(column.name for column in columns)], rows)


def _energy(
    profile: EnergyProfile, cores: int, counts: SpanCounts, frames: int | None
) -> EnergyEstimate | None:
    if counts.missing or (profile.needs_frames and not frames):
        return None
    return estimate(
        profile, cores, counts.ticks, counts.synaptic_events, frames or None
    )
