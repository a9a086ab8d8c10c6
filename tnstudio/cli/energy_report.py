"""What ``run --energy`` tells."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tnstudio.cli.output import say, show

if TYPE_CHECKING:
    from tnstudio.app.costs import Costs, LeftOut
    from tnstudio.simulation.energy import EnergyEstimate


def cost_facts(costs: "Costs") -> dict[str, Any]:
    """Return counts and energy as JSON has them.

    For every profile joules and watts are pairs, low and high; null where the
    profile says nothing, and the remark tells why.
    """
    return {
        "counts": {"cores": costs.cores, **asdict(costs.totals)},
        "energy": {one.profile.name: _profile_facts(one) for one in costs.energy},
    }


def _profile_facts(one: "EnergyEstimate | LeftOut") -> dict[str, Any]:
    from tnstudio.app.costs import LeftOut

    origin = {
        "operating_point": one.profile.operating_point,
        "source": one.profile.source,
    }
    if isinstance(one, LeftOut):
        nothing = dict.fromkeys(
            ("joules", "joules_per_tick", "joules_per_frame", "watts")
        )
        return {**nothing, "remark": one.reason, **origin}
    return {
        "joules": list(one.energy),
        "joules_per_tick": list(one.per_tick),
        "joules_per_frame": list(one.per_frame) if one.per_frame else None,
        "watts": list(one.power),
        "remark": one.remark,
        **origin,
    }


def show_costs(costs: "Costs") -> None:
    """Print counts and energy for people."""
    table = Table("count")
    for heading in ("in all", "per tick"):
        table.add_column(heading, justify="right")
    totals = costs.totals
    for name, count in (
        ("synaptic events", totals.synaptic_events),
        ("axon events", totals.axon_events),
        ("spikes", totals.spikes),
        ("hops on the grid", totals.hops),
    ):
        table.add_row(name, f"{count:,}", f"{count / totals.ticks:,.1f}")
    show(table)
    show(_energy_table(costs))
    for one in costs.energy:
        say(f"{one.profile.name}: {one.profile.operating_point} ({one.profile.source})")
        if remark := _remark(one):
            say(f"  {remark}")


def _energy_table(costs: "Costs") -> Table:
    from tnstudio.app.costs import LeftOut
    from tnstudio.app.quantity import quantity

    table = Table("energy, estimated")
    for heading in ("in all", "per tick", "per frame", "at 1000 ticks/s"):
        table.add_column(heading, justify="right")
    for one in costs.energy:
        if isinstance(one, LeftOut):
            table.add_row(one.profile.name, *["–"] * 4)
            continue
        table.add_row(
            one.profile.name,
            quantity(one.energy, "J"),
            quantity(one.per_tick, "J"),
            quantity(one.per_frame, "J") if one.per_frame else "–",
            quantity(one.power, "W"),
        )
    return table


def _remark(one: "EnergyEstimate | LeftOut") -> str:
    from tnstudio.app.costs import LeftOut

    return f"left out: {one.reason}" if isinstance(one, LeftOut) else one.remark
