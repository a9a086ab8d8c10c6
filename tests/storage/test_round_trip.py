"""What is saved is what is opened, bit for bit, and the same bytes each time."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.same_values import same
from tests.storage.everything import everything
from tests.storage.examples import full_project
from tests.storage.format_3 import into_format_3
from tnstudio.model import templates
from tnstudio.model.network import InputShape, Network, Readout, WindowLayer
from tnstudio.model.project import Project
from tnstudio.model.rules import check_network
from tnstudio.paths import sample_networks
from tnstudio.storage.project_file import load_project, save_project

SAMPLES = sorted(sample_networks().rglob("*.tn.h5"))

quietly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)


@given(project=strategies.projects())
@quietly
def test_that_a_project_opens_as_it_was_saved(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "any.tn.h5"
    save_project(path, project)
    assert same(load_project(path), project)


@pytest.mark.parametrize("project", everything())
def test_that_a_project_with_everything_opens_as_it_was_saved(
    tmp_path: Path, project: Project
) -> None:
    path = tmp_path / "everything.tn.h5"
    save_project(path, project)
    assert same(load_project(path), project)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_that_a_sample_network_is_saved_as_it_was(tmp_path: Path, sample: Path) -> None:
    project = load_project(sample)
    one, two = tmp_path / "one.tn.h5", tmp_path / "two.tn.h5"
    save_project(one, project)
    assert same(load_project(one), project)
    save_project(two, load_project(one))
    assert one.read_bytes() == two.read_bytes()


@given(project=strategies.projects())
@settings(quietly, max_examples=12)
def test_that_a_project_of_format_3_opens_as_it_was_saved(
    tmp_path: Path, project: Project
) -> None:
    old, new = tmp_path / "old.tn.h5", tmp_path / "new.tn.h5"
    save_project(old, project)
    into_format_3(old)
    plain = replace(project, description="", prepared=None)
    assert same(load_project(old), plain)
    save_project(new, load_project(old))
    assert same(load_project(new), plain)


@given(project=strategies.projects())
@settings(quietly, max_examples=15)
def test_that_a_project_always_gives_the_same_bytes(
    tmp_path: Path, project: Project
) -> None:
    one, two = tmp_path / "one.tn.h5", tmp_path / "two.tn.h5"
    save_project(one, project)
    save_project(two, load_project(one))
    assert one.read_bytes() == two.read_bytes()


def test_that_the_bytes_do_not_depend_on_process_or_time(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from tests.storage.examples import full_project\n"
        "from tnstudio.storage.project_file import save_project\n"
        "save_project(Path(sys.argv[1]), full_project())\n"
    )
    paths = [tmp_path / "one.tn.h5", tmp_path / "two.tn.h5"]
    root = Path(__file__).parents[2]
    save_project(paths[0], full_project())
    subprocess.run(
        [sys.executable, "-c", script, str(paths[1])],
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "7"},
    )
    assert paths[0].read_bytes() == paths[1].read_bytes()


integers = st.integers(-(2**63), 2**63 - 1)


@st.composite
def unfinished_networks(draw: st.DrawFn) -> Network:
    """Draw a network of any numbers, as a user may leave it half done."""
    layer = st.builds(
        WindowLayer,
        integers,
        integers,
        st.one_of(st.none(), integers),
        st.lists(integers, max_size=6).map(tuple),
    )
    return Network(
        name=draw(strategies.NAMES),
        input=InputShape(draw(integers), draw(integers), draw(integers)),
        layers=tuple(draw(st.lists(layer, max_size=4))),
        readout=Readout(tuple(draw(st.lists(strategies.NAMES, max_size=4)))),
        hardware=draw(strategies.hardware_sizes()),
        seed=draw(integers),
    )


@given(network=unfinished_networks())
@quietly
def test_that_an_unfinished_design_can_be_saved(
    tmp_path: Path, network: Network
) -> None:
    path = tmp_path / "unfinished.tn.h5"
    save_project(path, Project(network))
    assert same(load_project(path), Project(network))


@pytest.mark.parametrize("template", templates.TEMPLATES.values())
def test_that_the_templates_round_trip(tmp_path: Path, template: object) -> None:
    path = tmp_path / "template.tn.h5"
    project = Project(template(seed=3))
    save_project(path, project)
    assert same(load_project(path), project)
    problems = check_network(load_project(path).network)
    assert problems == check_network(project.network)


def test_that_arrays_of_an_opened_project_are_read_only(tmp_path: Path) -> None:
    path = tmp_path / "frozen.tn.h5"
    save_project(path, full_project())
    project = load_project(path)
    with pytest.raises(ValueError, match="read-only"):
        project.program.synapses[0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        project.trained.layers[0][0].probabilities[0, 0] = 1


def test_that_opening_does_not_touch_the_file(tmp_path: Path) -> None:
    path = tmp_path / "untouched.tn.h5"
    save_project(path, full_project())
    before, content = path.stat(), path.read_bytes()
    load_project(path)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_that_any_viewer_can_read_what_the_file_means(tmp_path: Path) -> None:
    path = tmp_path / "viewed.tn.h5"
    project = full_project()
    save_project(path, project)
    with h5py.File(path, "r") as file:
        assert file.attrs["format"] == b"tnstudio-project"
        assert file.attrs["version"] == 4
        assert file.attrs["created_with"].startswith(b"TN Studio ")
        assert set(file) == {"network", "trained", "program"}
        assert file["network/layers/0"].attrs["kind"] == b"window"
        layer = file["trained/layers/0"]
        stored, neurons = layer["probabilities"], layer["neurons"][()]
        for k, core in enumerate(project.trained.layers[0]):
            np.testing.assert_array_equal(
                stored[k, :, : neurons[k]], core.probabilities
            )
            assert not stored[k, :, neurons[k] :].any()
        assert stored.attrs["unit"] == b"probability"
        assert stored.attrs["axes"].decode() == "core × axon × neuron"
        assert (stored.compression, stored.shuffle, stored.fletcher32) == (
            "gzip",
            True,
            True,
        )
        file.visititems(_require_notes)


def _require_notes(name: str, item: h5py.HLObject) -> None:
    """Every group says what it is, every array what it means."""
    wanted = {"type", "version"} if isinstance(item, h5py.Group) else {"meaning"}
    assert wanted <= set(item.attrs), name


def test_that_long_arrays_are_kept_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "long.tn.h5"
    project = full_project()
    losses = np.linspace(3, 0, 700_000, dtype=np.float32)
    losses.flags.writeable = False
    trained = replace(
        project.trained, history=replace(project.trained.history, batch_losses=losses)
    )
    project = replace(project, trained=trained)
    save_project(path, project)
    with h5py.File(path, "r") as file:
        assert file["trained/history/batch_losses"].chunks == (2**18,)
    assert same(load_project(path), project)
