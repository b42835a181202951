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
