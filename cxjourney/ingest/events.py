"""Read an event log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cxjourney.arguments import check_choice
from cxjourney.errors import CxJourneyError, EmptyDataError, counted
from cxjourney.ingest.canonical import Plan, is_clean, make_plan, make_store, rounding_notes, row_checks
from cxjourney.ingest.checks import bad_rows_error, find_bad_rows
from cxjourney.ingest.content import Content
from cxjourney.ingest.customers import make_customers
from cxjourney.ingest.elsewhere_open import events_elsewhere, is_elsewhere
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.event_presets import EVENT_PRESETS
from cxjourney.ingest.lifecycle import merge_transitions
from cxjourney.ingest.limits import Limits, limits_of
from cxjourney.ingest.memory import remembered
from cxjourney.ingest.mistaken_columns import without_foreign
from cxjourney.ingest.parsing import Parsing, TimeUnit
from cxjourney.ingest.preset_rows import prepared, with_times
from cxjourney.ingest.presets import find_preset, told_parsing
from cxjourney.ingest.quality import EventQuality, log_notes, measure_quality
from cxjourney.ingest.roles import AskedRoles, counted_once, find_roles
from cxjourney.ingest.scores import resolved_scales
from cxjourney.ingest.sources import open_source
from cxjourney.ingest.suggestions import Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.roles import Roles
    from cxjourney.model.metric import Metric

OnBadRows = Literal["error", "drop"]


def read_events(
    source: object,
    *,
    customer: str | None = None,
    time: str | None = None,
    touchpoint: str | None = None,
    channel: str | None = None,
    stage: str | None = None,
    journey: str | None = None,
    segment: str | Sequence[str] | None = None,
    value: str | None = None,
    scores: Mapping[str, str | tuple[str, float, float]] | None = None,
    group: str | Sequence[str] | None = None,
    reason: str | None = None,
    reopened: str | None = None,
    handoffs: str | None = None,
    invited: str | None = None,
    weight: str | None = None,
    order: str | None = None,
    lifecycle: str | None = None,
    preset: str | Preset | None = None,
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
    Read events, one row a visit of a customer to a touchpoint, and check every row.

    Each role takes a column name, or None to look for its usual names: ``customer_id``, ``user_id``,
    ``case:concept:name``; ``timestamp``, ``event_time``; ``touchpoint``, ``event``, ``activity``, …,
    whatever their case, spaces and punctuation.

    Parameters
    ----------
    source
        Path, glob or list of them, data frame, or relation; a `PostgresSource` or a Spark DataFrame, whose rows stay
        where they are. XES and object-centric logs (OCEL) are read too;
        attributes of their cases are columns such as ``case:amount``.
    customer, time, touchpoint
        Columns that every log has. In an object-centric log ``customer`` names the type of object that goes
        on the journeys, where more than one can be meant.
    channel, stage, journey
        Columns it may have. A session column cuts journeys only when it is named here.
    segment
        One or more columns that divide the customers; a customer's first value in time counts.
    value
        Money that changed hands.
    scores
        Column by metric; ``(column, low, high)`` for another scale than the usual one. None looks for
        columns named nps, csat, ces, rating, sentiment; ``{}`` for none.
    group
        One or more columns that divide the visits: the team, the agent, the product. None is looked for.
    reason
        What a contact was about.
    reopened, handoffs
        Whether a case was opened again, or passed on: yes or no, or how often.
    invited
        Whether the customer was asked for a score: yes or no.
    weight
        What scores count for, greater than zero; rows with a score need it. Visits always count once.
    order
        Column that orders simultaneous events; otherwise they stay in file order.
    lifecycle
        Column of ``start`` and ``complete``: both rows of an activity are one visit.
    preset
        Name of a well-known export: ``"ga4"``, ``"snowplow"``, ``"segment"``, ``"amplitude"``, ``"mixpanel"``,
        ``"posthog"``, ``"adobe"``, ``"xes"``; or a `Preset` of your own.
    timezone
        Zone of times that have none.
    on_bad_rows
        ``"error"`` names the rows that break a rule; ``"drop"`` leaves them out and counts them in
        ``quality``.
    encoding, delimiter, decimal, thousands, time_format, time_unit
        How text becomes values; see `Parsing`.
    limits
        Sizes past which a source is refused.
    hide_values
        Leave values of the data out of messages.

    Raises
    ------
    MissingColumnError
        If a role that is needed has no column.
    BadRowsError
        If rows break a rule; every kind is named with its first places.
    EmptyDataError
        If no event is left.
    DataError
        If the source cannot be read, or a column cannot play its role.
    OptionError
        If an argument cannot be used.

    Notes
    -----
    Text is compared after composing it (NFC), folding white space and leaving zero-width characters out;
    case counts. Identifiers are text. Times are kept to the microsecond, money to 1/10,000, scores to
    1/1,000; what is rounded is said in ``quality``.

    Examples
    --------
    >>> import pandas as pd
    >>> clicks = pd.DataFrame({
    ...     "customer_id": ["c1", "c1", "c2"],
    ...     "timestamp": pd.to_datetime(["2026-01-01 10:00", "2026-01-01 10:05", "2026-01-02 09:00"]),
    ...     "touchpoint": ["Search", "Cart", "Search"],
    ... })
    >>> read_events(clicks)
    <EventLog 3 events, 2 customers, 2 touchpoints, 2026-01-01 … 2026-01-02>
    """
    _check_choice(on_bad_rows)
    known = find_preset(preset, EVENT_PRESETS)
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
    single = {
        "customer": customer,
        "time": time,
        "touchpoint": touchpoint,
        "channel": channel,
        "stage": stage,
        "journey": journey,
        "value": value,
        "order": order,
        "lifecycle": lifecycle,
        "reopened": reopened,
        "handoffs": handoffs,
        "reason": reason,
        "invited": invited,
        "weight": weight,
    }
    parsing = told_parsing(parsing, known, single, segment, scores, group)
    asked, suggestion = AskedRoles(single, segment, scores, group, preset=known), Suggestion({} if known else EVENT_PRESETS)
    if is_elsewhere(source):
        return events_elsewhere(source, asked, parsing, on_bad_rows, preset)
    table = open_source(source, parsing=parsing, needed=suggestion.watching(asked.needed), customer=customer)
    with suggestion.over(table):
        table = suggestion.noted(prepared(table, known))
        names = tuple(column.name for column in table.columns)
        asked = remembered(source, table, asked).decided(table.roles, table.usual).told(names)
        parsing = with_times(parsing, table, [asked.columns.get("time")], known)
        return log_from(table, asked, parsing, on_bad_rows)


def _check_choice(on_bad_rows: object) -> None:
    check_choice("on_bad_rows", on_bad_rows, ("error", "drop"))


def log_from(table: RawTable, asked: AskedRoles, parsing: Parsing, on_bad_rows: OnBadRows) -> EventLog:
    """
    Return the event log of an opened source.

    Parameters
    ----------
    table
        The source.
    asked
        What the caller said about roles.
    parsing
        Options.
    on_bad_rows
        What to do with rows that break a rule.
    """
    roles = find_roles(table.columns, asked, table.source)
    rows: int = table.engine.rows(f"SELECT count(*) FROM {table.relation}")[0][0]
    if not rows:
        raise _empty(table, "it has no rows" + (" that count" if table.left_out else ""), "check that this is the right source.")
    roles = counted_once(without_foreign(table, roles, asked, parsing.limits))
    roles, metrics = resolved_scales(table, roles, parsing)
    plan, store, dropped = _checked(table, roles, metrics, parsing, on_bad_rows)
    merged = 0
    if roles.lifecycle is not None:
        store, merged = merge_transitions(table.engine, store)
    content, segment_notes = _content(plan, store, asked)
    rounding = rounding_notes(plan)
    table.discard()
    if merged or segment_notes:
        content = content.dense()
    measured = measure_quality(content)
    quality = EventQuality(
        **measured.fields(),
        rows=rows + table.blank + sum(count for _, count in table.left_out),
        blank=table.blank,
        dropped=(*table.left_out, *dropped),
        merged=merged,
        timezone=parsing.timezone,
        columns=roles.named(),
        notes=(
            *_zone_notes(plan, parsing),
            *table.notes,
            *roles.notes,
            *plan.notes,
            *rounding,
            *segment_notes,
            *log_notes(measured, plan.time.reading.cut),
        ),
    )
    return EventLog(content, quality, table.source)


def _empty(table: RawTable, why: str, hint: str) -> EmptyDataError:
    return EmptyDataError(f"{table.source}: there are no events: {why}.", hint=hint, source=table.source)


def _checked(
    table: RawTable, roles: Roles, metrics: tuple[Metric, ...], parsing: Parsing, on_bad_rows: OnBadRows
) -> tuple[Plan, str, tuple[tuple[str, int], ...]]:
    """Return how the rows that can be used are read, the table of them, and what was dropped."""
    plan = make_plan(table, roles, metrics, parsing)
    store = make_store(plan)
    if plan.order is None and not table.checks and is_clean(plan, store):
        return plan, store, ()
    bad = find_bad_rows(table, row_checks(plan, parsing.limits.label_length), plan.joined())
    dropped = bad.dropped(table)
    if not dropped:
        return plan, _certain(plan, store), ()
    rows = table.engine.rows(f"SELECT count(*) FROM {table.relation}")[0][0]
    if on_bad_rows == "error":
        raise bad_rows_error(table, bad, rows, parsing)
    if sum(count for _, count in dropped) == rows:
        why = f"all of its {rows:,} rows were dropped ({', '.join(kind for kind, _ in dropped)})"
        raise _empty(table, why, 'pass on_bad_rows="error" to see the first of them.')
    table.engine.execute(f"DROP TABLE {store}")
    plan = make_plan(bad.without(table), roles, metrics, parsing)
    return plan, _certain(plan, make_store(plan)), dropped


def _certain(plan: Plan, store: str) -> str:
    """Return the table if all of it could be read; the rules for rows and the reading of rows must agree."""
    if not is_clean(plan, store):
        message = f"{plan.table.source}: a row that cannot be read breaks no rule."
        raise CxJourneyError(message, code="internal", hint="this is a defect; please report it.", source=plan.table.source)
    return store


def _content(plan: Plan, store: str, asked: AskedRoles) -> tuple[Content, tuple[str, ...]]:
    engine, roles = plan.table.engine, plan.roles
    for name in [plan.customers.map, *(map_ for _, _, map_ in plan.coded()), *([plan.journeys.map] if plan.journeys else [])]:
        engine.execute(f"DROP TABLE {name}")
    customers, changing = make_customers(engine, plan.customers.table, store, len(roles.segments))
    engine.execute(f"DROP TABLE {plan.customers.table}")
    columns = tuple(column.name for column in roles.segments)
    notes = tuple(
        f"segment {name!r}: {counted(count, 'customer has', 'customers have')} several values; the first in time was taken."
        for name, count in zip(columns, changing, strict=True)
        if count
    )
    content = Content(
        engine=engine,
        store=store,
        customers=customers,
        labels={role: coded.dictionary for role, coded in plan.labels.items()},
        journeys=plan.journeys.table if plan.journeys else "",
        metrics=plan.metrics,
        segment_columns=columns,
        valued=plan.value is not None,
        flags=tuple(plan.flags),
        group_columns=tuple(column.name for column in roles.groups),
        contacts=asked.contacts,
        replies=asked.replies,
        weighted=plan.weight is not None,
        unplaced=asked.unplaced,
        expected_waits=asked.expected_waits,
    ).remembering()
    return content, notes


def _zone_notes(plan: Plan, parsing: Parsing) -> tuple[str, ...]:
    if not plan.time.reading.naive:
        return ()
    return (f"The times of {plan.roles.time.name!r} name no zone; they were read as {parsing.timezone}.",)
