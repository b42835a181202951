"""The elements of an XES document become batches of rows: one row an event, one row a trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.errors import FileFormatError, LimitError, show_value
from cxjourney.ingest.xes_values import classifier_keys
from cxjourney.ingest.xml_stream import attributes, local_name, too_deep

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

    from cxjourney.ingest.limits import Limits

BATCH = 20_000
SIMPLE = frozenset({"string", "date", "int", "float", "boolean", "id"})
LOOSE = -1
"""Trace of an event that stands in no trace."""

_OTHER_ROOTS = {
    "WorkflowLog": ("an MXML log", "convert it to XES with the tool it comes from."),
    "definitions": ("a BPMN model", "a model holds no events."),
    "pnml": ("a Petri net", "a model holds no events."),
}
_OBJECT_CENTRIC = frozenset({"events", "objects", "object-types", "event-types"})
LISTED = 3


Cells = dict[str, tuple[str, list[str | None]]]
"""Type and values of each key."""
UNKNOWN: tuple[str, list[str | None]] = ("", [])
"""Stands for the cells of a key that is new."""


@dataclass(slots=True)
class Batch:
    """
    Some rows of one kind, column by column.

    Parameters
    ----------
    cells
        Type and values by key; a list is as long as the batch may become.
    lines
        Line each row starts on.
    traces
        Trace of each row.
    twice
        Rows and keys of attributes that an earlier one of the same name went before.
    mixed
        Rows and types of values whose type is not that of their column, by key.
    """

    cells: Cells = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    traces: list[int] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)
    mixed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.lines)


@dataclass(slots=True)
class XesFacts:
    """
    What a log says of itself, and what of it was not read.

    Parameters
    ----------
    traces
        Number of traces.
    events
        Number of events.
    empty
        Traces without events.
    nested
        Attributes inside other attributes, by the key of the outermost.
    strange
        Elements that XES does not know, by name.
    classifiers
        Keys of each classifier of events.
    globals
        Keys that every event has, and every trace, by scope.
    trace_keys
        Keys of the attributes of traces seen so far.
    """

    traces: int = 0
    events: int = 0
    empty: int = 0
    nested: dict[str, int] = field(default_factory=dict)
    strange: dict[str, int] = field(default_factory=dict)
    classifiers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    globals: dict[str, list[str]] = field(default_factory=lambda: {"event": [], "trace": []})
    trace_keys: dict[str, None] = field(default_factory=dict)


class XesParser:
    """
    Handlers of the elements of one file.

    Parameters
    ----------
    name
        Name of the file in messages.
    limits
        Depth of elements.
    facts
        Facts to go on with; several files are one log.
    events, traces
        Take a full batch.
    """

    __slots__ = (
        *("name", "limits", "facts", "_take", "_batches", "_holder", "_opened", "_ended", "_at", "_cells", "_row", "_key"),
        *("_trace", "_events_before", "_pending", "_scope", "_parser"),
    )

    def __init__(
        self, name: str, limits: Limits, facts: XesFacts, *, events: Callable[[Batch], None], traces: Callable[[Batch], None]
    ) -> None:
        self.name, self.limits, self.facts = name, limits, facts
        self._take = {"event": events, "trace": traces}
        self._batches = {"event": Batch(), "trace": Batch()}
        self._holder = "document"
        self._opened, self._at = 0, 1
        self._ended: list[str] = []
        self._cells: Cells = {}
        self._row, self._key = 0, ""
        self._trace, self._events_before = LOOSE, 0
        self._pending: list[tuple[str, str]] = []
        self._scope = ""

    def attach(self, parser: XMLParserType) -> None:
        """
        Take the elements of a document.

        Parameters
        ----------
        parser
            A fresh parser whose attributes are ordered.
        """
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._ended.append  # no call of ours for most of what a log is made of

    def finish(self) -> None:
        """Hand over what is left."""
        while self._holder in self._batches:
            self._close()
        for kind in ("event", "trace"):
            self._flush(kind)

    def _start(self, name: str, pairs: list[str]) -> None:
        """Take an element; called for every attribute of the log, so that the usual case comes first."""
        opened = self._opened = self._opened + 1
        depth = opened - len(self._ended)
        if depth != self._at:
            if depth > self._at:
                self._nested(depth)
                return
            while depth < self._at:
                self._close()
        try:
            first, key, second, value = pairs
        except ValueError:
            self._unusual(name, pairs)
            return
        self._key = key
        tag, values = self._cells.get(key, UNKNOWN)
        row = self._row
        if tag != name or first != "key" or second != "value" or values[row] is not None:
            self._unusual(name, pairs)
        else:
            values[row] = value or None

    def _unusual(self, name: str, pairs: list[str]) -> None:
        """Take an element that is no attribute of an event or a trace, or the first with its key, or one that is out of order."""
        if self._holder == "event" or (self._holder == "trace" and name != "event"):
            self._attribute(name, attributes(pairs))
        elif self._holder == "trace":
            self._open("event")
        elif self._holder == "log":
            self._in_log(name, attributes(pairs))
        elif self._holder == "global" and self._scope in self.facts.globals:
            self.facts.globals[self._scope].append(attributes(pairs).get("key", ""))
        elif self._holder == "document":
            self._in_document(name)

    def _in_document(self, name: str) -> None:
        if local_name(name) != "log":
            what, hint = _OTHER_ROOTS.get(local_name(name), (f"a document of <{name[:40]}>", "check that this is the right file."))
            raise self._refused(f"an XES log, whose first element is <log>; found {what}", hint)
        if ":" in name:
            self._parser.StartElementHandler = lambda prefixed, pairs: self._start(local_name(prefixed), pairs)
        self._holder, self._at = "log", 2

    def _in_log(self, name: str, given: dict[str, str]) -> None:
        if name in {"trace", "event"}:
            self._open(name)
        elif name == "global":
            self._scope = given.get("scope", "")
            self._holder, self._at = "global", 3
        elif name == "classifier":
            if given.get("scope", "event") == "event" and given.get("name") and given.get("keys"):
                self._pending.append((given["name"], given["keys"]))
        elif name in _OBJECT_CENTRIC:
            raise self._refused("an XES log, found an object-centric one (OCEL)", "name the file .xmlocel.")

    def _attribute(self, name: str, given: dict[str, str]) -> None:
        """Take an attribute whose key is new in the batch, has another type, or was there before."""
        key, value = given.get("key", ""), given.get("value", "")
        self._key = key
        if name not in SIMPLE:
            known, shown = (self.facts.nested, key) if name in {"list", "container"} else (self.facts.strange, name)
            known[shown] = known.get(shown, 0) + 1
            return
        if "key" not in given:
            raise self._refused(f"a key, found <{name}> without one", "every attribute of XES has a key and a value.")
        batch, row = self._batches[self._holder], self._row
        if key not in self._cells:
            self._add_key(key, name)
        tag, values = self._cells[key]
        if values[row] is not None:
            batch.twice.append((row, key))
            return
        values[row] = value or None
        if tag != name:
            batch.mixed.setdefault(key, []).append((row, name))

    def _add_key(self, key: str, tag: str) -> None:
        """Make room for the values of a key that is new in the batch."""
        limit = self.limits.columns
        if len(self._cells) >= limit:
            line = self._parser.CurrentLineNumber
            message = f"{self.name}, line {line}: the attributes have more keys than the limit of {limit:,} columns."
            raise LimitError(message, hint=f"pass limits=Limits(columns={limit * 4}).", source=self.name, line=line)
        self._cells[key] = (tag, [None] * BATCH)

    def _nested(self, depth: int) -> None:
        if depth > self.limits.xml_depth:
            raise too_deep(self.name, self._parser.CurrentLineNumber, self.limits.xml_depth)
        if self._holder in {"event", "trace"}:
            self.facts.nested[self._key] = self.facts.nested.get(self._key, 0) + 1

    def _open(self, kind: str) -> None:
        if kind == "trace":
            self._trace, self._events_before = self.facts.traces, self.facts.events
            self.facts.traces += 1
        else:
            self.facts.events += 1
        batch = self._batches[kind]
        batch.lines.append(self._parser.CurrentLineNumber)
        batch.traces.append(self._trace)
        self._hold(kind)
        self._opened -= len(self._ended)
        self._ended.clear()
        self._at = self._opened + 1

    def _hold(self, kind: str) -> None:
        batch = self._batches[kind]
        self._holder, self._cells, self._row = kind, batch.cells, batch.count - 1

    def _close(self) -> None:
        """Leave an event, a trace or the globals, once something stands after them."""
        self._at -= 1
        kind = self._holder
        if kind in self._batches and self._batches[kind].count == BATCH:
            self._flush(kind)
        if kind == "event" and self._trace != LOOSE:
            self._hold("trace")
            return
        if kind == "trace":
            self.facts.empty += self.facts.events == self._events_before
            self._trace = LOOSE
        self._holder, self._cells = "log", {}

    def _flush(self, kind: str) -> None:
        self.facts.trace_keys |= dict.fromkeys(self._batches["trace"].cells)
        for name, keys in self._pending:
            self.facts.classifiers.setdefault(name, classifier_keys(keys, self.facts.globals["event"]))
        batch, self._batches[kind] = self._batches[kind], Batch()
        if batch.count:
            self._take[kind](batch)

    def _refused(self, expected: str, hint: str) -> FileFormatError:
        line = self._parser.CurrentLineNumber
        return FileFormatError(f"{self.name}, line {line}: expected {expected}.", hint=hint, source=self.name, line=line)


def listed(names: dict[str, int]) -> str:
    """
    Return the first few names of a count, for a note.

    Parameters
    ----------
    names
        How often, by name.
    """
    shown = ", ".join(show_value(name) for name in sorted(names)[:LISTED])
    return f"{shown}, …" if len(names) > LISTED else shown
