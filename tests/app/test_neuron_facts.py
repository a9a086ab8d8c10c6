"""What a neuron is wired to, against the program's tables read one by one."""

import numpy as np
import pytest

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.neuron_facts import NeuronFacts, Target, fan_in, neuron_facts
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.program import NONE

PROGRAM = deploy(trained_at_random(tiny_network(3), 3), copies=2, seed=3)


def places():
    return np.ndindex(PROGRAM.cores, PROGRAM.hardware.neurons)


def test_that_synapses_and_sources_are_those_of_the_program():
    inputs, routes = PROGRAM.inputs, PROGRAM.routes
    for core, neuron in places():
        facts = neuron_facts(PROGRAM, core, neuron)
        closed = np.flatnonzero(PROGRAM.crossbar(core)[:, neuron]).tolist()
        kinds = [int(PROGRAM.axon_types[core, axon]) for axon in closed]
        assert facts.synapses == tuple(
            kinds.count(k) for k in range(PROGRAM.hardware.axon_types)
        )
        strengths = PROGRAM.neurons.strengths[core, :, neuron]
        assert facts.strengths == tuple(strengths)
        fed = {
            int(a) for c, a in zip(inputs.core, inputs.axon, strict=True) if c == core
        }
        assert facts.from_input == len(fed & set(closed))
        senders = [
            source
            for source, j in places()
            if routes.core[source, j] == core and routes.axon[source, j] in closed
        ]
        assert facts.from_cores == tuple(
            (source, senders.count(source)) for source in sorted(set(senders))
        )


def test_that_targets_are_those_of_the_program():
    routes = PROGRAM.routes
    kinds = set()
    for core, neuron in places():
        facts = neuron_facts(PROGRAM, core, neuron)
        assert facts.line == routes.line[core, neuron]
        if routes.core[core, neuron] == NONE:
            assert facts.target is None
        else:
            to, axon = routes.core[core, neuron], routes.axon[core, neuron]
            assert facts.target == Target(
                core=to,
                axon=axon,
                delay=routes.delay[core, neuron],
                axon_type=PROGRAM.axon_types[to, axon],
                neurons=PROGRAM.crossbar(to)[axon].sum(),
            )
        kinds.add((facts.target is not None, facts.line != NONE))
        if facts.line != NONE:
            label = PROGRAM.outputs.label[facts.line]
            assert facts.class_name == PROGRAM.class_names[label]
    assert kinds >= {(True, False), (False, True)}


def test_that_the_fan_in_has_each_synapse_at_its_element():
    inputs = PROGRAM.inputs
    seeing = set(inputs.core.tolist())
    for core, neuron in places():
        picture = fan_in(PROGRAM, core, neuron)
        assert (picture is not None) == (core in seeing)
        if picture is None:
            continue
        flat = picture.axons.ravel()
        here = inputs.core == core
        assert (flat != NONE).sum() == len(set(inputs.element[inputs.line[here]]))
        for line, axon in zip(inputs.line[here], inputs.axon[here], strict=True):
            element = inputs.element[line]
            assert flat[element] == axon
            on = PROGRAM.crossbar(core)[axon, neuron]
            kind = PROGRAM.axon_types[core, axon]
            strength = PROGRAM.neurons.strengths[core, kind, neuron]
            assert picture.closed.ravel()[element] == on
            assert picture.strengths.ravel()[element] == (strength if on else 0)


def test_that_the_facts_are_told_in_words():
    facts = NeuronFacts((1, -2), (30, 1), 0, ((0, 16), (3, 15)), None, 7, "left")
    assert facts.lines() == (
        "Synapses: 31 closed (type 0: s = +1 on 30, type 1: s = -2 on 1)",
        "Reads: core 0 (16), core 3 (15)",
        "Spikes go to: output line 7, a vote for class left",
    )
    many = tuple((core, 1) for core in range(9))
    target = Target(4, 200, 3, 1, 1)
    facts = NeuronFacts((1,), (12,), 3, many, target, NONE, "")
    assert facts.lines()[1:] == (
        "Reads: the input (3), core 0 (1), core 1 (1), core 2 (1), core 3 (1), "
        "core 4 (1), core 5 (1), 3 more cores",
        "Spikes go to: core 4, axon 200 (type 1, 1 neuron), delay 3",
    )
    facts = NeuronFacts((1,), (0,), 0, (), None, NONE, "")
    assert facts.lines()[1:] == ("Reads: nothing that ever spikes", "Spikes go nowhere")


def test_that_a_neuron_that_is_not_there_has_no_facts():
    with pytest.raises(TNStudioError, match="There is no neuron 999"):
        neuron_facts(PROGRAM, 0, 999)
    with pytest.raises(TNStudioError, match="There is no core 999"):
        fan_in(PROGRAM, 999, 0)
