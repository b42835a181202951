from __future__ import annotations

import re
from pathlib import Path

from cxjourney.render.words import _LANGUAGES, en, words

PACKAGE = Path(__file__).parents[2] / "cxjourney" / "render"
COMPUTED = ("pain.", "claim.", "lane.", "unit.", "kpi.")


def test_every_language_has_the_english_keys() -> None:
    """No key is missing, none is left over."""
    assert {language: set(table.messages) ^ set(en.MESSAGES) for language, table in _LANGUAGES.items()} == {
        key: set() for key in _LANGUAGES
    }


def test_every_message_is_used() -> None:
    """A message nobody says is removed."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name != "en.py")
    said = set(re.findall(r'"([a-z_.]+)"', code)) | {"as_is", "to_be", "hypothesis", "discovered", "blended", "pos"}

    assert [key for key in en.MESSAGES if key not in said and not key.startswith(COMPUTED)] == []


def test_nouns_are_counted() -> None:
    """One stage, two stages, none."""
    assert [words("en").count("stages", n) for n in (0, 1, 2, 1_200)] == ["0 stages", "1 stage", "2 stages", "1,200 stages"]


def test_values_are_isolated_in_sentences() -> None:
    """A right-to-left value does not turn the sentence around."""
    assert words("en")("pain.drop_off", touchpoint="پرداخت") == "Customers leave at \u2068پرداخت\u2069"
    assert words("en")("pain.drop_off", touchpoint="{0}") == "Customers leave at {0}"
