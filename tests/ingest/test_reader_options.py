"""Zones, encodings and decimal marks mean the same to every reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, DataError, FileFormatError, OptionError
from cxjourney.ingest import read_events, read_milestones, read_surveys, read_tickets

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.ingest import EventLog

READERS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "events": (read_events, "customer,time,touchpoint,csat\na,{time},Ö,{score}\nb,{other},Ö,{score}\n", {}),
    "surveys": (read_surveys, "customer,date,csat\na,{time},{score}\nÖ,{other},{score}\n", {"time": "date"}),
    "tickets": (read_tickets, "customer,opened_at,csat\na,{time},{score}\nÖ,{other},{score}\n", {}),
    "milestones": (
        read_milestones,
        "customer,at,csat\na,{time},{score}\nÖ,{other},{score}\n",
        {"customer": "customer", "milestones": {"Paid": "at"}, "scores": {"csat": "csat"}},
    ),
}
LOCAL, AWARE = "2026-07-01 09:00:00", "2026-07-01T09:00:00+02:00"


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return a function that reads two rows with one of the readers."""
    reader, text, columns = READERS[request.param]

    def reading(*, time: str = LOCAL, other: str | None = None, score: str = "4", code: str = "utf-8", **options: Any) -> EventLog:
        path = tmp_path / "export.csv"
        path.write_bytes(text.format(time=time, other=other or time, score=score).encode(code))
        log: EventLog = reader(path, **columns, **options)
        return log

    return reading


def test_times_without_a_zone_are_read_in_the_one_that_is_said(read: Any) -> None:
    """UTC where none is; the report says so."""
    assert str(read().quality.first_time) == "2026-07-01 09:00:00+00:00"
    assert str(read(timezone="Europe/Berlin").quality.first_time) == "2026-07-01 07:00:00+00:00"
    assert "name no zone; they were read as UTC" in " ".join(read().quality.notes)
    assert str(read(time=AWARE, timezone="Asia/Tokyo").quality.first_time) == "2026-07-01 07:00:00+00:00"


def test_columns_with_and_without_a_zone_are_told(tmp_path: Path) -> None:
    """A wait from one to the other is right in one zone only."""
    path = tmp_path / "tickets.csv"
    path.write_text("customer,opened_at,solved_at\na,2026-07-01 09:00:00,2026-07-01T10:00:00+02:00\n")

    notes = " ".join(read_tickets(path, resolved="solved_at", timezone="Europe/Berlin").quality.notes)
    assert (
        "'solved_at' name a zone and those of 'opened_at' do not; a wait between them is right only if 'opened_at' is in Europe/Berlin"
        in notes
    )


def test_a_zone_that_is_not_known_is_refused(read: Any) -> None:
    """With the closest name."""
    with pytest.raises(OptionError, match="did you mean 'Europe/Berlin'"):
        read(timezone="Europe/Berlim")


def test_times_with_and_without_a_zone_do_not_mix(read: Any) -> None:
    """In one column they cannot be compared."""
    with pytest.raises(DataError, match="mixes times with a zone") as caught:
        read(time=LOCAL, other=AWARE)
    assert caught.value.code == "mixed_zones"


@pytest.mark.parametrize(("time", "kind"), [("2026-03-29 02:30:00", "nonexistent"), ("2026-10-25 02:30:00", "ambiguous")])
def test_hours_that_the_clocks_skip_or_repeat_are_bad_rows(read: Any, time: str, kind: str) -> None:
    """They are not shifted."""
    with pytest.raises(BadRowsError) as caught:
        read(time=time, timezone="Europe/Berlin")
    assert [problem.kind for problem in caught.value.problems] == [f"{kind}_time"]


def test_another_encoding_is_said_and_never_guessed(read: Any) -> None:
    """The error has the line; the option reads the name."""
    with pytest.raises(FileFormatError, match="encoding="):
        read(code="cp1252")
    assert read(code="cp1252", encoding="cp1252") == read() == read(code="utf-8-sig") == read(code="utf-16")


def test_decimal_commas_are_said_and_never_guessed(read: Any) -> None:
    """A number is written one way."""
    scores = read(score='"4,0"', decimal=",").metrics

    assert [metric.name for metric in scores] == ["csat"]
    with pytest.raises(BadRowsError, match="csat"):
        read(score='"4,0"')
    with pytest.raises(BadRowsError, match="csat"):
        read(score="4.0", decimal=",")
