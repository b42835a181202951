"""A part of a log in a database or a cluster, as a log of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.ingest.dictionary import NONE
from cxjourney.ingest.elsewhere_store import dense_segments, measured
from cxjourney.ingest.selection import conditions, nothing_fits
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.content import Content
    from cxjourney.ingest.quality import EventQuality
    from cxjourney.ingest.selection import Selection


def select_elsewhere(content: Content, quality: EventQuality, selection: Selection, source: str) -> tuple[Content, EventQuality]:
    """
    Return the events that fit and the report on them; only names and counts are fetched.

    Parameters
    ----------
    content
        The log, whose tables stay as they are.
    quality
        The report on it.
    selection
        What to keep.
    source
        Name of the source, for messages.

    Raises
    ------
    OptionError
        If a name is not in the log, or a time cannot be read.
    EmptyDataError
        If no event fits.
    """
    engine = content.engine
    wanted = conditions(content, selection, quality.timezone)
    if selection.customers is not None:
        wanted.append(_customers(content, selection.customers))
    store = engine.unique_name("store")
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    engine.make(store, f"SELECT {', '.join(content.stored())} FROM {content.store}{where}")
    kept = int(engine.rows(f"SELECT count(*) AS n FROM {store}")[0][0])
    if not kept:
        engine.drop(store)
        raise nothing_fits(content, selection, quality, source)
    chosen = _dense(replace(content, store=store))
    left_out = quality.kept - kept
    dropped = (*quality.dropped, ("filter", left_out)) if left_out else quality.dropped
    return chosen, quality.replace(**measured(chosen).fields(), dropped=dropped)


def _customers(content: Content, customers: Sequence[str]) -> str:
    """Return the condition for customers; identifiers are values of a small table and never stand in SQL."""
    engine, keys = content.engine, sorted({key(name) for name in customers})
    table = engine.unique_name("wanted")
    engine.table(table, {"key": keys or [""]})
    found = {str(name) for (name,) in engine.rows(f"SELECT c.key FROM {content.customers} AS c JOIN {table} AS w ON w.key = c.key")}
    missing = next((name for name in keys if name not in found), None)
    if missing is not None:
        raise OptionError(f"customer {missing!r} has no event in this log.", hint="identifiers are text, case included.")
    return f"customer IN (SELECT c.customer FROM {content.customers} AS c JOIN {table} AS w ON w.key = c.key)"


def _dense(content: Content) -> Content:
    """Return the content without customers and names that no event has; the names that stay keep their order."""
    engine, labels, joins = content.engine, dict(content.labels), ""
    fields = {column: f"e.{column}" for column in content.stored()}
    for role, dictionary in content.labels.items():
        if role == "segment":
            continue
        codes = sorted(int(code) for (code,) in engine.rows(f"SELECT DISTINCT {role} FROM {content.store}") if code >= 0)
        if len(codes) == len(dictionary.names):
            continue
        table = engine.unique_name(f"{role}_codes")
        engine.table(table, {"old": codes or [NONE], "code": list(range(len(codes))) or [NONE]})
        labels[role] = dictionary.only(table, codes)
        fields[role] = f"COALESCE({table}.code, {NONE})"
        joins += f" LEFT JOIN {table} ON {table}.old = e.{role}"
    numbers, customers, store = (engine.unique_name(stem) for stem in ("numbers", "customers", "store"))
    present = f"SELECT DISTINCT customer AS old FROM {content.store}"
    engine.make(numbers, f"SELECT old, CAST(row_number() OVER (ORDER BY old) - 1 AS INTEGER) AS customer FROM ({present}) AS present")
    segments = "".join(f", c.segment_{number}" for number in range(len(content.segment_columns)))
    engine.make(
        customers,
        f"SELECT n.customer, c.key, c.fold, c.bucket{segments} FROM {content.customers} AS c JOIN {numbers} AS n ON n.old = c.customer",
    )
    fields["customer"] = "n.customer"
    selected = ", ".join(f"{sql} AS {column}" for column, sql in fields.items())
    engine.make(store, f"SELECT {selected} FROM {content.store} AS e JOIN {numbers} AS n ON n.old = e.customer{joins}")
    for table in (numbers, content.store):
        engine.drop(table)
    slim = replace(content, store=store, customers=customers, labels=labels).remembering()
    return dense_segments(slim) if slim.segment_columns or slim.group_columns else slim
