"""Drags of R, S and F: the document follows what fits and refuses the rest."""

from dataclasses import replace

import pytest

from tnstudio.app.document import Document
from tnstudio.app.layer_actions import (
    append_layer,
    change_layers,
    duplicate_layer_at,
    move_layer_to,
    selected_with,
    start_from,
    with_number,
)
from tnstudio.app.layer_drag import LayerDrag
from tnstudio.app.layer_plans import consequences, plan_of, refusal
from tnstudio.app.selection import Item, Kind, Selection
from tnstudio.model.edits import rename, set_layer
from tnstudio.model.hardware import Hardware
from tnstudio.model.network import InputShape, Network, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.templates import empty, mnist_5core, mnist_30core
from tnstudio.model.topology import Grid


@pytest.fixture
def document() -> Document:
    return Document(Project(mnist_30core()))


def drag_window(document: Document, index: int = 0) -> LayerDrag:
    return LayerDrag(
        document,
        "Change window",
        index,
        lambda network, value: with_number(network, {index}, "window", value),
    )


class TestDragging:
    def test_that_a_drag_is_one_step(self, document: Document) -> None:
        drag = drag_window(document)
        for value in (15, 14, 12, 13):
            drag.want(value)
            assert document.network.layers[0].window == value
        assert document.history == ("Open", "Change window")
        document.undo()
        assert document.network == mnist_30core()

    @pytest.mark.parametrize(
        ("value", "reason"), [(17, "289 axons"), (0, "R is 0"), (29, "axons")]
    )
    def test_that_what_does_not_fit_leaves_nothing(
        self, document: Document, value: int, reason: str
    ) -> None:
        project = document.project
        drag = drag_window(document)
        drag.want(14)
        drag.want(value)
        assert drag.problem is not None
        assert reason in drag.problem.message
        assert drag.wanted.layers[0].window == value
        assert document.project is project
        assert document.history == ("Open",)

    def test_that_a_drag_goes_on_behind_what_did_not_fit(
        self, document: Document
    ) -> None:
        drag = drag_window(document)
        for value in (17, 15):
            drag.want(value)
        assert drag.problem is None
        assert document.history == ("Open", "Change window")

    def test_that_a_way_there_and_back_is_no_edit(self, document: Document) -> None:
        drag = drag_window(document)
        drag.want(12)
        drag.want(16)
        assert document.history == ("Open",)
        assert not document.is_modified

    def test_that_a_drag_that_is_called_off_leaves_what_could_be_redone(
        self, document: Document
    ) -> None:
        document.edit_network("Rename", rename(document.network, "other"))
        document.undo()
        drag = drag_window(document)
        drag.want(12)
        drag.call_off()
        assert document.network == mnist_30core()
        assert document.redo_label == "Rename"

    def test_that_another_edit_meanwhile_is_noticed_and_stays(
        self, document: Document
    ) -> None:
        drag = drag_window(document)
        drag.want(12)
        assert not drag.is_disturbed
        document.edit_network("Rename", rename(document.network, "other"))
        assert drag.is_disturbed
        drag.call_off()
        assert document.network.name == "other"

    def test_that_listeners_do_not_take_a_drag_for_a_disturbance(
        self, document: Document
    ) -> None:
        drag = drag_window(document)
        seen: list[bool] = []
        document.listen(lambda _: seen.append(drag.is_disturbed))
        for value in (12, 17, 11, 16):
            drag.want(value)
        assert seen == [False] * 4


class TestRefusal:
    def test_that_too_many_cores_are_refused(self) -> None:
        before = replace(mnist_5core(), input=InputShape(200, 200))
        wanted = set_layer(before, 0, WindowLayer(16, 1))
        problem = refusal(before, wanted, 0)
        assert problem is not None
        assert problem.code == "too-many-cores"

    def test_that_too_much_fan_out_is_refused(self) -> None:
        hardware = Hardware("many axons", axons=1024)
        before = replace(mnist_30core(), hardware=hardware)
        wanted = set_layer(before, 1, WindowLayer(2, 1, 65))
        assert refusal(before, before, 1) is None
        problem = refusal(before, wanted, 1)
        assert problem is not None
        assert problem.code == "fan-out"

    def test_that_what_was_wrong_before_is_no_reason(self) -> None:
        before = set_layer(mnist_5core(), 0, WindowLayer(20, 12))
        wanted = set_layer(before, 0, WindowLayer(19, 12))
        assert refusal(before, wanted, 0) is None

    def test_that_later_layers_are_a_consequence_and_no_reason(self) -> None:
        before = mnist_5core()
        wanted = set_layer(before, 0, WindowLayer(16, 20))
        assert refusal(before, wanted, 0) is None
        (problem,) = consequences(before, wanted, 0)
        assert problem.place == "layer 2"
        assert consequences(wanted, wanted, 0) == ()


def test_that_a_plan_has_the_published_numbers() -> None:
    plan = plan_of(mnist_30core(), 1)
    assert (plan.source, plan.grid) == (Grid(4, 4), Grid(3, 3))
    assert (plan.axons, plan.neurons, plan.source_neurons) == (256, 256, 256)
    assert plan_of(mnist_30core(), 0).source_neurons == 0
    assert plan_of(set_layer(mnist_5core(), 0, WindowLayer(7, 10)), 0).orphans == 343


class TestActions:
    def test_that_all_selected_layers_are_changed_in_one_step(
        self, document: Document
    ) -> None:
        layers = [Item(Kind.LAYER, k) for k in (0, 1, 3)]
        document.select(Selection(tuple(layers)))
        assert selected_with(document, 3) == {0, 1, 3}
        assert selected_with(document, 2) == {2}
        change_layers(document, {0, 1, 3}, "features", 32)
        assert [layer.features for layer in document.network.layers] == [
            None,
            32,
            64,
            32,
        ]
        assert document.undo_label == "Change features F of layers 1, 2, 4"
        document.undo()
        assert document.network == mnist_30core()

    def test_that_a_core_is_no_layer_to_edit(self, document: Document) -> None:
        items = (Item(Kind.CORE, 0, 1), Item(Kind.LAYER, 1))
        document.select(Selection(items))
        assert selected_with(document, 0) == {0}

    def test_that_a_layer_that_is_gone_is_not_edited(self, document: Document) -> None:
        append_layer(document)
        document.select(Selection((Item(Kind.LAYER, 4), Item(Kind.LAYER, 1))))
        document.undo()
        assert selected_with(document, 1) == {1}

    def test_that_added_and_duplicated_layers_are_selected(
        self, document: Document
    ) -> None:
        append_layer(document)
        assert document.selection == Selection.of(4)
        duplicate_layer_at(document, 1)
        assert document.selection == Selection.of(2)
        assert len(document.network.layers) == 6

    def test_that_a_layer_is_moved_but_not_beyond_the_ends(
        self, document: Document
    ) -> None:
        move_layer_to(document, 0, -1)
        move_layer_to(document, 3, 4)
        move_layer_to(document, 2, 2)
        assert document.history == ("Open",)
        change_layers(document, {1}, "window", 1)
        move_layer_to(document, 1, 3)
        assert [layer.window for layer in document.network.layers] == [16, 2, 2, 1]
        assert document.selection == Selection.of(3)

    def test_that_a_template_is_one_step(self, document: Document) -> None:
        start_from(document, empty())
        assert document.network.layers == ()
        assert document.selection == Selection()
        start_from(document, mnist_5core())
        assert document.network.layers == mnist_5core().layers
        assert document.selection == Selection.of(0)
        document.go_to(0)
        assert document.network == mnist_30core()


def test_that_a_chip_of_other_sizes_has_other_limits() -> None:
    hardware = Hardware("small", 16, 16, 2, 4, 4)
    small: Network = replace(empty(), hardware=hardware, input=InputShape(8, 8))
    document = Document(Project(small))
    append_layer(document)
    append_layer(document)
    first, second = document.network.layers
    assert (first.window, first.stride) == (4, 4)
    assert (second.window, second.features) == (2, 4)
