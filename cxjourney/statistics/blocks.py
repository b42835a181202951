"""The tables of visits, taken from some customers at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics import stage_sums, sums
from cxjourney.statistics.layout import LAYOUT, empty, fetch_columns
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from cxjourney.statistics.workspace import Workspace


def block_tables(work: Workspace, visits: str, codes: str, plan: stage_sums.StagePlan) -> dict[str, Table]:
    """
    Return the tables of the customers of one visits relation, which is dropped at the end.

    Parameters
    ----------
    work
        Where relations are made.
    visits
        Name of the visits relation.
    codes
        Name of the relation of the stage of each touchpoint.
    plan
        What the stage sums must know.
    """
    staged = f"(SELECT v.*, s.stage FROM {visits} v JOIN {codes} s ON s.touchpoint = v.touchpoint)"
    risk = stage_sums.at_risk_sql(plan)
    journeys = work.make("journeys", sums.journeys_sql(visits))
    tables = {
        "totals": work.fetch("totals", sums.totals_sql(journeys)),
        "lengths": work.fetch("lengths", sums.lengths_sql(journeys)),
        "visit_channels": work.fetch("visit_channels", sums.channels_sql(visits)) if work.events.channels else empty("visit_channels"),
        "life": work.fetch("life", sums.life_sql(staged, risk, plan.horizon)),
        "transitions": work.fetch("transitions", sums.transitions_sql(visits)),
        **_stage_tables(work, staged, plan),
    }
    single = tables["totals"].total("customers") == tables["totals"].total("journeys")
    touched = sums.customer_touchpoints_sql(staged, journeys, risk, plan.horizon, single=single)
    tables.update(_touchpoint_tables(work, touched, journeys))
    work.drop(journeys)
    work.drop(visits)
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
