"""The Python of the documentation runs, and prints what it says."""

import contextlib
import io
import re

from tnstudio.paths import resources

_BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def test_that_the_example_prints_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (resources() / "docs" / "python-api.md").read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    assert len(blocks) > 8
    names: dict = {}
    shown = io.StringIO()
    for kind, body in blocks:
        if kind == "python":
            with contextlib.redirect_stdout(shown):
                exec(compile(body, "python-api.md", "exec"), names)
        else:
            assert shown.getvalue() == body
            shown = io.StringIO()
    assert shown.getvalue() == ""
