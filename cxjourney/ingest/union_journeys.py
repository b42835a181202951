"""Which journey of a customer the visits of a second log belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content

ALONE = "1"
"""The journey of a customer that only the second log knows."""


def united_journeys(first: Content, second: Content, name: str, offset: int) -> str:
    """
    Make the table of the journeys of both, and one of ``position`` and ``journey`` for the second log; return the latter's name.

    A visit without a journey belongs to the one the customer was last seen in before it, or else to the
    customer's first.

    Parameters
    ----------
    first
        A log with journeys.
    second
        A log that may have some.
    name
        Name of the table of journeys to make.
    offset
        One more than the greatest position of the first log.
    """
    engine = first.engine
    keys = f"SELECT code, key FROM {first.journeys}"
    own = f"SELECT DISTINCT key FROM {second.journeys}" if second.journeys else f"SELECT '{ALONE}' AS key"
    engine.execute(
        f"CREATE TABLE {name} AS {keys} UNION ALL SELECT CAST((SELECT count(*) FROM {first.journeys}) + row_number() OVER (ORDER BY key) "
        f"- 1 AS INTEGER) AS code, key FROM ({own}) WHERE key NOT IN (SELECT key FROM {first.journeys})"
    )
    placed = engine.unique_name("placed")
    if second.journeys:
        engine.execute(
            f"CREATE TABLE {placed} AS SELECT e.position, n.code AS journey FROM {second.store} AS e "
            f"JOIN {second.journeys} AS j ON j.code = e.journey JOIN {name} AS n ON n.key = j.key"
        )
        return placed
    seen = (
        f"SELECT c.key, e.time, e.position, e.journey FROM {first.store} AS e JOIN {first.customers} AS c USING (customer) UNION ALL "
        f"SELECT c.key, e.time, e.position + {offset}, NULL FROM {second.store} AS e JOIN {second.customers} AS c USING (customer)"
    )
    order = "PARTITION BY key ORDER BY time, position ROWS BETWEEN"
    before = f"last_value(journey IGNORE NULLS) OVER ({order} UNBOUNDED PRECEDING AND CURRENT ROW)"
    after = f"first_value(journey IGNORE NULLS) OVER ({order} CURRENT ROW AND UNBOUNDED FOLLOWING)"
    engine.execute(
        f"CREATE TABLE {placed} AS SELECT position - {offset} AS position, COALESCE(before, after, n.code) AS journey FROM "
        f"(SELECT position, {before} AS before, {after} AS after FROM ({seen})) LEFT JOIN {name} AS n ON n.key = '{ALONE}' "
        f"WHERE position >= {offset}"
    )
    return placed
