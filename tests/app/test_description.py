"""The description of a project: kept, trimmed, refused if it cannot be shown."""

import pytest

from tnstudio.app.description import MOST_BYTES, described
from tnstudio.errors import TNStudioError
from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core


def test_that_a_description_is_kept_without_blank_ends() -> None:
    project = described(Project(mnist_5core()), "\n Digits\nin two layers. \n")
    assert project.description == "Digits\nin two layers."
    assert described(project, "Digits\nin two layers.\n") is project


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\0b", "characters that cannot be kept"),
        ("a\tb", "tabs"),
        ("ü" * (MOST_BYTES // 2 + 1), "too long: 4,002 bytes"),
        ("\ud800", "characters that cannot be kept"),
    ],
)
def test_that_what_cannot_be_kept_is_refused(text: str, why: str) -> None:
    with pytest.raises(TNStudioError, match=why):
        described(Project(mnist_5core()), text)
