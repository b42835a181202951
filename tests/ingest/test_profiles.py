"""Facts about customers from a table of their own."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cxjourney.errors import BadRowsError, CxJourneyError, DataError, MissingColumnError, OptionError
from cxjourney.ingest import EventLog, read_events

PEOPLE = pd.DataFrame(
    [
        ("a", "gold", "DE", "2025-01-01", "2026-03-01", "120.5"),
        ("b", "basic", "DE", "2025-06-01", "", ""),
        ("z", "gold", "AT", "", "", "7"),
    ],
    columns=["customer_id", "plan", "country", "won", "lost", "worth"],
)
FACTS: dict[str, Any] = {"segment": ["plan", "country"], "acquired": "won", "churned": "lost", "value": "worth"}


@pytest.fixture
def events() -> EventLog:
    """Return a log of three customers, one of whom the table does not know."""
    rows = [("a", "2026-01-01", "Search", ""), ("b", "2026-01-02", "Search", "FR"), ("c", "2026-01-03", "Pay", "AT")]
    return read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "country"]), segment="country")


def people(log: EventLog) -> list[tuple[Any, ...]]:
    """Return each customer's segments and facts."""
    segments = ", ".join(f"segment_{number}" for number in range(len(log.segment_columns)))
    rows = log.engine.rows(f"SELECT key, {segments}, acquired, churned, worth FROM {log.customer_relation} ORDER BY customer")
    count = len(log.segment_columns)
    return [(row[0], *(log.segments[code] if code >= 0 else None for code in row[1 : count + 1]), *row[count + 1 :]) for row in rows]


def test_customers_get_what_the_table_says(events: EventLog) -> None:
    """What the log says stays, what it does not say is filled, and who has no visit does not come in."""
    log = events.with_customers(PEOPLE, **FACTS)
    day = 86_400_000_000

    assert (log.segment_columns, log.customer_facts) == (("country", "plan"), ("acquired", "churned", "worth"))
    assert people(log) == [
        ("a", "DE", "gold", 20_089 * day, 20_513 * day, 1_205_000),
        ("b", "FR", "basic", 20_240 * day, None, None),
        ("c", "AT", None, None, None, None),
    ]
    assert "it knows 2 of 3 customers; 1 row is about nobody in the log" in " ".join(log.quality.notes)


def test_why_customers_left_and_whom_they_brought(events: EventLog) -> None:
    """The reason beside the time, in one spelling; referrals are counts."""
    table = PEOPLE.assign(why=["too  dear", "too dear", ""], brought=[2, None, 0])
    log = events.with_customers(table, churned=("lost", "why"), referrals="brought")
    rows = log.engine.rows(f"SELECT key, churn_reason, referrals FROM {log.customer_relation} ORDER BY key")

    assert log.customer_facts == ("churned", "churn_reason", "referrals")
    assert rows == [("a", "too dear", 2), ("b", "too dear", None), ("c", None, None)]
    assert log.filter(customers="a").customer_facts == log.customer_facts
    assert log != events.with_customers(table.assign(why=["other", "", ""]), churned=("lost", "why"), referrals="brought")


def test_visits_stay_what_they_were(events: EventLog) -> None:
    """And the log without the facts is as before."""
    log = events.with_customers(PEOPLE, **FACTS)

    assert [log.journey(name) for name in "abc"] == [events.journey(name) for name in "abc"]
    assert log != events
    assert events.customer_facts == ()


def test_facts_stay_with_a_part_of_the_log(events: EventLog) -> None:
    """And when contacts are added."""
    log = events.with_customers(PEOPLE, **FACTS)

    assert people(log.filter(segments="gold")) == people(log)[:1]
    assert people(log.with_tickets(events.filter(customers="c")))[0] == people(log)[0]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"customer_id": ["a", "b", "a"]}, "second_row"),
        ({"customer_id": ["a", "", "z"]}, "missing_customer"),
        ({"lost": ["2024-01-01", "", ""]}, "churned_before_acquired"),
        ({"won": ["soon", "", ""]}, "time_format"),
        ({"worth": ["€5", "", ""]}, "number_value"),
    ],
)
def test_rows_that_break_a_rule_are_told_or_dropped(events: EventLog, change: dict[str, Any], kind: str) -> None:
    """One row a customer, won before lost."""
    table = PEOPLE.assign(**change)
    with pytest.raises(BadRowsError) as caught:
        events.with_customers(table, **FACTS)

    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert f"1 row was dropped ({kind} 1)" in " ".join(events.with_customers(table, on_bad_rows="drop", **FACTS).quality.notes)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({}, OptionError),
        ({"segment": "nowhere"}, MissingColumnError),
        ({"customer": "nobody", "segment": "plan"}, MissingColumnError),
        ({"segment": "plan", "on_bad_rows": "skip"}, OptionError),
        ({"churned": ("lost", "won", "plan")}, OptionError),
        ({"churned": ("lost", "why")}, MissingColumnError),
        ({"segment": "plan", "timezone": "Mars"}, OptionError),
        ({"value": "won", "decimal": "x"}, OptionError),
    ],
)
def test_what_cannot_be_used_is_refused(events: EventLog, options: dict[str, Any], error: type[CxJourneyError]) -> None:
    """By name."""
    with pytest.raises(error):
        events.with_customers(PEOPLE, **options)


def test_a_column_divides_customers_or_visits() -> None:
    """In both tables the same."""
    rows = pd.DataFrame({"customer": ["a"], "time": ["2026-01-01"], "touchpoint": ["Help"], "plan": ["gold"]})
    with pytest.raises(OptionError, match="divides customers in one of the two logs and visits in the other"):
        read_events(rows, group="plan").with_customers(PEOPLE, segment="plan")


def test_a_table_that_is_none_is_refused(events: EventLog) -> None:
    """With its own words."""
    with pytest.raises(DataError):
        events.with_customers(PEOPLE[:0], segment="plan")
    with pytest.raises(TypeError):
        events.with_customers({"customer": ["a"]}, segment="plan")
