"""``import tnstudio``: what it offers, and that its numbers are the commands'."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tnstudio as tn
from tests.cli.conftest import bars, tnstudio, trained, untrained  # noqa: F401
from tests.same_values import same

SETTINGS = {"epochs": 2, "rate": 0.5, "seed": 3}


def reads(path: Path) -> list[tuple[int, ...]]:
    rows = path.read_text().splitlines()[1:]
    return [tuple(map(int, row.split(","))) for row in rows]


def test_that_every_name_is_there_and_told_to_type_checkers():
    import ast

    tree = ast.parse(Path(tn.__file__).read_text())
    typed = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.If)
        for inner in node.body
        for alias in getattr(inner, "names", ())
    }
    assert typed == {*tn.__all__, "open_project"} - {"__version__"}
    for name in tn.__all__:
        assert getattr(tn, name) is not None
    assert {*tn.__all__, "open"} <= set(dir(tn))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tn.nothing  # noqa: B018


def test_that_a_star_leaves_the_own_open_of_python():
    names = {}
    exec("from tnstudio import *", names)
    assert "open" not in names
    assert names["build"] is tn.build
    assert tn.open("oscillator").network.circuit is not None


def test_that_the_import_alone_loads_nothing_heavy():
    code = (
        "import sys, tnstudio; "
        "print([m for m in ('numpy', 'numba', 'h5py', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_that_samples_are_opened_by_name_and_not_written_to():
    assert "mnist_5core" in tn.samples()
    project = tn.open("mnist_5core")
    assert "30 epochs" in repr(project)
    assert tn.check(project).ok
    assert repr(tn.check(project)) == "no problems"
    from tnstudio.paths import sample_networks

    with pytest.raises(tn.TNStudioError, match="samples are not written"):
        tn.save(project, sample_networks() / "mnist_5core")


def test_that_a_built_project_is_that_of_the_command(tmp_path, tnstudio):  # noqa: F811
    words = ("--input", "8x8", "--layer", "4,4", "--layer", "2,1,32", "--classes", "2")
    tnstudio("new", tmp_path / "a.tn.h5", *words, "--seed", 4)
    by_command = tn.open(tmp_path / "a.tn.h5")
    built = tn.build(shape=(8, 8), layers=[(4, 4), (2, 1, 32)], classes=2, seed=4)
    assert built.network == by_command.network
    template = tn.build("mnist-30core", name="mine")
    assert template.network.name == "mine"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"template": "nothing"},
        {"template": "empty", "classes": 3},
        {"shape": (8, 8), "layers": [(4,)]},
        {"shape": (8, 8), "layers": [(9, 1)]},
        {"data": "mnist", "shape": (8, 8), "layers": [(4, 4)]},
    ],
)
def test_that_what_cannot_be_built_is_told(told):
    with pytest.raises(tn.TNStudioError):
        tn.build(**told)


def test_that_problems_are_printed_line_by_line():
    project = tn.build("empty")
    found = tn.check(project)
    assert not found.ok
    assert repr(found).startswith("error: ")


def test_that_training_comes_to_the_numbers_of_the_command(untrained, bars, tnstudio):  # noqa: F811
    before = tn.open(untrained)
    words = ("--epochs", 2, "--rate", 0.5, "--seed", 3)
    code, _, err = tnstudio("train", untrained, "--data", bars, *words)
    assert code == 0, err
    by_command = tn.open(untrained)
    ours = tn.train(before, bars, **SETTINGS)
    assert same(ours.trained.layers, by_command.trained.layers)
    assert same(ours.program, by_command.program)
    assert [run.name for run in ours.runs] == [run.name for run in by_command.runs]
    assert ours.runs[0].source == str(bars)


def test_that_a_closed_training_goes_on_to_the_same_numbers(untrained, bars):  # noqa: F811
    before = tn.open(untrained)
    whole = tn.train(before, bars, **SETTINGS)
    training = tn.Training(before, bars, **SETTINGS)
    assert training.close() is before
    training = tn.Training(before, bars, **SETTINGS)
    next(iter(training))
    stopped = training.close()
    assert training.is_over
    assert stopped.trained.state is not None
    told = []
    ended = tn.train(stopped, resume=True, progress=told.append)
    assert told
    assert same(ended.trained.layers, whole.trained.layers)
    assert len(ended.runs) == 1
    further = tn.train(ended, resume=True, epochs=3)
    assert len(further.trained.history.epochs) == 3
    for wrong in ({"resume": True}, {"resume": True, "rate": 1.0}, {"speed": 1}):
        with pytest.raises(tn.TNStudioError):
            tn.train(ended, bars, **wrong)


def test_that_images_in_memory_train_as_those_of_a_file(untrained, bars):  # noqa: F811
    project = tn.open(untrained)
    from_file = tn.train(project, bars, epochs=1)
    in_memory = tn.train(project, tn.dataset(bars), epochs=1)
    assert same(in_memory.trained.layers, from_file.trained.layers)


def test_that_accuracies_are_those_of_the_command(trained, bars, tnstudio):  # noqa: F811
    project = tn.open(trained)
    words = ("--copies", 2, "--ticks", 3, "--seed", 5, "--data", bars)
    _, out, _ = tnstudio("evaluate", trained, *words, "--json")
    shares = []
    chip = tn.deploy(project, copies=2, seed=5)
    result = tn.evaluate(chip, bars, ticks=3, seed=5, progress=shares.append)
    assert result.accuracy == json.loads(out)["accuracy"]
    assert shares[-1] == 1.0
    assert "2 copies" in repr(result)
    words = ("--copies", "1,2", "--ticks", "1", "--seeds", 2, "--data", bars)
    _, out, _ = tnstudio("sweep", trained, *words, "--json")
    swept = tn.sweep(project, bars, copies=(1, 2), ticks=(1,), seeds=(0, 1))
    told = json.loads(out)["cells"]
    assert [c.accuracy for c in swept.cells] == [c["accuracy"] for c in told]


@pytest.mark.parametrize("encoding", ["stochastic", "rate"])
def test_that_a_run_is_that_of_the_command(trained, bars, tnstudio, tmp_path, encoding):  # noqa: F811
    table = tmp_path / "spikes.csv"
    words = ("--image", 3, "--ticks", 12, "--seed", 2, "--encoding", encoding)
    data = ("--data", bars)
    _, out, _ = tnstudio("run", trained, *words, *data, "--spikes", table, "--json")
    told = json.loads(out)
    run = tn.simulate(
        tn.open(trained), image=3, ticks=12, seed=2, encoding=encoding, data=bars
    )
    assert list(zip(*(c.tolist() for c in run.spikes), strict=True)) == reads(table)
    assert run.votes.tolist() == told["votes"]
    assert (run.decision, run.label, run.image) == (told["decision"], told["label"], 3)
    assert run.export(tmp_path / "again.csv").read_bytes() == table.read_bytes()
    with np.load(run.export(tmp_path / "again.npz")) as arrays:
        assert np.array_equal(arrays["tick"], run.spikes.tick)


def test_that_an_explanation_is_that_of_the_command(trained, bars, tnstudio):  # noqa: F811
    run = tn.simulate(tn.open(trained), image=1, ticks=40, data=bars, frame_ticks=16)
    tick, core, neuron = (int(column[-1]) for column in run.back(30).spikes)
    place = ("--tick", tick, "--core", core, "--neuron", neuron, "--image", 1)
    _, out, _ = tnstudio("explain", trained, *place, "--data", bars, "--json")
    told = json.loads(out)
    assert list(run.explain(tick, core, neuron).lines()) == told["lines"]
    traced = run.trace(tick, core, neuron, tn.Limits(1, 32, 100))
    assert len(traced.causes.nodes) == len(told["causes"]["nodes"])
    assert len(traced.consequences.edges) == len(told["consequences"]["edges"])
    assert run.tick == 10
    with pytest.raises(tn.TNStudioError, match="was not run"):
        run.explain(40, core, neuron)


def test_that_going_back_and_forth_changes_nothing():
    run = tn.simulate(tn.build("bursting"), ticks=60)
    course = run.course(0, 0)
    after = run.potentials.copy()
    assert len(course) == 60
    assert course[-1] == after[0, 0]
    assert run.back(20).tick == 40
    assert np.array_equal(run.course(0, 0), course[:40])
    assert run.go_to(60).end == 60
    assert np.array_equal(run.potentials, after)
    assert run.go_to(0).decision is None
    assert run.spikes.tick.size == 0


def test_that_a_circuit_of_edits_runs_on_its_stimuli():
    project = tn.build("oscillator")
    run = tn.simulate(project, ticks=20)
    assert run.output_spikes.tick.tolist() == [2, 7, 12, 17]
    assert run.input_spikes.tick.tolist() == [0]
    slower = tn.edits.set_delay(project.network.circuit, (0, 0), 4)
    slow = tn.simulate(tn.edit(project, slower), ticks=20)
    assert slow.output_spikes.tick.tolist() == [4, 11, 18]
    assert run.run_until("line:0") == ("line:0",)
    assert run.tick == 23
    compared = run.fork([tn.LineFlip(0, 23)], ticks=30)
    assert compared.differences is not None
    with pytest.raises(tn.TNStudioError, match="no condition"):
        run.run_until("sun:1")
    with pytest.raises(tn.TNStudioError, match="stimulus generators"):
        run.show(3)
    with pytest.raises(tn.TNStudioError, match="did not fire"):
        tn.simulate(tn.build("coincidence"), ticks=3).trace(2, 0, 3)


def test_that_a_project_keeps_what_a_run_recorded(tmp_path):
    from dataclasses import replace

    project = tn.build("oscillator")
    kept = tn.simulate(project, ticks=9).recorded("first")
    path = tn.save(replace(project, recordings=(kept,)), tmp_path / "kept")
    assert path.name == "kept.tn.h5"
    assert same(tn.open(path).recordings, (kept,))
    with pytest.raises(tn.TNStudioError, match="no format"):
        tn.simulate(project, ticks=3).export(tmp_path / "x.txt")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: tn.open("mnist-7core"), "mnist_5core"),
        (lambda: tn.open(5), "int"),
        (lambda: tn.deploy(tn.build("oscillator").network), "give a Project"),
        (lambda: tn.evaluate(tn.open("oscillator")), "built one by one"),
        (lambda: tn.simulate("oscillator"), "give a ChipProgram"),
        (lambda: tn.simulate(tn.open("oscillator"), ticks=-1), "-1 ticks"),
        (lambda: tn.edit(tn.open("oscillator"), 5), "give a Network"),
        (lambda: tn.check("oscillator"), "give a Project"),
        (lambda: tn.build(shape=8, layers=[(4, 4)]), "rows, columns"),
        (lambda: tn.build(shape=(8, 8), layers=[4, 4]), "is no layer"),
        (lambda: tn.train(tn.build("mnist-5core"), epochs=2.5), "whole number"),
        (lambda: tn.train(tn.build("mnist-5core"), (1, 2)), "give a Dataset"),
        (lambda: tn.pattern([(0.5, 0)]), "whole numbers"),
    ],
)
def test_that_a_wrong_argument_is_told(call, told):
    with pytest.raises(tn.TNStudioError, match=told):
        call()


def test_that_samples_and_templates_are_known_by_both_of_their_names():
    assert same(tn.build("logic_gates").network, tn.build("logic-gates").network)
    assert tn.open("logic-gates").network.name == tn.open("logic_gates").network.name


def test_that_numbers_of_a_run_out_of_range_are_told(trained, bars):  # noqa: F811
    project = tn.open(trained)
    images = tn.dataset(bars)
    for wrong in ({"encoding": "x"}, {"seed": -1}, {"frame_ticks": 0}):
        with pytest.raises(tn.TNStudioError):
            tn.simulate(project, data=images, **wrong)
    run = tn.simulate(project, data=images, ticks=2)
    for call in (
        lambda: run.encode_as("x"),
        lambda: run.step(-1),
        lambda: run.back(-1),
        lambda: run.go_to(-1),
        lambda: run.run_until(),
        lambda: run.show(images.test.pixels[0] / 255),
    ):
        with pytest.raises(tn.TNStudioError):
            call()
    assert run.step(2).tick == 4


def test_that_a_picture_is_shown_as_the_image_that_it_is(trained, bars):  # noqa: F811
    project, images = tn.open(trained), tn.dataset(bars)
    wanted = tn.simulate(project, 3, 6, data=images).spikes
    pixels = images.test.pixels[3]
    for picture in (pixels, pixels[..., 0], pixels.astype(int)):
        assert same(tn.simulate(project, picture, 6, data=images).spikes, wanted)


def test_that_a_project_is_evaluated_as_its_chip(trained, bars):  # noqa: F811
    project = tn.open(trained)
    chip = project.program if project.program is not None else tn.deploy(project)
    found = tn.evaluate(project, bars), tn.evaluate(chip, bars)
    assert found[0].accuracy == found[1].accuracy


def test_that_a_training_of_images_in_memory_asks_for_them(untrained, bars):  # noqa: F811
    trained_once = tn.train(tn.open(untrained), tn.dataset(bars), **SETTINGS)
    with pytest.raises(tn.TNStudioError, match="in memory"):
        tn.train(trained_once, resume=True, epochs=3)


def test_that_a_sweep_and_a_fork_are_told_in_lines(trained, bars):  # noqa: F811
    project = tn.open(trained)
    wishes = {"copies": np.array([1, 2]), "ticks": [1], "seeds": range(2)}
    shares = []
    found = tn.sweep(project, bars, encodings="rate", progress=shares.append, **wishes)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert repr(found).count("\nrate") == 2
    assert all(type(cell.copies) is int for cell in found.cells)
    run = tn.simulate(project, data=bars, ticks=2)
    assert "they are the same" in repr(run.fork([]))
