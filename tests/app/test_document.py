"""The document: edits, undo, redo, merging, what is modified, who is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.trained_networks import tiny_network, trained_at_random
from tnstudio.app.document import EVERYTHING, Changes, Document, Part
from tnstudio.app.selection import Selection
from tnstudio.model.edits import rename
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core, mnist_30core


@pytest.fixture
def document() -> Document:
    return Document(Project(mnist_5core()))


@pytest.fixture
def told(document: Document) -> list[Changes]:
    """Every change that listeners hear of."""
    changes: list[Changes] = []
    document.listen(changes.append)
    return changes


def name_it(document: Document, name: str, merge_key: object = None) -> None:
    network = rename(document.network, name)
    document.edit_network("Rename", network, None, merge_key)


class TestCallingOff:
    def test_that_the_last_step_is_forgotten_as_if_it_had_never_been(
        self, document: Document, told: list[Changes]
    ) -> None:
        name_it(document, "a")
        document.undo()
        project = document.project
        name_it(document, "b", merge_key="drag")
        name_it(document, "c", merge_key="drag")
        document.call_off("drag", self)
        assert document.project is project
        assert document.history == ("Open", "Rename")
        assert not document.is_modified
        assert told[-1] == Changes(Part.NETWORK | Part.FILE, self)
        document.redo()
        assert document.network.name == "a"

    @pytest.mark.parametrize("key", [None, "another"])
    def test_that_no_other_step_is(self, document: Document, key: object) -> None:
        name_it(document, "a", merge_key=None if key is None else "drag")
        document.call_off(key)
        assert document.network.name == "a"

    def test_that_what_was_undone_cannot_be_called_off(
        self, document: Document
    ) -> None:
        name_it(document, "a", merge_key="drag")
        document.undo()
        document.call_off("drag")
        assert document.redo_label == "Rename"


class TestEditing:
    def test_that_a_new_document_has_no_history(self, document: Document) -> None:
        assert not document.is_modified
        assert document.undo_label == document.redo_label == ""
        assert document.path is None

    def test_that_an_edit_is_told_with_its_origin(
        self, document: Document, told: list[Changes]
    ) -> None:
        document.edit_network("Rename", rename(document.network, "a"), self)
        assert told == [Changes(Part.NETWORK | Part.FILE, self)]
        assert document.undo_label == "Rename"
        assert document.is_modified

    def test_that_an_equal_network_is_no_edit(
        self, document: Document, told: list[Changes]
    ) -> None:
        document.edit_network("Nothing", replace(document.network))
        assert not told
        assert not document.is_modified

    def test_that_undo_at_the_start_and_redo_at_the_end_do_nothing(
        self, document: Document, told: list[Changes]
    ) -> None:
        document.undo()
        document.redo()
        assert not told

    def test_that_an_edit_after_undo_forgets_what_was_undone(
        self, document: Document
    ) -> None:
        name_it(document, "a")
        document.undo()
        name_it(document, "b")
        document.redo()
        assert document.network.name == "b"
        assert document.redo_label == ""

    def test_that_training_is_undone_too(
        self, document: Document, told: list[Changes]
    ) -> None:
        trained = trained_at_random(tiny_network())
        document.set_trained(trained)
        assert document.project.trained is trained
        document.undo()
        assert document.project.trained is None
        assert [change.parts for change in told] == [Part.TRAINED | Part.FILE] * 2


class TestMerging:
    def test_that_edits_with_the_same_key_are_one_step(
        self, document: Document
    ) -> None:
        for name in "abc":
            name_it(document, name, merge_key="name")
        document.undo()
        assert document.network == mnist_5core()

    def test_that_edits_with_other_keys_are_steps_of_their_own(
        self, document: Document
    ) -> None:
        name_it(document, "a", merge_key="one")
        name_it(document, "b", merge_key="two")
        name_it(document, "c")
        name_it(document, "d")
        for expected in ("c", "b", "a"):
            document.undo()
            assert document.network.name == expected

    def test_that_nothing_merges_into_a_saved_state(self, document: Document) -> None:
        name_it(document, "a", merge_key="name")
        document.mark_saved(Path("a.tn.h5"), document.project)
        name_it(document, "b", merge_key="name")
        document.undo()
        assert document.network.name == "a"
        assert not document.is_modified

    def test_that_nothing_merges_into_an_undone_edit(self, document: Document) -> None:
        name_it(document, "a", merge_key="name")
        name_it(document, "b", merge_key="other")
        document.undo()
        name_it(document, "c", merge_key="name")
        document.undo()
        assert document.network.name == "a"


class TestFile:
    def test_that_saving_is_told_and_clears_modified(
        self, document: Document, told: list[Changes]
    ) -> None:
        name_it(document, "a")
        told.clear()
        document.mark_saved(Path("a.tn.h5"), document.project)
        assert told == [Changes(Part.FILE)]
        assert document.path == Path("a.tn.h5")
        assert not document.is_modified

    def test_that_undoing_past_a_save_is_modified_and_back_is_not(
        self, document: Document
    ) -> None:
        name_it(document, "a")
        document.mark_saved(Path("a.tn.h5"), document.project)
        document.undo()
        assert document.is_modified
        document.redo()
        assert not document.is_modified

    def test_that_an_edit_during_a_save_stays_modified(
        self, document: Document
    ) -> None:
        name_it(document, "a")
        saved = document.project
        name_it(document, "b")
        document.mark_saved(Path("a.tn.h5"), saved)
        assert document.is_modified
        document.undo()
        assert not document.is_modified

    def test_that_another_project_starts_anew(
        self, document: Document, told: list[Changes]
    ) -> None:
        name_it(document, "a")
        document.select(Selection.of(0, 1))
        told.clear()
        document.replace_by(Project(mnist_30core()), Path("b.tn.h5"))
        assert told == [Changes(EVERYTHING)]
        assert document.selection == Selection()
        assert document.undo_label == ""
        assert not document.is_modified

    def test_that_what_no_file_holds_is_to_be_saved(self, document: Document) -> None:
        document.take(Project(mnist_30core()), "Import")
        assert document.is_modified
        assert document.path is None
        assert document.saved is None
        assert document.undo_label == ""


class TestSelection:
    def test_that_a_selection_is_told_once_and_is_no_edit(
        self, document: Document, told: list[Changes]
    ) -> None:
        document.select(Selection.of(1, 0), self)
        document.select(Selection.of(1, 0), self)
        assert told == [Changes(Part.SELECTION, self)]
        assert not document.is_modified

    def test_that_a_listener_may_select_while_it_is_told(
        self, document: Document
    ) -> None:
        document.listen(
            lambda changes: (
                document.select(Selection.of(0))
                if Part.NETWORK in changes.parts
                else None
            )
        )
        name_it(document, "a")
        assert document.selection == Selection.of(0)


class DocumentHistory(RuleBasedStateMachine):
    """Compares the document with a plain list of names."""

    @initialize()
    def open(self) -> None:
        self.document = Document(Project(rename(mnist_5core(), "0")))
        self.names = ["0"]
        self.keys: list[int | None] = [None]
        self.position = 0
        self.saved: int | None = 0

    @rule(name=st.sampled_from("0123"), key=st.sampled_from([None, 1, 2]))
    def edit(self, name: str, key: int | None) -> None:
        name_it(self.document, name, key)
        if name == self.names[self.position]:
            return
        is_last = self.position == len(self.names) - 1
        merges = (
            key is not None
            and key == self.keys[self.position]
            and is_last
            and self.saved != self.position
        )
        keep = self.position if merges else self.position + 1
        if self.saved is not None and self.saved >= keep:
            self.saved = None
        self.names[keep:] = [name]
        self.keys[keep:] = [key]
        self.position = len(self.names) - 1

    @rule()
    def undo(self) -> None:
        self.document.undo()
        self.position = max(0, self.position - 1)

    @rule()
    def redo(self) -> None:
        self.document.redo()
        self.position = min(len(self.names) - 1, self.position + 1)

    @rule()
    def save(self) -> None:
        self.document.mark_saved(Path("p.tn.h5"), self.document.project)
        self.saved = self.position

    @invariant()
    def agrees(self) -> None:
        assert self.document.network.name == self.names[self.position]
        assert self.document.is_modified == (self.saved != self.position)
        assert bool(self.document.undo_label) == (self.position > 0)
        assert bool(self.document.redo_label) == (self.position < len(self.names) - 1)


TestDocumentHistory = DocumentHistory.TestCase
TestDocumentHistory.settings = hypothesis_settings(
    max_examples=60, stateful_step_count=30, deadline=None
)


class TestHistory:
    def test_that_any_step_can_be_gone_to(self, document: Document) -> None:
        for name in "abc":
            name_it(document, name)
        assert document.history == ("Open", "Rename", "Rename", "Rename")
        document.go_to(1)
        assert document.network.name == "a"
        assert document.position == 1
        document.go_to(3)
        assert document.network.name == "c"

    def test_that_there_is_no_step_beyond_the_ends(
        self, document: Document, told: list[Changes]
    ) -> None:
        for position in (-1, 0, 1):
            document.go_to(position)
        assert not told

    def test_that_the_saved_step_is_told(self, document: Document) -> None:
        assert document.saved_position == 0
        name_it(document, "a")
        name_it(document, "b")
        document.mark_saved(Path("a.tn.h5"), document.project)
        document.undo()
        assert document.saved_position == 2
        name_it(document, "c")
        assert document.saved_position == -1
