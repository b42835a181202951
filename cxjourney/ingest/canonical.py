"""From a source's columns to one relation of integers, checked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.ingest.checks import Check
from cxjourney.ingest.content import LABEL_ROLES
from cxjourney.ingest.dictionary import NONE, TOO_LONG, Coded, Keys, check_names, encode, encode_keys
from cxjourney.ingest.flags import ALLOWED, FlagColumn, flag_column
from cxjourney.ingest.instants import Instants, instants
from cxjourney.ingest.lifecycle import OTHER, transition_sql
from cxjourney.ingest.numbers import (
    NO_WEIGHT,
    SCORE_SCALE,
    UNREADABLE,
    VALUE_SCALE,
    WEIGHT_NOTE,
    WEIGHT_RULE,
    WEIGHT_SCALE,
    NumberColumn,
    number_column,
)
from cxjourney.ingest.zones import EARLIEST, LATEST

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.roles import Roles
    from cxjourney.model.metric import Metric


@dataclass(frozen=True)
class Plan:
    """
    How each role of a source is read, with its names already numbered.

    Parameters
    ----------
    table
        The source.
    roles
        Its columns by role.
    metrics
        The metric of each column of scores.
    time
        How times are read.
    customers, journeys
        Identifiers.
    labels
        Names by role: touchpoint, channel, stage, reason, segment (those of groups last).
    flags
        Columns of yes and no by the name they are stored under.
    value, weight, order, scores
        Columns of numbers.
    notes
        What there is to say about the columns.
    """

    table: RawTable
    roles: Roles
    metrics: tuple[Metric, ...]
    time: Instants
    customers: Keys
    journeys: Keys | None
    labels: dict[str, Coded]
    flags: dict[str, FlagColumn]
    value: NumberColumn | None
    weight: NumberColumn | None
    order: NumberColumn | None
    scores: tuple[NumberColumn, ...]
    notes: tuple[str, ...]

    def joined(self) -> str:
        """Return SQL of the source with the number of every name beside it."""
        joins = [f"{self.table.relation} AS r LEFT JOIN {self.customers.map} AS k ON r.{self.roles.customer.sql_name} = k.raw"]
        if self.journeys is not None and self.roles.journey is not None:
            joins.append(f"{self.journeys.map} AS j ON r.{self.roles.journey.sql_name} = j.raw")
        joins += [f"{map_} AS {alias} ON r.{column.sql_name} = {alias}.raw" for alias, column, map_ in self.coded()]
        return " LEFT JOIN ".join([*joins, *self.time.joins])

    def coded(self) -> list[tuple[str, RawColumn, str]]:
        """Return alias, column and table of codes of every column of names."""
        single = [role for role in (*LABEL_ROLES, "reason") if role in self.labels]
        coded = [(f"d_{role}", getattr(self.roles, role), self.labels[role].maps[0]) for role in single]
        maps = iter(self.labels["segment"].maps if "segment" in self.labels else ())
        for stem, columns in (("segment", self.roles.segments), ("group", self.roles.groups)):
            coded += [(f"d_{stem}_{number}", column, next(maps)) for number, column in enumerate(columns)]
        return coded


def make_plan(table: RawTable, roles: Roles, metrics: tuple[Metric, ...], parsing: Parsing) -> Plan:
    """
    Give the names of a source numbers and decide how each column is read.

    Parameters
    ----------
    table
        The source.
    roles
        Its columns by role.
    metrics
        The metric of each column of scores.
    parsing
        Options.

    Raises
    ------
    DataError
        If a column cannot play its role.
    """
    limit = parsing.limits.label_length
    named: dict[str, tuple[RawColumn, ...]] = {
        "touchpoint": (roles.touchpoint,),
        "channel": (roles.channel,) if roles.channel else (),
        "stage": (roles.stage,) if roles.stage else (),
        "reason": (roles.reason,) if roles.reason else (),
        "segment": (*roles.segments, *roles.groups),
    }
    flags = {"reopened": roles.reopened, "handed_off": roles.handoffs, "invited": roles.invited}
    identifiers = [("customer", roles.customer), *([("journey", roles.journey)] if roles.journey else [])]
    notes = [note for role, column in identifiers for note in check_names(table, column, role)]
    notes += [note for role, columns in named.items() for column in columns for note in check_names(table, column, role)]
    time = instants(table, roles.time, parsing)
    labels = {role: encode(table, columns, role, limit) for role, columns in named.items() if columns}
    customers = encode_keys(table, roles.customer, "customer", limit)
    journeys = encode_keys(table, roles.journey, "journey", limit) if roles.journey else None
    notes += [note for coded in (customers, journeys, *labels.values()) if coded for note in coded.notes]
    notes += [WEIGHT_NOTE] if roles.weight else []
    return Plan(
        table=table,
        roles=roles,
        metrics=metrics,
        time=time,
        customers=customers,
        journeys=journeys,
        labels=labels,
        flags={stored: flag_column(column, stored) for stored, column in flags.items() if column is not None},
        value=number_column(roles.value, parsing, "value") if roles.value else None,
        weight=number_column(roles.weight, parsing, "weight") if roles.weight else None,
        order=number_column(roles.order, parsing, "order") if roles.order else None,
        scores=tuple(number_column(column, parsing, scale.name) for scale, column in roles.scores),
        notes=tuple(notes),
    )


def make_store(plan: Plan) -> str:
    """
    Make the table of events; what cannot be read stands in it as NULL or as a negative code.

    Parameters
    ----------
    plan
        How to read the source.
    """
    name = plan.table.engine.unique_name("store")
    fields = {"customer": f"COALESCE(k.code, {NONE})", "position": _position(plan), "time": plan.time.sql}
    if plan.journeys is not None:
        fields["journey"] = f"COALESCE(j.code, {NONE})"
    fields |= {alias.removeprefix("d_"): f"COALESCE({alias}.code, {NONE})" for alias, _, _ in plan.coded()}
    if plan.value is not None:
        fields["value"] = _once(plan, plan.value, plan.value.scaled(VALUE_SCALE, plan.value.in_range()))
    for number, (metric, score) in enumerate(zip(plan.metrics, plan.scores, strict=True)):
        fields[f"score_{number}"] = f"CAST({_once(plan, score, score.scaled(SCORE_SCALE, score.on_scale(metric)))} AS INTEGER)"
    fields |= {flag: read.stored for flag, read in plan.flags.items()}
    if plan.weight is not None:
        fields["weight"] = plan.weight.scaled(WEIGHT_SCALE, plan.weight.is_weight())
    if plan.roles.lifecycle is not None:
        fields["transition"] = transition_sql(plan.roles.lifecycle)
    selected = ", ".join(f"{sql} AS {field}" for field, sql in fields.items())
    plan.table.engine.execute(f"CREATE TABLE {name} AS SELECT {selected} FROM {plan.joined()}")
    return name


def _once(plan: Plan, number: NumberColumn, scaled: str) -> str:
    """Return SQL of a number that stands on the first row only of what it belongs to; that row must not vanish in a merge."""
    per = number.column.per
    if not per:
        return scaled
    visits = f" FILTER (WHERE {transition_sql(plan.roles.lifecycle)} IS DISTINCT FROM {OTHER})" if plan.roles.lifecycle else ""
    return f'CASE WHEN r."row" = min(r."row"){visits} OVER (PARTITION BY r.{per}) THEN {scaled} END'


def _position(plan: Plan) -> str:
    if plan.order is None:
        return 'r."row"'
    return f'row_number() OVER (ORDER BY {plan.order.number} NULLS LAST, r."row") - 1'


def is_clean(plan: Plan, store: str) -> bool:
    """
    Return whether every row of the table of events could be read.

    Parameters
    ----------
    plan
        How the source was read.
    store
        The table made from it.
    """
    conditions = [f"customer < 0 OR touchpoint < 0 OR time IS NULL OR time NOT BETWEEN {EARLIEST} AND {LATEST}"]
    conditions += [f"{alias.removeprefix('d_')} = {TOO_LONG}" for alias, _, _ in plan.coded()]
    conditions += ["journey < 0"] if plan.journeys is not None else []
    conditions += [f"value = {UNREADABLE[VALUE_SCALE]}"] if plan.value is not None else []
    conditions += [f"score_{number} = {UNREADABLE[SCORE_SCALE]}" for number in range(len(plan.scores))]
    conditions += [f"{flag} < 0" for flag in plan.flags]
    conditions += ["weight < 0"] if plan.weight is not None else []
    conditions += [f"weight IS NULL AND score_{number} IS NOT NULL" for number in range(len(plan.scores)) if plan.weight is not None]
    conditions += ["transition IS NULL"] if plan.roles.lifecycle is not None else []
    count: int = plan.table.engine.rows(f"SELECT count(*) FROM {store} WHERE {' OR '.join(conditions)}")[0][0]
    return count == 0


def rounding_notes(plan: Plan) -> tuple[str, ...]:
    """
    Return sentences on numbers that have more decimals than are kept.

    Parameters
    ----------
    plan
        How the source was read.
    """
    columns = [(number, SCORE_SCALE) for number in plan.scores if number.column.kind != "integer"]
    columns += [(plan.value, VALUE_SCALE)] if plan.value is not None and plan.value.column.kind != "integer" else []
    notes = []
    for number, scale in columns:
        count = plan.table.engine.rows(f"SELECT count(*) FROM {plan.table.relation} WHERE {number.finer(scale)}")[0][0]
        if count:
            has = counted(count, "number has", "numbers have")
            notes.append(f"column {number.column.name!r}: {has} more than {len(str(scale)) - 1} decimals and lost the rest by rounding.")
    return tuple(notes)


def row_checks(plan: Plan, limit: int) -> tuple[Check, ...]:
    """
    Return every rule for rows, in the order in which a row counts for them.

    Parameters
    ----------
    plan
        How the source is read.
    limit
        Most characters of a name.
    """
    roles = plan.roles
    required = [("customer", roles.customer, "k"), ("touchpoint", roles.touchpoint, "d_touchpoint")]
    required += [("journey", roles.journey, "j")] if roles.journey else []
    checks = [Check(f"missing_{role}", column, f"no {role}", f"{alias}.code IS NULL") for role, column, alias in required]
    checks += [plan.time.missing(), *plan.time.checks()]
    named = [*required, *((alias.removeprefix("d_"), column, alias) for alias, column, _ in plan.coded()[1:])]
    too_long = f"longer than {limit:,} characters (limits=Limits(label_length=…) allows more)"
    checks += [Check(f"long_{role}", column, too_long, f"{alias}.code = {TOO_LONG}") for role, column, alias in named]
    checks += _number_checks(plan)
    checks += [Check(f"flag_{flag}", read.column, f"expected {ALLOWED}", read.bad) for flag, read in plan.flags.items()]
    if roles.lifecycle is not None:
        checks.append(Check("lifecycle", roles.lifecycle, "not a lifecycle transition", f"{transition_sql(roles.lifecycle)} IS NULL"))
    read = {column.name for column in (roles.time, roles.value, roles.order, *(column for _, column in roles.scores)) if column}
    return (*checks, *(check for check in plan.table.checks if check.column.name not in read or check.kind not in _VALUE_CHECKS))


_VALUE_CHECKS = {"xes_date", "xes_int", "xes_float"}
"""Rules of a format that say again what the rule of a role says."""


def _number_checks(plan: Plan) -> list[Check]:
    checks = []
    for role, number in (("value", plan.value), ("order", plan.order)):
        if number is not None:
            message = "not a number (or too large)"
            condition = f"NOT {number.blank} AND {number.bad(number.in_range())}"
            checks.append(Check(f"number_{role}", number.column, message, condition))
    if plan.weight is not None:
        kind, message = WEIGHT_RULE
        checks.append(Check(kind, plan.weight.column, message, f"NOT {plan.weight.blank} AND {plan.weight.bad(plan.weight.is_weight())}"))
        answered = " OR ".join(f"NOT {number.blank}" for number in plan.scores) or "FALSE"
        checks.append(Check(NO_WEIGHT[0], plan.weight.column, NO_WEIGHT[1], f"{plan.weight.blank} AND ({answered})"))
    for metric, number in zip(plan.metrics, plan.scores, strict=True):
        kind = "whole number" if metric.whole else "number"
        message = f"{metric.name} is a {kind} from {metric.low:g} to {metric.high:g}"
        condition = f"NOT {number.blank} AND {number.bad(number.on_scale(metric))}"
        checks.append(Check(f"range_{metric.name}", number.column, message, condition))
    return checks
