"""Runs side by side."""

from dataclasses import replace

from tests.storage.test_runs import example
from tnstudio.app.run_comparison import compare
from tnstudio.model.network import WindowLayer
from tnstudio.model.records import Augmentation, RateDrop


def changed(run, **settings):
    return replace(run, settings=replace(run.settings, **settings))


def test_that_only_settings_that_differ_are_told():
    run = example()
    comparison = compare(
        (
            run,
            changed(run, seed=3, balanced=True, drops=(RateDrop(0.5, 0.2),)),
            changed(run, augmentation=Augmentation(7.5), epochs=9),
        )
    )
    assert comparison.settings == ("seed", "balanced", "rotation", "drops")
    assert [row.choices for row in comparison.rows] == [
        ("0", "no", "0", "0.6,0.1 0.85,0.1"),
        ("3", "yes", "0", "0.5,0.2"),
        ("0", "no", "7.5", "0.6,0.1 0.85,0.1"),
    ]
    assert [row.asked for row in comparison.rows] == [5, 5, 9]


def test_that_other_designs_and_other_images_are_told():
    run = example()
    design = replace(run.network, name="wide", layers=(WindowLayer(3, 1),))
    comparison = compare((run, replace(run, network=design, source="./mnist")))
    assert comparison.settings == ("data", "design", "layers")
    assert comparison.rows[0].choices == ("mnist", "tiny", "3,1; 2,1,3; 1,1,5")
    assert comparison.rows[1].choices == ("./mnist", "wide", "3,1")


def test_that_a_row_tells_what_a_run_came_to():
    run = example()
    (row,) = compare((run,)).rows
    assert (row.name, row.note, row.started) == (run.name, run.note, run.started)
    assert (row.done, row.asked, row.seconds) == (3, 5, 6.0)
    assert row.last is run.epochs[-1]
    assert row.best is run.epochs[0]
    assert row.kept == (1, 3)


def test_that_there_may_be_nothing_to_compare():
    assert compare(()).rows == ()
    unfinished = replace(example(), epochs=())
    assert compare((unfinished,)).rows[0].last is None
