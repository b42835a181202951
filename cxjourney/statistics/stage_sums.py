"""The SQL of the sums that belong to stages, of everybody and by segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.statistics.sums import BAD_SCORE, ENDED, ESCALATED, REWORK, WAITED
from cxjourney.statistics.times import logged_sql, time_bin_sql
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
    unplanned
        Code of the stage of touchpoints that the settings place nowhere: it lies after the others only on the map.
    waits
        Expected wait in microseconds by touchpoint code.
    horizon
        The horizon in microseconds.
    stage_window
        How long a journey must be followed from its first visit in a stage to be counted there, in microseconds.
    landmark_waits
        Time in microseconds after which a customer still waits too long, by touchpoint code.
    repeat_window
        Time within which another contact is a repeat, in microseconds.
    """

    ends: tuple[int, ...]
    goal_stage: int | None
    unplanned: int
    waits: Mapping[int, int]
    horizon: int
    stage_window: int
    landmark_waits: Mapping[int, int]
    repeat_window: int


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
    before = f"(stage <= {plan.goal_stage} OR stage = {plan.unplanned})"
    return f"(reached = 0 AND {before} AND touchpoint NOT IN ({code_list(plan.ends)}))"


def journey_stages_sql(visits: str, plan: StagePlan, also: str = "") -> str:
    """
    Return the SQL of one row a journey and stage; ``spent``, the time up to the next visits, is NULL where none came within the horizon.

    Parameters
    ----------
    visits
        Name of the visits relation, with stages.
    plan
        What the stage sums must know.
    also
        SQL of further columns, each after a comma.
    """
    risk, horizon = at_risk_sql(plan), plan.horizon
    going = f"CASE WHEN touchpoint IN ({code_list(plan.ends)}) THEN 0 ELSE step END"
    ended = f"next_touchpoint < 0 AND {risk} AND follow >= {horizon}"
    waits = " OR ".join(
        f"(touchpoint = {int(code)} AND (CASE WHEN gap >= 0 THEN gap ELSE follow END) > {int(wait)})"
        for code, wait in sorted(plan.waits.items())
    )
    friction = [f"{bit} * {flag}" for flag, bit in (("rework", REWORK), ("escalated", ESCALATED))]
    friction += [
        f"CASE WHEN {met} THEN {bit} ELSE 0 END" for met, bit in ((ended, ENDED), (waits, WAITED), ("feeling = 1", BAD_SCORE)) if met
    ]
    return f"""
        SELECT customer, fold, journey, stage, count(*) AS visits,
            min(step) AS first_step, max({going}) AS last_step, max(reached) AS reached,
            CASE WHEN max(follow) < {plan.stage_window} THEN 1 ELSE 0 END AS late,
            CASE WHEN min(follow) < {horizon} THEN 1 ELSE 0 END AS active,
            bit_or({" + ".join(friction)}) AS mask,
            CAST(sum(CASE WHEN gap BETWEEN 0 AND {horizon} THEN gap END) AS BIGINT) AS spent{also}
        FROM {visits} AS v GROUP BY customer, fold, journey, stage"""


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
    return f"""
        SELECT customer, fold, stage, visits, mask, spent, going_on,
            CASE WHEN late = 1 OR (active = 1 AND going_on = 0) THEN 1 ELSE 0 END AS open,
            CASE WHEN late = 1 OR (active = 1 AND going_on = 0 AND mask = 0) THEN 1 ELSE 0 END AS unclear
        FROM (SELECT customer, fold, stage, visits, late, active, mask, spent,
                greatest({goal}, CASE WHEN coalesce(max(last_step) OVER (PARTITION BY customer, journey ORDER BY stage
                    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) > first_step THEN 1 ELSE 0 END) AS going_on
            FROM {journey_stages}) AS seen"""


def stage_tables_sql(stages: str, *, single: bool, key: str = "") -> dict[str, str]:
    """
    Return the SQL of the sums of stages, their friction and their squares, for everybody or by segment.

    Parameters
    ----------
    stages
        Name or SQL of the relation of `going_on_sql`, perhaps with segments.
    single
        Whether every customer makes one journey, which saves the grouping by customer.
    key
        ``"segment"`` to take the sums by segment.
    """
    also = f", {key}" if key else ""
    per_customer = f"""
        SELECT customer, min(fold) AS fold, stage{also}, count(*) AS journeys, sum(open) AS open, sum(unclear) AS unclear,
            sum(CASE WHEN open = 0 THEN going_on ELSE 0 END) AS going_on, sum(visits) AS visits
        FROM ({stages}) AS s GROUP BY customer, stage{also}"""
    if single:
        per_customer = f"""
        SELECT customer, fold, stage{also}, 1 AS journeys, open, unclear, CASE WHEN open = 0 THEN going_on ELSE 0 END AS going_on, visits
        FROM ({stages}) AS s"""
    names = ("segment_stages", "segment_friction", "segment_stage_squares") if key else ("stage_sums", "stage_friction", "stage_squares")
    everybody = "" if key else ", sum(journeys * journeys) AS journeys_squared, sum(visits) AS visits"
    return {
        names[0]: f"""
        SELECT fold, stage{also}, count(*) AS customers, sum(journeys) AS journeys, sum(open) AS open, sum(going_on) AS going_on{everybody}
        FROM ({per_customer}) AS per_customer GROUP BY fold, stage{also}""",
        names[1]: f"""
        SELECT fold, stage{also}, mask, count(*) AS journeys FROM ({stages}) AS s WHERE unclear = 0 GROUP BY fold, stage{also}, mask""",
        names[2]: f"""
        SELECT stage{also}, sum((journeys - unclear) * (journeys - unclear)) AS journeys
        FROM ({per_customer}) AS per_customer WHERE journeys > unclear GROUP BY stage{also}""",
    }


def stage_times_sql(stages: str) -> str:
    """
    Return the SQL of the table ``stage_times``.

    Parameters
    ----------
    stages
        Name of the relation of `going_on_sql`.
    """
    spent = f"(SELECT stage, spent FROM {stages} WHERE spent IS NOT NULL) AS spans"
    return f"""
        SELECT stage, bin, count(*) AS journeys
        FROM (SELECT stage, {time_bin_sql("log_time")} AS bin FROM ({logged_sql(spent, "spent", "stage")}) AS timed) AS binned
        GROUP BY stage, bin"""


def segment_stages_sql(stages: str, customers: str, member: str) -> str:
    """
    Return the SQL of one row a journey and stage with the customer's segment.

    Parameters
    ----------
    stages
        Name of the relation of `going_on_sql`.
    customers
        Name of the customers relation.
    member
        Column with the segment.
    """
    return f"SELECT s.*, c.{member} AS segment FROM {stages} s JOIN {customers} c USING (customer) WHERE c.{member} >= 0"
