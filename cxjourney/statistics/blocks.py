"""The tables that group by customer, taken from some customers at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics import stage_sums, sums
from cxjourney.statistics.layout import LAYOUT, empty, fetch_columns
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from cxjourney.statistics.workspace import Workspace

BLOCK_EVENTS = 400_000
"""Events that a block of customers holds about, while there are few blocks."""

MAX_BLOCKS = 16
"""Each block scans the visits once more; larger logs make larger blocks."""


def customer_blocks(customers: int, events: int) -> list[tuple[int, int]]:
    """
    Return the first and last customer number of each block.

    Parameters
    ----------
    customers, events
        How many there are.

    Examples
    --------
    >>> customer_blocks(10, 1_000_000)
    [(0, 3), (4, 7), (8, 9)]
    """
    blocks = min(MAX_BLOCKS, max(1, -(-events // BLOCK_EVENTS)))
    width = max(1, -(-customers // blocks))
    return [(first, min(first + width, customers) - 1) for first in range(0, customers, width)]


def block_tables(work: Workspace, staged: str, plan: stage_sums.StagePlan, block: tuple[int, int]) -> dict[str, Table]:
    """
    Return the tables of the customers of one block.

    Parameters
    ----------
    work
        Where relations are made.
    staged
        SQL of the visits with their stages.
    plan
        What the stage sums must know.
    block
        First and last customer number.
    """
    inside = f"WHERE customer BETWEEN {block[0]} AND {block[1]}"
    visits = f"(SELECT * FROM {work.visits} {inside})"
    staged = f"(SELECT * FROM {staged} AS every {inside})"
    journeys = work.make("journeys", sums.journeys_sql(visits))
    tables = {
        "totals": work.fetch("totals", sums.totals_sql(journeys)),
        "lengths": work.fetch("lengths", sums.lengths_sql(journeys)),
        "visit_channels": work.fetch("visit_channels", sums.channels_sql(visits)) if work.events.channels else empty("visit_channels"),
        **_stage_tables(work, staged, plan),
    }
    single = tables["totals"].total("customers") == tables["totals"].total("journeys")
    touched = sums.customer_touchpoints_sql(staged, journeys, stage_sums.at_risk_sql(plan), plan.horizon, single=single)
    tables.update(_touchpoint_tables(work, touched, journeys))
    work.drop(journeys)
    return tables


def _touchpoint_tables(work: Workspace, touched: str, journeys: str) -> dict[str, Table]:
    events, columns = work.events, len(work.events.segment_columns)
    relation = work.make("customer_touchpoints", touched) if columns else f"({touched})"
    found = fetch_columns(events.engine, sums.visits_table_sql(relation))
    squares = {name: found[f"{name}_squared"] for name in LAYOUT["squares"][1]}
    tables = {
        "visits": Table.grouped(("fold", "touchpoint"), {name: found[name] for names in LAYOUT["visits"] for name in names}),
        "squares": Table.grouped(("touchpoint",), {"touchpoint": found["touchpoint"], **squares}),
        "visit_segments": empty("visit_segments"),
        "segment_customers": empty("segment_customers"),
    }
    if columns:
        customers = events.customer_relation
        tables["visit_segments"] = work.fetch("visit_segments", sums.segments_sql(relation, customers, columns))
        tables["segment_customers"] = work.fetch("segment_customers", sums.segment_customers_sql(journeys, customers, columns))
        work.drop(relation)
    return tables


def _stage_tables(work: Workspace, staged: str, plan: stage_sums.StagePlan) -> dict[str, Table]:
    inside = work.make("journey_stages", stage_sums.journey_stages_sql(staged, plan))
    stages = work.make("stages", stage_sums.going_on_sql(inside, plan))
    work.drop(inside)
    tables = {name: work.fetch(name, sql.format(stages=stages)) for name, sql in stage_sums.STAGE_TABLES.items()}
    work.drop(stages)
    return tables
