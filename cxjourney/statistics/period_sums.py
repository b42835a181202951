"""
The SQL of sums by period and by day: one statement a table.

A visit belongs to the period it happened in, a journey's stay in a stage to that of its first visit there, a journey to that of its
start. So that early periods are not followed for longer than late ones, everything that comes after counts only if it came within
a fixed time: the horizon after a visit, the stage window after the entry of a stage, the journey window after the start.

==========  =====================================  ==============================================================================
table       keys                                   sums
==========  =====================================  ==============================================================================
visits      fold, period, touchpoint               visits, settled (at risk and followed for the horizon), lost (of those, without
                                                   a move within the horizon), followed (followed for the horizon, with a move
                                                   within it), rework, escalable, escalated, timed, log_sum, tickets
contacts    fold, period, touchpoint               contacts (followed for the repeat window), repeated
entries     fold, period, stage                    entries, known (followed for the stage window), going_on, met (of those whose
                                                   friction is known), friction and its parts
scores      fold, period, touchpoint, metric       n, score_sum, valence_sum, favourable, unfavourable
journeys    fold, period                           journeys, settled (followed for the journey window), goals, visits
people      fold, period                           customers, value, valued
==========  =====================================  ==============================================================================

``channel_…`` and ``segment_…`` hold the same by stage and member; ``day_…`` by day instead of fold and period, with the sums of squares
that variances need. Channel and group of an entry are those of its first visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.counts import counts_sql, ticket_conditions, timed_condition
from cxjourney.statistics.periods import DAY
from cxjourney.statistics.stage_sums import at_risk_sql, journey_stages_sql
from cxjourney.statistics.sums import BAD_SCORE, ENDED, ESCALATED, REWORK, WAITED
from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.periods import Calendar
    from cxjourney.statistics.stage_sums import StagePlan

MEMBERS = 1 << 20
"""More than the members of anything: a step and a member fit into one number."""

FRICTION_PARTS = {"ended": ENDED, "reworked": REWORK, "was_escalated": ESCALATED, "waited": WAITED, "bad_score": BAD_SCORE}
"""Sums of the parts of friction, and their bits."""

SCORE_SQL = """count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum, sum(favourable) AS favourable,
            sum(unfavourable) AS unfavourable"""
"""SQL of the sums of scores."""

SCORE_SQUARES = ", sum(int_div(CAST(valence AS BIGINT), 1000) * int_div(CAST(valence AS BIGINT), 1000)) AS valence_square_sum"
"""SQL of the sum of squares that days need as well."""


def visit_conditions(plan: StagePlan, flags: Iterable[str]) -> dict[str, str]:
    """
    Return what is counted of visits, as SQL conditions by name.

    Parameters
    ----------
    plan
        What the stage sums must know.
    flags
        The columns of yes, no or unknown that the log has.
    """
    settled = f"{at_risk_sql(plan)} AND follow >= {plan.horizon}"
    moved = f"follow >= {plan.horizon} AND gap BETWEEN 0 AND {plan.horizon}"
    return {
        "visits": "true",
        "settled": settled,
        "lost": f"{settled} AND gap NOT BETWEEN 0 AND {plan.horizon}",
        "followed": moved,
        "rework": f"{moved} AND rework = 1",
        "escalable": f"{moved} AND escalable = 1",
        "escalated": f"{moved} AND escalated = 1",
        "timed": timed_condition(plan.horizon),
    } | ticket_conditions(flags)


def time_sums(plan: StagePlan, *, squares: bool) -> str:
    """
    Return the SQL of the sums of the logarithms of times, each after a comma.

    Parameters
    ----------
    plan
        What the stage sums must know.
    squares
        Whether to sum their squares, too.
    """
    timed = timed_condition(plan.horizon)
    found = f", CAST(sum(CASE WHEN {timed} THEN log_time ELSE 0 END) AS BIGINT) AS log_sum"
    if squares:
        found += f", sum(CASE WHEN {timed} THEN int_div(CAST(log_time AS BIGINT) * log_time, 1000000) ELSE 0 END) AS log_square_sum"
    return found


def dated_sql(visits: str, codes: str, periods: Calendar, until: int) -> str:
    """
    Return the SQL of the visits with their stage, day and period.

    Parameters
    ----------
    visits
        Name of the visits relation.
    codes
        Name of the relation of the stage of each touchpoint.
    periods
        The periods.
    until
        End of the observation in microseconds.
    """
    moment = f"({int(until)} - follow)"
    return f"""
        SELECT v.*, s.stage, {periods.day_sql(moment)} AS day, {periods.period_sql(moment)} AS period
        FROM {visits} v JOIN {codes} s ON s.touchpoint = v.touchpoint"""


def entries_sql(dated: str, plan: StagePlan, periods: Calendar, until: int, members: Iterable[str]) -> str:
    """
    Return the SQL of one row a journey and stage: when it was entered and what came of it.

    Parameters
    ----------
    dated
        Name of the relation of `dated_sql`.
    plan
        What the stage sums must know.
    periods
        The periods.
    until
        End of the observation in microseconds.
    members
        Columns of the visits whose value at the first visit is kept.

    Notes
    -----
    A journey goes on from a stage if a later stage follows its entry, and the first visit to one came within the stage window (or before
    the entry); from the stage of the goal also by reaching the goal within the window.
    """
    kept = tuple(members)
    first = "".join(f", CAST(min(CAST(step AS BIGINT) * {MEMBERS} + {name} + 1) % {MEMBERS} AS INTEGER) - 1 AS {name}" for name in kept)
    going = f"CASE WHEN touchpoint IN ({code_list(plan.ends)}) THEN -1 ELSE follow END"
    also = f", max(follow) AS entered, max({going}) AS came, max(CASE WHEN reached = 1 THEN follow ELSE -1 END) AS won{first}"
    later = "OVER (PARTITION BY customer, journey ORDER BY stage ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
    names = "".join(f", {name}" for name in kept)
    goal = "false" if plan.goal_stage is None else f"stage = {plan.goal_stage} AND won >= 0 AND entered - won <= {plan.stage_window}"
    moment = f"({int(until)} - entered)"
    return f"""
        SELECT customer, fold, stage, late, mask{names}, {periods.day_sql(moment)} AS day, {periods.period_sql(moment)} AS period,
            CASE WHEN ({goal}) OR (later_step > first_step AND later_came >= 0 AND entered - later_came <= {plan.stage_window})
                THEN 1 ELSE 0 END AS going_on, active
        FROM (SELECT customer, fold, stage, late, active, mask, entered, won, first_step{names},
                coalesce(max(last_step) {later}, 0) AS later_step, coalesce(max(came) {later}, -1) AS later_came
            FROM ({journey_stages_sql(dated, plan, also)}) AS seen) AS followed"""


def entry_conditions() -> dict[str, str]:
    """Return what is counted of entries, as SQL conditions by name."""
    met = "late = 0 AND NOT (active = 1 AND going_on = 0 AND mask = 0)"
    parts = {name: f"{met} AND mask % {2 * bit} >= {bit}" for name, bit in FRICTION_PARTS.items()}
    counted = {"entries": "true", "known": "late = 0", "going_on": "late = 0 AND going_on = 1", "met": met}
    return counted | {"friction": f"{met} AND mask > 0"} | parts


def contacts_sql(dated: str, support: Iterable[int], window: int, *, reasons: bool, members: Iterable[str]) -> str:
    """
    Return the SQL of contacts with whether another one came within the window.

    Parameters
    ----------
    dated
        Name of the relation of `dated_sql`.
    support
        Codes of the touchpoints where customers ask for help.
    window
        Time within which another contact is a repeat, in microseconds.
    reasons
        Whether contacts have reasons.
    members
        Columns of the visits that divide them.
    """
    same = "customer, reason" if reasons else "customer"
    kept = "".join(f", {name}" for name in members)
    return f"""
        SELECT customer, fold, day, period, touchpoint, stage{kept}, follow >= {window} AS observed,
            coalesce(follow - lead(follow) OVER (PARTITION BY {same} ORDER BY follow DESC, step, touchpoint) <= {window}, false) AS again
        FROM {dated} WHERE touchpoint IN ({code_list(support)})"""


CONTACT_CONDITIONS = {"contacts": "observed", "repeated": "observed AND again"}
"""What is counted of contacts, as SQL conditions by name."""


def dated_scores_sql(scores: str, codes: str, periods: Calendar) -> str:
    """
    Return the SQL of one row a score with its stage, day and period.

    Parameters
    ----------
    scores
        SQL of the scores, with the time of each.
    codes
        Name of the relation of the stage of each touchpoint.
    periods
        The periods.
    """
    return f"""
        SELECT x.*, s.stage, {periods.day_sql("time")} AS day, {periods.period_sql("time")} AS period
        FROM ({scores}) AS x JOIN {codes} s ON s.touchpoint = x.touchpoint"""


def grouped_sql(relation: str, keys: Iterable[str], sums: str) -> str:
    """
    Return the SQL of sums by keys.

    Parameters
    ----------
    relation
        Name or SQL of a relation.
    keys
        Columns to group by.
    sums
        SQL of the sums.
    """
    by = ", ".join(keys)
    return f"SELECT {by}, {sums} FROM {relation} AS r GROUP BY {by}"


def belonging_sql(relation: str, member: str, customers: str | None) -> str:
    """
    Return the SQL of the rows that belong to a channel or segment, as ``member``.

    Parameters
    ----------
    relation
        Name of a relation.
    member
        Column of it, or of the customers.
    customers
        Name of the customers relation if the column is theirs.
    """
    if customers is None:
        return f"(SELECT q.*, {member} AS member FROM {relation} q WHERE {member} >= 0)"
    of_customers = f"(SELECT customer, {member} AS member FROM {customers} WHERE {member} >= 0)"
    return f"(SELECT q.*, c.member FROM {relation} q JOIN {of_customers} c ON c.customer = q.customer)"


def journeys_sql(dated: str) -> str:
    """
    Return the SQL of one row a journey: how long its start was followed, the time to its goal (−1 without) and its length.

    Parameters
    ----------
    dated
        Name of the relation of `dated_sql`.
    """
    won = "max(CASE WHEN reached = 1 THEN follow ELSE -1 END)"
    return f"""
        SELECT customer, journey, min(fold) AS fold, max(follow) AS started, min(day) AS day, min(period) AS period, count(*) AS visits,
            CASE WHEN {won} < 0 THEN -1 ELSE max(follow) - {won} END AS to_goal
        FROM {dated} AS v GROUP BY customer, journey"""


def goal_days_sql() -> str:
    """Return the SQL template of the days that journeys take to their goal, for the name of the relation of `journeys_sql`."""
    days = f"int_div(to_goal, {DAY}) + 1"
    return f"SELECT {days} AS days, count(*) AS journeys FROM {{}} WHERE to_goal >= 0 GROUP BY {days}"


def journey_counts_sql(journeys: str, window: int) -> str:
    """
    Return the SQL of the table ``journeys``.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    window
        The journey window in microseconds.
    """
    settled = f"started >= {window}"
    counts: Mapping[str, str] = {"journeys": "true", "settled": settled, "goals": f"{settled} AND to_goal BETWEEN 0 AND {window}"}
    return grouped_sql(journeys, ("fold", "period"), f"{counts_sql(counts)}, sum(CASE WHEN {settled} THEN visits ELSE 0 END) AS visits")


def people_sql(dated: str) -> str:
    """
    Return the SQL of the customers of each period.

    Parameters
    ----------
    dated
        Name of the relation of `dated_sql`.
    """
    return grouped_sql(
        f"(SELECT fold, period, customer FROM {dated} AS d GROUP BY fold, period, customer)", ("fold", "period"), "count(*) AS customers"
    )


def money_sql(events: EventLog, periods: Calendar, where: str) -> str:
    """
    Return the SQL of the money of each period.

    Parameters
    ----------
    events
        Checked event log.
    periods
        The periods.
    where
        Condition on the customers.
    """
    return f"""
        SELECT fold, period, sum(value) AS value, count(*) AS valued
        FROM (SELECT c.fold, {periods.period_sql("e.time")} AS period, e.value
            FROM (SELECT customer, time, value FROM {events.relation} WHERE value IS NOT NULL) e
            JOIN {events.customer_relation} c ON c.customer = e.customer {where}) AS paid
        GROUP BY fold, period"""
