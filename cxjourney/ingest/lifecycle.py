"""Start and complete rows of one activity as one visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.ingest.content import FLAGS, LABEL_ROLES
from cxjourney.ingest.dictionary import text_of

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.raw_table import RawColumn, RawTable

START, COMPLETE, OTHER = 0, 1, 2

_OTHER_TRANSITIONS = (
    *("schedule", "assign", "reassign", "suspend", "resume", "withdraw", "autoskip", "manualskip", "pi_abort", "ate_abort", "unknown"),
    *("enabled", "cancel", "abort", "allocate", "offer"),
)


def transition_sql(column: RawColumn) -> str:
    """
    Return SQL of what a row says about its activity: `START`, `COMPLETE`, `OTHER`; NULL for unknown words.

    Rows that say nothing are complete.

    Parameters
    ----------
    column
        The column of transitions.
    """
    word = f"lower(trim({text_of(column)}))"
    others = ", ".join(f"'{name}'" for name in _OTHER_TRANSITIONS)
    return (
        f"CAST(CASE WHEN {column.sql_name} IS NULL OR {word} IN ('', 'complete', 'end') THEN {COMPLETE} WHEN {word} = 'start' THEN {START} "
        f"WHEN {word} IN ({others}) THEN {OTHER} END AS TINYINT)"
    )


def speaks_lifecycle(table: RawTable, column: RawColumn) -> bool:
    """
    Return whether a column holds lifecycle transitions and nothing else.

    Parameters
    ----------
    table
        The source.
    column
        A column that has one of their usual names.
    """
    query = f"SELECT count(*) FROM {table.relation} WHERE {transition_sql(column)} IS NULL"
    return column.kind == "text" and table.engine.rows(query)[0][0] == 0


def merge_transitions(engine: Engine, store: str) -> tuple[str, int]:
    """
    Make a table of visits from a table of transitions; return its name and the number of rows that became part of another.

    The k-th start of a customer at a touchpoint belongs to the k-th completion there that has a start
    before it; a completion without one is a visit of its own. A visit has the time of its start, and
    takes from its completion what the start does not say.

    Parameters
    ----------
    engine
        Where the rows are.
    store
        Table of events with a column ``transition``.
    """
    name = engine.unique_name("store")
    columns = [column for (column,) in engine.rows(f"SELECT column_name FROM (DESCRIBE {store})") if column != "transition"]
    keys = [column for column in ("customer", "journey", "touchpoint") if column in columns]
    ranked = _ranked(store, ", ".join(keys))
    fields = [f"{_merged(column)} AS {column}" for column in columns]
    same = " AND ".join(f"s.{column} = c.{column}" for column in [*keys, "k"])
    engine.execute(
        f"CREATE TABLE {name} AS WITH ranked AS ({ranked}) SELECT {', '.join(fields)} "
        f"FROM (SELECT * FROM ranked WHERE transition = {START}) AS s "
        f"FULL JOIN (SELECT * FROM ranked WHERE transition = {COMPLETE}) AS c ON {same}"
    )
    before, after = engine.rows(f"SELECT (SELECT count(*) FROM {store}), (SELECT count(*) FROM {name})")[0]
    engine.execute(f"DROP TABLE {store}")
    return name, before - after


def _merged(column: str) -> str:
    if column in {*LABEL_ROLES, "reason"} or column.startswith(("segment_", "group_")):
        return f"CASE WHEN s.{column} >= 0 THEN s.{column} ELSE COALESCE(c.{column}, s.{column}) END"
    return f"greatest(s.{column}, c.{column})" if column in FLAGS else f"COALESCE(s.{column}, c.{column})"


def _ranked(store: str, keys: str) -> str:
    """Return SQL of starts and completions with a number that the two rows of a visit share."""
    order = "ORDER BY time, transition, position"
    step = f"CASE transition WHEN {START} THEN 1 ELSE -1 END"
    open_starts = f"SELECT *, sum({step}) OVER (PARTITION BY {keys} {order}) AS balance FROM {store} WHERE transition <> {OTHER}"
    least = f"min(balance) OVER (PARTITION BY {keys} {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    # A completion finds no open start where the balance falls below all it has been.
    marked = f"SELECT *, balance < LEAST(0, COALESCE({least}, 0)) AS lone FROM ({open_starts})"
    number = f"row_number() OVER (PARTITION BY {keys}, transition, lone ORDER BY time, position)"
    return f"SELECT *, {number} * CASE WHEN lone THEN -1 ELSE 1 END AS k FROM ({marked})"
