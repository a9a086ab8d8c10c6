"""What is painted and said of cores and responses, from values alone."""

import numpy as np
import pytest

from tnstudio.app.response import Response, neuron_network, response_of
from tnstudio.model.circuit_edits import empty_core, set_axon_types, set_neurons
from tnstudio.model.crossbar_edits import Rectangle
from tnstudio.model.hardware import Hardware
from tnstudio.model.neuron import NeuronParameters
from tnstudio.ui.colours import DARK, LIGHT
from tnstudio.ui.design.core_wording import (
    cell_told,
    selection_told,
    signed,
    types_html,
    types_told,
)
from tnstudio.ui.design.crossbar_painting import (
    OFF,
    STEPS,
    ZERO,
    image_of,
    shade_table,
    shades,
    type_colour,
)
from tnstudio.ui.design.response_plot import marks_of, path_of, told

SMALL = Hardware("small", 4, 4, 2, 1, 1)


class TestShades:
    def test_that_strengths_keep_their_sign_and_order(self) -> None:
        strengths = np.array([[-100, -1, 0, 1, 100]], np.int16)
        on = np.ones(strengths.shape, np.bool_)
        found = shades(on, strengths, 100)[0].tolist()
        assert found == [ZERO - STEPS, ZERO - 1, ZERO, ZERO + 1, ZERO + STEPS]
        assert (shades(~on, strengths, 100) == OFF).all()

    @pytest.mark.parametrize("colours", [LIGHT, DARK])
    def test_that_every_shade_has_a_colour_of_its_own_sign(self, colours) -> None:
        table = shade_table(colours)
        assert len(table) == 2 * STEPS + 2
        assert table[OFF] == 0xFF000000 | int(colours.surface[1:], 16)
        assert table[ZERO + STEPS] == 0xFF000000 | int(colours.positive[1:], 16)
        assert table[ZERO - STEPS] == 0xFF000000 | int(colours.negative[1:], 16)
        assert len({int(table[k]) for k in (OFF, ZERO, ZERO - 1, ZERO + 1)}) == 4

    def test_that_an_image_has_a_pixel_for_each_cell(self) -> None:
        table = shade_table(LIGHT)
        indices = np.array([[OFF, ZERO], [1, 2], [3, 127]], np.uint8)
        image = image_of(indices, table)
        assert (image.width(), image.height()) == (2, 3)
        assert image.pixel(1, 2) == table[127]

    def test_that_neighbouring_types_look_different(self) -> None:
        for colours in (LIGHT, DARK):
            assert len({type_colour(colours, kind) for kind in range(4)}) == 4
            assert type_colour(colours, 15).startswith("#")


class TestWords:
    def test_that_a_cell_is_told(self) -> None:
        parameters = NeuronParameters(stochastic_synapses=(False, True))
        core = set_neurons(empty_core(SMALL, "", (0, 0)), 2, parameters, (0, -3))
        core = set_axon_types(core, 1, 1)
        crossbar = np.zeros((4, 4), np.bool_)
        crossbar[1, 2] = True
        assert cell_told(core, crossbar, (0, 2)) == (
            "axon 0 → neuron 2: off, type 0, s = 0"
        )
        assert cell_told(core, crossbar, (1, 2)) == (
            "axon 1 → neuron 2: on, type 1, s = −3 by chance"
        )
        assert types_told(core, 2) == "Strengths of neuron 2: type 0: 0, type 1: −3"
        assert "−3" in types_html(core, 2, LIGHT)

    def test_that_synapses_are_counted(self) -> None:
        crossbar = np.eye(4, dtype=np.bool_)
        assert selection_told(crossbar, None) == "4 synapses on"
        part = Rectangle(0, 0, 2, 3)
        assert selection_told(crossbar, part) == "2 × 3 selected: 2 of 4 on"

    def test_that_signs_are_written_out(self) -> None:
        assert [signed(k) for k in (-2, 0, 2)] == ["−2", "0", "+2"]


class TestResponses:
    @pytest.fixture
    def response(self) -> Response:
        network = neuron_network(NeuronParameters(threshold=2), (1,))
        return response_of(network, ((1, 2, 5),), 8)

    def test_that_v_rises_to_the_threshold_and_is_drawn_falling(self, response) -> None:
        x, y = path_of(response)
        assert len(x) == len(y) == 16
        assert (np.diff(x) > 0).all()
        assert y[2 * 2 : 2 * 2 + 2].tolist() == [2, 0]

    def test_that_marks_are_broken_lines(self, response) -> None:
        x, y = marks_of(response.arrivals[:, 0], 1.0, 2.0)
        assert x.tolist() == [1, 1, 1, 2, 2, 2, 5, 5, 5]
        assert np.isnan(y[2::3]).all()
        assert y[:2].tolist() == [1, 2]

    def test_that_spikes_are_told(self, response) -> None:
        assert told(response) == "1 spike, at tick 2"
        network = neuron_network(NeuronParameters(), (1,))
        many = response_of(network, (range(30),), 30)
        assert told(many) == "30 spikes, at ticks 0, 1, 2, 3, 4, 5 …"
        assert told(response_of(network, (), 9)) == "No spike in 9 ticks"
