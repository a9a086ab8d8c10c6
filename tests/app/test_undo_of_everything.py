"""Whatever is edited, undo and redo bring back the same bits; jobs do not notice."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.app.test_sessions import DATA, SETTINGS, timeless
from tests.random_edits import NAMES, edit_at_random, free_cores, of_layers
from tests.same_values import digest, same
from tests.trained_networks import tiny_network
from tnstudio.app.document import Document
from tnstudio.app.jobs import Finished, Job, JobEvent, JobQueue
from tnstudio.app.training_session import training_session
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project

STARTS = {"layers": of_layers, "free cores": free_cores}


class EverythingUndone(RuleBasedStateMachine):
    """Compares each step of the history with what it was when it was made."""

    @initialize(start=st.sampled_from(sorted(STARTS)))
    def open(self, start: str) -> None:
        self.document = Document(Project(STARTS[start]()))
        self.digests = [digest(self.document.project)]
        self.position = 0

    @rule(
        name=st.sampled_from(NAMES),
        seed=st.integers(0, 2**32),
        key=st.sampled_from([None, None, 1]),
    )
    def edit(self, name: str, seed: int, key: int | None) -> None:
        before = len(self.document.history), self.document.position
        project = self.document.project
        edit_at_random(name, np.random.default_rng(seed), self.document, key)
        if self.document.project is project:
            assert (len(self.document.history), self.document.position) == before
            return
        self.position = self.document.position
        assert self.position in (before[1], before[1] + 1)
        self.digests[self.position :] = [digest(self.document.project)]

    @rule()
    def undo(self) -> None:
        self.document.undo()
        self.position = max(0, self.position - 1)

    @rule()
    def redo(self) -> None:
        self.document.redo()
        self.position = min(len(self.digests) - 1, self.position + 1)

    @rule(share=st.floats(0, 1))
    def jump(self, share: float) -> None:
        self.position = round(share * (len(self.digests) - 1))
        self.document.go_to(self.position)

    @invariant()
    def is_the_same_bit_for_bit(self) -> None:
        assert self.document.position == self.position
        assert len(self.document.history) == len(self.digests)
        assert digest(self.document.project) == self.digests[self.position]

    def teardown(self) -> None:
        for position, expected in enumerate(self.digests):
            self.document.go_to(position)
            assert digest(self.document.project) == expected


TestEverythingUndone = EverythingUndone.TestCase
TestEverythingUndone.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None
)


@pytest.mark.parametrize("start", STARTS)
def test_that_1000_edits_are_undone_and_redone_bit_for_bit(start, tmp_path) -> None:
    document = Document(Project(STARTS[start]()))
    untouched = Project(STARTS[start]())
    first, last = tmp_path / "first.tn.h5", tmp_path / "last.tn.h5"
    save_project(first, document.project)
    random = np.random.default_rng(2015)
    digests = [digest(document.project)]
    for _ in range(20_000):
        if len(digests) == 1001:
            break
        edit_at_random(str(random.choice(NAMES)), random, document)
        if document.position == len(digests):
            digests.append(digest(document.project))
    assert document.position == 1000
    assert len(set(digests)) > 900
    final = document.project
    for expected in reversed(digests[:-1]):
        document.undo()
        assert digest(document.project) == expected
    assert document.undo_label == ""
    assert same(document.project, untouched)
    save_project(last, document.project)
    assert same(load_project(first), load_project(last))
    for expected in digests[1:]:
        document.redo()
        assert digest(document.project) == expected
    assert document.project is final
    assert document.redo_label == ""


def train(document: Document, *, edits: bool) -> object:
    """Train the design of a document as the window does it."""
    ended: list[JobEvent] = []
    queue = JobQueue(ended.append)
    network = document.network
    queue.start(Job("Train", lambda: training_session(network, DATA, SETTINGS)))
    random = np.random.default_rng(7)
    turns = 0
    while queue.busy:
        queue.advance()
        turns += 1
        if edits:
            for _ in range(5):
                edit_at_random(str(random.choice(NAMES)), random, document)
            document.undo()
    assert turns > 3
    (result,) = [event.result for event in ended if isinstance(event, Finished)]
    return result


def test_that_edits_during_a_training_do_not_disturb_it() -> None:
    calm, busy = (Document(Project(tiny_network())) for _ in range(2))
    undisturbed, disturbed = train(calm, edits=False), train(busy, edits=True)
    assert len(busy.history) > 5
    assert same(timeless(disturbed), timeless(undisturbed))
    assert same(disturbed.network, calm.network)
    busy.set_trained(disturbed)
    assert busy.project.trained is disturbed
    assert replace(busy.project, trained=None).network is busy.network
