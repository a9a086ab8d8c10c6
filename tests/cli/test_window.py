"""Which command lines open the window without the table of commands."""

import pytest

from tnstudio.cli.commands import app
from tnstudio.cli.window import opens_window


@pytest.mark.parametrize("words", [[], ["a.tn.h5"], ["/some/where/a.h5"]])
def test_that_a_project_or_nothing_opens_the_window(words):
    assert opens_window(words)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["info", "a.tn.h5"], ["a.tn.h5", "--reset-layout"]],
)
def test_that_all_else_is_for_the_table(words):
    assert not opens_window(words)


def test_that_no_command_opens_the_window_by_its_name():
    commands = [
        command.name or command.callback.__name__ for command in app.registered_commands
    ]
    assert commands
    assert not any(opens_window([name]) for name in commands)


def test_that_a_file_that_is_not_there_is_refused_by_either_way(tnstudio):
    direct = tnstudio("missing.tn.h5")
    by_table = tnstudio("open", "missing.tn.h5")
    assert direct == by_table
    assert direct[0] == 2
