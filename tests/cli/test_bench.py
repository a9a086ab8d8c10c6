"""tnstudio bench: what it prints and what it refuses."""

import json

import pytest

SMALL = ("bench", "simulator", "--cores", 4, "--rate", 50, "--synapses", 64)


def test_that_bench_simulator_prints_one_object_of_json(tnstudio):
    code, out, err = tnstudio(*SMALL, "--ticks", 40, "--seed", 3, "--json")
    facts = json.loads(out)
    assert (code, err) == (0, "")
    asked = {"cores": 4, "rate": 50, "synapses": 64, "ticks": 40, "seed": 3}
    assert {name: facts[name] for name in asked} == asked
    measured = (
        "ready_seconds",
        "ms_per_tick",
        "best_ms_per_tick",
        "ticks_per_second",
        "synaptic_events_per_second",
        "numpy_ms_per_tick",
        "ratio_to_numpy",
        "measured_rate",
    )
    assert all(facts[name] > 0 for name in measured)
    assert facts["peak_memory_mb"] is None or facts["peak_memory_mb"] > 10
    assert facts["threads"] == 1


@pytest.mark.parametrize("kind", ["noisy", "varied"])
def test_that_bench_simulator_prints_a_table(tnstudio, kind):
    code, out, _ = tnstudio(*SMALL, "--ticks", 40, f"--{kind}")
    assert code == 0
    assert "4 cores, 50 Hz, 64 synapses per axon" in out
    assert kind in out
    assert "times as fast as NumPy" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--cores", 0), "choose 1 to 65536"),
        (("--cores", 65537), "number of cores is 65537"),
        (("--rate", 1001), "choose 0, or 0.1 to 1000 Hz"),
        (("--rate", "nan"), "rate is nan Hz"),
        (("--synapses", -1), "choose 0 to 256"),
        (("--ticks", 0), "0 ticks to measure"),
        (("--threads", 0), "number of threads is 0"),
    ],
)
def test_that_bench_simulator_refuses_numbers_out_of_range(tnstudio, words, message):
    code, out, err = tnstudio("bench", "simulator", *words)
    assert (code, out) == (2, "")
    assert message in err


def test_that_bench_alone_lists_what_can_be_measured(tnstudio):
    _, out, err = tnstudio("bench")
    assert "simulator" in out + err
    assert "training" in out + err


def test_that_bench_training_prints_one_object_of_json(tnstudio):
    code, out, err = tnstudio("bench", "training", "--batches", 2, "--json")
    facts = json.loads(out)
    assert (code, err) == (0, "")
    assert (facts["epochs"], facts["batches"], facts["threads"]) == (1, 2, 2)
    names = [speed["network"] for speed in facts["networks"]]
    assert names == ["mnist-5core", "mnist-30core"]
    for speed in facts["networks"]:
        assert speed["seconds_per_epoch"] >= speed["best_seconds_per_epoch"] > 0
        assert speed["gflops"] > 0
        # Of two batches on a busy machine it may be above 1.
        assert speed["matrix_share"] > 0
        # Without PyTorch, which is no dependency, these are null.
        names = ("torch_seconds_per_epoch", "torch_best_seconds_per_epoch")
        beside = [speed[name] for name in (*names, "ratio_to_torch")]
        assert [value is None for value in beside] == [facts["torch"] is None] * 3


def test_that_bench_training_prints_a_table(tnstudio):
    code, out, _ = tnstudio("bench", "training", "--batches", 1, "--epochs", 2)
    assert code == 0
    assert "600 × the median of 2 batches" in out
    assert "times as fast as PyTorch" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--epochs", 0), "number of epochs is 0"),
        (("--batches", 0), "number of batches is 0"),
        (("--batches", 601), "choose 1 to 600"),
    ],
)
def test_that_bench_training_refuses_numbers_out_of_range(tnstudio, words, message):
    code, out, err = tnstudio("bench", "training", *words)
    assert (code, out) == (2, "")
    assert message in err
