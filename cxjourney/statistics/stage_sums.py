"""The SQL of the sums that belong to stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.statistics.sums import BAD_SCORE, ENDED, ESCALATED, REWORK, WAITED, time_bin_sql
from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class StagePlan:
    """
    What the stage sums must know.

    Parameters
    ----------
    ends
        Codes of the touchpoints after which ending is natural.
    goal_stage
        Code of the last stage with a goal, or None without a goal.
    waits
        Expected wait in microseconds by touchpoint code.
    horizon
        The horizon in microseconds.
    """

    ends: tuple[int, ...]
    goal_stage: int | None
    waits: Mapping[int, int]
    horizon: int


def at_risk_sql(plan: StagePlan) -> str:
    """
    Return the SQL condition that a visit is at risk of dropping off.

    Parameters
    ----------
    plan
        What the stage sums must know.
    """
    if plan.goal_stage is None:
        return "false"
    return f"(reached = 0 AND stage <= {plan.goal_stage} AND touchpoint NOT IN ({code_list(plan.ends)}))"


def journey_stages_sql(visits: str, plan: StagePlan) -> str:
    """
    Return the SQL of one row a journey and stage.

    Parameters
    ----------
    visits
        Name of the visits relation, with stages.
    plan
        What the stage sums must know.
    """
    risk, horizon = at_risk_sql(plan), plan.horizon
    going = f"CASE WHEN touchpoint IN ({code_list(plan.ends)}) THEN 0 ELSE step END"
    left = f"next_touchpoint < 0 AND {risk}"
    waits = " OR ".join(
        f"(touchpoint = {int(code)} AND (CASE WHEN gap >= 0 THEN gap ELSE follow END) > {int(wait)})"
        for code, wait in sorted(plan.waits.items())
    )
    return f"""
        SELECT customer, any_value(fold) AS fold, journey, stage, count(*) AS visits,
            min(step) AS first_step, max({going}) AS last_step, max(reached) AS reached,
            max(CASE WHEN {left} AND follow >= {horizon} THEN 1 ELSE 0 END) AS ended,
            max(CASE WHEN follow < {horizon} THEN 1 ELSE 0 END) AS open,
            max(rework) AS rework, max(escalated) AS escalated,
            max(CASE WHEN {waits or "false"} THEN 1 ELSE 0 END) AS waited, max(bad) AS bad,
            sum(CASE WHEN gap BETWEEN 0 AND {horizon} THEN gap ELSE 0 END) AS spent,
            sum(CASE WHEN gap BETWEEN 0 AND {horizon} THEN 1 ELSE 0 END) AS moves
        FROM {visits} GROUP BY customer, journey, stage"""


def going_on_sql(journey_stages: str, plan: StagePlan) -> str:
    """
    Return the SQL that adds to each journey and stage whether the journey goes on from there.

    Parameters
    ----------
    journey_stages
        Name of the relation of `journey_stages_sql`.
    plan
        What the stage sums must know.
    """
    goal = "0" if plan.goal_stage is None else f"CASE WHEN stage = {plan.goal_stage} THEN reached ELSE 0 END"
    mask = f"ended * {ENDED} + rework * {REWORK} + escalated * {ESCALATED} + waited * {WAITED} + bad * {BAD_SCORE}"
    return f"""
        SELECT customer, fold, stage, visits, open, {mask} AS mask, spent, moves,
            greatest({goal}, CASE WHEN coalesce(max(last_step) OVER (PARTITION BY customer, journey ORDER BY stage
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) > first_step THEN 1 ELSE 0 END) AS going_on
        FROM {journey_stages}"""


STAGE_TABLES = {
    "stage_sums": """
        SELECT fold, stage, count(*) AS customers, sum(journeys) AS journeys, sum(journeys * journeys) AS journeys_squared,
            sum(open) AS open, sum(going_on) AS going_on, sum(visits) AS visits
        FROM (SELECT customer, any_value(fold) AS fold, stage, count(*) AS journeys, sum(open) AS open,
                sum(CASE WHEN open = 0 THEN going_on ELSE 0 END) AS going_on, sum(visits) AS visits
            FROM {stages} GROUP BY customer, stage) AS per_customer
        GROUP BY fold, stage""",
    "stage_friction": "SELECT fold, stage, mask, count(*) AS journeys FROM {stages} WHERE open = 0 GROUP BY fold, stage, mask",
    "stage_squares": """
        SELECT stage, sum(n * n) AS journeys
        FROM (SELECT customer, stage, count(*) AS n FROM {stages} WHERE open = 0 GROUP BY customer, stage) AS per_customer
        GROUP BY stage""",
    "stage_times": f"""
        SELECT stage, bin, count(*) AS journeys
        FROM (SELECT stage, {time_bin_sql("spent")} AS bin FROM {{stages}} WHERE moves > 0) AS binned GROUP BY stage, bin""",
}
"""The tables of stages, to be taken from the relation of `going_on_sql`."""
