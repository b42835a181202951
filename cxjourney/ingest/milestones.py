"""Read wide tables: one row an order, one column a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import check_choice, check_mapping
from cxjourney.ingest.file_stamps import reading
from cxjourney.ingest.limits import Limits, limits_of
from cxjourney.ingest.milestone_rows import AskedMilestones, milestones_from
from cxjourney.ingest.parsing import Parsing, TimeUnit
from cxjourney.ingest.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.score_columns import Missing, Scores


def read_milestones(
    source: object,
    *,
    customer: str | None = None,
    milestones: Mapping[str, str],
    expected: Mapping[str, str] | None = None,
    journey: str | None = None,
    channel: str | None = None,
    segment: str | Sequence[str] | None = None,
    group: str | Sequence[str] | None = None,
    value: str | None = None,
    scores: Scores | None = None,
    missing: Missing | Mapping[str, Missing] | None = None,
    verbatim: str | None = None,
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
    Read milestones: one row an order, a contract or a case, one column for the date of each step.

    Each date becomes a visit at the touchpoint of its milestone; an empty date is none.

    Parameters
    ----------
    source
        Path, glob or list of them, data frame, or relation.
    customer
        Column of the customer; None looks for its usual names.
    milestones
        Column by milestone, in the order in which they are usually reached.
    expected
        Column by milestone of when it was promised. A date without a time is kept until its day ends. The
        outcome, such as ``"Delivered late"``, divides the visits of the row like a ``group``.
    journey
        Column of the journey. Without one, each row is a journey where customers have several rows.
    channel
        Column of the channel of all visits of the row.
    segment, group
        Columns that divide the customers, and the rows.
    value
        Money, counted at the first milestone that was reached.
    scores
        Column by metric, which stands at the last milestone that was reached, or columns by milestone by
        metric: ``{"csat": {"Reviewed": "score"}}``.
    missing
        Values that mean no answer.
    verbatim
        Column of what the customer wrote.
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
        If a column is not there.
    BadRowsError
        If rows break a rule; every kind is named with its first places.
    EmptyDataError
        If no milestone was reached.
    DataError
        If the source cannot be read, or a column cannot play its role.
    OptionError
        If an argument cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["c1", "c2"],
    ...     "paid_at": ["2026-01-05 09:00", "2026-01-06 10:00"],
    ...     "delivered_at": ["2026-01-09 17:00", "2026-01-11 00:30"],
    ...     "promised_for": ["2026-01-09", "2026-01-10"],
    ... })
    >>> milestones = {"Paid": "paid_at", "Delivered": "delivered_at"}
    >>> log = read_milestones(orders, milestones=milestones, expected={"Delivered": "promised_for"})
    >>> log.segments
    ('Delivered late', 'Delivered on time')
    >>> log.filter(segments="Delivered late").n_customers
    1
    """
    check_choice("on_bad_rows", on_bad_rows, ("error", "drop"))
    check_mapping("milestones", milestones, meaning="touchpoints to columns", optional=False)
    check_mapping("expected", expected, meaning="touchpoints to columns")
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
    asked = AskedMilestones(
        customer=customer,
        journey=journey,
        milestones=milestones,
        expected=expected or {},
        single={"channel": channel, "value": value, "verbatim": verbatim},
        scores=scores,
        missing=missing,
        segment=segment,
        group=group,
    )
    table = open_source(source, parsing=parsing, needed=asked.needed)
    with reading(table):
        return milestones_from(table, asked, parsing, on_bad_rows)
