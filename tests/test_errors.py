from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney import errors
from cxjourney.errors import (
    CxJourneyError,
    MissingColumnError,
    MissingDependencyError,
    ModelError,
    OptionError,
    Problem,
    closest,
    show_value,
)

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CxJourneyError)]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_keep_their_facts_in_copies_and_pickles(kind: type[CxJourneyError]) -> None:
    """An error may cross processes."""
    error = kind(
        "what was expected", hint="do this", source="a.csv", line=3, column="time", problems=[Problem("late", "too late", 7, ("line 3",))]
    )

    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - our own pickle
        assert type(again) is kind
        assert vars(again) == vars(error)
        assert str(again) == str(error)


def test_codes_are_stable_and_differ() -> None:
    """Programs ask for the code, not for the message."""
    codes = [kind.default_code for kind in KINDS]

    assert len(set(codes)) == len(codes)
    assert ModelError("x").code == "model"
    assert ModelError("x", code="own").code == "own"


@given(st.text(), st.text())
def test_messages_are_short_and_can_be_written(message: str, hint: str) -> None:
    """Whatever the data hold: no control characters, at most 2,000 characters, valid UTF-8."""
    text = str(CxJourneyError(message * 50, hint=hint[:500], problems=[Problem("k", message, 3, (message,) * 9)] * 20))

    assert len(text) <= 2_000
    assert text.encode()
    assert not any(char < " " for char in text if char != "\n")


def test_problems_are_listed_with_count_and_first_places() -> None:
    """Five places say enough."""
    error = ModelError("2 problems:", problems=[Problem("a", "late", 1_200, tuple(f"line {n}" for n in range(9))), Problem("b", "lost")])

    assert str(error).splitlines() == ["2 problems:", "- late (1,200 times): line 0, line 1, line 2, line 3, line 4, …", "- lost"]


def test_a_hint_stays_when_the_message_is_cut() -> None:
    """What to do is more useful than the end of a long list."""
    assert str(ModelError("x" * 5_000, hint="do this")).endswith("…\nHint: do this")


def test_values_are_shown_short_and_printable() -> None:
    """Control characters and surrogates are escaped."""
    assert show_value("a\x00\ud800") == r"'a\x00\ud800'"
    assert len(show_value("x" * 500)) == 80
    assert show_value(12) == "12"


@pytest.mark.parametrize(
    ("name", "found"), [("Checkuot", ("Checkout",)), ("CHECKOUT", ("Checkout",)), ("zzz", ())]
)  # fmt: skip
def test_close_names_are_found_whatever_their_case(name: str, found: tuple[str, ...]) -> None:
    """For suggestions."""
    assert closest(name, ["Cart", "Checkout"]) == found


def test_choices_and_columns_and_packages_have_their_own_sentences() -> None:
    """Each says what to change."""
    choice = OptionError.for_choice("view", "ful", ["full", "touchpoints"])
    column = MissingColumnError.for_role("customer", "costumer", ["customer", "time"], source="a.csv")
    package = MissingDependencyError.for_package("pyspark", "spark", "Reading Spark data frames")

    assert (choice.hint, choice.value) == ("did you mean 'full'?", "'ful'")
    assert "found the columns 'customer', 'time'" in str(column)
    assert "did you mean 'customer'?" in (column.hint or "")
    assert package.hint == 'run: pip install "cxjourney[spark]"'


class Unspeakable:
    """What fails when it is shown."""

    def __repr__(self) -> str:
        """Fail."""
        raise RuntimeError

    __str__ = __repr__


def test_values_that_cannot_be_shown_do_not_hide_what_is_wrong() -> None:
    """Their type is told instead."""
    error = OptionError.for_choice("every", Unspeakable(), ["day", "week"])

    assert str(error).startswith("every=<Unspeakable> is not one of 'day', 'week'.")
