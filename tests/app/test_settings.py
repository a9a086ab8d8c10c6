"""Settings: kept, found again, and robust against every kind of broken file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tnstudio.app.settings import (
    FOLDER_VARIABLE,
    MOST_DATASETS,
    MOST_RECENT,
    Preferences,
    Settings,
    _checked,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "configuration" / "settings.json"


def test_that_without_a_file_there_are_defaults(file: Path) -> None:
    assert Settings(file).values == Preferences()
    assert not file.exists()


def test_that_changes_are_found_again(file: Path) -> None:
    changes = {"theme": "dark", "geometry": "AAAA", "training_pace": 4.5e10}
    Settings(file).change(**changes)
    assert Settings(file).values == Preferences(**changes)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "zh_CN", "data_folder": "/data"},
        {"text_size": 150, "threads": 2, "font": "Serif"},
        {"autosave": False, "keeps_versions": True, "tour_seen": True},
        {"commands": ("a", "b"), "views": {"splitter": "[1, 2]"}},
    ],
)
def test_that_what_was_set_is_found_again(
    file: Path, changes: dict[str, object]
) -> None:
    Settings(file).change(**changes)
    assert Settings(file).values == Preferences(**changes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_size": 10},
        {"font": 3},
        {"text_size": True},
        {"threads": -1},
        {"autosave": 1, "keeps_versions": "yes"},
        {"language": 5, "data_folder": None},
        {"recording_bytes": 1.5},
        {"commands": "a", "views": ["a"]},
        {"commands": [1], "views": {"a": 1}},
    ],
)
def test_that_defaults_stand_for_what_makes_no_sense(wrong: dict[str, object]) -> None:
    assert _checked(wrong) == Preferences()


def test_that_an_unknown_preference_is_an_error_of_ours(file: Path) -> None:
    with pytest.raises(TypeError):
        Settings(file).change(colour="green")


def test_that_recent_files_are_kept_newest_first_without_doubles(
    file: Path, tmp_path: Path
) -> None:
    settings = Settings(file)
    paths = [tmp_path / f"{k}.tn.h5" for k in range(MOST_RECENT + 2)]
    for path in (*paths, paths[5]):
        settings.add_recent(path)
    recent = Settings(file).values.recent
    assert recent[:2] == (str(paths[5]), str(paths[-1]))
    assert len(recent) == len(set(recent)) == MOST_RECENT


def test_that_a_recent_file_can_be_forgotten(file: Path, tmp_path: Path) -> None:
    settings = Settings(file)
    settings.add_recent(tmp_path / "a.tn.h5")
    settings.forget_recent(tmp_path / "a.tn.h5")
    assert Settings(file).values.recent == ()


def test_that_own_data_sets_are_kept_as_they_were_resampled_last(file: Path) -> None:
    settings = Settings(file)
    for k in range(MOST_DATASETS + 2):
        settings.add_dataset(f"/own/{k}")
    settings.add_dataset("/own/5@28x28,grey")
    settings.add_dataset("/own/5@8x8")
    kept = Settings(file).values.datasets
    assert kept[:2] == ("/own/5@8x8", f"/own/{MOST_DATASETS + 1}")
    assert len(kept) == MOST_DATASETS
    assert sum("/own/5" in source for source in kept) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"text"', "{}" * 3, "[" * 100_000, "\ud800"],
)
def test_that_a_broken_file_means_defaults(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert Settings(file).values == Preferences()


def test_that_a_folder_in_the_place_of_the_file_means_defaults(file: Path) -> None:
    file.mkdir(parents=True)
    assert Settings(file).values == Preferences()


def test_that_good_values_survive_bad_ones(file: Path) -> None:
    file.parent.mkdir()
    values = {"theme": "dark", "recent": ["a", 3, None], "layout": 7, "new": 1}
    values["datasets"] = ["/zoo@8x8", "/zoo@0x8", "", 4]
    file.write_text(json.dumps(values))
    expected = Preferences(theme="dark", recent=("a",), datasets=("/zoo@8x8",))
    assert Settings(file).values == expected


def test_that_a_place_that_cannot_be_written_is_logged_and_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in_the_way").write_text("")
    settings = Settings(tmp_path / "in_the_way" / "settings.json")
    settings.change(theme="light")
    assert settings.values.theme == "light"
    assert "not kept" in caplog.text


def test_that_the_environment_names_another_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "elsewhere"))
    assert Settings().file == tmp_path / "elsewhere" / "settings.json"


_json = st.recursive(
    st.none() | st.integers() | st.sampled_from(["dark", "a", ""]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["theme", "recent", "datasets", "layout", "training_pace", "x"]


@given(st.dictionaries(st.sampled_from(_KEYS), _json | st.floats()))
def test_that_any_json_gives_preferences(found: dict[str, object]) -> None:
    values = _checked(found)
    assert values.theme in ("system", "light", "dark")
    assert all(isinstance(name, str) for name in values.recent + values.datasets)
    assert isinstance(values.layout, str)
    assert 0 <= values.training_pace < 1e19


def test_that_listeners_are_told_what_has_changed_and_only_then(file: Path) -> None:
    settings, told = Settings(file), []
    settings.listen(told.append)
    settings.change(theme="dark", threads=0)
    settings.change(theme="dark")
    assert told == [{"theme"}]


def test_that_some_preferences_can_be_restored(file: Path) -> None:
    settings = Settings(file)
    settings.change(theme="dark", text_size=150, threads=2)
    settings.restore("theme", "threads")
    assert settings.values == Preferences(text_size=150)


def test_that_a_chosen_folder_counts_while_it_is_there(
    file: Path, tmp_path: Path
) -> None:
    settings = Settings(file)
    assert settings.chosen_folder is None
    assert settings.folder == Path.home()
    settings.change(data_folder=str(tmp_path))
    assert settings.folder == settings.chosen_folder == tmp_path
    settings.change(data_folder=str(tmp_path / "gone"))
    assert settings.folder == Path.home()


def test_that_the_newest_command_is_first_and_each_is_kept_once(file: Path) -> None:
    settings = Settings(file)
    for name in ("a", "b", "a"):
        settings.add_command(name)
    assert settings.values.commands == ("a", "b")
