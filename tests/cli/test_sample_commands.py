"""Circuits from templates come with their guide, and ``info`` shows it."""

import pytest

from tests.same_values import same
from tnstudio.model.circuit_guides import GUIDES
from tnstudio.model.templates import project_from
from tnstudio.storage.project_file import load_project


@pytest.mark.parametrize("name", ["logic-gates", "free-cores", "mnist-5core"])
def test_that_a_project_from_a_template_has_its_guide(tnstudio, tmp_path, name):
    path = tmp_path / "new.tn.h5"
    words = ("new", path, "--template", name, "--seed", 4)
    assert tnstudio(*words)[0] == 0
    assert same(load_project(path), project_from(name, 4))
    assert tnstudio(*words, "--force", "--name", "Mine")[0] == 0
    renamed = load_project(path)
    assert renamed.network.name == "Mine"
    assert renamed.description == GUIDES.get(name, "")


def test_that_info_shows_the_guide_line_by_line(tnstudio, tmp_path):
    path = tmp_path / "new.tn.h5"
    tnstudio("new", path, "--template", "classroom-core")
    code, out, _ = tnstudio("info", path)
    assert code == 0
    assert out.startswith(f"Classroom core\n{GUIDES['classroom-core']}\n1 core ")
