"""The language of the window: as it was chosen, as the system has it, or English."""

import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest

from tnstudio.app import languages
from tnstudio.app.languages import LANGUAGES, language_of, speak
from tnstudio.texts import tr, use_catalogue


@pytest.fixture(autouse=True)
def _back_to_english() -> Iterator[None]:
    yield
    use_catalogue(gettext.NullTranslations())


@pytest.mark.parametrize(
    ("wish", "system", "code"),
    [
        ("", "", "en"),
        ("", "C.UTF-8", "en"),
        ("", "de_DE.UTF-8", "en"),
        ("", "zh_CN.UTF-8", "zh_CN"),
        ("", "zh-Hans-CN", "zh_CN"),
        ("en", "zh_CN", "en"),
        ("zh_CN", "de_DE", "zh_CN"),
        ("klingon", "zh_CN", "zh_CN"),
    ],
)
def test_that_the_wish_counts_before_the_system(
    wish: str, system: str, code: str
) -> None:
    assert language_of(wish, system) == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_that_every_language_can_be_spoken(code: str) -> None:
    assert speak(code) == code
    assert tr("&File") == {"en": "&File", "zh_CN": "文件(&F)"}[code]


def test_that_english_is_spoken_where_a_catalogue_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "translations", lambda: tmp_path)
    assert speak("zh_CN") == "en"
    assert tr("&File") == "&File"
