"""The canonical relation of integers, made in a database or a cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.ingest.content import Content
from cxjourney.ingest.dictionary import NONE
from cxjourney.ingest.quality import USUAL_YEARS, Measured

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.elsewhere import TypedPlan


def make_content(plan: TypedPlan) -> tuple[Content, tuple[str, ...], Measured]:
    """
    Make the tables of events and customers; return them, notes, and what the events say about their quality.

    Parameters
    ----------
    plan
        How to read the source; its rows break no rule.
    """
    engine, roles = plan.table.engine, plan.roles
    store = _store(plan)
    customers, changing = _customers(engine, plan.customers, store, len(roles.segments))
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
        labels=plan.labels,
        journeys=plan.journeys,
        metrics=plan.metrics,
        segment_columns=columns,
        valued=roles.value is not None,
        weighted=roles.weight is not None,
        flags=tuple(flag for flag in ("reopened", "handed_off", "invited") if flag in plan.fields),
        group_columns=tuple(column.name for column in roles.groups),
    )
    if notes:
        content = dense_segments(content)
    engine.drop(plan.table.relation)
    return content, notes, measured(content)


def _store(plan: TypedPlan) -> str:
    """Make the table of events; simultaneous ones are put in the order asked for, then in that of what they hold."""
    engine = plan.table.engine
    name = engine.unique_name("store")
    read = ", ".join(f"{sql} AS {field}" for field, sql in plan.fields.items())
    stored = [field for field in plan.fields if field != "ordered"]
    ordered = ["ordered NULLS LAST"] if "ordered" in plan.fields else []
    others = [f"{field} NULLS LAST" for field in stored if field not in {"customer", "time", "touchpoint"}]
    order = ", ".join(["time", *ordered, "touchpoint", *others])
    engine.make(
        name,
        f"SELECT {', '.join(stored)}, row_number() OVER (PARTITION BY customer ORDER BY {order}) - 1 AS position "
        f"FROM (SELECT {read} FROM {plan.joins}) AS events",
    )
    return name


def _customers(engine: Engine, keys: str, store: str, segments: int) -> tuple[str, tuple[int, ...]]:
    """Make the table of customers; return its name and for each segment how many customers had several values."""
    name, joins, fields = engine.unique_name("customers"), "", ""
    changing, firsts = [], []
    for number in range(segments):
        column, first = f"segment_{number}", engine.unique_name("first_values")
        several = f"SELECT customer FROM {store} WHERE {column} >= 0 GROUP BY customer HAVING min({column}) <> max({column})"
        changing.append(int(engine.rows(f"SELECT count(*) AS n FROM ({several}) AS several")[0][0]))
        place = "row_number() OVER (PARTITION BY customer ORDER BY time, position)"
        ranked = f"SELECT customer, {column} AS first, {place} AS place FROM {store} WHERE {column} >= 0"
        engine.make(first, f"SELECT customer, first FROM ({ranked}) AS ranked WHERE place = 1")
        firsts.append(first)
        joins += f" LEFT JOIN {first} AS s{number} ON s{number}.customer = k.code"
        fields += f", COALESCE(s{number}.first, {NONE}) AS {column}"
    engine.make(name, f"SELECT k.code AS customer, k.key, k.fold, k.bucket{fields} FROM {keys} AS k{joins}")
    for first in firsts:
        engine.drop(first)
    engine.drop(keys)
    return name, tuple(changing)


def dense_segments(content: Content) -> Content:
    """
    Return the content without segments that no customer and no visit belongs to; its tables are replaced.

    Parameters
    ----------
    content
        The log.
    """
    engine, labels = content.engine, content.labels["segment"]
    used = [f"SELECT segment_{number} AS code FROM {content.customers}" for number in range(len(content.segment_columns))]
    used += [f"SELECT group_{number} AS code FROM {content.store}" for number in range(len(content.group_columns))]
    codes = sorted(int(code) for (code,) in engine.rows(" UNION ".join(used)) if code >= 0)
    if len(codes) == len(labels.names):
        return content
    new = engine.unique_name("segment_codes")
    engine.table(new, {"old": codes or [NONE], "code": list(range(len(codes))) or [NONE]})
    segments = {f"segment_{number}": f"s{number}" for number in range(len(content.segment_columns))}
    groups = {f"group_{number}": f"s{number}" for number in range(len(content.group_columns))}
    customers = _recoded(engine, content.customers, ["customer", "key", "fold", "bucket"], segments, new)
    kept = [column for column in content.stored() if column not in groups]
    store = _recoded(engine, content.store, kept, groups, new) if groups else content.store
    return replace(content, customers=customers, store=store, labels={**content.labels, "segment": labels.only(new, codes)})


def _recoded(engine: Engine, table: str, kept: list[str], columns: dict[str, str], codes: str) -> str:
    name = engine.unique_name("recoded")
    fields = ", ".join(
        [*(f"t.{column}" for column in kept), *(f"COALESCE({alias}.code, {NONE}) AS {column}" for column, alias in columns.items())]
    )
    joins = "".join(f" LEFT JOIN {codes} AS {alias} ON {alias}.old = t.{column}" for column, alias in columns.items())
    engine.make(name, f"SELECT {fields} FROM {table} AS t{joins}")
    engine.drop(table)
    return name


def measured(content: Content) -> Measured:
    """
    Return what the events say about their quality.

    Parameters
    ----------
    content
        The log.
    """
    engine, columns = content.engine, [column for column in content.stored() if column != "position"]
    low, high = USUAL_YEARS
    odd = f"sum(CASE WHEN time BETWEEN {low} AND {high} THEN 0 ELSE 1 END)"
    rows, first, last, odd_years = engine.rows(
        f"SELECT count(*) AS n, min(time) AS first, max(time) AS last, {odd} AS odd FROM {content.store}"
    )[0]
    instant = ", ".join(column for column in ("customer", "journey", "time") if column in columns)
    counts = []
    for extra, group in (("n", instant), ("n - 1", ", ".join(columns))):
        several = f"SELECT count(*) AS n FROM {content.store} GROUP BY {group} HAVING count(*) > 1"
        counts.append(int(engine.rows(f"SELECT COALESCE(sum({extra}), 0) AS n FROM ({several}) AS several")[0][0]))
    return Measured(int(rows), int(first), int(last), int(odd_years), *counts)
