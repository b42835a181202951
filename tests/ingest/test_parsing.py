"""Options of readers are checked where they are made."""

from __future__ import annotations

import pytest

from cxjourney.errors import OptionError
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.parsing import Parsing

WRONG = [
    {"encoding": "utf-7000"},
    {"encoding": "rot13"},
    {"delimiter": ""},
    {"delimiter": ";;"},
    {"delimiter": '"'},
    {"delimiter": "\n"},
    {"delimiter": "§"},
    {"decimal": ";"},
    {"thousands": "."},
    {"thousands": "0"},
    {"thousands": ""},
    {"time_unit": "minutes"},
    {"timezone": "Europe/Berlino"},
    {"timezone": "../etc"},
]


@pytest.mark.parametrize("options", WRONG, ids=str)
def test_options_that_cannot_be_used_are_named(options: dict[str, str]) -> None:
    """The message names the option and gives a hint."""
    with pytest.raises(OptionError, match=next(iter(options))) as caught:
        Parsing(**options)  # type: ignore[arg-type]

    assert caught.value.hint


def test_a_misspelt_zone_gets_a_suggestion() -> None:
    """The closest zone is offered."""
    with pytest.raises(OptionError, match="did you mean 'Europe/Berlin'"):
        Parsing(timezone="Europe/Berlino")


def test_usual_options_are_taken() -> None:
    """What readers need most is accepted and compared by value."""
    options = {"encoding": "cp1252", "delimiter": "\t", "decimal": ",", "thousands": " ", "time_unit": "ms", "timezone": "Asia/Tokyo"}

    assert Parsing(**options) == Parsing(**options)  # type: ignore[arg-type]
    assert hash(Parsing()) == hash(Parsing())


NO_LIMITS = [{"bytes": 0}, {"ratio": -1}, {"columns": 1.5}, {"json_depth": True}, {"memory": 0}, {"xml_depth": None}]


@pytest.mark.parametrize("options", NO_LIMITS, ids=str)
def test_limits_are_positive_whole_numbers(options: dict[str, object]) -> None:
    """Anything else is refused by name."""
    with pytest.raises(OptionError, match=next(iter(options))):
        Limits(**options)  # type: ignore[arg-type]


def test_every_limit_can_be_raised() -> None:
    """No default is a ceiling."""
    assert Limits(bytes=1 << 50, memory=1 << 40).bytes == 1 << 50


def test_a_format_for_each_column_is_refused_in_words() -> None:
    """One format is for all columns of times."""
    with pytest.raises(TypeError, match=r"time_format takes one format for all times as text, such as .*, found dict"):
        Parsing(time_format={"created": "%d.%m.%Y"})  # type: ignore[arg-type]
