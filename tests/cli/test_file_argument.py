"""Projects are opened by path and by URL, as desktops tell them."""

from pathlib import Path

import pytest

from tnstudio.cli import window
from tnstudio.cli.file_argument import path_of
from tnstudio.errors import TNStudioError


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("a b.tn.h5", "a b.tn.h5"),
        ("/x/ä%20.tn.h5", "/x/ä%20.tn.h5"),
        ("file:///x/a%20b.tn.h5", "/x/a b.tn.h5"),
        ("file:///x/%C3%A4%23%3F.tn.h5", "/x/ä#?.tn.h5"),
        ("FILE:/x/a.tn.h5", "/x/a.tn.h5"),
        ("file://localhost/x/a.tn.h5", "/x/a.tn.h5"),
        ("file-5.tn.h5", "file-5.tn.h5"),
    ],
)
def test_that_a_file_is_told_by_path_or_by_url(word: str, path: str) -> None:
    assert path_of(word) == Path(path)


def test_that_a_url_of_any_path_is_read(tmp_path: Path) -> None:
    odd = tmp_path / "100% #1 ?.tn.h5"
    assert path_of(odd.as_uri()) == odd


def test_that_a_file_elsewhere_is_refused() -> None:
    with pytest.raises(TNStudioError, match="another computer"):
        path_of("file://server/x/a.tn.h5")


@pytest.mark.parametrize("words", [(), ("open",)])
def test_that_the_window_opens_what_the_desktop_tells(
    tnstudio, tmp_path, monkeypatch, words
):
    opened = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(
        "tnstudio.ui.application.run",
        lambda path, reset_layout: opened.append(path) or 0,
    )
    project = tmp_path / "a project.tn.h5"
    project.touch()
    for word in (project.as_uri(), str(project)):
        assert tnstudio(*words, word)[0] == 0
    assert opened == [project, project]
    code, _, err = tnstudio(*words, (tmp_path / "gone.tn.h5").as_uri())
    assert (code, len(opened)) == (2, 2)
    assert str(tmp_path / "gone.tn.h5") in err
    assert window.has_display() is False
