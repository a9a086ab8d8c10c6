"""Selections: one current item, each item once."""

from tnstudio.app.selection import Item, Kind, Selection

CORE = Item(Kind.CORE, 0, 3)
NEURON = Item(Kind.NEURON, 0, 3, 7)
LINE = Item(Kind.INPUT, index=2)


def test_that_a_layer_and_a_core_are_selected_by_number() -> None:
    assert Selection.of(-1) == Selection()
    assert Selection.of(2).current == Item(Kind.LAYER, 2)
    assert Selection.of(2, 0).current == Item(Kind.CORE, 2, 0)


def test_that_the_last_item_is_the_current_one() -> None:
    selection = Selection((LINE, CORE)).with_item(NEURON)
    assert selection.current == NEURON
    assert (selection.layer, selection.core) == (0, 3)
    assert selection.with_item(LINE).items == (CORE, NEURON, LINE)
    assert (Selection().layer, Selection().core, Selection().current) == (-1, -1, None)


def test_that_toggling_twice_changes_nothing_but_the_order() -> None:
    selection = Selection((CORE, LINE))
    assert selection.toggled(NEURON).toggled(NEURON) == selection
    assert set(selection.toggled(CORE).toggled(CORE).items) == {CORE, LINE}


def test_that_items_are_found_by_kind() -> None:
    selection = Selection((CORE, LINE, NEURON))
    assert selection.of_kind(Kind.NEURON) == (NEURON,)
    assert selection.of_kind(Kind.STIMULUS) == ()
