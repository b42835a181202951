"""The tables that count visits, whoever made them: taken from all visits at once, since their rows are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics import cells, counts, sums
from cxjourney.statistics.layout import table_of
from cxjourney.statistics.taking import Taking, of_members

if TYPE_CHECKING:
    from cxjourney.statistics.stage_sums import StagePlan
    from cxjourney.statistics.table import Table
    from cxjourney.statistics.workspace import Workspace

FEW_CELLS = 100
"""Pairs of members of two columns that are counted at once, at most."""


def visit_tables(work: Workspace, codes: str, plan: StagePlan) -> dict[str, Table]:
    """
    Return the tables of visits.

    Parameters
    ----------
    work
        Where the visits are.
    codes
        Name of the relation of the stage of each touchpoint.
    plan
        What the stage sums must know.
    """
    taking = Taking(work, plan, work.every_visit, codes)
    taking.add("life", sums.life_sql(taking.staged, taking.risk, plan.horizon))
    taking.add("transitions", sums.transitions_sql(taking.visits))
    taking.add("second_order", sums.second_order_sql(taking.visits))
    if work.events.reasons:
        taking.add("reasons", sums.reasons_sql(taking.visits))
    _take_cells(taking)
    return taking.tables


def _take_cells(taking: Taking) -> None:
    """Count visits by touchpoint and by what divides them: by two columns at once, which costs little more than by each."""
    _, plain = taking.by_use
    conditions = plain | counts.cell_conditions(taking.risk, taking.plan.horizon) | taking.tickets
    for divided in _together(taking) or [[]]:
        sql = cells.cells_sql(taking.staged, [column for _, column in divided], conditions, taking.plan.horizon)
        found = taking.columns([f"{key}_cells" for key, _ in divided], sql)
        if "visits" not in taking.tables:
            taking.keep({"visits": table_of("visits", {name: found[name] for name in ("fold", "touchpoint", *plain)})})
        for key, column in divided:
            taking.keep({f"{key}_cells": table_of(f"{key}_cells", of_members(found, key, column))})


def _together(taking: Taking) -> list[list[tuple[str, str]]]:
    """Return what divides visits, in pairs where their cells are few: each cell is a row for every fold and touchpoint."""
    result: list[list[tuple[str, str]]] = []
    alone = 0
    for member, count in zip(taking.members, taking.counts_of_members, strict=True):
        if alone and alone * count <= FEW_CELLS:
            result[-1].append(member)
            alone = 0
        else:
            result.append([member])
            alone = count
    return result
