"""The circuits that travel with the program do what their guides say."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt
import pytest

from tests.oracle import run_chip
from tests.oracle_stimuli import spikes as plain_spikes
from tests.same_values import same
from tnstudio.app.chip_run import chip_run
from tnstudio.app.description import described
from tnstudio.app.files import SUFFIX
from tnstudio.app.setups import circuit_setup
from tnstudio.mapping.assemble import assemble
from tnstudio.model import circuit_edits as edits
from tnstudio.model.circuit import Circuit
from tnstudio.model.circuit_guides import GUIDES
from tnstudio.model.circuit_templates import CIRCUITS
from tnstudio.model.delay_line import PERIOD, RHYTHM
from tnstudio.model.logic_gates import HOLD
from tnstudio.model.network import Network
from tnstudio.model.neuron import NeuronParameters
from tnstudio.model.rules import check_network
from tnstudio.model.stimulus import (
    PatternSpikes,
    PoissonSpikes,
    RegularSpikes,
    SingleSpike,
    Stimulus,
)
from tnstudio.model.templates import project_from
from tnstudio.model.winner_take_all import THRESHOLD
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project

SEED = 3


def lines_of(network: Network, ticks: int) -> npt.NDArray[np.uint8]:
    """Return the spikes on the output lines, shape (ticks, lines)."""
    pieces = chip_run(circuit_setup(network, SEED), ticks)
    return np.concatenate([piece.recording.outputs for piece in pieces])


def outputs_of(network: Network, ticks: int) -> dict[str, list[int]]:
    """Return the ticks in which each output line spikes, by its name."""
    shown = lines_of(network, ticks)
    names = network.circuit.output_names
    return {name: np.flatnonzero(shown[:, k]).tolist() for k, name in enumerate(names)}


def edited(network: Network, circuit: Circuit) -> Network:
    return replace(network, circuit=circuit)


def driven(network: Network, *stimuli: Stimulus) -> Network:
    return edited(network, replace(network.circuit, stimuli=stimuli))


def with_neurons(
    network: Network,
    core: int,
    neurons: edits.Indices,
    parameters: NeuronParameters,
    strengths: tuple[int, ...],
) -> Network:
    changed = edits.set_neurons(
        network.circuit.cores[core], neurons, parameters, strengths
    )
    return edited(network, edits.replace_core(network.circuit, core, changed))


def repeated(ticks: list[int], period: int, end: int) -> list[int]:
    rounds = range(0, end, period)
    return [start + tick for start in rounds for tick in ticks if start + tick < end]


class TestAll:
    @pytest.mark.parametrize("name", GUIDES)
    def test_that_the_sample_is_the_template_bit_for_bit(self, name: str) -> None:
        """Made by ``tnstudio new FILE --template NAME``."""
        path = sample_networks() / f"{name.replace('-', '_')}{SUFFIX}"
        project, made = load_project(path), project_from(name)
        assert same(project, made)
        assert described(made, GUIDES[name]) is made
        assert check_network(project.network) == ()

    def test_that_every_circuit_but_the_empty_one_has_a_guide(self) -> None:
        assert list(GUIDES) == [name for name in CIRCUITS if name != "free-cores"]
        assert project_from("free-cores").description == ""
        for guide in GUIDES.values():
            about, play, *_, attempt = guide.split("\n\n")
            assert about
            assert play.startswith("Play it")
            assert attempt.startswith("Try: ")

    @pytest.mark.parametrize("name", GUIDES)
    def test_that_simulator_and_reference_agree(self, name: str) -> None:
        network, ticks = CIRCUITS[name](), 120
        stimuli, lines = network.circuit.stimuli, network.circuit.input_lines
        rows = np.array(plain_spikes(stimuli, lines, SEED, 0, ticks))
        expected = run_chip(assemble(network), rows)
        pieces = list(chip_run(circuit_setup(network, SEED), ticks))
        np.testing.assert_array_equal(np.concatenate([p.lines for p in pieces]), rows)
        found = np.concatenate([piece.recording.outputs for piece in pieces])
        np.testing.assert_array_equal(found, expected.outputs)
        for core in range(len(network.circuit.cores)):
            spikes = np.concatenate([p.recording.of_core(core) for p in pieces])
            np.testing.assert_array_equal(spikes, expected.spikes[:, core])


class TestClassroomCore:
    def test_that_each_neuron_spikes_in_the_ticks_that_the_guide_tells(self) -> None:
        found = outputs_of(CIRCUITS["classroom-core"](), 64)
        in_a_round = {
            "each spike": [0, 2, 4, 6, 8, 10, 12, 14],
            "axons 1, 4, 6": [2, 8, 12],
            "type 2": [8, 10],
            "20 in all": [14],
            "inhibited": [4],
            "leaky": [6, 14],
            "clock": [7, 15],
        }
        expected = {name: repeated(own, 16, 64) for name, own in in_a_round.items()}
        expected["every third"] = list(range(4, 64, 6))
        assert found == expected

    def test_that_the_core_has_two_axons_of_each_type(self) -> None:
        (core,) = CIRCUITS["classroom-core"]().circuit.cores
        assert core.axon_types[0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
        assert core.crossbar().shape == (8, 8)


class TestLogicGates:
    truth = pytest.mark.parametrize(
        ("name", "table"),
        [
            ("AND", "0001"),
            ("OR", "0111"),
            ("NOT a", "1100"),
            ("NAND", "1110"),
            ("NOR", "1000"),
            ("XOR", "0110"),
        ],
    )

    @staticmethod
    def ticks_of(table: str, end: int, later: int = 0) -> list[int]:
        """Return when a gate spikes that has this truth table."""
        rows = [row for row in range(4) if table[row] == "1"]
        own = [HOLD * row + tick + later for row in rows for tick in range(HOLD)]
        return repeated(own, 4 * HOLD, end)

    @truth
    def test_that_a_gate_spikes_after_its_truth_table(
        self, name: str, table: str
    ) -> None:
        found = outputs_of(CIRCUITS["logic-gates"](), 48)[name]
        assert found == self.ticks_of(table, 48, later=name == "XOR")

    def test_that_another_strength_and_leak_make_xnor(self) -> None:
        parameters = NeuronParameters(leak=2)
        network = with_neurons(CIRCUITS["logic-gates"](), 5, 2, parameters, (-1,))
        found = outputs_of(network, 48)["XOR"]
        # In tick 0 its inputs are not there yet: neither spikes.
        assert found == [0, *self.ticks_of("1001", 48, later=1)]

    def test_that_another_axon_type_makes_a_and_not_b(self) -> None:
        network = with_neurons(
            CIRCUITS["logic-gates"](), 1, 0, NeuronParameters(), (1, -1)
        )
        core = edits.set_axon_types(network.circuit.cores[1], 1, 1)
        circuit = edits.replace_core(network.circuit, 1, core)
        found = outputs_of(edited(network, circuit), 48)["OR"]
        assert found == self.ticks_of("0010", 48)


class TestOscillator:
    def test_that_it_beats_every_5_ticks(self) -> None:
        assert outputs_of(CIRCUITS["oscillator"](), 600) == {
            "beat": list(range(2, 600, 5))
        }

    def test_that_a_second_spike_goes_round_too(self) -> None:
        network = driven(CIRCUITS["oscillator"](), SingleSpike(0), SingleSpike(0, 1))
        assert outputs_of(network, 20) == {"beat": [2, 3, 7, 8, 12, 13, 17, 18]}


class TestDelayLine:
    def test_that_the_rhythm_comes_at_once_and_5_and_20_ticks_later(self) -> None:
        expected = {
            name: repeated([tick + later for tick in RHYTHM], PERIOD, 120)
            for name, later in (("at once", 0), ("5 later", 5), ("20 later", 20))
        }
        assert outputs_of(CIRCUITS["delay-line"](), 120) == expected

    def test_that_a_closed_line_keeps_the_rhythm(self) -> None:
        network = CIRCUITS["delay-line"]()
        circuit = edits.connect(network.circuit, (2, 0), (0, 0))
        (pattern,) = circuit.stimuli
        assert isinstance(pattern, PatternSpikes)
        network = driven(edited(network, circuit), replace(pattern, period=0))
        assert outputs_of(network, 210)["at once"] == repeated(list(RHYTHM), 21, 210)


class TestCoincidenceDetector:
    def test_that_it_spikes_when_both_inputs_do(self) -> None:
        found = outputs_of(CIRCUITS["coincidence"](), 60)
        assert found == {"both": list(range(0, 60, 12))}

    def test_that_inputs_that_never_meet_leave_it_silent(self) -> None:
        network = CIRCUITS["coincidence"]()
        later = driven(network, RegularSpikes(0, 3), RegularSpikes(1, 4, first=1))
        assert outputs_of(later, 60) == {"both": list(range(9, 60, 12))}
        apart = driven(network, RegularSpikes(0, 2), RegularSpikes(1, 4, first=1))
        assert outputs_of(apart, 60) == {"both": []}


class TestBurstingNeuron:
    def test_that_a_pulse_is_answered_with_six_spikes(self) -> None:
        burst = [17, 34, 51, 68, 85, 102]
        expected = {"bursts": repeated(burst, 200, 600)}
        assert outputs_of(CIRCUITS["bursting"](), 600) == expected

    def test_that_the_neuron_which_counts_sets_their_number(self) -> None:
        counter = NeuronParameters(leak_reversal=True, threshold=3)
        network = with_neurons(CIRCUITS["bursting"](), 0, 1, counter, (1,))
        expected = {"bursts": repeated([17, 34, 51], 200, 600)}
        assert outputs_of(network, 600) == expected


def binomial(trials: int, chance: float) -> Iterator[float]:
    """Return P(X = 0), P(X = 1), ..."""
    for k in range(trials + 1):
        ways = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
        yield exp(ways + k * log(chance) + (trials - k) * log(1 - chance))


def is_likely(count: int, trials: int, chance: float, tail: float = 1e-4) -> bool:
    """Tell whether neither so few nor so many are rarer than the tail."""
    shares = list(binomial(trials, chance))
    return sum(shares[: count + 1]) > tail and sum(shares[count:]) > tail


RATES = (1 / 32, 1 / 8, 1 / 2, 1 / 4)
"""Of the outputs of the Poisson encoder, in spikes per tick."""

ENCODED = 20_000
"""Ticks."""


@pytest.fixture(scope="module")
def shown() -> npt.NDArray[np.uint8]:
    """The output lines of the Poisson encoder."""
    return lines_of(CIRCUITS["poisson-encoder"](), ENCODED)


class TestPoissonEncoder:
    def test_that_the_rates_are_those_known_in_advance(
        self, shown: npt.NDArray[np.uint8]
    ) -> None:
        for count, rate in zip(shown.sum(axis=0).tolist(), RATES, strict=True):
            assert is_likely(count, ENCODED, rate)

    def test_that_a_spike_tells_nothing_of_the_next_tick(
        self, shown: npt.NDArray[np.uint8]
    ) -> None:
        both = (shown[0::2] & shown[1::2]).sum(axis=0).tolist()
        for count, rate in zip(both, RATES, strict=True):
            assert is_likely(count, ENCODED // 2, rate**2)

    def test_that_a_spike_tells_nothing_of_the_other_neurons(
        self, shown: npt.NDArray[np.uint8]
    ) -> None:
        for one, two in combinations(range(len(RATES)), 2):
            count = int((shown[:, one] & shown[:, two]).sum())
            assert is_likely(count, ENCODED, RATES[one] * RATES[two])

    def test_that_a_slower_drive_halves_the_rates_but_that_of_the_leak(self) -> None:
        network = driven(CIRCUITS["poisson-encoder"](), RegularSpikes(0, period=2))
        shown = lines_of(network, ENCODED)
        assert not shown[1::2, :3].any()
        for count, rate in zip(shown[:, :3].sum(axis=0), RATES[:3], strict=True):
            assert is_likely(int(count), ENCODED // 2, rate)
        assert is_likely(int(shown[:, 3].sum()), ENCODED, RATES[3])


class TestWinnerTakesAll:
    TICKS = 5_000

    def counted(self, network: Network) -> list[int]:
        """Return the spikes on each input line that are shown at the end.

        A spike of the neuron in tick t is on its output line in tick t + 1.
        """
        source = circuit_setup(network, SEED).source
        total: list[int] = source.spikes(0, self.TICKS - 1).sum(axis=0).tolist()
        return total

    def test_that_only_the_strongest_comes_through(self) -> None:
        network = CIRCUITS["winner-take-all"]()
        wins = lines_of(network, self.TICKS).sum(axis=0).tolist()
        assert wins == [0, 0, self.counted(network)[2] // THRESHOLD, 0]
        assert wins[2] == pytest.approx(self.TICKS * 0.9 / 12, rel=0.05)

    def test_that_another_input_wins_once_it_is_the_strongest(self) -> None:
        network = CIRCUITS["winner-take-all"]()
        _, b, _, d = network.circuit.stimuli
        network = driven(network, PoissonSpikes(0, 0.9), b, PoissonSpikes(2, 0.3), d)
        wins = lines_of(network, self.TICKS).sum(axis=0).tolist()
        assert wins == [self.counted(network)[0] // THRESHOLD, 0, 0, 0]

    def test_that_equal_inputs_take_turns(self) -> None:
        network = driven(
            CIRCUITS["winner-take-all"](), PoissonSpikes(0, 0.5), PoissonSpikes(2, 0.5)
        )
        a, b, c, d = lines_of(network, self.TICKS).sum(axis=0).tolist()
        assert (b, d) == (0, 0)
        assert is_likely(a, a + c, 0.5)

    def test_that_all_come_through_without_inhibition(self) -> None:
        network = CIRCUITS["winner-take-all"]()
        core = edits.set_synapses(
            network.circuit.cores[0], range(4, 8), range(4), on=False
        )
        network = edited(network, edits.replace_core(network.circuit, 0, core))
        wins = lines_of(network, self.TICKS).sum(axis=0).tolist()
        assert wins == [count // THRESHOLD for count in self.counted(network)]
