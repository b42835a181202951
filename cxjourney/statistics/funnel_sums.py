"""
The SQL of funnels: how far journeys come along steps in a given order.

A journey reaches the first step with its first visit there, and every other step with its first visit there *after* the visit that
reached the step before. Other visits may lie between. The first such visit is the best choice at every step: whoever reaches a step
at all reaches it then at the latest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.times import logged_sql, time_bin_sql
from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Iterable

PACK = 1 << 24
"""Packs a visit's place and its touchpoint into one number, whose minimum is the first touchpoint."""

ENDED = -1
"""The code of no other visit in time."""


def relevant_sql(visits: str, codes: Iterable[int]) -> str:
    """
    Return the SQL of the visits to any step.

    Parameters
    ----------
    visits
        Name of the visits relation.
    codes
        Touchpoints of all steps.
    """
    return f"SELECT customer, fold, journey, step, touchpoint, follow FROM {visits} AS v WHERE touchpoint IN ({code_list(codes)})"


def first_sql(relevant: str, codes: Iterable[int]) -> str:
    """
    Return the SQL of the journeys that reach the first step.

    Its columns: customer, fold, journey, level (from 0), step (of the visit), follow (how long that visit was observed), came (the same
    of the step before), and start (the same of the first step).

    Parameters
    ----------
    relevant
        Name of the relation of visits to any step.
    codes
        Touchpoints of the step.
    """
    return f"""
        SELECT customer, min(fold) AS fold, journey, 0 AS level, min(step) AS step, max(follow) AS follow, max(follow) AS came,
            max(follow) AS start
        FROM {relevant} AS v WHERE touchpoint IN ({code_list(codes)}) GROUP BY customer, journey"""


def next_sql(reached: str, relevant: str, codes: Iterable[int], level: int) -> str:
    """
    Return the SQL of the journeys that reach another step.

    Parameters
    ----------
    reached
        Name of the relation of those that reach the step before.
    relevant
        Name of the relation of visits to any step.
    codes
        Touchpoints of the step.
    level
        Its number, from 1.
    """
    return f"""
        SELECT r.customer, min(r.fold) AS fold, r.journey, {int(level)} AS level, min(v.step) AS step, max(v.follow) AS follow,
            min(r.follow) AS came, min(r.start) AS start
        FROM {reached} r JOIN {relevant} v ON v.customer = r.customer AND v.journey = r.journey AND v.step > r.step
        WHERE v.touchpoint IN ({code_list(codes)}) GROUP BY r.customer, r.journey"""


def spans_sql(reached: str) -> str:
    """
    Return the SQL of the histogram of the times from the first step to the last one reached.

    Parameters
    ----------
    reached
        SQL of what is reached, all steps.
    """
    source = f"""(SELECT max(start) - min(follow) AS took FROM {reached} AS r GROUP BY customer, journey HAVING max(level) > 0) AS spans"""
    return f"SELECT {time_bin_sql('log_time')} AS bin, count(*) AS moves FROM ({logged_sql(source, 'took', 'took')}) AS logs GROUP BY 1"


def inside_sql(reached: str, within: int) -> str:
    """
    Return the SQL of what is reached in time by the journeys that were followed for that long.

    Parameters
    ----------
    reached
        SQL of what is reached, all steps.
    within
        Longest time from the first step, in microseconds.
    """
    return f"SELECT * FROM {reached} AS r WHERE start >= {int(within)} AND start - follow <= {int(within)}"


def members_sql(inside: str, members: str) -> str:
    """
    Return the SQL of what is reached by the journeys of each member.

    Parameters
    ----------
    inside
        Name of the relation of what is reached in time.
    members
        SQL of customer, journey and member.
    """
    return f"SELECT r.*, m.member FROM {inside} r JOIN ({members}) m ON m.customer = r.customer AND m.journey = r.journey"


def counts_sql(source: str) -> str:
    """
    Return the SQL of the journeys by member, step and fold.

    Parameters
    ----------
    source
        SQL of what is reached, with members.
    """
    return f"SELECT member, level, fold, count(*) AS journeys FROM ({source}) AS r GROUP BY member, level, fold"


def customers_sql(source: str) -> str:
    """
    Return the SQL of the customers by member and step, with Σn² over them of their journeys.

    Parameters
    ----------
    source
        SQL of what is reached, with members.
    """
    each = f"SELECT customer, member, level, count(*) AS journeys FROM ({source}) AS r GROUP BY customer, member, level"
    return f"""
        SELECT member, level, count(*) AS customers, sum(CAST(journeys AS BIGINT) * journeys) AS squares
        FROM ({each}) AS per_customer GROUP BY member, level"""


def waits_sql(source: str) -> str:
    """
    Return the SQL of the histogram of the times from a step to the next, by member and the step before.

    Parameters
    ----------
    source
        SQL of what is reached, with members.
    """
    waits = f"(SELECT member, level - 1 AS level, came - follow AS wait FROM ({source}) AS r WHERE level > 0) AS waits"
    return f"""
        SELECT member, level, {time_bin_sql("log_time")} AS bin, count(*) AS n
        FROM ({logged_sql(waits, "wait", "member, level")}) AS logs GROUP BY member, level, {time_bin_sql("log_time")}"""


def lost_sql(inside: str, level: int, codes: Iterable[int], visits: str, within: int) -> str:
    """
    Return the SQL of the journeys that come no further than a step, with the first touchpoint of others after it in time (or `ENDED`).

    Parameters
    ----------
    inside
        Name of the relation of what is reached in time.
    level
        Number of the step.
    codes
        Its touchpoints.
    visits
        SQL of all visits.
    within
        Longest time from the first step, in microseconds; later visits do not count, or all depends on how long the log is.
    """
    return f"""
        SELECT l.customer, l.journey, min(l.fold) AS fold, {int(level)} AS level,
            CASE WHEN min(v.step) IS NULL THEN {ENDED} ELSE min(CAST(v.step AS BIGINT) * {PACK} + v.touchpoint) % {PACK} END AS target
        FROM (SELECT r.customer, r.journey, r.fold, r.step, r.start FROM {inside} r
            LEFT JOIN (SELECT customer, journey FROM {inside} AS n WHERE level = {int(level) + 1}) n
                ON n.customer = r.customer AND n.journey = r.journey
            WHERE r.level = {int(level)} AND n.customer IS NULL) AS l
        LEFT JOIN (SELECT customer, journey, step, touchpoint, follow FROM {visits} AS every WHERE touchpoint NOT IN ({code_list(codes)})) v
            ON v.customer = l.customer AND v.journey = l.journey AND v.step > l.step AND l.start - v.follow <= {int(within)}
        GROUP BY l.customer, l.journey"""


def targets_sql(source: str) -> str:
    """
    Return the SQL of where the lost went, by member, step, touchpoint and fold.

    Parameters
    ----------
    source
        SQL of the lost, with members.
    """
    return f"SELECT member, level, target, fold, count(*) AS journeys FROM ({source}) AS l GROUP BY member, level, target, fold"


def target_customers_sql(source: str) -> str:
    """
    Return the SQL of how many customers went where, by member and step.

    Parameters
    ----------
    source
        SQL of the lost, with members.
    """
    return f"SELECT member, level, target, count(DISTINCT customer) AS customers FROM ({source}) AS l GROUP BY member, level, target"
