"""NIR's equations in plain, slow NumPy: one step of time is one."""

from typing import Any

import numpy as np


def run_graph(graph: Any, spikes: np.ndarray) -> np.ndarray:
    """What reaches the only output of a graph of the package nir.

    spikes: (ticks, inputs). Returns (ticks, outputs).
    """
    (output,) = (n for n, node in graph.nodes.items() if _kind(node) == "Output")
    steps = _Steps(graph, spikes)
    return np.array([steps.into(output, tick) for tick in range(len(spikes))])


def _kind(node: Any) -> str:
    return type(node).__name__


class _Steps:
    def __init__(self, graph: Any, spikes: np.ndarray) -> None:
        self.graph, self.spikes = graph, spikes
        self.done: dict[tuple[str, int], np.ndarray] = {}
        self.v: dict[str, np.ndarray] = {}

    def into(self, name: str, tick: int) -> np.ndarray:
        before = [a for a, b in self.graph.edges if b == name]
        return np.sum([self.out_of(one, tick) for one in before], axis=0)

    def out_of(self, name: str, tick: int) -> np.ndarray:
        if (name, tick) not in self.done:
            if tick > 0 and _kind(self.graph.nodes[name]) == "IF":
                # Its potential needs all ticks before.
                self.out_of(name, tick - 1)
            self.done[name, tick] = np.asarray(self.made(name, tick), float)
        return self.done[name, tick]

    def made(self, name: str, tick: int) -> np.ndarray:
        node = self.graph.nodes[name]
        match _kind(node):
            case "Input":
                return self.spikes[tick]
            case "Linear":
                return node.weight.astype(float) @ self.into(name, tick)
            case "Affine":
                return node.weight.astype(float) @ self.into(name, tick) + node.bias
            case "Scale":
                return node.scale * self.into(name, tick)
            case "Threshold":
                return self.into(name, tick) > node.threshold
            case "IF":
                v = self.v.get(name, np.zeros(node.r.shape))
                v = v + node.r * self.into(name, tick)
                fires = v > node.v_threshold
                self.v[name] = np.where(fires, node.v_reset, v)
                return fires
            case "Delay":
                ago = tick - node.delay.astype(int)
                (before,) = [a for a, b in self.graph.edges if b == name]
                return np.array(
                    [
                        self.out_of(before, t)[k] if t >= 0 else 0
                        for k, t in enumerate(ago)
                    ]
                )
        raise AssertionError(node)
