import nir
import numpy as np

from tests.storage.nscs_files import core, model_text
from tnstudio.model.circuit_templates import coincidence_detector, oscillator
from tnstudio.model.project import Project
from tnstudio.storage.project_file import load_project, save_project


def test_that_a_model_of_nscs_becomes_a_project(tnstudio, tmp_path):
    model, out = tmp_path / "m.json", tmp_path / "m.tn.h5"
    model.write_text(model_text([core()], coreCount=4))
    code, said, err = tnstudio("import", "nscs", model, "-o", out)
    assert code == 0, err
    assert said == f"{out}: 1 core, 2 input lines, 8 output lines\n"
    assert "The model has 4 cores, the file holds 1" in err
    assert tnstudio("check", out)[0] == 0
    code, _, err = tnstudio("import", "nscs", model, "-o", out)
    assert code == 2
    assert "--force" in err


def test_that_free_cores_go_out_and_come_back_as_a_graph(tnstudio, tmp_path):
    path, graph = tmp_path / "a.tn.h5", tmp_path / "a.nir"
    save_project(path, Project(oscillator()))
    code, said, err = tnstudio("export", "nir", path, "-o", graph)
    assert code == 0, err
    assert "nodes" in said
    assert "stimuli" in err
    assert "input" in nir.read(graph).nodes
    back = tmp_path / "b.tn.h5"
    assert tnstudio("import", "nir", graph, "-o", back)[0] == 0
    assert len(load_project(back).network.circuit.cores) == 2


def test_that_a_trained_network_goes_out_in_both_ways(tnstudio, tmp_path, trained):
    out = tmp_path / "a.nir"
    code, _, err = tnstudio("export", "nir", trained, "-o", out)
    assert code == 0, err
    assert "expected weight" in err
    expected = nir.read(out).nodes["layer1"].weight
    words = ("-o", out, "--what", "deployed", "--force")
    assert tnstudio("export", "nir", trained, *words)[0] == 0
    deployed = nir.read(out).nodes["layer1"].weight
    assert set(np.unique(deployed)) <= {-2, -1, 0, 1, 2}
    assert not np.array_equal(deployed, expected)
    assert tnstudio("export", "nir", trained, *words, "--copy", 999)[0] == 2


def test_that_a_project_is_not_overwritten_by_its_export(tnstudio, trained):
    words = ("-o", trained, "--force")
    assert tnstudio("export", "nir", trained, *words)[0] == 2
    assert load_project(trained).trained is not None


def test_that_spikes_of_a_table_become_a_stimulus(tnstudio, tmp_path):
    path, table, out = (tmp_path / name for name in ("a.tn.h5", "a.csv", "b.tn.h5"))
    save_project(path, Project(coincidence_detector()))
    table.write_text("tick,line\n3,every 3\n4.5,1\n5,nobody\n")
    words = ("-p", path, "-o", out)
    code, said, err = tnstudio("import", "spikes", table, *words)
    assert code == 0, err
    assert said == f"{out}: 2 input spikes\n"
    assert "between two ticks" in err
    assert "nobody" in err
    stimuli = load_project(out).network.circuit.stimuli
    assert stimuli[-1].ticks.tolist() == [3, 4]
    assert len(load_project(path).network.circuit.stimuli) == 2
