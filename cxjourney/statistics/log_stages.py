"""The stages of a log: those of its column, or those found from the order of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.layout import fetch_columns
from cxjourney.statistics.stage_order import PairCounts, find_stage_order, ordered_touchpoints
from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.resolve import StagePairs
    from cxjourney.statistics.table import Integers
    from cxjourney.statistics.visits import Roles


def logged_stages(
    events: EventLog, touchpoint: str, names: Sequence[str], blocks: Sequence[str] = ("",)
) -> tuple[StagePairs, tuple[str, ...]]:
    """
    Return the stages of the log's column, in the order in which journeys enter them.

    A touchpoint that stands in several stages goes to the one it is visited in most.

    Parameters
    ----------
    events
        Checked event log with a stage column.
    touchpoint
        SQL of the touchpoint code.
    names
        Touchpoints by code.
    blocks
        Conditions on the customers, some at a time.

    Returns
    -------
    tuple
        The stages as pairs, and notes on touchpoints that were seen in several.
    """
    counts: dict[int, dict[int, int]] = {}
    for source in (sources := [_source(events, where) for where in blocks]):
        for code, stage, visits in events.engine.rows(f"""
            SELECT {touchpoint} AS touchpoint, e.stage, count(*) AS visits FROM {source} GROUP BY {touchpoint}, e.stage"""):
            if stage >= 0:
                inside = counts.setdefault(code, {})
                inside[stage] = inside.get(stage, 0) + visits
    home = {code: min(inside, key=lambda stage: (-inside[stage], stage)) for code, inside in counts.items()}
    order = _entry_order(events, sources)
    stages = tuple(
        (events.stages[stage], tuple(names[code] for code in sorted(home) if home[code] == stage))
        for stage in order
        if stage in set(home.values())
    )
    return stages, _several(counts, home, events, names)


def _several(counts: dict[int, dict[int, int]], home: dict[int, int], events: EventLog, names: Sequence[str]) -> tuple[str, ...]:
    """Say which touchpoints were seen in several stages."""
    notes = []
    for code in sorted(counts):
        elsewhere = sum(visits for stage, visits in counts[code].items() if stage != home[code])
        if elsewhere:
            notes.append(
                f"{names[code]!r} was visited {elsewhere:,} times outside its main stage {events.stages[home[code]]!r}; "
                "all its visits count there."
            )
    return tuple(notes)


def _source(events: EventLog, where: str) -> str:
    """Return the SQL of the events of some customers."""
    return f"{events.relation} e" + (f" JOIN {events.customer_relation} c ON c.customer = e.customer {where}" if where else "")


def _entry_order(events: EventLog, sources: Sequence[str]) -> tuple[int, ...]:
    """Return stage codes by how often a journey enters them before the others (Copeland's rule, ties by name)."""
    before: dict[tuple[int, int], int] = {}
    for source in sources:
        for earlier, later, count in events.engine.rows(f"""
            WITH entries AS (
                SELECT e.customer, e.journey, e.stage, min(e.time) AS entered FROM {source} GROUP BY e.customer, e.journey, e.stage)
            SELECT a.stage, b.stage, count(*) FROM entries a JOIN entries b
                ON a.customer = b.customer AND a.journey = b.journey AND a.entered < b.entered
            WHERE a.stage >= 0 AND b.stage >= 0 GROUP BY a.stage, b.stage"""):
            before[earlier, later] = before.get((earlier, later), 0) + count
    codes = range(len(events.stages))

    def wins(stage: int) -> int:
        lead = [before.get((stage, other), 0) - before.get((other, stage), 0) for other in codes]
        return sum(1 if value > 0 else -1 if value < 0 else 0 for value in lead)

    return tuple(sorted(codes, key=lambda stage: (-wins(stage), stage)))


def found_stages(engine: Engine, visits: Sequence[str], names: Sequence[str], roles: Roles) -> StagePairs:
    """
    Return the stages found from the order of visits.

    Parameters
    ----------
    engine
        Where the rows are.
    visits
        Names of the visits relations, each of some customers: joining some of them at a time needs little memory.
    names
        Touchpoints by code.
    roles
        Codes of goals and ends.
    """
    firsts = [_first_visits(engine, block) for block in visits]
    counts = {name: np.zeros(len(names), dtype=np.int64) for name in ("visits", "journeys", "after_goal")}
    for first in firsts:
        found = _counts(engine, first, roles)
        for name, dense in counts.items():
            dense[found["touchpoint"]] += found[name]
    looked_at = ordered_touchpoints(names, counts["visits"], roles.goal)
    order = find_stage_order(
        names=names,
        visits=counts["visits"],
        journeys=counts["journeys"],
        after_goal=counts["after_goal"],
        precedence=_together([_precedence(engine, first, looked_at) for first in firsts]),
        transitions=_together([_transitions(engine, block) for block in visits]),
        goals=frozenset(roles.goal),
        ends=frozenset(roles.ends),
    )
    for first in firsts:
        engine.drop(first)
    return tuple((stage.name, tuple(names[code] for code in stage.touchpoints)) for stage in order)


def _first_visits(engine: Engine, visits: str) -> str:
    """Make a relation of the first visit of each journey to each touchpoint."""
    first = engine.unique_name("first_visits")
    engine.make(
        first,
        f"""
        SELECT customer, journey, touchpoint, CAST(count(*) AS INTEGER) AS visits, min(step) AS first_step FROM {visits} AS v
        GROUP BY customer, journey, touchpoint""",
    )
    return first


def _counts(engine: Engine, first: str, roles: Roles) -> dict[str, Integers]:
    """Return visits, journeys and journeys after the goal by touchpoint."""
    return fetch_columns(
        engine,
        f"""
        SELECT f.touchpoint, sum(f.visits) AS visits, count(*) AS journeys,
            sum(CASE WHEN f.first_step > g.goal_step THEN 1 ELSE 0 END) AS after_goal
        FROM {first} f LEFT JOIN (SELECT customer, journey, min(first_step) AS goal_step FROM {first}
            WHERE touchpoint IN ({code_list(roles.goal)}) GROUP BY customer, journey) g
            ON g.customer = f.customer AND g.journey = f.journey
        GROUP BY f.touchpoint""",
    )


def _precedence(engine: Engine, first: str, looked_at: Iterable[int]) -> PairCounts:
    """Return how many journeys visit one touchpoint before another for the first time."""
    codes = code_list(looked_at)
    found = fetch_columns(
        engine,
        f"""
        WITH few AS (SELECT customer, journey, touchpoint, first_step FROM {first} WHERE touchpoint IN ({codes}))
        SELECT a.touchpoint AS source, b.touchpoint AS target, count(*) AS n
        FROM few a JOIN few b ON a.customer = b.customer AND a.journey = b.journey AND a.first_step < b.first_step
        GROUP BY a.touchpoint, b.touchpoint""",
    )
    return PairCounts(found["source"], found["target"], found["n"])


def _transitions(engine: Engine, visits: str) -> PairCounts:
    found = fetch_columns(
        engine,
        f"""
        SELECT touchpoint AS source, next_touchpoint AS target, count(*) AS n
        FROM {visits} AS v WHERE next_touchpoint >= 0 GROUP BY touchpoint, next_touchpoint""",
    )
    return PairCounts(found["source"], found["target"], found["n"])


def _together(counts: Sequence[PairCounts]) -> PairCounts:
    """Return the counts of several blocks; pairs that several have stand several times."""
    return PairCounts(*(np.concatenate(columns) for columns in zip(*counts, strict=True)))
