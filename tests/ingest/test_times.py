"""Instants as microseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, DataError, OptionError
from cxjourney.ingest import EventLog, read_events
from cxjourney.ingest.zones import to_microseconds


def read_times(read: Any, cells: list[str], **options: Any) -> EventLog:
    """Read a log with these cells as times."""
    rows = "".join(f'c1,"{cell}",Cart\n' for cell in cells)
    log: EventLog = read(f"customer_id,timestamp,touchpoint\n{rows}", **options)
    return log


def times(log: EventLog) -> list[int]:
    """Return microseconds since 1970 in file order."""
    return [time for (time,) in log.engine.rows(f"SELECT time FROM {log.relation} ORDER BY position")]


def at(text: str) -> int:
    """Return an instant as microseconds since 1970."""
    return to_microseconds(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-01-01T12:00:00Z", "2026-01-01T12:00:00+00:00"),
        ("2026-01-01 12:00:00.123456789Z", "2026-01-01T12:00:00.123456+00:00"),
        ("2026-01-01T12:00+03:30", "2026-01-01T08:30:00+00:00"),
        ("2026-01-01T12:00:00-03", "2026-01-01T15:00:00+00:00"),
        ("2026-01-01T12:00:00+0530", "2026-01-01T06:30:00+00:00"),
        (" 0001-01-01T00:00:00Z ", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00"),
        ("2026-01-01", "2026-01-01T00:00:00+00:00"),
        ("2024-02-29 23:59", "2024-02-29T23:59:00+00:00"),
    ],
)
def test_iso_8601_is_read_exactly(read: Any, cell: str, instant: str) -> None:
    """Offsets are taken off, and what is finer than a microsecond is cut, not rounded."""
    assert times(read_times(read, [cell])) == [at(instant)]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "missing_time"),
        ("2026-02-30T10:00:00Z", "impossible_time"),
        ("2016-12-31T23:59:60Z", "leap_second"),
        ("46024.5", "bare_number"),
        ("1767225600", "bare_number"),
        ("04.03.2026 10:00", "time_format"),
        ("01/02/26", "time_format"),
        ("2026-01-01T24:00:00Z", "time_format"),
        ("2026-1-1", "time_format"),
        ("2026-01-01T10:00:00 Europe/Berlin", "time_format"),
        ("2026-01-01T10:00:00+99:00", "time_format"),
        ("2026-01-01T10:00:00Z; DROP", "time_format"),
        ("infinity", "time_format"),
    ],
)
def test_everything_else_is_a_bad_row_of_its_kind(read: Any, cell: str, kind: str) -> None:
    """Nothing is guessed."""
    good = "2026-01-01T10:00:00Z"
    with pytest.raises(BadRowsError) as caught:
        read_times(read, [good, cell])

    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert read_times(read, [good, cell], on_bad_rows="drop").quality.dropped == ((kind, 1),)


@settings(max_examples=settings().max_examples // 5)  # with five times as many times in each: opening an engine is what takes long
@given(st.lists(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)), min_size=20, max_size=100))  # noqa: DTZ001
def test_every_instant_survives(moments: list[datetime]) -> None:
    """Written by Python as ISO 8601 and read again."""
    frame = pd.DataFrame({"customer": "c", "time": [moment.isoformat() for moment in moments], "touchpoint": "t"}, dtype=object)

    assert times(read_events(frame)) == [to_microseconds(moment) for moment in moments]


def test_times_with_and_without_a_zone_do_not_mix(read: Any) -> None:
    """Both first rows are named."""
    with pytest.raises(DataError, match=r"first line 3.*first line 2") as caught:
        read_times(read, ["2026-01-01T10:00:00", "2026-01-01T10:00:00Z"])

    assert caught.value.code == "mixed_zones"


def test_naive_times_are_utc_and_said_to_be(read: Any) -> None:
    """The report names the zone."""
    log = read_times(read, ["2026-01-01T10:00:00"])

    assert times(log) == [at("2026-01-01T10:00:00+00:00")]
    assert "they were read as UTC" in log.quality.notes[0]


def test_utc_may_be_written_out(read: Any) -> None:
    """As BigQuery exports it; no other name of a zone is known."""
    log = read_times(read, ["2026-07-01 10:00:00.123456 UTC", "2026-07-01 10:00:00 UTC"], timezone="Europe/Berlin")

    assert str(log.quality.first_time) == "2026-07-01 10:00:00+00:00"
    with pytest.raises(BadRowsError, match="expected ISO 8601"):
        read_times(read, ["2026-07-01 10:00:00 EDT"])


def test_naive_times_are_read_in_the_zone_that_is_said(read: Any) -> None:
    """In summer two hours, in winter one."""
    log = read_times(read, ["2026-07-01T10:00:00", "2026-12-01T10:00:00", "1890-01-01T00:00:00"], timezone="Europe/Berlin")

    assert times(log) == [at("2026-07-01T10:00:00+02:00"), at("2026-12-01T10:00:00+01:00"), at("1890-01-01T00:00:00+00:53:28")]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("2026-03-29 02:30:00", "nonexistent_time"), ("2026-10-25 02:30:00", "ambiguous_time"), ("2026-02-30", "impossible_time")],
)
def test_local_times_that_do_not_exist_or_come_twice_are_bad_rows(read: Any, cell: str, kind: str) -> None:
    """An engine would shift them in silence."""
    with pytest.raises(BadRowsError, match=cell) as caught:
        read_times(read, [cell, "2026-03-29 03:30:00", "2026-10-25 03:00:00"], timezone="Europe/Berlin")

    assert [problem.kind for problem in caught.value.problems] == [kind]


def test_a_stated_format_is_strict(read: Any) -> None:
    """What does not fit it is a bad row."""
    log = read_times(read, ["04.03.2026 10:00"], time_format="%d.%m.%Y %H:%M")

    assert times(log) == [at("2026-03-04T10:00:00+00:00")]
    for cell in ("2026-03-04 10:00", "30.02.2026 10:00", "04.03.2026 10:00 x"):
        with pytest.raises(BadRowsError, match="expected the format"):
            read_times(read, [cell], time_format="%d.%m.%Y %H:%M")


def test_a_format_with_an_offset_needs_no_zone(read: Any) -> None:
    """The offset is taken off."""
    log = read_times(read, ["04.03.2026 10:00 +0300"], time_format="%d.%m.%Y %H:%M %z", timezone="Europe/Berlin")

    assert times(log) == [at("2026-03-04T07:00:00+00:00")]


def test_a_format_that_is_none_is_an_option_error(read: Any) -> None:
    """The engine's words are passed on."""
    with pytest.raises(OptionError, match="time_format"):
        read_times(read, ["x"], time_format="%Q")


@pytest.mark.parametrize(("unit", "factor"), [("s", 1), ("ms", 1_000), ("us", 1_000_000), ("ns", 1_000_000_000)])
def test_numbers_are_times_with_a_unit(read: Any, unit: str, factor: int) -> None:
    """As text and as numbers, also before 1970."""
    numbers = [1_767_225_600 * factor, -86_400 * factor]
    frame = pd.DataFrame({"customer": "c", "time": numbers, "touchpoint": "t"})

    assert times(read_times(read, [str(number) for number in numbers], time_unit=unit)) == [1_767_225_600_000_000, -86_400_000_000]
    assert times(read_events(frame, time_unit=unit)) == [1_767_225_600_000_000, -86_400_000_000]


def test_fractions_of_a_unit_are_cut_to_microseconds() -> None:
    """Floating-point seconds are what time.time() gives."""
    frame = pd.DataFrame({"customer": "c", "time": [1_767_225_600.5, 1_767_225_601.25], "touchpoint": "t"})

    assert times(read_events(frame, time_unit="s")) == [1_767_225_600_500_000, 1_767_225_601_250_000]


def test_mixed_magnitudes_are_an_error(read: Any) -> None:
    """Seconds among milliseconds would be 1970."""
    with pytest.raises(DataError, match=r"first line 3.* would be one in 's'"):
        read_times(read, ["1767225600000", "1767225600"], time_unit="ms")


def test_bare_numbers_in_a_typed_column_need_a_unit() -> None:
    """An integer column is refused as a whole."""
    frame = pd.DataFrame({"customer": "c", "time": [1_767_225_600], "touchpoint": "t"})

    with pytest.raises(DataError, match="such as 1767225600") as caught:
        read_events(frame)
    with pytest.raises(DataError) as hidden:
        read_events(frame, hide_values=True)
    assert "time_unit" in str(caught.value.hint)
    assert "1767225600" not in str(hidden.value)


def test_typed_columns_agree_with_their_text() -> None:
    """Aware, naive and plain dates, in pandas and polars."""
    moments = pd.to_datetime(["2026-07-01T10:00:00.5"])
    base = {"customer": ["c"], "touchpoint": ["t"]}
    expected = [at("2026-07-01T10:00:00.5+00:00")]

    assert times(read_events(pd.DataFrame({**base, "time": moments}))) == expected
    assert times(read_events(pd.DataFrame({**base, "time": moments.tz_localize("UTC").tz_convert("Asia/Tokyo")}))) == expected
    assert times(read_events(pl.DataFrame({**base, "time": [datetime(2026, 7, 1, 10, 0, 0, 500_000)]}))) == expected  # noqa: DTZ001
    assert times(read_events(pl.DataFrame({**base, "time": [datetime(2026, 7, 1, tzinfo=UTC).date()]}))) == [
        at("2026-07-01T00:00:00+00:00")
    ]


def test_nanoseconds_are_cut_and_counted() -> None:
    """Cut towards the past, also before 1970."""
    moments = pd.to_datetime(["1969-12-31T23:59:59.999999999", "2026-01-01T00:00:00.000000999"])
    log = read_events(pd.DataFrame({"customer": "c", "time": moments, "touchpoint": "t"}))

    assert times(log) == [-1, at("2026-01-01T00:00:00+00:00")]
    assert "2 times are finer than a microsecond" in " ".join(log.quality.notes)


def test_ties_that_cutting_may_have_made_are_noted(read: Any) -> None:
    """Two stamps that differ in nanoseconds only."""
    log = read_times(read, ["2026-01-01T00:00:00.1234561Z", "2026-01-01T00:00:00.1234569Z"])

    assert log.quality.tied_events == 2
    assert "ties may come from that" in " ".join(log.quality.notes)


def test_text_in_a_boolean_column_is_no_time() -> None:
    """The column is refused as a whole."""
    with pytest.raises(DataError, match="which are no times"):
        read_events(pd.DataFrame({"customer": ["c"], "time": [True], "touchpoint": ["t"]}))


def test_dates_written_as_whole_numbers_are_read_with_their_format() -> None:
    """A frame whose dates are numbers such as 19970101 reads like the same cells in a file."""
    frame = pd.DataFrame({"customer": ["a", "a"], "timestamp": [19970101, 19970215], "touchpoint": ["Buy", "Buy"]})

    log = read_events(frame, time_format="%Y%m%d")

    assert times(log) == [int(datetime(1997, month, day, tzinfo=UTC).timestamp()) * 1_000_000 for month, day in ((1, 1), (2, 15))]


@pytest.mark.parametrize(("cell", "form"), [("19970101", "%Y%m%d"), ("20260304101530", "%Y%m%d%H%M%S")])
def test_digits_that_look_like_a_date_are_offered_a_format(read: Any, cell: str, form: str) -> None:
    """A unit since 1970 would not help, in a typed column as little as in a file."""
    frame = pd.DataFrame({"customer": "c", "time": [int(cell)], "touchpoint": "t"})

    for failing in (lambda: read_events(frame), lambda: read_times(read, [cell])):
        with pytest.raises(DataError) as caught:
            failing()
        assert f'time_format="{form}"' in str(caught.value.hint)
    assert len(read_events(frame, time_format=form)) == 1
