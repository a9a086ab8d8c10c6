"""The projects that travel with the program are what they claim."""

import re

import numpy as np
import pytest

from tnstudio.app.evaluation import EvaluationResult, evaluate, evaluate_by_ticks
from tnstudio.app.files import samples
from tnstudio.app.summary import summary
from tnstudio.datasets.load import load_dataset
from tnstudio.mapping.deploy import deploy
from tnstudio.model.rules import check_network
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project

TRAINED = [path for path in samples() if path.name.startswith("mnist")]
"""The others are circuits, which `tests.test_sample_circuits` shows."""


def sample(name):
    return load_project(sample_networks() / name)


def result_of(events) -> EvaluationResult:
    *_, last = events
    assert isinstance(last, EvaluationResult)
    return last


@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.name)
def test_that_every_one_is_trained_deployed_and_without_problems(path):
    project = load_project(path)
    facts = summary(project)
    assert check_network(project.network) == ()
    assert facts["trained"]["fits_design"]
    assert facts["program"]["cores"] == facts["cores"]


def test_that_the_samples_have_the_published_sizes():
    """Esser et al. 2015, §5."""
    for name, cores, neurons in (
        ("mnist_5core.tn.h5", 5, 512),
        ("mnist_5core_binary.tn.h5", 5, 512),
        ("mnist_30core.tn.h5", 30, 3840),
    ):
        facts = summary(sample(name))
        assert (facts["cores"], facts["neurons"]) == (cores, neurons)


@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_that_every_one_has_a_title_for_people(path):
    name = load_project(path).network.name
    assert name[0].isupper()
    assert not set(name) & set("_-")


@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.name)
def test_that_the_description_tells_figures_of_the_table(path):
    project = load_project(path)
    trained = project.trained
    table = trained.measured
    reached = {f"{np.mean(cell.correct) / table.images:.2%}" for cell in table.cells}
    reached.add(f"{trained.history.epochs[-1].test_accuracy:.2%}")
    told = re.findall(r"\d\d\.\d\d(?= %)", project.description)
    published = re.findall(r"published: (\S+)", project.description)
    ours = set(told) - set(published)
    assert len(ours) >= 3
    assert {f"{figure}%" for figure in ours} <= reached


@pytest.mark.slow
def test_that_one_copy_and_one_tick_pass_the_published_accuracy():
    """Esser et al. 2015, abstract: 92.7 % with 5 cores."""
    program = sample("mnist_5core.tn.h5").program
    images = load_dataset("mnist").test
    assert result_of(evaluate(program, images, 1, "stochastic", 0)).accuracy >= 0.94


@pytest.mark.slow
@pytest.mark.parametrize(("ticks", "published"), [(1, 0.9598), (16, 0.9771)])
def test_that_binary_crossbars_reach_the_published_accuracy(ticks, published):
    """Jimeno Yepes et al. 2017, 5 cores, s = ±1, no augmentation: table 2."""
    program = sample("mnist_5core_binary.tn.h5").program
    images = load_dataset("mnist").test
    assert result_of(evaluate(program, images, ticks, "rate", 0)).accuracy >= published


@pytest.mark.slow
def test_that_64_copies_reach_97_percent():
    trained = sample("mnist_5core.tn.h5").trained
    program = deploy(trained, copies=64, seed=0)
    images = load_dataset("mnist").test
    result = result_of(evaluate(program, images, 1, "stochastic", 0))
    assert result.accuracy >= 0.97


def measured(name, copies, ticks):
    """Return the accuracy that a sample's own table tells, mean over its seeds."""
    table = sample(name).trained.measured
    (cell,) = (
        cell
        for cell in table.cells
        if (cell.encoding, cell.copies, cell.ticks) == ("stochastic", copies, ticks)
    )
    return np.mean(cell.correct) / table.images


def test_that_thirty_cores_tell_what_they_reach():
    """E15 reports 99.42 % for 64 copies, J17 (table 2) 99.29 % for 16 ticks."""
    assert measured("mnist_30core.tn.h5", 64, 1) >= 0.99
    assert measured("mnist_30core.tn.h5", 1, 16) >= 0.9895


@pytest.mark.slow
@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.name)
def test_that_the_table_of_a_sample_is_what_evaluating_it_gives(path):
    trained = load_project(path).trained
    table = trained.measured
    images = load_dataset("mnist").test
    cell = next(c for c in table.cells if (c.copies, c.ticks) == (1, 1))
    program = deploy(trained, copies=1, seed=table.seeds[0])
    result = result_of(evaluate(program, images, 1, cell.encoding, table.seeds[0]))
    assert table.images == len(images.labels)
    # The copies of a table are read off the largest chip, whose spikes it draws.
    assert abs(result.accuracy - cell.correct[0] / table.images) < 0.006


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mnist_5core.tn.h5", "mnist_30core.tn.h5"])
def test_that_simulator_and_evaluator_agree_on_1000_digits(name):
    program = sample(name).program
    images = load_dataset("mnist").test
    batch, by_ticks = (
        result_of(run(program, images, 1, "stochastic", 3, limit=1000)).predictions
        for run in (evaluate, evaluate_by_ticks)
    )
    np.testing.assert_array_equal(batch, by_ticks)
    assert (batch == images.labels[:1000]).mean() > 0.85
