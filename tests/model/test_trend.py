"""Trends as values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import cxjourney as cx
from cxjourney.errors import ModelError, OptionError

PERIODS = tuple(
    cx.TrendPeriod(name=f"2026-0{month}", start=datetime(2026, month, 1, tzinfo=UTC), end=datetime(2026, month + 1, 1, tzinfo=UTC))
    for month in (1, 2)
)


def trend() -> cx.Trend:
    """Return a small trend."""
    series = cx.TrendSeries(measure="rework_rate", stage="Pay", values=[0.1, None], low=[0.05, None], high=[0.2, None], n=[50, 4], said=1)
    incident = cx.Incident(kind="rework", measure="rework_rate", stage="Pay", start="2026-01-09", before=0.1, during=0.3, summary="Worse.")
    return cx.Trend(every="month", periods=PERIODS, series=(series,), incidents=(incident,), tested=1)


def test_json_brings_it_back() -> None:
    """Equal, with the dates of its series."""
    found = trend()
    again = cx.Trend.model_validate_json(found.model_dump_json())

    assert again == found
    assert again.series[0].periods[0].start == PERIODS[0].start
    assert again.model_dump_json() == found.model_dump_json()


def test_rows_hold_every_period() -> None:
    """Also those that cannot be said yet."""
    rows = trend().to_rows()

    assert [(row["period"], row["value"], row["state"]) for row in rows] == [("2026-01", 0.1, "complete"), ("2026-02", None, "open")]


def test_frames_hold_figures_and_incidents() -> None:
    """By name."""
    frames = trend().to_frames()

    assert set(frames) == {"figures", "incidents"}
    assert len(frames["incidents"]) == 1  # type: ignore[arg-type]
    assert len(trend().to_frame()) == 2  # type: ignore[arg-type]


def test_html_tells_the_same() -> None:
    """Without a style sheet."""
    page = trend()._repr_html_()

    assert "going on" in page
    assert "Incidents" in page


def test_lengths_must_fit() -> None:
    """A series has one figure a period."""
    with pytest.raises(ModelError, match="one entry a period"):
        cx.TrendSeries(measure="x", values=[1.0], low=[], high=[], n=[])
    with pytest.raises(ModelError, match="holds 1 periods"):
        cx.Trend(every="month", periods=PERIODS, series=[cx.TrendSeries(measure="x", values=[1], low=[None], high=[None], n=[1])])


def test_an_incident_ends_after_it_starts() -> None:
    """Dates the wrong way round are refused."""
    with pytest.raises(ModelError, match="lies before start"):
        cx.Incident(kind="rework", measure="rework_rate", start="2026-01-09", end="2026-01-08", before=0.1, during=0.3)


def test_series_are_found_by_their_place() -> None:
    """Others are named."""
    found = trend()

    assert found.of("rework_rate", stage="Pay").n == (50, 4)
    with pytest.raises(OptionError, match="rework_rate at"):
        found.of("rework_rate", stage="Browse")
    with pytest.raises(OptionError, match="measure"):
        found.of("rework", stage="Pay")


def test_an_incident_shows_its_figures_rounded() -> None:
    """In their unit, as sentences do."""
    before, during = (cx.Estimate(value=value, low=0.1, high=0.9, n=300, unit="share") for value in (0.4912345, 0.2))
    facts = {"kind": "drop_off", "measure": "going_on_rate", "stage": "Pay", "start": "2026-04-02", "before": before, "during": during}

    assert repr(cx.Incident(**facts)) == "drop_off at Pay, 2026-04-02 to going on: 49% → 20%"
