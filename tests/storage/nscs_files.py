"""Small NSCS models, written by hand."""

from typing import Any

NEURON: dict[str, Any] = {
    "name": "N00000001",
    "class": "NeuronGeneral",
    **{f"sigma{k}": 1 for k in range(4)},
    **{f"s{k}": 1 for k in range(4)},
    **{f"b{k}": False for k in range(4)},
    "sigma_lambda": 1,
    "lambda": 0,
    "c_lambda": False,
    "epsilon": False,
    "alpha": 1,
    "beta": 0,
    "TM": 0,
    "gamma": 0,
    "kappa": True,
    "sigma_VR": 1,
    "VR": 0,
    "V": 0,
}
"""Memoryless and binary, with all strengths 1."""


def neuron(**changed: Any) -> dict[str, Any]:
    return {**NEURON, **changed}


def row(synapses: str, kind: str = "S0") -> dict[str, str]:
    return {"type": kind, "synapses": synapses}


def core(number: int = 0, **lists: list[Any]) -> dict[str, Any]:
    """A core of eight neurons that all lead to output connector 3."""
    neurons = {
        "dendrites": ["0:7"],
        "types": ["1x8"],
        "destCores": ["-3x8"],
        "destAxons": ["0:7"],
        "destDelays": ["1x8"],
    }
    return {
        "id": number,
        "rngSeed": 7,
        "neurons": {**neurons, **lists},
        "crossbar": {"name": "one"},
    }


def model_text(
    cores: list[dict[str, Any]],
    neurons: list[dict[str, Any]] | None = None,
    rows: list[dict[str, str]] | None = None,
    **model: Any,
) -> str:
    """The text of a model of 8 × 8 cores, with a comment and repeated names."""
    import json

    told = {"coreCount": len(cores), "crossbarSize": 8} | model
    crossbar = {"name": "one", "crossbar": {"rows": rows or [row("80"), row("41")]}}
    parts = [
        f'"model": {json.dumps(told)}',
        f'"crossbarTypes": {json.dumps([crossbar])}',
        f'"neuronTypes": {json.dumps(neurons or [NEURON])}',
        *(f'/* "core": one of many */ "core": {json.dumps(one)}' for one in cores),
    ]
    return "{" + ",\n".join(parts) + "}"
