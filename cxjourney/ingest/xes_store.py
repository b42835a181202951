"""Batches of an XES log in the engine: events and traces as tables, values of the wrong type beside them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cxjourney.ingest.growing_table import GrowingTable
from cxjourney.ingest.parts import check_names, is_chosen
from cxjourney.ingest.xes_values import MESSAGES, odd_values

if TYPE_CHECKING:
    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.xes_parser import Batch, XesFacts

CASE = "case:"
CLASSIFIER = "classifier:"
STANDARD = {"time": "time:timestamp", "touchpoint": "concept:name"}
"""Keys that the extensions of XES define, by role."""
NUMBER = "case:number"
"""Column of the number of the trace in the log, from 1."""


class XesStore:
    """
    The tables of a log while it is read.

    Parameters
    ----------
    engine
        Engine to load into.
    facts
        What is known of the log.
    limits
        Number of columns.
    needed
        Says which columns are loaded.
    """

    def __init__(self, engine: DuckdbEngine, facts: XesFacts, limits: Limits, needed: Needed | None) -> None:
        self.engine, self.facts = engine, facts
        self.events = GrowingTable(engine, ("trace", "line"))
        self.traces = GrowingTable(engine, ("trace",))
        self.flaws = engine.unique_name("flaws")
        engine.execute(f"CREATE TABLE {self.flaws} (place BIGINT, level VARCHAR, key VARCHAR, kind VARCHAR)")
        self.event_keys: dict[str, None] = {}
        self._kept = {*STANDARD.values(), "lifecycle:transition"}
        self._limits, self._needed = limits, needed
        self._count = 0
        self._files: list[tuple[str, int, int]] = []

    def start_file(self, name: str) -> None:
        """
        Say that what follows is another file.

        Parameters
        ----------
        name
            Its name.
        """
        self._files.append((name, self._count, self.facts.traces))

    def add_events(self, batch: Batch) -> None:
        """
        Append events; columns that no role can need are left out.

        Parameters
        ----------
        batch
            The events.
        """
        flawed = self._flaws(batch, "event", self._count)
        new = [key for key in batch.cells if key not in self.event_keys]
        self.event_keys |= dict.fromkeys(new)
        if new:
            check_names(self.names(), name=self._files[-1][0], limit=self._limits.columns)
        wanted = self._needed(self.names()) if self._needed else None
        classified = {key for name, keys in self.facts.classifiers.items() for key in keys if is_chosen(CLASSIFIER + name, wanted)}
        self._kept |= {key for key in batch.cells if key in flawed or key in classified or is_chosen(self.event_name(key), wanted)}
        texts = {key: values[: batch.count] for key, (_, values) in batch.cells.items() if key in self._kept}
        self.events.add({"trace": batch.traces, "line": batch.lines}, texts)
        self._count += batch.count

    def add_traces(self, batch: Batch) -> None:
        """
        Append traces.

        Parameters
        ----------
        batch
            The traces.
        """
        self._flaws(batch, "trace", batch.traces[0])
        self.traces.add({"trace": batch.traces}, {key: values[: batch.count] for key, (_, values) in batch.cells.items()})

    def names(self) -> tuple[str, ...]:
        """Return the names of all columns, also of those that are not loaded."""
        cases = [CASE + key for key in self.facts.trace_keys]
        events = [self.event_name(key) for key in self.event_keys]
        return (*cases, NUMBER, *events, *(CLASSIFIER + name for name in self.facts.classifiers))

    def event_name(self, key: str) -> str:
        """
        Return the name of an event's column, which may not be that of a trace's.

        Parameters
        ----------
        key
            Key of the attribute.
        """
        taken = key.startswith(CLASSIFIER) or (key.startswith(CASE) and (key.removeprefix(CASE) in self.facts.trace_keys or key == NUMBER))
        return f"event:{key}" if taken else key

    def place(self, row: int) -> str:
        """
        Return where an event stands.

        Parameters
        ----------
        row
            Its number in the log, from 0.
        """
        name, _, before = self._files[bisect_right([first for _, first, _ in self._files], row) - 1]
        query = (
            f"SELECT trace, line, (SELECT count(*) FROM {self.events.name} AS o WHERE o.trace = e.trace AND o.rowid <= e.rowid) "
            f"FROM {self.events.name} AS e WHERE rowid = {row}"
        )
        trace, line, number = self.engine.rows(query)[0]
        return f"{name} trace {trace - before + 1} event {number} (line {line})" if trace >= 0 else f"{name} event {number} (line {line})"

    def _flaws(self, batch: Batch, level: str, first: int) -> set[str]:
        """Keep the places of values that are not of their type; return their keys."""
        found = [(row, key, "twice") for row, key in batch.twice]
        for key, (tag, values) in batch.cells.items():
            mixed = dict(batch.mixed.get(key, ()))
            found += [(row, key, tag) for row in odd_values(tag, values) if row not in mixed]
            found += [(row, key, other) for row, other in mixed.items() if odd_values(other, [values[row]])]
        if found:
            places, keys, kinds = zip(*found, strict=True)
            self._keep_flaws([first + place for place in places], level, list(keys), list(kinds))
        return {key for _, key, _ in found}

    def _keep_flaws(self, places: list[int], level: str, keys: list[str], kinds: list[str]) -> None:
        query = f"INSERT INTO {self.flaws} SELECT unnest(?::BIGINT[]), ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[])"
        self.engine.execute(query, [places, level, keys, kinds])

    def flawed(self) -> list[tuple[str, str, str, str]]:
        """Return level, key and kind of the flaws there are, and what to say of them."""
        found = self.engine.rows(f"SELECT DISTINCT level, key, kind FROM {self.flaws} ORDER BY ALL")
        return [(level, key, kind, MESSAGES[kind]) for level, key, kind in found]
