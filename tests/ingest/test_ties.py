"""Events at the same instant, and files whose order tells that there are none."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.ingest import read_events, ties

_EVENTS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.sampled_from("xy")), min_size=1, max_size=12)


def _frame(events: list[tuple[str, int, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(events, columns=["customer", "time", "touchpoint"])
    return frame.assign(time=pd.Timestamp("2026-01-01") + pd.to_timedelta(frame["time"], "h"))


def _counted(frame: pd.DataFrame) -> tuple[int, int]:
    quality = read_events(frame).quality
    return quality.tied_events, quality.duplicates


@settings(max_examples=25)
@given(_EVENTS, st.sampled_from([lambda event: event[:2], lambda event: (event[1], event[0]), lambda _: 0]), st.integers(0, 12))
def test_sorted_files_are_counted_as_others(events: list[tuple[str, int, str]], order: object, turn: int) -> None:
    """What the order of rows saves never changes what is found, wherever a sorted file was cut and turned round."""
    events = sorted(events, key=order)  # type: ignore[arg-type]
    frame = _frame(events[turn % len(events) :] + events[: turn % len(events)])
    instants = [event[:2] for event in events]
    tied = sum(instants.count(instant) > 1 for instant in instants)

    assert _counted(frame) == (tied, len(events) - len(set(events)))


@pytest.mark.parametrize("order", [["customer", "time"], ["time", "customer"]])
def test_sorted_files_need_no_counting(order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading once finds that rows differ; files in no order have too many runs for that."""
    monkeypatch.setattr(ties, "_ties", lambda *_: (9, 9))
    monkeypatch.setattr(ties, "_BOUNDS", 4)
    frame = _frame([(customer, hour, "x") for customer in "abc" for hour in range(5)])

    assert _counted(frame.sort_values(order)) == (0, 0)
    assert _counted(frame.iloc[::-1]) == (9, 9)
