from dataclasses import replace

import nir
import numpy as np
import pytest

from tests.storage.nscs_files import core, model_text
from tests.storage.ranc_files import two_cores, write_files
from tests.trained_networks import tiny_network, trained_at_random
from tests.ui.small_world import small_dataset, small_project
from tnstudio.app.incoming import NIR, NSCS, PROJECT, RANC, SPIKES, kind_of, reading
from tnstudio.app.interchange import shown_spikes
from tnstudio.app.outgoing import (
    KINDS,
    NIR_CHIP,
    NIR_DEPLOYED,
    NIR_TRAINED,
    ExportChoices,
    exporting,
    losses,
    nir_graph,
    why_not,
)
from tnstudio.app.outgoing import (
    RANC as TO_RANC,
)
from tnstudio.errors import TNStudioError
from tnstudio.mapping.deploy import deploy
from tnstudio.model.circuit_templates import (
    bursting,
    coincidence_detector,
    oscillator,
)
from tnstudio.model.project import Project
from tnstudio.model.stimulus import ImageSpikes
from tnstudio.storage.interchange.ranc_reading import read_ranc
from tnstudio.storage.project_file import save_project


def _result(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture
def trained():
    found = trained_at_random(tiny_network())
    return Project(found.network, found, deploy(found, 1, 0))


def test_that_files_are_known_by_what_they_hold(tmp_path):
    model, config = write_files(tmp_path, two_cores())
    assert (kind_of(model), kind_of(config)) == (RANC, RANC)
    nscs = tmp_path / "a"
    nscs.write_text(model_text([core()]))
    assert kind_of(nscs) == NSCS
    table = tmp_path / "b.txt"
    table.write_text('\ufeff"Tick", line\n')
    assert kind_of(table) == SPIKES
    archive = tmp_path / "c.npz"
    np.savez(archive, tick=np.zeros(1), line=np.zeros(1, int))
    assert kind_of(archive) == SPIKES
    project = tmp_path / "d.h5"
    save_project(project, Project(oscillator()))
    assert kind_of(project) == PROJECT


def test_that_other_files_are_of_no_kind(tmp_path):
    assert kind_of(tmp_path) is None
    assert kind_of(tmp_path / "none") is None
    for k, data in enumerate((b"", b"{}", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n" * 9)):
        path = tmp_path / str(k)
        path.write_bytes(data)
        assert kind_of(path) is None


def test_that_a_written_graph_is_read_again(tmp_path):
    path = tmp_path / "a.nir"
    project = Project(oscillator())
    assert _result(exporting(project, NIR_CHIP, path)) == (path,)
    assert kind_of(path) == NIR
    found = _result(reading(path))
    assert dict(found.found)["core"] == 2
    assert found.project.network.name == "a"


def test_that_ranc_needs_both_files(tmp_path):
    model, _ = write_files(tmp_path, two_cores())
    other = tmp_path / "alone.json"
    other.write_bytes(model.read_bytes())
    with pytest.raises(TNStudioError, match=r"alone\.config\.json is not beside"):
        _result(reading(other))


def test_that_a_chip_goes_to_ranc_and_back(tmp_path):
    path = tmp_path / "a.json"
    files = _result(exporting(Project(oscillator()), TO_RANC, path))
    for file in files:
        found = _result(reading(file))
        assert dict(found.found)["input spike"] == 1


def test_that_kinds_that_cannot_be_say_why(trained):
    free, fresh = Project(oscillator()), Project(tiny_network())
    can = {
        name: [kind.name for kind in KINDS if not why_not(project, kind)]
        for name, project in (("free", free), ("fresh", fresh), ("trained", trained))
    }
    assert can["free"] == ["ranc", "nir-chip"]
    assert can["fresh"] == []
    assert can["trained"] == ["ranc", "nir-trained", "nir-deployed"]
    with pytest.raises(TNStudioError, match="not trained"):
        losses(fresh, NIR_TRAINED)


def test_that_losses_are_told_without_a_file(trained):
    assert any("expected" in line for line in losses(trained, NIR_TRAINED))
    assert any("metadata" in line for line in losses(trained, NIR_DEPLOYED))
    with pytest.raises(TNStudioError, match="leak reversal"):
        losses(Project(bursting()), TO_RANC)


def test_that_a_deployed_network_is_written_as_layers(trained, tmp_path):
    path = tmp_path / "a.nir"
    _result(exporting(trained, NIR_DEPLOYED, path))
    assert len(nir.read(path).nodes) == 2 + 2 * 3


def test_that_a_chosen_copy_is_written(trained, tmp_path):
    two = replace(trained, program=deploy(trained.trained, copies=2, seed=0))
    written = []
    for number in (0, 1):
        path = tmp_path / f"{number}.nir"
        _result(exporting(two, NIR_DEPLOYED, path, ExportChoices(copy=number)))
        nodes = nir.read(path).nodes
        written.append([n.weight for n in nodes.values() if hasattr(n, "weight")])
        wanted = nir_graph(two, NIR_DEPLOYED, number).nodes.values()
        expected = [n.arrays["weight"] for n in wanted if "weight" in n.arrays]
        assert all(map(np.array_equal, written[-1], expected))
    assert not all(map(np.array_equal, *written))


def test_that_images_are_shown_to_a_chip_for_ranc(tmp_path):
    source = small_dataset(tmp_path / "data", train=3, test=6)
    project, path = small_project(), tmp_path / "a.json"
    shown = ImageSpikes(source, "test", "rate", ticks=4, first_image=1)
    _result(exporting(project, TO_RANC, path, ExportChoices(ticks=8, images=shown)))
    spikes = read_ranc(path, tmp_path / "a.config.json").stimulus
    wanted = shown_spikes(project.program, (shown,), project.program.seed, 8)
    assert spikes.ticks.max() == wanted.ticks.max() == 7
    assert len(spikes.ticks) == len(wanted.ticks) > 0


def test_that_ticks_bound_the_spikes_for_ranc(tmp_path):
    path = tmp_path / "a.json"
    project = Project(coincidence_detector())
    _result(exporting(project, TO_RANC, path, ExportChoices(ticks=20)))
    assert read_ranc(path, tmp_path / "a.config.json").stimulus.ticks.max() < 20
