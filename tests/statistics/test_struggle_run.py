"""What is counted before each visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.statistics.resolve import Declared
from cxjourney.statistics.struggle_run import learning_run, scoring_run
from cxjourney.statistics.struggle_sums import CAP, signals_sql
from cxjourney.statistics.usual_errors import usual_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = {"until": round((START + timedelta(days=300)).timestamp()) * 1_000_000}


def log(*journeys: str, hours: float = 1) -> cx.EventLog:
    """Return a log in which customer k visits the letters of the k-th word."""
    rows = [
        {"customer": f"c{number:02d}", "timestamp": START + place * timedelta(hours=hours), "touchpoint": letter}
        for number, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    return cx.read_events(pd.DataFrame(rows))


def counted(events: cx.EventLog, *signals: str, errors: Sequence[str] = (), goal: str = "G") -> list[tuple[int, ...]]:
    """Return customer, step and the counts before each visit before the goal."""
    said = Declared(goal=(goal,), stages=(("All", events.touchpoints),))
    with learning_run(events, said, tuple(errors), gap=None, **LATER) as run:
        sql = " UNION ALL ".join(signals_sql(visits, run._places(), run.rule.horizon, signals) for visits in run.work.visits)
        columns = ", ".join(f"before_{name}" for name in signals)
        return events.engine.rows(f"SELECT customer, step, {columns} FROM ({sql}) AS s ORDER BY customer, step")


@pytest.mark.parametrize(
    ("journey", "repeats", "returns"),
    [
        ("ABCG", [0, 0, 0], [0, 0, 0]),
        ("AABG", [0, 1, 1], [0, 0, 0]),  # the second A is known to be a repeat when it starts
        ("ABAG", [0, 0, 0], [0, 0, 1]),
        ("ABABG", [0, 0, 0, 0], [0, 0, 1, 1]),  # the way back from a return is no return of its own
        ("AAAG", [0, 1, 2], [0, 0, 0]),
        ("ABGAA", [0, 0], [0, 0]),  # nothing after the goal is looked at
    ],
)
def test_moves_that_lead_to_a_visit_count(journey: str, repeats: list[int], returns: list[int]) -> None:
    """Repeats and returns so far, the move into the visit included."""
    found = counted(log(journey, "G"), "repeat", "return")

    assert [row[2] for row in found] == repeats
    assert [row[3] for row in found] == returns


def test_errors_count_after_the_visit_only() -> None:
    """What goes wrong in a visit is not known when it starts."""
    assert [row[2] for row in counted(log("AEBEG"), "error", errors=["E"])] == [0, 0, 1, 1]


def test_a_silence_is_long_by_the_standard_of_its_touchpoint() -> None:
    """Among forty moves away from A, those that are slower than nine in ten."""
    rows = []
    for number in range(40):
        gap = timedelta(hours=100 if number < 3 else 1)
        rows += [(f"c{number:02d}", START, "A"), (f"c{number:02d}", START + gap, "B")]
    events = cx.read_events(pd.DataFrame([*rows, ("g", START, "G")], columns=["customer", "timestamp", "touchpoint"]))

    found = counted(events, "long_silence")

    assert [row[2] for row in found if row[1] == 2] == [1] * 3 + [0] * 37


def test_few_moves_have_no_standard() -> None:
    """A touchpoint that hardly anybody leaves cannot say what is slow."""
    assert all(row[2] == 0 for row in counted(log("AB", "AB", hours=99), "long_silence", goal="B"))


def test_only_settled_visits_at_risk_are_learned_from() -> None:
    """First visits, goals, natural ends and visits near the end of the observation are left out."""
    events = log("ABG", "ABX", "AB")
    said = Declared(goal=("G",), ends=("X",), stages=(("All", events.touchpoints),))

    with learning_run(events, said, (), gap=None, **LATER) as run:
        settled = run.patterns()
    with learning_run(events, said, (), gap=round(8.64e10) * 9, until=None) as run:
        open_ = run.patterns()

    assert (settled.table.total("visits"), settled.table.total("ended"), settled.unsettled) == (3, 1, 0)
    assert (len(open_.table), open_.unsettled) == (0, 3)


def test_what_follows_a_natural_end_is_not_at_risk() -> None:
    """A declined application that is put away afterwards leaves nobody."""
    events = log("ABXB", "ABAB", "G")
    with learning_run(events, Declared(goal=("G",), ends=("X",), stages=(("All", events.touchpoints),)), (), gap=None, **LATER) as run:
        table = run.patterns().table

    assert (table.total("visits"), table.total("ended")) == (4, 1)


def _by_hand(journey: str) -> list[tuple[int, int, int]]:
    """Return repeats, returns and errors before each visit before the goal."""
    found, counts = [], [0, 0, 0]
    for place, letter in enumerate(journey):
        if letter == "G":
            break
        before = [journey[place - back] if place >= back else "" for back in (1, 2, 3)]
        counts[0] += letter == before[0]
        counts[1] += letter == before[1] and letter != before[0] and before[0] != before[2]
        counts[2] += before[0] == "E"
        found.append((counts[0], counts[1], counts[2]))
    return found


@settings(max_examples=25)
@given(st.lists(st.text("ABEG", min_size=1, max_size=12), min_size=1, max_size=8))
def test_sql_counts_what_python_counts(journeys: list[str]) -> None:
    """On any journeys."""
    names = [*journeys, "ABEG"]

    found = counted(log(*names), "repeat", "return", "error", errors=["E"])

    assert [row[2:] for row in found] == [counts for journey in names for counts in _by_hand(journey)]


def test_patterns_hold_capped_counts_by_digit() -> None:
    """Five repeats count as three, in the lowest digit."""
    events = log("AAAAAA", "G")
    with learning_run(events, Declared(goal=("G",), stages=(("All", ("A", "G")),)), (), gap=None, **LATER) as run:
        table = run.patterns().table

    assert table["pattern"].tolist() == [1, 2, 3, 3, 3][: len(table)]
    assert table["pattern"].max() == CAP


def test_scoring_leaves_nothing_behind() -> None:
    """All relations are dropped."""
    events = log("AAB", "ABG")
    said = Declared(goal=("G",), stages=(("All", events.touchpoints),))
    before = events.engine.rows("SELECT table_name FROM information_schema.tables")
    with learning_run(events, said, (), gap=None, until=None) as run:
        run.patterns()
        run.worst({"repeat": 1.0}, 3)
        rule = run.rule
    with scoring_run(events, rule, until=None) as run:
        run.worst({"repeat": 1.0}, 3)

    assert events.engine.rows("SELECT table_name FROM information_schema.tables") == before


def test_usual_errors_are_known_in_five_languages() -> None:
    """Words and pairs of words, whatever stands between them; words that only look alike are left alone."""
    wrong = ["Payment error", "card_declined", "Thanh toán thất bại", "Оплата: ошибка", "پرداخت ناموفق", "Sikertelen fizetés", "404"]
    right = ["Checkout", "Terrors of the deep", "Thanh toán", "Оплата", "Fizetés"]

    assert usual_errors([*wrong, *right]) == tuple(wrong)
