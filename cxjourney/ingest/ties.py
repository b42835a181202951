"""Events of a customer at the same instant, whose order only their rows tell, and those that are the same in everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content

_ROWS_AT_ONCE = 4_000_000
_BOUNDS = 2_000
"""More first and last rows of rising runs than the threads of an engine leave in a sorted file."""


def count_ties(content: Content, rows: int) -> tuple[int, int]:
    """
    Return how many events stand at the same instant as another one of their customer and journey, and how many are copies of others.

    Parameters
    ----------
    content
        A log that is not empty.
    rows
        Number of its events.
    """
    if _is_sorted(content, "customer", "time") or _is_sorted(content, "time", "customer"):
        return 0, 0
    # Large logs are counted by parts of their customers, to hold memory down.
    parts = max(1, -(-rows // _ROWS_AT_ONCE))
    counts = [_ties(content, f" WHERE customer % {parts} = {part}" if parts > 1 else "") for part in range(parts)]
    return sum(tied for tied, _ in counts), sum(copies for _, copies in counts)


def _is_sorted(content: Content, first: str, second: str) -> bool:
    """
    Return whether the rows of a sorted file are seen to differ: it is read once, and nothing is counted.

    Notes
    -----
    The engine holds a file in a few pieces, in any order of these. Rows that each come after the one before, in the file too, make runs;
    if no run reaches into another, so that in order their first and last rows take turns, all rows differ.
    """
    columns = (first, second, "position")
    before, after = (", ".join(f"{move}({column}) OVER () AS {column}_{move}" for column in columns) for move in ("lag", "lead"))
    begins = f"{first} < {first}_lag OR ({first} = {first}_lag AND {second} <= {second}_lag) OR position <> position_lag + 1"
    ends = f"{first} > {first}_lead OR ({first} = {first}_lead AND {second} >= {second}_lead) OR position <> position_lead - 1"
    rows = content.engine.rows(f"""
        SELECT {first}, {second}, begins, ends
        FROM (SELECT {first}, {second}, COALESCE({begins}, TRUE) AS begins, COALESCE({ends}, TRUE) AS ends
            FROM (SELECT {", ".join(columns)}, {before}, {after} FROM {content.store}))
        WHERE begins OR ends LIMIT {_BOUNDS}""")
    bounds = [(one, other, last) for one, other, begins, ends in rows for last, here in ((0, begins), (1, ends)) if here]
    return len(rows) < _BOUNDS and all(last == place % 2 for place, (_, _, last) in enumerate(sorted(bounds)))


def _ties(content: Content, where: str) -> tuple[int, int]:
    engine, columns = content.engine, [column for column in content.stored() if column != "position"]
    instant = ", ".join(column for column in ("customer", "journey", "time") if column in columns)
    groups = engine.unique_name("ties")
    engine.execute(f"CREATE TABLE {groups} AS SELECT {instant}, count(*) AS n FROM {content.store}{where} GROUP BY ALL HAVING count(*) > 1")
    tied: int = engine.rows(f"SELECT CAST(COALESCE(sum(n), 0) AS BIGINT) FROM {groups}")[0][0]
    copies = 0
    if tied:
        query = (
            f"SELECT count(*) AS n FROM {content.store} SEMI JOIN {groups} USING ({instant}) "
            f"GROUP BY {', '.join(columns)} HAVING count(*) > 1"
        )
        copies = engine.rows(f"SELECT CAST(COALESCE(sum(n - 1), 0) AS BIGINT) FROM ({query})")[0][0]
    engine.execute(f"DROP TABLE {groups}")
    return tied, copies
