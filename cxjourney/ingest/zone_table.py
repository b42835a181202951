"""The offsets of a zone as a table of days, so that rows can be shifted where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxjourney.ingest.times import floor_divide
from cxjourney.ingest.zones import DAY, EARLIEST, LATEST, local_pieces

if TYPE_CHECKING:
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.times import TimeReading


def zone_table(table: RawTable, time: TimeReading, timezone: str) -> str:
    """
    Make a table of ``day, start, finish, shift, kind`` in local microseconds; return its name, or nothing if no row needs it.

    Parameters
    ----------
    table
        The source.
    time
        How its times are read.
    timezone
        Name of the zone.
    """
    if not time.local:
        return ""
    engine = table.engine
    first, last = engine.rows(f"SELECT min({time.microseconds}), max({time.microseconds}) FROM {table.relation}")[0]
    first, last = max(first or 0, EARLIEST), min(last or 0, LATEST)
    pieces = local_pieces(ZoneInfo(timezone), first, last)
    values = ", ".join(f"({piece.start}, {piece.end}, {piece.offset}, {piece.kind})" for piece in pieces)
    name = engine.unique_name("zone")
    low = f"greatest(CAST({floor_divide('start', DAY)} AS BIGINT), {first // DAY})"
    high = f"least(CAST({floor_divide('finish', DAY)} AS BIGINT), {last // DAY})"
    engine.execute(
        f"CREATE TABLE {name} AS SELECT unnest(range({low}, {high} + 1)) AS day, start, finish, shift, kind "
        f"FROM (VALUES {values}) AS pieces(start, finish, shift, kind)"
    )
    return name
