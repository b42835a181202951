"""An event log whose rows are in a database or a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from cxjourney.errors import DataError
from cxjourney.ingest.elsewhere_filter import select_elsewhere
from cxjourney.ingest.event_log import EventLog

if TYPE_CHECKING:
    from cxjourney.ingest.selection import Selection


class ElsewhereLog(EventLog):
    """
    An event log that can be measured where it is; what would need its rows elsewhere is refused.

    Made by `read_events` from a `PostgresSource` or a Spark DataFrame. It equals only itself, since comparing would
    need the rows of both.
    """

    __slots__ = ()

    def _selected(self, selection: Selection) -> EventLog:
        engine: Any = self.engine  # those outside of this process have more than the protocol
        with engine.snapshot():
            content, quality = select_elsewhere(self._content, self.quality, selection, self.source)
        return type(self)(content, quality, self.source)

    def journey(self, customer: str, limit: int = 10_000) -> NoReturn:  # noqa: ARG002 - the same signature
        """Refuse: rows do not leave the engine."""
        raise self._refusal("journey()", "read that customer's rows as a frame: read_events(frame).journey(customer).")

    def with_surveys(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: both logs would have to be in one engine."""
        raise self._refusal("with_surveys()", "join the answers to the visits in the engine, or read both as files.")

    def with_tickets(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: both logs would have to be in one engine."""
        raise self._refusal("with_tickets()", "put the tickets into the same table with UNION ALL, or read both as files.")

    def with_customers(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: both tables would have to be in one engine."""
        raise self._refusal("with_customers()", "join the segments to the events in the engine and name them with segment=.")

    def verbatims(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: no texts are kept."""
        raise self._refusal("verbatims()", "read the answers with read_surveys.")

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: rows do not leave the engine."""
        raise self._refusal("save()", "let the engine write the rows; statistics have a save() of their own.")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def _refusal(self, what: str, hint: str) -> DataError:
        return DataError(f"{what} is not offered for a log in {self.engine.name}.", code="not_offered", hint=hint, source=self.source)
