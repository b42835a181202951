"""Events of many customers, checked and ready to measure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn
from xml.etree import ElementTree as ET

from cxjourney.errors import clean, counted
from cxjourney.ingest.additions import joined, profiled, surveyed
from cxjourney.ingest.digest import content_digest
from cxjourney.ingest.one_journey import read_journey
from cxjourney.ingest.profiles import AskedProfiles, parted
from cxjourney.ingest.save import save_events
from cxjourney.ingest.selection import Selection, select, selection_of
from cxjourney.ingest.shaping import ShapedLog
from cxjourney.ingest.verbatims import read_verbatims

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Unpack

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.additions import Unmatched
    from cxjourney.ingest.content import Content
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.profiles import ProfileOptions
    from cxjourney.ingest.quality import EventQuality
    from cxjourney.model.journey import Journey
    from cxjourney.model.metric import Metric
    from cxjourney.model.verbatim import Verbatim


class EventLog(ShapedLog):
    """
    An immutable event log; its rows stay in the engine.

    Made by `read_events` and its kind, not by hand. Two logs are equal when they hold the same events,
    whatever file they were read from.

    Parameters
    ----------
    content
        The tables.
    quality
        The report on how they were read.
    source
        Name of the source.

    Attributes
    ----------
    engine
        Where the rows are.
    relation, customer_relation
        Names of its tables of events and of customers.
    touchpoints, channels, stages, segments
        Names, sorted by code point; a code is a place in them.
    segment_columns
        The columns that divide the customers.
    group_columns
        The columns that divide the visits; their names are among the segments.
    segment_of
        For each of ``segments`` the column it is from.
    reasons
        What contacts were about.
    flags
        Which of ``reopened``, ``handed_off`` and ``invited`` the events tell.
    contact_touchpoints
        Touchpoints where customers asked for help, known from tickets.
    reply_touchpoints
        Touchpoints where such a request was answered; they are no requests, whatever their names.
    expected_waits
        Touchpoint and time until the next step that customers were promised, at the median.
    customer_facts
        Which of ``acquired``, ``churned`` (microseconds since 1970), ``churn_reason`` (text), ``worth`` (1/10,000) and
        ``referrals`` are columns of ``customer_relation``.
    weighted
        Whether scores count differently: then there is a column ``weight``, in millionths, NULL for one.
    metrics
        The scores that customers gave.
    quality
        What was read, left out, and deserves a look.
    n_events, n_customers
        Sizes.
    source
        What was read, as the caller named it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> events = cx.datasets.sample_shop(customers=500).events
    >>> events.filter(channels="Web").n_customers < events.n_customers == 500
    True
    """

    __slots__ = (
        *("__weakref__", "_content", "channels", "contact_touchpoints", "customer_facts", "customer_relation", "engine"),
        *("expected_waits", "flags", "group_columns", "metrics", "n_customers", "n_events", "quality", "reasons", "relation"),
        *("reply_touchpoints", "segment_columns", "segment_of", "segments", "source", "stages", "touchpoints", "weighted"),
    )

    engine: Engine
    relation: str
    customer_relation: str
    touchpoints: tuple[str, ...]
    channels: tuple[str, ...]
    stages: tuple[str, ...]
    segments: tuple[str, ...]
    segment_columns: tuple[str, ...]
    group_columns: tuple[str, ...]
    segment_of: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    contact_touchpoints: tuple[str, ...]
    reply_touchpoints: tuple[str, ...]
    expected_waits: tuple[tuple[str, timedelta], ...]
    customer_facts: tuple[str, ...]
    weighted: bool
    metrics: tuple[Metric, ...]
    quality: EventQuality
    n_events: int
    n_customers: int
    source: str
    _content: Content

    def __init__(self, content: Content, quality: EventQuality, source: str) -> None:
        facts = {
            "_content": content,
            "engine": content.engine,
            "relation": content.view(),
            "customer_relation": content.customers,
            "touchpoints": content.names("touchpoint"),
            "channels": content.names("channel"),
            "stages": content.names("stage"),
            "segments": content.names("segment"),
            "segment_columns": content.segment_columns,
            "group_columns": content.group_columns,
            "segment_of": content.segment_of(),
            "reasons": content.names("reason"),
            "flags": content.flags,
            "contact_touchpoints": content.contacts,
            "reply_touchpoints": content.replies,
            "expected_waits": tuple((name, timedelta(microseconds=wait)) for name, wait in content.expected_waits),
            "customer_facts": content.customer_facts,
            "weighted": content.weighted,
            "metrics": content.metrics,
            "quality": quality,
            "n_events": quality.kept,
            "n_customers": content.engine.rows(f"SELECT count(*) FROM {content.customers}")[0][0],
            "source": source,
        }
        for name, fact in facts.items():
            object.__setattr__(self, name, fact)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = f"an event log never changes; {name!r} cannot be set"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        message = f"an event log never changes; {name!r} cannot be deleted"
        raise AttributeError(message)

    def filter(
        self,
        *,
        customers: str | Iterable[str] | None = None,
        touchpoints: str | Iterable[str] | None = None,
        channels: str | Iterable[str] | None = None,
        stages: str | Iterable[str] | None = None,
        segments: str | Iterable[str] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        whole_journeys: bool = False,
    ) -> EventLog:
        """
        Return the log of the events that fit, as if only they had been read.

        Names and customers without an event disappear; a customer's segments stay what they were.

        Parameters
        ----------
        customers
            Identifiers to keep.
        touchpoints, channels, stages
            Names to keep; events without a channel or stage do not fit.
        segments
            Segments whose customers to keep; a name of a group keeps the visits that belong to it.
        since, until
            First time to keep, and the first one not to keep: datetimes, dates or ISO 8601 text; without
            a zone they are read in the zone of the log.
        whole_journeys
            Whether ``since`` and ``until`` ask when journeys start and keep them whole, instead of cutting them; without
            a column of journeys those of customers.

        Raises
        ------
        OptionError
            If a name is not in the log, or a time cannot be read.
        EmptyDataError
            If no event fits.
        """
        asked = {"touchpoint": touchpoints, "channel": channels, "stage": stages, "segment": segments}
        return self._selected(selection_of(asked, customers, since, until, whole_journeys=whole_journeys))

    def _selected(self, selection: Selection) -> EventLog:
        content, quality = select(self._content, self.quality, selection, self.source)
        return EventLog(content, quality, self.source)

    def journey(self, customer: str, limit: int = 10_000) -> Journey:
        """
        Return what one customer did, in order.

        Parameters
        ----------
        customer
            The customer's identifier.
        limit
            Most visits to return; more make the journey ``truncated``.

        Raises
        ------
        OptionError
            If there is no such customer, or the limit is not positive.
        """
        return read_journey(self._content, customer, limit)

    def with_surveys(self, surveys: EventLog, *, within: timedelta = timedelta(days=30), unmatched: Unmatched = "drop") -> EventLog:
        """
        Return the log with answers put to the visits they are about.

        An answer goes to the customer's last visit before it, there if it is about a touchpoint; about one that the log does not know it is
        a visit. Counted in ``quality``: ``answer_no_customer``, ``answer_no_visit``, ``answer_second`` where the visit has such a score.

        Parameters
        ----------
        surveys
            What `read_surveys` returned.
        within
            How long before the answer the visit may be.
        unmatched
            What becomes of an answer about a touchpoint its customer did not visit: ``"drop"`` leaves it out,
            ``"visit"`` makes it a visit there, which may reach a goal; notes of the log and its maps say so.

        Raises
        ------
        OptionError
            If a metric is on another scale in the surveys, the time is not positive, or ``unmatched`` is neither.
        """
        return surveyed(self, surveys, within, unmatched)

    def with_tickets(self, tickets: EventLog) -> EventLog:
        """
        Return the log with the visits of another one, such as contacts with support.

        Customers are the same where their identifiers are; customers of the other log alone come in too.

        Parameters
        ----------
        tickets
            What `read_tickets` returned, or any other log.

        Raises
        ------
        OptionError
            If the two mean different things by the same name, such as a metric on two scales.
        """
        return joined(self, tickets)

    def with_customers(
        self,
        source: object,
        *,
        customer: str | None = None,
        segment: str | Sequence[str] = (),
        acquired: str | None = None,
        churned: str | tuple[str, str] | None = None,
        value: str | None = None,
        on_bad_rows: OnBadRows = "error",
        **more: Unpack[ProfileOptions],
    ) -> EventLog:
        """
        Return the log with what a table says about its customers, one row a customer.

        What the log says already stays. Customers of the table without a visit do not come in.

        Parameters
        ----------
        source
            Path, glob or list of them, data frame, or relation.
        customer
            Column of the customer; None looks for its usual names.
        segment
            One or more columns that divide the customers.
        acquired, churned
            Columns of when the customer was won and lost; ``(column, column)`` of when and why it was lost.
        value
            What the customer is worth.
        on_bad_rows
            ``"error"`` names the rows that break a rule, also a second row for a customer; ``"drop"``
            leaves them out and says so in ``quality``.
        **more
            ``referrals``, the column of how many others came through a customer; and how text becomes values:
            ``timezone``, ``time_format``, …, as for `read_events`.

        Raises
        ------
        MissingColumnError
            If a column is not there.
        BadRowsError
            If rows break a rule; every kind is named with its first places.
        DataError
            If the table cannot be read, or a column cannot play its role.
        OptionError
            If an argument cannot be used.
        """
        referrals, parsing = parted(more)
        return profiled(self, source, AskedProfiles(customer, segment, acquired, churned, value, referrals, on_bad_rows), parsing)

    def verbatims(self, touchpoint: str | None = None, limit: int = 100) -> tuple[Verbatim, ...]:
        """
        Return what customers wrote, the latest first.

        Parameters
        ----------
        touchpoint
            Touchpoint that it is about; None returns all.
        limit
            Most texts to return.

        Raises
        ------
        OptionError
            If there is no such touchpoint, or the limit is not positive.
        """
        return read_verbatims(self._content, touchpoint, limit)

    def save(self, path: str | os.PathLike[str], *, raw: bool = False) -> None:
        """
        Write the log as one file that `read_events` reads: ``.parquet``, ``.csv`` or ``.tsv``.

        What customers wrote, when they were won and lost and what they are worth are left out. The file
        appears complete or not at all. In CSV and TSV a text that a spreadsheet would run as a formula gets a
        leading apostrophe.

        Parameters
        ----------
        path
            Where to write; the suffix says how.
        raw
            Leave texts exactly as they are, also those that a spreadsheet would run.

        Raises
        ------
        OptionError
            If the suffix is not one of these.
        """
        save_events(self._content, path, raw=raw)

    def __len__(self) -> int:
        return self.n_events

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EventLog):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.n_events, self.n_customers, self.touchpoints, self.channels, self.stages))

    def _identity(self) -> tuple[object, ...]:
        names = (self.touchpoints, self.channels, self.stages, self.segments, self.segment_columns, self.metrics)
        more = (self.group_columns, self.segment_of, self.reasons, self.flags, self.contact_touchpoints, self.reply_touchpoints)
        facts = (self.expected_waits, self.weighted, self.customer_facts)
        return (self.n_events, self.n_customers, *names, *more, *facts, content_digest(self._content))

    def __repr__(self) -> str:
        first, last = self.quality.first_time, self.quality.last_time
        span = f", {first.date()} … {last.date()}" if first and last else ""
        sizes = (counted(self.n_events, "event"), counted(self.n_customers, "customer"), counted(len(self.touchpoints), "touchpoint"))
        return f"<EventLog {', '.join(sizes)}{span}>"

    def _repr_html_(self) -> str:
        table = ET.Element("table")
        ET.SubElement(table, "caption").text = repr(self)[1:-1]
        for caption, text in self.quality.facts():
            row = ET.SubElement(table, "tr")
            ET.SubElement(row, "th").text = caption
            ET.SubElement(row, "td").text = clean(text)
        for note in self.quality.notes:
            row = ET.SubElement(table, "tr")
            ET.SubElement(row, "td", colspan="2").text = clean(note)
        return ET.tostring(table, encoding="unicode", method="html")

    def _repr_mimebundle_(self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self._repr_html_()}
        wanted = set(bundle) if include is None else set(include)
        return {kind: text for kind, text in bundle.items() if kind in wanted - set(exclude or ())}
