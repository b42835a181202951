"""The statements of a measurement, written down while they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.ingest.event_log import EventLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.engine.dialect import Dialect
    from cxjourney.engine.protocol import Engine
    from cxjourney.statistics.table import Integers


class Recorder:
    """
    An engine that hands everything on to another one and writes down the statements.

    Parameters
    ----------
    engine
        The engine that runs them.
    dialect
        How to write them.
    """

    embedded = False

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self._engine, self._dialect = engine, dialect
        self.statements: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Write down a query and run it."""
        self._keep(sql)
        return self._engine.rows(sql, parameters)

    def columns(self, sql: str) -> dict[str, Integers]:
        """Write down a query and run it."""
        self._keep(sql)
        return self._engine.columns(sql)

    def sums(self, sql: str) -> dict[str, Integers]:
        """Write down a query and run it."""
        self._keep(sql)
        return self._engine.sums(sql)

    def make(self, name: str, sql: str) -> None:
        """Write down how a table is made, and make it."""
        self._keep(self._dialect.temporary.format(name=name, sql=sql.strip()))
        self._engine.make(name, sql)

    def table(self, name: str, columns: Mapping[str, Sequence[int] | Sequence[str]]) -> None:
        """Write down how a small table is made, and make it."""
        rows = zip(*columns.values(), strict=True)
        values = " UNION ALL ".join(
            "SELECT " + ", ".join(f"{value!r} AS {column}" for column, value in zip(columns, row, strict=True)) for row in rows
        )
        self._keep(self._dialect.temporary.format(name=name, sql=values))
        self._engine.table(name, columns)

    def _keep(self, sql: str) -> None:
        lines = [line.rstrip() for line in self._dialect.written(sql).strip().splitlines()]
        self.statements.append("\n".join(line.removeprefix("        ") for line in lines) + ";")


def recorded(events: EventLog, recorder: Recorder) -> EventLog:
    """
    Return the same log, seen through a recorder.

    Parameters
    ----------
    events
        Checked event log.
    recorder
        What writes down its statements.
    """
    seen = object.__new__(EventLog)
    for name in EventLog.__slots__:
        if name != "__weakref__":
            object.__setattr__(seen, name, recorder if name == "engine" else getattr(events, name))
    return seen


def title(events: EventLog, dialect: Dialect) -> str:
    """
    Return the lines that say what the statements read, and whether they were ever run.

    Parameters
    ----------
    events
        Checked event log.
    dialect
        How they are written.
    """
    state = "tested" if dialect.verified else "unverified: no test runs these statements there"
    scores = "".join(f", score_{number}" for number in range(len(events.metrics)))
    segments = "".join(f", segment_{number}" for number in range(len(events.segment_columns)))
    return (
        f"-- {dialect.name}, {state}\n"
        f"-- {events.relation}: customer, journey, position, time, touchpoint, channel, stage, value{scores} as integers\n"
        f"-- {events.customer_relation}: customer, fold, bucket{segments} as integers\n"
    )
