"""Small logs for tests of paths."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

import cxjourney as cx

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER: dict[str, Any] = {"observed_until": START + timedelta(days=300)}


def log(*journeys: str, hours: float = 1, names: str = "c{:04d}", **columns: list[str]) -> cx.EventLog:
    """Return a log in which customer k visits the letters of the k-th word, with columns of one value a customer."""
    rows = [
        {
            "customer": names.format(number),
            "timestamp": START + place * timedelta(hours=hours),
            "touchpoint": letter,
            **{name: values[number] for name, values in columns.items()},
        }
        for number, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    return cx.read_events(pd.DataFrame(rows), **({"segment": list(columns)} if columns else {}))


def minutes(*journeys: str, others: tuple[str, ...] = ()) -> cx.EventLog:
    """Return a log in which each of 60 customers makes all journeys, one a day, customer k in steps of k minutes; others make one each."""
    rows = [
        (f"c{who}", START + timedelta(days=day, minutes=place * (who + 1)), letter)
        for who in range(60)
        for day, journey in enumerate(journeys)
        for place, letter in enumerate(journey)
    ]
    rows += [(f"o{who}", START, letter) for who, journey in enumerate(others) for letter in journey]
    return cx.read_events(pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint"]))
