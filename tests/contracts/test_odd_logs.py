"""Logs with hardly anything in them, or with odd things only, get sensible figures or one clear error from every function."""

from __future__ import annotations

import math
import warnings
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def rows(customers: int, path: str, *, start: str = "2026-01-05", gap: int = 3_600, score: int = 7) -> pd.DataFrame:
    """Return visits of customers who all take one path; each starts a while after the one before."""
    first = datetime.fromisoformat(start)
    return pd.DataFrame(
        {
            "customer": f"c{number}",
            "timestamp": (first + timedelta(seconds=gap * number + 60 * min(place, gap))).isoformat(),
            "touchpoint": name,
            "channel": "web",
            "segment": "ab"[number % 2],
            "nps": score if place == len(path) - 1 else None,
            "value": -1e9,
        }
        for number in range(customers)
        for place, name in enumerate(path)
    )


ODD = {
    "one event": rows(1, "A"),
    "one customer": rows(1, "ABC"),
    "one touchpoint, again and again": rows(30, "AAA"),
    "all at one time": rows(30, "ABC", gap=0),
    "before 1970": rows(30, "ABC", start="1820-01-01"),
    "at the end of time": rows(30, "ABC", start="9999-12-30", gap=60),
    "a score that never varies": rows(60, "ABC", score=10),
    "names to act on terminals and pages": rows(30, "ABC").replace({"A": "\x1b[31m\x00", "B": "<b>&\n\u202e", "C": "x" * 2_000}),
}
ASKED: dict[str, Callable[[cx.EventLog, str], Any]] = {
    "diagnose": lambda log, goal: cx.diagnose(cx.discover_map(log, goal=goal)),
    "compare": lambda log, goal: cx.compare(log, log, goal=goal),
    "struggle": lambda log, goal: cx.struggle(log, goal=goal),
    "trend": lambda log, goal: cx.trend(log, goal=goal, every="day"),
    "variants": lambda log, goal: cx.variants(log, goal=goal),
    "journey_groups": lambda log, goal: cx.journey_groups(log, goal=goal),
    "funnel": lambda log, _: cx.funnel(log, log.touchpoints[:3], min_customers=1),
    "conformance": lambda log, _: cx.conformance(cx.JourneyMap(stages={"All": log.touchpoints}), log),
    "what_if": lambda log, goal: cx.what_if(cx.discover_map(log, goal=goal), cx.Change(touchpoint=log.touchpoints[0], drop_off=0)),
    "rank_fixes": lambda log, goal: cx.rank_fixes(cx.discover_map(log, goal=goal)),
    "rank_touchpoints": lambda log, goal: cx.rank_touchpoints(cx.discover_map(log, goal=goal)),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("name", ASKED)
def test_odd_logs_get_sensible_figures_or_one_clear_error(name: str, kind: str) -> None:
    """No warning, no error of another's, no figure that is none, none outside its own interval."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log = cx.read_events(ODD[kind])
        try:
            found = ASKED[name](log, log.touchpoints[-1])
        except cx.CxJourneyError as error:
            assert error.hint  # noqa: PT017 - any of our errors will do
            return

    assert not list(odd_figures(found))


def odd_figures(found: object, place: str = "") -> Iterator[str]:
    """Yield where numbers are not finite, and where estimates lie outside their interval."""
    if isinstance(found, float) and not math.isfinite(found):
        yield place
    if isinstance(found, cx.Estimate) and found.value is not None and found.low is not None and found.high is not None:
        slack = 1e-9 * max(1.0, abs(found.value))
        if not found.low - slack <= found.value <= found.high + slack:
            yield f"{place}: {found!r}"
    if isinstance(found, (tuple, list)):
        for number, item in enumerate(found):
            yield from odd_figures(item, f"{place}[{number}]")
    for field in getattr(type(found), "model_fields", ()):
        yield from odd_figures(getattr(found, field), f"{place}.{field}")
