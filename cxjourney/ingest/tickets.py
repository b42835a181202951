"""Read contacts with support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import check_choice
from cxjourney.ingest.limits import Limits, limits_of
from cxjourney.ingest.parsing import Parsing, TimeUnit
from cxjourney.ingest.preset_rows import prepared, with_times
from cxjourney.ingest.presets import MICROSECONDS, find_preset, told_parsing
from cxjourney.ingest.sources import open_source
from cxjourney.ingest.suggestions import Suggestion
from cxjourney.ingest.ticket_presets import TICKET_PRESETS
from cxjourney.ingest.ticket_rows import MOMENTS, AskedTickets, tickets_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.presets import Duration, Preset
    from cxjourney.ingest.score_columns import Missing, Scores


def read_tickets(
    source: object,
    *,
    customer: str | None = None,
    opened: str | None = None,
    first_reply: str | None = None,
    resolved: str | None = None,
    channel: str | None = None,
    reason: str | None = None,
    status: str | None = None,
    reopened: str | None = None,
    handoffs: str | None = None,
    scores: Scores | None = None,
    missing: Missing | Mapping[str, Missing] | None = None,
    verbatim: str | None = None,
    segment: str | Sequence[str] | None = None,
    group: str | Sequence[str] | None = None,
    waits: Duration | None = None,
    preset: str | Preset | None = None,
    names: tuple[str, str, str] = ("Ticket opened", "First reply", "Ticket resolved"),
    timezone: str = "UTC",
    on_bad_rows: OnBadRows = "error",
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str = ".",
    thousands: str | None = None,
    time_format: str | None = None,
    time_unit: TimeUnit | None = None,
    limits: Limits | None = None,
    hide_values: bool = False,
) -> EventLog:
    """
    Read support tickets, one row a ticket.

    A ticket becomes up to three visits: it was opened (the contact), replied to, resolved. The time to the
    next of them is what the customer waited; where there is none yet, the wait is still going on and counts
    for as long as it was observed.

    Parameters
    ----------
    source
        Path, glob or list of them, data frame, or relation.
    customer, opened
        Columns of who asked and when; None looks for their usual names, as for all columns up to ``handoffs`` but ``status``.
    first_reply, resolved
        Columns of when the answer and the solution came; empty where they did not.
    channel, reason
        How the customer asked, and about what.
    status
        Tickets that are open by it count as not resolved, whatever ``resolved`` says.
    reopened, handoffs
        Whether the ticket was opened again, or passed on: yes or no, or how often.
    scores
        Column by metric, as for `read_surveys`. A score stands where the ticket ended.
    missing
        Values that mean no answer.
    verbatim
        Column of what the customer wrote.
    segment, group
        Columns that divide the customers, and the tickets: the team, the agent, the priority.
    waits
        Unit of ``first_reply`` and ``resolved`` where they are not times but numbers since the opening:
        ``"milliseconds"``, ``"seconds"``, ``"minutes"``, ``"hours"``.
    preset
        Name of a well-known export: ``"zendesk"``, ``"hubspot"``, ``"freshdesk"``, ``"salesforce"``,
        ``"intercom"``; or a `Preset` of your own. It tells the columns that are not named, and their units.
    names
        Touchpoints of opening, first reply and resolution. The first one counts as a request for help.
    timezone
        Zone of times that have none.
    on_bad_rows
        ``"error"`` names the rows that break a rule; ``"drop"`` leaves them out and counts them in
        ``quality``.
    encoding, delimiter, decimal, thousands, time_format, time_unit
        How text becomes values; see `read_events`.
    limits
        Sizes past which a source is refused.
    hide_values
        Leave values of the data out of messages.

    Raises
    ------
    MissingColumnError
        If a role that is needed has no column.
    BadRowsError
        If rows break a rule, also where a reply or a resolution is earlier than what it answers.
    EmptyDataError
        If no ticket is left.
    DataError
        If the source cannot be read, or a column cannot play its role.
    OptionError
        If an argument cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> tickets = pd.DataFrame({
    ...     "customer_id": ["c1", "c2"],
    ...     "opened": ["2026-01-05T09:00Z", "2026-01-06T10:00Z"],
    ...     "first_reply_at": ["2026-01-05T09:30Z", None],
    ...     "topic": ["Delivery", "Refund"],
    ... })
    >>> log = read_tickets(tickets)
    >>> log.touchpoints, log.reasons, log.contact_touchpoints
    (('First reply', 'Ticket opened'), ('Delivery', 'Refund'), ('Ticket opened',))
    """
    check_choice("on_bad_rows", on_bad_rows, ("error", "drop"))
    if waits is not None:
        check_choice("waits", waits, tuple(MICROSECONDS))
    known = find_preset(preset, TICKET_PRESETS)
    parsing = Parsing(
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        time_format=time_format,
        time_unit=time_unit,
        timezone=timezone,
        limits=limits_of(limits),
        hide_values=hide_values,
    )
    moments = {"customer": customer, "opened": opened, "first_reply": first_reply, "resolved": resolved}
    facts = {"channel": channel, "reason": reason, "status": status, "reopened": reopened, "handoffs": handoffs, "verbatim": verbatim}
    single = {**moments, **facts}
    parsing = told_parsing(parsing, known, single, segment, scores, group)
    asked = AskedTickets(
        single=single, scores=scores, missing=missing, segment=segment, group=group, names=names, waits=waits, preset=known
    )
    suggestion = Suggestion({} if known else TICKET_PRESETS)
    table = open_source(source, parsing=parsing, needed=suggestion.watching(asked.needed))
    with suggestion.over(table):
        table = suggestion.noted(prepared(table, known))
        asked = asked.told(tuple(column.name for column in table.columns))
        times = [asked.single[role] for role in MOMENTS if asked.unit(role) is None]
        return tickets_from(table, asked, with_times(parsing, table, times, known), on_bad_rows)
