"""What ``explain`` tells, as JSON has it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tnstudio.app.explaining import Explained
    from tnstudio.simulation.explanation import Explanation
    from tnstudio.simulation.trace import Node, Trace


def explained_facts(told: "Explained") -> dict[str, Any]:
    """Return an update term by term, its equations, causes and consequences.

    Edges of a trace name their ends by their places among the nodes; causes and
    consequences are null where there are none to be told.
    """
    return {
        **_update_facts(told.update),
        "lines": list(told.update.lines()),
        "causes": _trace_facts(told.causes),
        "consequences": _trace_facts(told.consequences),
    }


def _update_facts(update: "Explanation") -> dict[str, Any]:
    resets = {**asdict(update.resets), "mode": int(update.resets.mode)}
    return {
        "tick": update.tick,
        "core": update.core,
        "neuron": update.neuron,
        "before": update.before,
        "contributions": [_with_draw(asdict(one)) for one in update.contributions],
        "synaptic_sum": update.synaptic_sum,
        "after_synapses": update.after_synapses,
        "leak": _with_draw(asdict(update.leak)),
        "after_leak": update.after_leak,
        "thresholds": _with_draw(asdict(update.thresholds)),
        "resets": resets,
        "branch": update.branch.value,
        "spike": update.spike,
        "missing": update.missing,
        "reset_sum": update.reset_sum,
        "after": update.after,
    }


def _with_draw(term: dict[str, Any]) -> dict[str, Any]:
    """Call ρ what it is: the number drawn, null if nothing is left to chance."""
    return {"draw" if name == "rho" else name: value for name, value in term.items()}


def _trace_facts(trace: "Trace | None") -> dict[str, Any] | None:
    if trace is None:
        return None
    places = {node: place for place, node in enumerate(trace.nodes)}
    return {
        "nodes": [_node_facts(node) for node in trace.nodes],
        "edges": [
            {
                "source": places[edge.source],
                "target": places[edge.target],
                "axon": edge.axon,
                "tick": edge.tick,
                "delay": edge.delay,
                "contribution": edge.contribution,
            }
            for edge in trace.edges
        ],
        "complete": trace.complete,
        "cut": sorted(cut.value for cut in trace.cut),
    }


def _node_facts(node: "Node") -> dict[str, Any]:
    from tnstudio.simulation.trace import InputSpike, OutputSpike

    kinds = {InputSpike: "input line", OutputSpike: "output line"}
    return {"kind": kinds.get(type(node), "neuron"), **asdict(node)}
