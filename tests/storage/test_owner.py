"""What a program that runs no more has left is told from what is in use."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tnstudio.model.project import Project
from tnstudio.model.templates import mnist_5core
from tnstudio.storage import file_lock, owner
from tnstudio.storage.atomic import clear_left_behind
from tnstudio.storage.file_lock import hold, is_held
from tnstudio.storage.owner import has_ended, own_mark
from tnstudio.storage.project_file import save_project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="never certain there")


@pytest.fixture(scope="module")
def ended() -> str:
    """The mark of a program that ran on this computer."""
    script = "from tnstudio.storage.owner import own_mark; print(own_mark())"
    words = [sys.executable, "-c", script]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def with_field(mark: str, place: int, value: str) -> str:
    fields = mark.split("-")
    fields[place] = value
    return "-".join(fields)


class TestMark:
    def test_that_this_program_has_not_ended(self) -> None:
        assert not has_ended(own_mark())

    def test_that_a_program_that_has_ended_is_known(self, ended: str) -> None:
        assert has_ended(ended)

    def test_that_a_program_of_another_computer_may_run(self, ended: str) -> None:
        assert not has_ended(with_field(ended, 0, "00000000"))

    def test_that_a_program_of_another_container_may_run(self, ended: str) -> None:
        assert not has_ended(with_field(ended, 2, "1"))

    @pytest.mark.parametrize("text", ["", "nonsense", "0123456789abcdef"])
    def test_that_nothing_is_known_of_what_is_no_mark(self, text: str) -> None:
        assert not has_ended(text)

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
    def test_that_a_number_that_is_another_programs_by_now_is_seen(self) -> None:
        assert has_ended(with_field(own_mark(), 4, "1"))

    def test_that_a_start_of_the_computer_ends_all_where_it_is_known(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(owner, "_machine", lambda: "")
        monkeypatch.setattr(owner, "_boot", lambda: "11111111")
        before = with_field(own_mark(), 1, "22222222")
        assert not has_ended(before)
        monkeypatch.setattr(owner, "_machine", lambda: "of this computer")
        assert has_ended(before)


class TestLeftBehind:
    def test_that_a_save_removes_only_what_dead_programs_were_writing(
        self, tmp_path: Path, ended: str
    ) -> None:
        dead = tmp_path / f".tnstudio-{ended}-12345678.tmp"
        kept = [
            tmp_path / f".tnstudio-{own_mark()}-12345678.tmp",
            tmp_path / f".tnstudio-{with_field(ended, 0, '00000000')}-12345678.tmp",
            tmp_path / ".tnstudio-0123456789abcdef.tmp",
            tmp_path / "mine.tmp",
        ]
        for path in (dead, *kept):
            path.write_bytes(b"half")
        save_project(tmp_path / "mine.tn.h5", Project(mnist_5core()))
        assert not dead.exists()
        assert all(path.exists() for path in kept)

    def test_that_a_folder_that_is_gone_is_no_error(self, tmp_path: Path) -> None:
        clear_left_behind(tmp_path / "gone")
        assert not (tmp_path / "gone").exists()


class TestDriveWithoutLocks:
    @pytest.fixture(autouse=True)
    def _without_locks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: object) -> None:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(file_lock, "_lock", refuse)

    def test_that_what_a_running_program_has_is_held(self, tmp_path: Path) -> None:
        with hold(tmp_path / "lock"):
            assert is_held(tmp_path / "lock")

    def test_that_what_a_dead_program_had_is_free(
        self, tmp_path: Path, ended: str
    ) -> None:
        (tmp_path / "lock").write_text(ended)
        assert not is_held(tmp_path / "lock")
        assert not is_held(tmp_path / "no lock")

    def test_that_another_computer_may_have_it(
        self, tmp_path: Path, ended: str
    ) -> None:
        (tmp_path / "lock").write_text(with_field(ended, 0, "00000000"))
        assert is_held(tmp_path / "lock")
