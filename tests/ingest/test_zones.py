"""Local time as pieces of constant offset."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.ingest.zones import AMBIGUOUS, EARLIEST, LATEST, NONEXISTENT, REGULAR, local_pieces, to_microseconds

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Apia", "UTC")


@pytest.mark.parametrize("name", ZONES)
@given(moment=st.datetimes(datetime(1950, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
def test_pieces_agree_with_the_standard_library(name: str, moment: datetime) -> None:
    """Whether a local time exists, comes twice, and which instant it is."""
    zone = ZoneInfo(name)
    local = to_microseconds(moment.replace(tzinfo=UTC))
    (piece,) = [piece for piece in local_pieces(zone, local, local) if piece.start <= local < piece.end]

    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
    kind = NONEXISTENT if not exists else AMBIGUOUS if early.utcoffset() != late.utcoffset() else REGULAR
    assert piece.kind == kind
    if kind == REGULAR:
        assert timedelta(microseconds=piece.offset) == early.utcoffset()


def test_pieces_cover_everything_without_gaps() -> None:
    """Each ends where the next one starts."""
    pieces = local_pieces(ZoneInfo("Europe/Berlin"), EARLIEST, LATEST)

    assert all(before.end == after.start for before, after in itertools.pairwise(pieces))
    assert pieces[0].start < EARLIEST
    assert pieces[-1].end > LATEST
    assert len(pieces) > 200
