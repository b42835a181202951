"""Read an event log that stays in a database or a cluster: only names, counts and the first bad rows are fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.engine.dialect import DIALECTS
from cxjourney.errors import PLACES_LIMIT, BadRowsError, DataError, EmptyDataError, MissingColumnError, OptionError, Problem, show_value
from cxjourney.ingest.elsewhere_log import ElsewhereLog
from cxjourney.ingest.elsewhere_store import make_content
from cxjourney.ingest.numbers import WEIGHT_NOTE
from cxjourney.ingest.parsing import Parsing
from cxjourney.ingest.quality import EventQuality, Measured, log_notes
from cxjourney.ingest.roles import MODEST, find_roles
from cxjourney.ingest.scales import Scale
from cxjourney.ingest.typed_columns import (
    FLAGS,
    NAMES,
    Read,
    check_kind,
    flag_read,
    score_read,
    text_sql,
    time_read,
    value_read,
    weight_read,
)
from cxjourney.ingest.typed_names import read_keys, read_names

if TYPE_CHECKING:
    from cxjourney.engine.dialect import Dialect
    from cxjourney.ingest.dictionary import Dictionary
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.roles import AskedRoles, Roles
    from cxjourney.model.metric import Metric

_FLAGS = {"reopened": "reopened", "handed_off": "handoffs", "invited": "invited"}


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """
    How each role of a table is read.

    Parameters
    ----------
    table
        The source.
    roles
        Its columns by role.
    metrics
        The metric of each column of scores.
    joins
        SQL of the tables of codes, joined to the source ``r``.
    fields
        Column of events by name, as SQL.
    rules
        Column, kind, message and SQL condition of what breaks a rule.
    labels
        Names by role.
    customers, journeys
        Tables of the identifiers; empty without journeys.
    notes
        What there is to say about the names.
    """

    table: RawTable
    roles: Roles
    metrics: tuple[Metric, ...]
    joins: str
    fields: dict[str, str]
    rules: tuple[tuple[RawColumn, str, str, str], ...]
    labels: dict[str, Dictionary]
    customers: str
    journeys: str
    notes: tuple[str, ...]

    @property
    def fault(self) -> str:
        """SQL of the number of the first rule that a row breaks, or -1."""
        return f"CASE {' '.join(f'WHEN {rule[3]} THEN {number}' for number, rule in enumerate(self.rules))} ELSE -1 END"


def read_elsewhere(table: RawTable, asked: AskedRoles, parsing: Parsing, on_bad_rows: OnBadRows) -> EventLog:
    """
    Return the event log of a table in another engine.

    Parameters
    ----------
    table
        The source, copied by the engine: text, numbers, times and truth values as they are.
    asked
        What the caller said about roles.
    parsing
        Options; those about text that must be parsed are refused.
    on_bad_rows
        What to do with rows that break a rule.

    Raises
    ------
    OptionError
        If an option or a role is not offered outside of the embedded engine.
    DataError
        If the source cannot be read as asked.
    """
    dialect = DIALECTS[table.engine.name]
    roles = _fitting(table, find_roles(table.columns, asked, table.source), asked, parsing)
    rows: int = table.engine.rows(f"SELECT count(*) AS n FROM {table.relation}")[0][0]
    if not rows:
        raise _empty(table, "it has no rows", "check that this is the right source.")
    roles, metrics = _scaled(table, roles)
    plan = _plan(table, roles, metrics, parsing, dialect)
    found = table.engine.rows(
        f"SELECT fault, count(*) AS n FROM (SELECT {plan.fault} AS fault FROM {plan.joins}) AS f GROUP BY fault ORDER BY fault"
    )
    faults = {int(fault): int(count) for fault, count in found if fault >= 0}
    if faults and on_bad_rows == "error":
        raise _bad_rows(plan, faults, rows, parsing)
    if sum(faults.values()) == rows:
        raise _empty(table, f"all of its {rows:,} rows were dropped", 'pass on_bad_rows="error" to see the first of them.')
    if faults:
        plan = _plan(_good(plan), roles, metrics, parsing, dialect)
    content, notes, measured = make_content(plan)
    quality = EventQuality(
        **measured.fields(),
        rows=rows,
        dropped=_dropped(plan, faults),
        timezone=parsing.timezone,
        columns=roles.named(),
        notes=(*_zone_notes(roles, parsing), *roles.notes, *plan.notes, *notes, *_tie_notes(roles, measured), *log_notes(measured, 0)),
    )
    return ElsewhereLog(content, quality, table.source)


def refuse_parsing(parsing: Parsing, engine: str) -> None:
    """
    Refuse options that say how text becomes values: other engines hold values.

    Parameters
    ----------
    parsing
        The options.
    engine
        Name of the engine.

    Raises
    ------
    OptionError
        If one was given.
    """
    usual = Parsing()
    for name in ("encoding", "delimiter", "decimal", "thousands", "time_format"):
        if getattr(parsing, name) != getattr(usual, name):
            message = f"{name}= is about text, and a table in {engine} holds values."
            raise OptionError(message, hint="cast the column in a query or a view.")


def _fitting(table: RawTable, roles: Roles, asked: AskedRoles, parsing: Parsing) -> Roles:
    """Return the roles without columns that only happen to have a usual name; refuse roles that are not offered."""
    if asked.columns.get("lifecycle") is not None:
        message = f"lifecycle= is not offered in {table.engine.name}."
        raise OptionError(message, hint="read the rows into the embedded engine: as Parquet files, or as a frame.")
    roles = replace(roles, lifecycle=None)
    for role in MODEST:
        column: RawColumn | None = getattr(roles, role)
        if column is None or asked.columns.get(role) is not None:
            continue
        text = f"char_length({text_sql(column)}) > {parsing.limits.label_length}"
        query = f"SELECT count(*) AS n FROM {table.relation} WHERE " + (text if role == "reason" else f"{column.sql_name} < 0")
        fits = column.kind in (NAMES if role == "reason" else FLAGS)
        if not fits or (column.kind != "boolean" and table.engine.rows(query)[0][0]):
            note = f"The column {column.name!r} does not fit the role {role} and was not used."
            roles = replace(roles, **{role: None}, notes=(*roles.notes, note))  # type: ignore[arg-type]
    return roles


def _scaled(table: RawTable, roles: Roles) -> tuple[Roles, tuple[Metric, ...]]:
    """Return the roles with every scale decided, and the metrics."""
    scores: list[tuple[Scale, RawColumn]] = []
    notes = list(roles.notes)
    for scale, column in roles.scores:
        greatest = None
        if scale.metric is None:
            ((greatest,),) = table.engine.rows(f"SELECT max({column.sql_name}) AS greatest FROM {table.relation}")
        metric = scale.resolve(None if greatest is None else float(greatest), column.name, table.source)
        if metric is None:
            notes.append(f"The column {column.name!r} holds no score and was not used.")
            continue
        if metric.name in {known.name for known, _ in scores}:
            message = f"{table.source}: a second column, {column.name!r}, holds {metric.name}."
            raise DataError(message, hint=f'say which one: scores={{"{metric.name}": {column.name!r}}}.', column=column.name)
        scores.append((Scale(metric.name, metric), column))
    metrics = tuple(scale.metric for scale, _ in scores if scale.metric is not None)
    return replace(roles, scores=tuple(scores), notes=tuple(notes)), metrics


def _plan(table: RawTable, roles: Roles, metrics: tuple[Metric, ...], parsing: Parsing, dialect: Dialect) -> TypedPlan:
    """Give the names of the source numbers and decide how each column is read."""
    limit = parsing.limits.label_length
    builder = _Builder(table, limit)
    customers = builder.key("customer", roles.customer, dialect)
    builder.read("time", roles.time, time_read(table, roles.time, parsing, dialect))
    journeys = builder.key("journey", roles.journey, dialect) if roles.journey else ""
    for role in ("touchpoint", "channel", "stage", "reason"):
        column: RawColumn | None = getattr(roles, role)
        if column is not None:
            builder.names(role, {role: column}, needed=role == "touchpoint")
    divided = {f"segment_{number}": column for number, column in enumerate(roles.segments)}
    divided |= {f"group_{number}": column for number, column in enumerate(roles.groups)}
    if divided:
        builder.names("segment", divided, needed=False)
    if roles.value is not None:
        builder.read("value", roles.value, value_read(table, roles.value))
    for number, (metric, (_, column)) in enumerate(zip(metrics, roles.scores, strict=True)):
        builder.read(f"score_{number}", column, score_read(table, column, metric))
    if roles.weight is not None:
        builder.read("weight", roles.weight, weight_read(table, roles.weight, [column for _, column in roles.scores]))
        builder.notes.append(WEIGHT_NOTE)
    for flag, role in _FLAGS.items():
        column = getattr(roles, role)
        if column is not None:
            builder.read(flag, column, flag_read(table, column, flag))
    if roles.order is not None:
        check_kind(table, roles.order, "order", ("integer", "float", "decimal"))
        builder.fields["ordered"] = roles.order.sql_name
    return TypedPlan(
        table,
        roles,
        metrics,
        builder.joins,
        builder.fields,
        tuple(builder.rules),
        builder.labels,
        customers,
        journeys,
        tuple(builder.notes),
    )


class _Builder:
    """Collects the parts of a plan."""

    def __init__(self, table: RawTable, limit: int) -> None:
        self.table, self.limit = table, limit
        self.joins = f"{table.relation} AS r"
        self.fields: dict[str, str] = {}
        self.rules: list[tuple[RawColumn, str, str, str]] = []
        self.labels: dict[str, Dictionary] = {}
        self.notes: list[str] = []

    def read(self, field: str, column: RawColumn, read: Read) -> None:
        """Add a column of numbers, times or flags."""
        self.fields[field] = read.sql
        self.rules += [(column, *rule) for rule in read.rules]

    def key(self, role: str, column: RawColumn, dialect: Dialect) -> str:
        """Add a column of identifiers and return the table of them."""
        check_kind(self.table, column, role, NAMES)
        keys, codes = read_keys(self.table, column, role, self.limit, dialect)
        self._join(role, column, codes, needed=True)
        return keys

    def names(self, role: str, columns: dict[str, RawColumn], *, needed: bool) -> None:
        """Add columns that share their names."""
        for column in columns.values():
            check_kind(self.table, column, role, NAMES)
        dictionary, maps, notes = read_names(self.table, list(columns.values()), role, self.limit)
        self.labels[role] = dictionary
        self.notes += notes
        for (field, column), map_ in zip(columns.items(), maps, strict=True):
            self._join(field, column, map_, needed=needed)

    def _join(self, field: str, column: RawColumn, map_: str, *, needed: bool) -> None:
        alias, text = f"m_{field}", text_sql(column)
        self.joins += f" LEFT JOIN {map_} AS {alias} ON {alias}.raw = {text}"
        self.fields[field] = f"COALESCE({alias}.code, -1)"
        long = f"longer than {self.limit:,} characters (limits=Limits(label_length=…) allows more)"
        self.rules.append((column, f"long_{field}", long, f"char_length({text}) > {self.limit}"))
        if needed:
            self.rules.append((column, f"missing_{field}", f"no {field}", f"{alias}.code IS NULL"))


def _bad_rows(plan: TypedPlan, faults: dict[int, int], rows: int, parsing: Parsing) -> BadRowsError:
    """Return the error that names every kind of bad row with its first places; a row counts for the first rule it breaks."""
    table, roles = plan.table, plan.roles
    problems = []
    for number, count in sorted(faults.items()):
        column, kind, message, _ = plan.rules[number]
        shown = list(dict.fromkeys((roles.customer, roles.time, roles.touchpoint, column)))
        fields = ", ".join(f"CAST(r.{each.sql_name} AS VARCHAR) AS {each.sql_name}" for each in shown)
        query = (
            f"SELECT {fields} FROM {plan.joins} WHERE ({plan.fault}) = {number} ORDER BY {', '.join(str(n + 1) for n in range(len(shown)))}"
        )
        found = [] if parsing.hide_values else table.engine.rows(f"{query} LIMIT {PLACES_LIMIT}")
        places = tuple(
            ", ".join(f"{each.name}={show_value(value)}" for each, value in zip(shown, row, strict=True) if value is not None)
            for row in found
        )
        problems.append(Problem(kind=kind, message=f"column {show_value(column.name)}: {message}", count=count, places=places))
    return BadRowsError(
        f"{table.source}: {sum(faults.values()):,} of {rows:,} rows cannot be used:",
        hint='correct the rows, or pass on_bad_rows="drop" to leave such rows out.',
        source=table.source,
        column=plan.rules[min(faults)][0].name,
        problems=problems,
    )


def _good(plan: TypedPlan) -> RawTable:
    """Return the source without rows that break a rule."""
    engine = plan.table.engine
    name = engine.unique_name("good")
    engine.make(name, f"SELECT r.* FROM {plan.joins} WHERE ({plan.fault}) = -1")
    engine.drop(plan.table.relation)
    return replace(plan.table, relation=name)


def _dropped(plan: TypedPlan, faults: dict[int, int]) -> tuple[tuple[str, int], ...]:
    return tuple((plan.rules[number][1], count) for number, count in sorted(faults.items()))


def _empty(table: RawTable, why: str, hint: str) -> EmptyDataError:
    return EmptyDataError(f"{table.source}: there are no events: {why}.", hint=hint, source=table.source)


def _zone_notes(roles: Roles, parsing: Parsing) -> tuple[str, ...]:
    if roles.time.kind not in {"timestamp", "date"}:
        return ()
    return (f"The times of {roles.time.name!r} name no zone; they were read as {parsing.timezone}.",)


def _tie_notes(roles: Roles, measured: Measured) -> tuple[str, ...]:
    if not measured.tied or roles.order is not None:
        return ()
    return (
        "A table has no order: events at the same instant were put in the order of their names; order= names a column that knows better.",
    )


def wanted_columns(names: tuple[str, ...], asked: AskedRoles) -> tuple[str, ...]:
    """
    Return the columns to copy out of those present; all of them if roles lack a column, for the message.

    Parameters
    ----------
    names
        Names of the columns.
    asked
        What the caller said about roles.
    """
    try:
        return tuple(dict.fromkeys(asked.needed(names))) or names
    except MissingColumnError:
        return names
