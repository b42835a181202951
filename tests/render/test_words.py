from __future__ import annotations

import re
from pathlib import Path

import pytest

from cxjourney.errors import OptionError
from cxjourney.render.words import LANGUAGES, PICTURES, words

PACKAGE = Path(__file__).parents[2] / "cxjourney" / "render"
COMPUTED = ("pain.", "claim.", "lane.", "unit.", "kpi.", "heat.", "flow.", "journey.", "report.", "compare.", "table.")
OTHERS = [language for language in LANGUAGES if language != "en"]


def missing(language: str) -> list[str]:
    """Return the messages that a language says in English."""
    return sorted(set(words("en").messages) - set(words(language).messages))


@pytest.mark.parametrize("language", OTHERS)
def test_no_language_has_a_key_of_its_own(language: str) -> None:
    """What is left over was renamed or removed in English."""
    assert sorted(set(words(language).messages) - set(words("en").messages)) == []


def test_every_message_is_used() -> None:
    """A message nobody says is removed."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "words")
    said = set(re.findall(r'"([a-z_.]+)"', code)) | {"as_is", "to_be", "hypothesis", "discovered", "blended", "pos"}

    assert [key for key in words("en").messages if key not in said and not key.startswith(COMPUTED)] == []


def test_nouns_are_counted() -> None:
    """One stage, two stages, none."""
    assert [words("en").count("stages", n) for n in (0, 1, 2, 1_200)] == ["0 stages", "1 stage", "2 stages", "1,200 stages"]


def test_values_are_isolated_in_sentences() -> None:
    """A right-to-left value does not turn the sentence around."""
    assert words("en")("pain.drop_off", touchpoint="پرداخت") == "Customers leave at \u2068پرداخت\u2069"
    assert words("en")("pain.drop_off", touchpoint="{0}") == "Customers leave at {0}"


@pytest.mark.parametrize("locale", ["ru", "ru-RU", "RU", "ru_RU.UTF-8"])
def test_a_region_may_be_given(locale: str) -> None:
    """The language decides."""
    assert words(locale).locale == "ru"


def test_an_unknown_language_is_refused_with_the_choices() -> None:
    """The message lists the languages; a number is no language."""
    with pytest.raises(OptionError, match="hu"):
        words("hun")
    with pytest.raises(TypeError, match="found 7"):
        words(7)  # type: ignore[arg-type]


def test_pictures_have_modules_of_their_own() -> None:
    """No file of words belongs to a picture that is not listed."""
    names = {path.stem for path in (PACKAGE / "words").glob("*_*.py") if not path.stem.startswith("__")}

    assert names <= {f"{language}_{picture}" for language in LANGUAGES for picture in PICTURES}
