"""A fingerprint of a log's events that does not depend on the order in which they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content


def content_digest(content: Content) -> tuple[int, ...]:
    """
    Return sums over hashed rows; equal logs have equal sums, whatever engine holds them.

    Parameters
    ----------
    content
        The log.
    """
    engine = content.engine
    columns = [f"e.{column}" for column in content.stored() if column not in {"customer", "position", "journey"}]
    journey, join = "", ""
    if content.journeys:
        journey, join = ", j.key", f" JOIN {content.journeys} AS j ON j.code = e.journey"
    # Only the order of a customer's simultaneous events is kept of the positions: the rest follows from time.
    rank = "row_number() OVER (PARTITION BY e.customer, e.time ORDER BY e.position)"
    events = (
        f"SELECT hash(c.key{journey}, {', '.join(f'CAST({column} AS BIGINT)' for column in columns)}, {rank}) AS h "
        f"FROM {content.store} AS e JOIN {content.customers} AS c ON c.customer = e.customer{join}"
    )
    segments = "".join(f", c.segment_{number}" for number in range(len(content.segment_columns)))
    facts = "".join(f", c.{fact}" for fact in content.customer_facts)
    customers = f"SELECT hash(c.key{segments}{facts}) AS h FROM {content.customers} AS c"
    sums = [engine.rows(f"SELECT CAST(sum(CAST(h AS HUGEINT)) AS VARCHAR) FROM ({query})")[0][0] for query in (events, customers)]
    return tuple(int(total or 0) for total in sums)
