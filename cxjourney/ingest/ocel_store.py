"""An object-centric log in the engine: events, objects, what is related to what, and what changed when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxjourney.errors import DataError, show_value
from cxjourney.ingest.growing_table import GrowingTable
from cxjourney.ingest.parts import check_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.parsing import Parsing

BATCH = 20_000
ALWAYS = -9_000_000_000_000_000_000
"""Instant of a value that an object has from the start, and of an event whose time is not known."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST_DAY = 86_400_000_000
"""OCEL writes the start of 1970, in any zone, for values from the start."""
_ATTRIBUTE = "attribute "
"""Goes before the names of attributes, so that they are told from our own."""


@dataclass(slots=True)
class _Rows:
    """Rows on their way into a table."""

    table: GrowingTable
    numbers: dict[str, list[int]]
    texts: dict[str, list[str | None]] = field(default_factory=dict)
    count: int = 0
    total: int = 0

    def add(self, numbers: Mapping[str, int], texts: Mapping[str, str | None]) -> None:
        for name, number in numbers.items():
            self.numbers[name].append(number)
        for name, text in texts.items():
            column = self.texts.get(name)
            if column is None:
                column = self.texts[name] = []
            column.extend([None] * (self.count - len(column)))
            column.append(text or None)
        self.count += 1
        self.total += 1
        if self.count == BATCH:
            self.flush()

    def flush(self) -> None:
        if not self.count:
            return
        for column in self.texts.values():
            column.extend([None] * (self.count - len(column)))
        self.table.add(self.numbers, self.texts)
        self.numbers = {name: [] for name in self.numbers}
        self.texts, self.count = {}, 0


class OcelStore:
    """
    The tables of an object-centric log while it is read.

    Parameters
    ----------
    engine
        Engine to load into.
    source
        Name of the source in messages.
    parsing
        How times are read, and limits.
    """

    def __init__(self, engine: DuckdbEngine, source: str, parsing: Parsing) -> None:
        self.engine, self.source = engine, source
        self._parsing, self._zone = parsing, ZoneInfo(parsing.timezone)
        self._rows = {
            "event": self._table(("line", "instant"), ("id", "type", "time")),
            "object": self._table(("line",), ("id", "type")),
            "relation": self._table(("line",), ("event", "object", "qualifier")),
            "change": self._table(("line", "instant"), ("object", "name", "value")),
        }
        self.attributes: dict[str, None] = {}
        self.object_attributes: dict[str, None] = {}
        self.nested = 0
        self.object_relations = 0

    def _table(self, numbers: tuple[str, ...], texts: tuple[str, ...]) -> _Rows:
        table = GrowingTable(self.engine, numbers)
        for text in texts:
            table.make_room(text)
        return _Rows(table, {name: [] for name in numbers})

    def table(self, kind: str) -> str:
        """
        Return the name of a table.

        Parameters
        ----------
        kind
            ``"event"``, ``"object"``, ``"relation"`` or ``"change"``.
        """
        return self._rows[kind].table.name

    def added(self, kind: str) -> int:
        """
        Return how many rows were added to a table.

        Parameters
        ----------
        kind
            The table.
        """
        return self._rows[kind].total

    def column(self, kind: str, name: str) -> str:
        """
        Return the column of a table.

        Parameters
        ----------
        kind
            The table.
        name
            Name of the column.
        """
        return self._rows[kind].table.columns[name]

    def attribute(self, name: str) -> str:
        """
        Return the column of an attribute of events.

        Parameters
        ----------
        name
            Its name.
        """
        return self.column("event", _ATTRIBUTE + name)

    def add_event(self, line: int, facts: tuple[str | None, str | None, str | None], attributes: Mapping[str, str | None]) -> None:
        """
        Append an event.

        Parameters
        ----------
        line
            Line it starts on; 0 for none.
        facts
            Its id, type and time.
        attributes
            The rest.
        """
        identifier, kind, time = facts
        instant = self._instant(time)
        numbers = {"line": line, "instant": ALWAYS if instant is None else instant}
        named = {_ATTRIBUTE + name: value for name, value in attributes.items()}
        self._rows["event"].add(numbers, {"id": identifier, "type": kind, "time": time, **named})
        self._know(self.attributes, attributes)

    def add_object(self, line: int, identifier: str | None, kind: str | None) -> None:
        """
        Append an object.

        Parameters
        ----------
        line
            Line it starts on; 0 for none.
        identifier, kind
            Its id and type.
        """
        self._rows["object"].add({"line": line}, {"id": identifier, "type": kind})

    def add_relation(self, line: int, event: str | None, related: str | None, qualifier: str | None = None) -> None:
        """
        Append a relation of an event to an object.

        Parameters
        ----------
        line
            Line it stands on; 0 for none.
        event, related
            Their ids.
        qualifier
            What the object is to the event.
        """
        self._rows["relation"].add({"line": line}, {"event": event, "object": related, "qualifier": qualifier})

    def add_value(self, line: int, related: str | None, attribute: tuple[str, str | None], time: str | None) -> None:
        """
        Append a value of an attribute of an object.

        Parameters
        ----------
        line
            Line it stands on; 0 for none.
        related
            Id of the object.
        attribute
            Name and value.
        time
            Since when it has the value; None is from the start.

        Raises
        ------
        DataError
            If the time cannot be read.
        """
        name, value = attribute
        instant = self._instant(time) if time else ALWAYS
        if instant is None:
            shown = "" if self._parsing.hide_values else f" {show_value(time)}"
            where = f", line {line}" if line else ""
            message = f"{self.source}{where}: the attribute {show_value(name)} of an object changes at a time{shown} that cannot be read."
            raise DataError(message, code="change_time", hint="times are ISO 8601, or written as time_format= says.", source=self.source)
        numbers = {"line": line, "instant": instant if instant > _FIRST_DAY else ALWAYS}
        self._rows["change"].add(numbers, {"object": related, "name": name, "value": value})
        self._know(self.object_attributes, {name: None})

    def finish(self) -> None:
        """
        Hand over what is left, and refuse ids that stand for two things.

        Raises
        ------
        DataError
            If an id is missing or stands twice.
        """
        for rows in self._rows.values():
            rows.flush()
        for kind in ("event", "object"):
            table, column = self.table(kind), self.column(kind, "id")
            query = f"SELECT {column}, min(line) FROM {table} GROUP BY 1 HAVING count(*) > 1 OR {column} IS NULL ORDER BY 2, 1 LIMIT 1"
            found = self.engine.rows(query)
            if found:
                self._refuse_id(kind, *found[0])

    def _refuse_id(self, kind: str, identifier: str | None, line: int) -> None:
        where = f", line {line}" if line else ""
        shown = "" if self._parsing.hide_values else f" {show_value(identifier)}"
        what = f"an {kind} has no id" if identifier is None else f"several {kind}s have the id{shown}"
        message = f"{self.source}{where}: {what}."
        raise DataError(message, code="identifier", hint="every event and every object has an id of its own.", source=self.source)

    def _know(self, known: dict[str, None], names: Mapping[str, str | None]) -> None:
        if all(name in known for name in names):
            return
        known |= dict.fromkeys(names)
        check_names(tuple(known), name=self.source, limit=self._parsing.limits.columns)

    def _instant(self, time: str | None) -> int | None:
        """Return microseconds since 1970, to find out which value an object had; the time itself is checked as in any table."""
        try:
            form = self._parsing.time_format
            found = datetime.strptime(time or "", form) if form else datetime.fromisoformat((time or "").strip())  # noqa: DTZ007
            found = found.replace(tzinfo=self._zone) if found.tzinfo is None else found
            return (found - _EPOCH) // _MICROSECOND
        except (ValueError, OverflowError):
            return None
