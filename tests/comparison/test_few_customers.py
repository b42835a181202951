"""Few customers who say much are still few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

import cxjourney as cx

START = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = [f"Step {number}" for number in range(6)]


def log(start: str, rare_score: int) -> cx.EventLog:
    """Return a log in which twelve customers of a rare segment, and two hundred others, are asked at every step."""
    rows = [
        {
            "customer": f"{start}{who}",
            "timestamp": START + timedelta(hours=hour),
            "touchpoint": step,
            "segment": "Rare" if who < 12 else "Common",
            "nps": rare_score if who < 12 else 5 + (who + hour) % 6,
        }
        for who in range(212)
        for hour, step in enumerate(STEPS)
    ]
    return cx.read_events(pd.DataFrame(rows), segment="segment", scores={"nps": "nps"})


def test_a_segment_of_few_customers_is_shown_and_not_tested() -> None:
    """Their 72 answers a side are those of twelve customers, and nothing is flagged."""
    found = cx.compare(log("a", 9), log("b", 2), pains=False)

    rare, common = (found.difference("nps", segment=name) for name in ("Rare", "Common"))

    assert rare.difference.value == -200
    assert rare.q_value is None
    assert common.q_value is not None
