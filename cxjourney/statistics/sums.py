"""
The SQL of the sums, one statement a table; all arithmetic on the rows happens here.

"At risk" is a visit before the journey's first goal, in a stage up to the goal's, not at a declared end.
The horizon H is the slowest move that still counts as going on. A journey is counted in a stage if its first visit there
was followed for the stage window, whatever came after: who is counted must not depend on how long somebody stays. Of those, a
journey is open while it may still go on (seen there within H of the end, and nowhere later), and left out of friction as long
as it has met none.

The statements of other tables stand in `cells`, `score_sums`, `stage_sums`, `landmark_sums` and `contact_sums`; the module
`layout` lists all tables.

==================  ===========================  =====================================================================
table               keys                         sums
==================  ===========================  =====================================================================
totals              fold                         customers, journeys, journeys_squared, visits, goals, goal_customers,
                                                 value, valued
visits              fold, touchpoint             visits, customers, journeys, goal_journeys, before (journeys that come by
                                                 before their goal), before_goal (those of them that reach it), starts, ends,
                                                 at_risk, followed, rework, zero_gaps, escalable, escalated, position,
                                                 reopen_known, reopened, handoff_known, handed_off, contacts, repeated
squares             touchpoint                   visits, at_risk, followed, moves, escalable, reopen_known,
                                                 handoff_known, contacts (Σ of squares over customers)
channel_cells,      fold, touchpoint, channel    visits, customers, settled (at risk and followed up for H), lost (of those,
segment_cells       (or segment)                 without a move within H), late (of those, seen to move later), followed,
                                                 rework, escalable, escalated, timed (moves within H after visits followed up
                                                 for H), log_sum (of their times), and the tickets as above
…_cell_squares      touchpoint, channel          visits, contacts (Σ of squares over customers)
segment_totals      fold, segment                customers, journeys, journeys_squared, visits, goals
life                fold, touchpoint, bin        at_risk_moves, at_risk_censored, moves, log_sum, censored
gap_times           touchpoint, bin              moves
transitions         fold, source, target,        moves, log_sum, log_square_sum
                    reached
second_order        previous, touchpoint, next   moves, before the first goal; -1 for start and end
scores              fold, touchpoint, metric     n, score_sum, valence_sum, valence_square_sum, favourable, unfavourable
score_counts        touchpoint, metric, score    n
score_squares       touchpoint, metric           n
channel_scores,     fold, touchpoint, channel,   n, score_sum, valence_sum, favourable, unfavourable
segment_scores      metric
…_score_squares     touchpoint, channel, metric  n
answer_squares      stage, metric                n (Σ of squares over customers) of all answers in a stage, or anywhere (-1)
weighted_…          as of the tables of scores   the same with each answer as many times as it counts; the squares also answers (Σw²)
stage_sums          fold, stage                  journeys, journeys_squared, open, going_on (of those not open), customers, visits
stage_friction      fold, stage, mask            journeys
stage_squares       stage                        journeys
stage_times         stage, bin                   journeys
segment_stages      fold, stage, segment         customers, journeys, open, going_on
segment_friction    fold, stage, segment, mask   journeys
lengths             length, goal                 journeys, by their visits up to the first goal
goal_times          fold                         journeys with a goal, time (in milliseconds, from their start to their first goal)
landmark_scores,    touchpoint, segment,         customers, by their first settled visit there
landmark_waits      channel, band, exposure,
                    goal
experience          fold, readings               journeys, mean_sum, peak_end_sum (valence of their scores)
responses           fold, touchpoint             invited, answered
reasons             fold, touchpoint, reason     visits
==================  ===========================  =====================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.counts import counts_sql
from cxjourney.statistics.layout import LAYOUT
from cxjourney.statistics.times import life_bin_sql, rounded_sql, time_bin_sql
from cxjourney.statistics.visits import SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxjourney.ingest.event_log import EventLog

ENDED, REWORK, ESCALATED, WAITED, BAD_SCORE = 1, 2, 4, 8, 16
"""Bits of the friction mask of a journey in a stage."""

POSITION_UNIT = 1_000
"""A first visit's place in its journey is counted in this many steps from start to end (the sum ``position``)."""

LENGTH_LIMIT = 1_000
"""Journeys longer than this are counted at this length."""

READINGS_LIMIT = 20
"""Journeys with more scored visits are counted at this number."""


def gap_times_sql(visits: str) -> str:
    """
    Return the SQL of the table ``gap_times``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT touchpoint, {time_bin_sql("log_time")} AS bin, count(*) AS moves
        FROM {visits} AS v WHERE gap > 0 GROUP BY touchpoint, bin"""


def journeys_sql(visits: str, segments: Iterable[str]) -> str:
    """
    Return the SQL of one row a journey.

    Its columns: customer, fold, journey, segments, length, steps (visits up to the first goal), goal, to_goal (microseconds from the start
    to the first goal, 0 without one).

    Parameters
    ----------
    visits
        Name of the visits relation.
    segments
        Columns of the customer's segments.
    """
    keys = ", ".join(("customer", "fold", "journey", *segments))
    return f"""
        SELECT {keys}, count(*) AS length,
            count(CASE WHEN reached = 0 THEN 1 END) + max(reached) AS steps, max(reached) AS goal,
            max(follow) - coalesce(max(CASE WHEN reached = 1 THEN follow END), max(follow)) AS to_goal
        FROM {visits} GROUP BY {keys}"""


def totals_sql(journeys: str) -> str:
    """
    Return the SQL of the table ``totals`` without the money.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    """
    return f"""
        SELECT fold, count(*) AS customers, sum(journeys) AS journeys, sum(journeys * journeys) AS journeys_squared,
            sum(visits) AS visits, sum(goals) AS goals,
            sum(CASE WHEN goals > 0 THEN 1 ELSE 0 END) AS goal_customers
        FROM (SELECT customer, fold, count(*) AS journeys, sum(length) AS visits, sum(goal) AS goals
            FROM {journeys} GROUP BY customer, fold) AS per_customer
        GROUP BY fold"""


def lengths_sql(journeys: str) -> str:
    """
    Return the SQL of the table ``lengths``.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    """
    return f"""
        SELECT length, goal, count(*) AS journeys
        FROM (SELECT least(steps, {LENGTH_LIMIT}) AS length, goal FROM {journeys}) AS cut GROUP BY length, goal"""


def goal_times_sql(journeys: str) -> str:
    """
    Return the SQL of the table ``goal_times``.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    """
    return f"SELECT fold, count(*) AS journeys, sum(int_div(to_goal, 1000)) AS time FROM {journeys} WHERE goal = 1 GROUP BY fold"


def by_use(conditions: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """
    Return what is counted of visits in two: what is squared over customers, and what is only added.

    Parameters
    ----------
    conditions
        What is counted, as SQL conditions by name.

    Examples
    --------
    >>> by_use({"visits": "true", "starts": "step = 1"})
    ({'visits': 'true'}, {'starts': 'step = 1'})
    """
    squared = {name: condition for name, condition in conditions.items() if name in LAYOUT["squares"][1]}
    return squared, {name: condition for name, condition in conditions.items() if name not in squared}


def customer_touchpoints_sql(visits: str, journeys: str, conditions: Mapping[str, str], segments: Iterable[str], *, single: bool) -> str:
    """
    Return the SQL of one row a customer and touchpoint, with all counts that are summed and squared later.

    Parameters
    ----------
    visits, journeys
        Names of the relations.
    conditions
        What is counted, as SQL conditions by name.
    segments
        Columns of the customer's segments.
    single
        Whether every customer makes one journey, which saves a grouping and half of the key.
    """
    whose = "customer" if single else "customer, journey"
    own = "".join(f", j.{segment}" for segment in segments)
    inner = f"""
        SELECT {whose}, fold, touchpoint, min(step) AS first_step, min(reached) AS after,
            {counts_sql(conditions)}
        FROM {visits} AS v GROUP BY {whose}, fold, touchpoint"""
    position = f"CAST(int_div((t.first_step - 1) * {POSITION_UNIT}, greatest(j.length - 1, 1)) AS INTEGER)"
    by_journey = {
        "goal_journeys": "CAST(j.goal AS INTEGER)",
        "before": "CAST(1 - t.after AS INTEGER)",
        "before_goal": "CAST((1 - t.after) * j.goal AS INTEGER)",
        "position": position,
    }
    if single:
        facts = ", ".join(f"{sql} AS {name}" for name, sql in by_journey.items())
        return f"""
        SELECT t.*{own}, 1 AS journeys, {facts}
        FROM ({inner}) AS t JOIN {journeys} j USING ({whose})"""
    facts = ", ".join(f"sum({sql}) AS {name}" for name, sql in by_journey.items())
    again = ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in conditions)
    return f"""
        SELECT t.customer, t.fold, t.touchpoint{own}, count(*) AS journeys, {facts}, {again}
        FROM ({inner}) AS t JOIN {journeys} j USING ({whose})
        GROUP BY t.customer, t.fold, t.touchpoint{own}"""


def visits_table_sql(customer_touchpoints: str, counted: Iterable[str], segments: Iterable[str]) -> str:
    """
    Return the SQL of the tables ``visits`` and ``squares`` in one, the squares per fold too.

    Parameters
    ----------
    customer_touchpoints
        Name or SQL of the relation of `customer_touchpoints_sql`.
    counted
        Which counts it holds.
    segments
        Columns of segments to divide both by.
    """
    keys = ", ".join(("fold", "touchpoint", *segments))
    held = {*counted, "journeys", "goal_journeys", "before", "before_goal", "position"}
    sums = ", ".join(f"sum({name}) AS {name}" for name in LAYOUT["visits"][1] if name in held)
    squared = [name for name in LAYOUT["squares"][1] if name in held]
    squares = ", ".join(f"sum(CAST({name} AS BIGINT) * {name}) AS {name}_squared" for name in squared)
    return f"SELECT {keys}, count(*) AS customers, {sums}, {squares} FROM {customer_touchpoints} AS c GROUP BY {keys}"


def segment_totals_sql(journeys: str, segment: str) -> str:
    """
    Return the SQL of the table ``segment_totals``.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    segment
        Column of the customer's segment.
    """
    return f"""
        SELECT fold, {segment} AS segment, count(*) AS customers, sum(journeys) AS journeys,
            sum(journeys * journeys) AS journeys_squared, sum(visits) AS visits, sum(goals) AS goals
        FROM (SELECT customer, fold, {segment}, count(*) AS journeys, sum(length) AS visits, sum(goal) AS goals
            FROM {journeys} WHERE {segment} >= 0 GROUP BY customer, fold, {segment}) AS per_customer
        GROUP BY fold, {segment}"""


def life_sql(visits: str, at_risk: str, horizon: int) -> str:
    """
    Return the SQL of the table ``life``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    at_risk
        SQL condition that a visit is at risk of dropping off.
    horizon
        The horizon in microseconds.
    """
    moved = f"gap BETWEEN 0 AND {horizon}"
    return f"""
        SELECT fold, touchpoint, bin,
            count(CASE WHEN moved AND risk THEN 1 END) AS at_risk_moves,
            count(CASE WHEN NOT moved AND risk THEN 1 END) AS at_risk_censored,
            count(CASE WHEN moved AND gap > 0 THEN 1 END) AS moves,
            sum(CASE WHEN moved AND gap > 0 THEN log_time ELSE 0 END) AS log_sum,
            count(CASE WHEN NOT moved THEN 1 END) AS censored
        FROM (SELECT *, {life_bin_sql("lasted", horizon)} AS bin
            FROM (SELECT fold, touchpoint, gap, log_time, {moved} AS moved, {at_risk} AS risk,
                    CASE WHEN {moved} THEN gap ELSE follow END AS lasted
                FROM {visits} AS v WHERE ({moved}) OR (gap < 0 AND follow < {horizon})) AS timed) AS binned
        GROUP BY fold, touchpoint, bin"""


def transitions_sql(visits: str) -> str:
    """
    Return the SQL of the table ``transitions``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT fold, touchpoint AS source, next_touchpoint AS target, reached, count(*) AS moves,
            sum(log_time) AS log_sum, sum(int_div(CAST(log_time AS BIGINT) * log_time, 1000000)) AS log_square_sum
        FROM {visits} AS v WHERE next_touchpoint >= 0 GROUP BY fold, touchpoint, next_touchpoint, reached"""


def second_order_sql(visits: str) -> str:
    """
    Return the SQL of the table ``second_order``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT previous, touchpoint, next_touchpoint AS next, count(*) AS moves
        FROM {visits} AS v WHERE reached = 0 GROUP BY previous, touchpoint, next_touchpoint"""


def experience_sql(visits: str) -> str:
    """
    Return the SQL of the table ``experience``.

    Parameters
    ----------
    visits
        Name of the visits relation, with valences.
    """
    wide = 1 << 22  # more than the largest valence in millionths
    peak = f"CASE WHEN peak % 2 = 1 THEN 1 ELSE -1 END * int_div(peak, {2 * SESSIONS})"
    last = f"(last % {2 * wide} - {wide})"
    return f"""
        SELECT fold, least(readings, {READINGS_LIMIT}) AS readings, count(*) AS journeys, sum(mean) AS mean_sum,
            sum({rounded_sql(f"{peak} + {last}", 2)}) AS peak_end_sum
        FROM (SELECT min(fold) AS fold, count(*) AS readings, {rounded_sql("CAST(sum(valence) AS BIGINT)", "count(*)")} AS mean,
                max((CAST(abs(valence) AS BIGINT) * {SESSIONS} + step) * 2 + CASE WHEN valence >= 0 THEN 1 ELSE 0 END) AS peak,
                max(CAST(step AS BIGINT) * {2 * wide} + valence + {wide}) AS last
            FROM {visits} WHERE feeling >= 0 GROUP BY customer, journey) AS per_journey
        GROUP BY fold, least(readings, {READINGS_LIMIT})"""


def reasons_sql(visits: str) -> str:
    """
    Return the SQL of the table ``reasons``.

    Parameters
    ----------
    visits
        Name of the visits relation, with reasons.
    """
    return f"SELECT fold, touchpoint, reason, count(*) AS visits FROM {visits} AS v WHERE reason >= 0 GROUP BY fold, touchpoint, reason"


def responses_sql(events: EventLog, touchpoint: str, where: str) -> str:
    """
    Return the SQL of the table ``responses``.

    Parameters
    ----------
    events
        Checked event log that knows invitations.
    touchpoint
        SQL of the touchpoint code.
    where
        Condition on the customers.
    """
    answered = " OR ".join(f"e.score_{index} IS NOT NULL" for index in range(len(events.metrics))) or "false"
    return f"""
        SELECT fold, touchpoint, count(*) AS invited, sum(answered) AS answered
        FROM (SELECT c.fold, {touchpoint} AS touchpoint, CASE WHEN {answered} THEN 1 ELSE 0 END AS answered, e.invited
            FROM {events.relation} e JOIN {events.customer_relation} c ON c.customer = e.customer {where}) AS asked
        WHERE invited = 1 GROUP BY fold, touchpoint"""


def values_sql(events: EventLog, where: str) -> str:
    """
    Return the SQL of the money per fold.

    Parameters
    ----------
    events
        Checked event log.
    where
        Condition on the customers.
    """
    return f"""
        SELECT c.fold, sum(e.value) AS value, count(*) AS valued
        FROM (SELECT customer, value FROM {events.relation} WHERE value IS NOT NULL) e
        JOIN {events.customer_relation} c ON c.customer = e.customer {where}
        GROUP BY c.fold"""
