"""Text as a log keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.errors import counted
from cxjourney.ingest.texts import key, key_sql, name_notes, shown_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = st.text(st.sampled_from("aAé\u0301\u200b\ufeff\u2060\u00a0\u3000 \t\n\x1c\x85日\u200d\u202e\x00'%"), max_size=12) | st.text(
    max_size=8
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckdbEngine]:
    """Return an engine for all examples, which keep nothing in it."""
    with DuckdbEngine(threads=1) as made:
        yield made


@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_the_engine_and_python_agree_on_keys(engine: DuckdbEngine, texts: list[str]) -> None:
    """A name looked up from Python is found among names numbered in the engine."""
    found = engine.rows(f"SELECT {key_sql('t')} FROM (SELECT unnest(CAST(? AS VARCHAR[])) AS t)", [texts])

    assert [name for (name,) in found] == [key(text) for text in texts]


@given(TEXTS)
def test_a_key_is_its_own_key(text: str) -> None:
    """Folding twice changes nothing."""
    assert key(key(text)) == key(text)


def test_zero_width_characters_stay_in_what_is_shown() -> None:
    """They do not make another name, but they are not taken away either."""
    with DuckdbEngine(threads=1) as engine:
        shown = engine.rows(f"SELECT {shown_sql('t')} FROM (SELECT ? AS t)", [" a\u200bb  c\u00a0"])[0][0]

    assert shown == "a\u200bb c"


def test_joiners_are_part_of_a_name() -> None:
    """Persian and emoji need them."""
    assert key("👩\u200d💻") == "👩\u200d💻"


def test_names_in_two_scripts_inside_one_word_are_noted() -> None:
    """Look-alike letters make two touchpoints of one; two words in two scripts are fine."""
    notes = name_notes("touchpoint", ["p\u0430y", "pay", "Касса POS", "Αθήνα", "naïve"])

    assert len(notes) == 1
    assert "1 name mixes scripts" in notes[0]


def test_control_characters_are_noted_and_never_printed() -> None:
    """A terminal must not be steered by a note."""
    (note,) = name_notes("touchpoint", ["\x1b[31mPay", "Ca\x07rt"])

    assert "2 names hold control characters" in note
    assert note.isprintable()


def test_counts_read_as_words() -> None:
    """One thing, two things."""
    assert [counted(number, "name") for number in (0, 1, 2)] == ["0 names", "1 name", "2 names"]
