"""Rows of any kind: refused, or accounted for."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, DataError, EmptyDataError
from cxjourney.ingest import Limits, read_events

DIGITS = st.text(st.sampled_from("0123456789.,eE+-_ '%NanIif\u0660\uff11x\t\x00"), max_size=8)
STAMPS = st.sampled_from(
    [
        *("2026-01-01T10:00:00Z", "2026-01-01T10:00:00+02:00", "2026-02-30T10:00:00Z", "2026-03-29T02:30:00Z", "9999-12-31T23:59:59-15:00"),
        *(
            "0001-01-01T00:00:00+15:00",
            "2016-12-31T23:59:60Z",
            "",
            " ",
            "now",
            "infinity",
            "epoch",
            "1767225600",
            "1e400",
            "2026-01-01T10:00:00.9999999Z",
        ),
    ]
)
LABELS = st.sampled_from(["Cart", " Cart", "Ca\u0301rt", "", " ", "\u200b", "\x00", "\ufeff\u00a0", "x" * 12, "'; --", "null"]) | st.text(
    max_size=4
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"customer": LABELS, "time": STAMPS, "touchpoint": LABELS, "channel": st.none() | LABELS, "value": DIGITS, "nps": DIGITS}
    ),
    min_size=1,
    max_size=10,
)
NAIVE = st.lists(
    st.datetimes().map(str) | st.sampled_from(["2026-03-29 02:30:00", "2026-10-25 02:30:00", "0001-01-01", "9999-12-31 23:59:59.999999"]),
    min_size=1,
    max_size=10,
)


def check_read_or_refused(frame: pd.DataFrame, **options: Any) -> None:
    """Read rows, dropping bad ones, and check that the two ways of treating them agree."""
    try:
        log = read_events(frame, on_bad_rows="drop", **options)
    except EmptyDataError:
        log = None
    told = 0
    try:
        strict = read_events(frame, **options)
    except BadRowsError as error:
        strict, told = None, len(str(error))
    assert told <= 2_000
    assert (strict is None) == (log is None or log.quality.dropped_rows > 0)
    if log is not None:
        assert log.quality.rows == len(frame) == log.n_events + log.quality.dropped_rows
    if strict is not None:
        assert strict == log


@settings(max_examples=12)
@given(ROWS)
def test_every_row_is_read_or_counted(rows: list[dict[str, str]]) -> None:
    """Whatever stands in it."""
    check_read_or_refused(pd.DataFrame(rows), limits=Limits(label_length=10))


@settings(max_examples=12)
@given(NAIVE, st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu"]))
def test_any_local_time_is_read_or_counted(stamps: list[str], timezone: str) -> None:
    """In any zone, also at the ends of time."""
    check_read_or_refused(pd.DataFrame({"customer": "c", "time": stamps, "touchpoint": "t"}), timezone=timezone)


@settings(max_examples=12)
@given(
    st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-(10**10), 10**10), min_size=1, max_size=8),
    st.sampled_from(["s", "ms", "us", "ns"]),
)
def test_any_number_is_a_time_or_counted(numbers: list[int], unit: str) -> None:
    """Unless it would be one in another unit, which is refused as a whole."""
    frame = pd.DataFrame({"customer": "c", "time": numbers, "touchpoint": "t", "o": numbers})
    code = "time_unit"
    try:
        check_read_or_refused(frame, time_unit=unit, order="o")
        check_read_or_refused(frame.astype({"time": str}), time_unit=unit, order="o")
    except DataError as error:
        code = error.code

    assert code == "time_unit"
