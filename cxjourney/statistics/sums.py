"""
The SQL of the sums, one statement a table; all arithmetic on the rows happens here.

"At risk" is a visit before the journey's first goal, in a stage up to the goal's, not at a declared end.
The horizon H is the slowest move that still counts as going on. A journey is open in a stage while its last visit
there was followed for less than that, whatever came after: who is counted must not depend on what happened.

=================  ==========================  ==========================================================================
table              keys                        sums
=================  ==========================  ==========================================================================
totals             fold                        customers, journeys, journeys_squared, visits, goals, goal_customers, value, valued
visits             fold, touchpoint            visits, customers, journeys, goal_journeys, starts, ends, at_risk,
                                               followed, rework, zero_gaps, escalable, escalated, position
squares            touchpoint                  visits, at_risk, followed, moves (Σ of squares over customers)
visit_channels     fold, touchpoint, channel   visits, customers
visit_segments     fold, touchpoint, segment   visits, customers
segment_customers  fold, segment               customers
life               fold, touchpoint, bin       at_risk_moves, at_risk_censored, moves, log_sum, censored
gap_times          touchpoint, bin             moves
transitions        fold, source, target        moves, log_sum, log_square_sum
scores             fold, touchpoint, metric    n, score_sum, valence_sum, valence_square_sum, favourable, unfavourable
score_counts       touchpoint, metric, score   n
score_squares      touchpoint, metric          n
stage_sums         fold, stage                 journeys, journeys_squared, open, going_on (of those not open), customers, visits
stage_friction     fold, stage, mask           journeys
stage_squares      stage                       journeys
stage_times        stage, bin                  journeys
lengths            length, goal                journeys
=================  ==========================  ==========================================================================
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxjourney.statistics.layout import LAYOUT
from cxjourney.statistics.settings import LIFE_BINS, TIME_BIN

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.metric import Metric

ENDED, REWORK, ESCALATED, WAITED, BAD_SCORE = 1, 2, 4, 8, 16
"""Bits of the friction mask of a journey in a stage."""

POSITION_UNIT = 1_000
"""A first visit's place in its journey is counted in this many steps from start to end (the sum ``position``)."""

LENGTH_LIMIT = 1_000
"""Journeys longer than this are counted at this length."""


def log_sql(gap: str) -> str:
    """
    Return the SQL of a time in micro-nats over one millisecond.

    Parameters
    ----------
    gap
        SQL of a time in microseconds.
    """
    return f"CAST(round(ln(greatest({gap}, 1000) / 1000.0) * 1000000) AS BIGINT)"


def time_bin_sql(gap: str) -> str:
    """
    Return the SQL of the bin of a time in the time histograms.

    Parameters
    ----------
    gap
        SQL of a time in microseconds.
    """
    return f"CAST(floor(ln(greatest({gap}, 1000) / 1000.0) / {math.log(TIME_BIN)!r}) AS INTEGER)"


def life_bin_sql(time: str, horizon: int) -> str:
    """
    Return the SQL of the life-table bin of a time up to the horizon.

    Parameters
    ----------
    time
        SQL of a time in microseconds.
    horizon
        The horizon in microseconds.
    """
    return f"CAST(greatest(0, {LIFE_BINS - 1} + ceil(2 * log2(greatest({time}, 1) / {horizon}.0))) AS INTEGER)"


def gap_times_sql(visits: str) -> str:
    """
    Return the SQL of the table ``gap_times``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT touchpoint, {time_bin_sql("gap")} AS bin, count(*) AS moves
        FROM {visits} WHERE gap > 0 GROUP BY touchpoint, bin"""


def journeys_sql(visits: str) -> str:
    """
    Return the SQL of one row a journey: customer, fold, journey, length, goal.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT customer, journey, any_value(fold) AS fold, count(*) AS length, max(reached) AS goal
        FROM {visits} GROUP BY customer, journey"""


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
        FROM (SELECT customer, any_value(fold) AS fold, count(*) AS journeys, sum(length) AS visits, sum(goal) AS goals
            FROM {journeys} GROUP BY customer) AS per_customer
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
        FROM (SELECT least(length, {LENGTH_LIMIT}) AS length, goal FROM {journeys}) AS cut GROUP BY length, goal"""


def customer_touchpoints_sql(visits: str, journeys: str, at_risk: str, horizon: int, *, single: bool) -> str:
    """
    Return the SQL of one row a customer and touchpoint, with all counts that are summed and squared later.

    Parameters
    ----------
    visits, journeys
        Names of the relations.
    at_risk
        SQL condition that a visit is at risk of dropping off.
    horizon
        The horizon in microseconds.
    single
        Whether every customer makes one journey, which saves a grouping.
    """
    conditions = {
        "visits": "true",
        "starts": "step = 1",
        "ends": "next_touchpoint < 0",
        "at_risk": at_risk,
        "followed": "next_touchpoint >= 0",
        "rework": "rework = 1",
        "zero_gaps": "gap = 0",
        "moves": f"gap BETWEEN 1 AND {horizon}",
        "escalable": "escalable = 1",
        "escalated": "escalated = 1",
    }
    counts = ", ".join(f"CAST(count(CASE WHEN {condition} THEN 1 END) AS INTEGER) AS {name}" for name, condition in conditions.items())
    inner = f"""
        SELECT customer, journey, any_value(fold) AS fold, touchpoint, min(step) AS first_step, {counts}
        FROM {visits} GROUP BY customer, journey, touchpoint"""
    position = f"CAST((t.first_step - 1) * {POSITION_UNIT} // greatest(j.length - 1, 1) AS INTEGER)"
    if single:
        return f"""
        SELECT t.*, 1 AS journeys, CAST(j.goal AS INTEGER) AS goal_journeys, {position} AS position
        FROM ({inner}) AS t JOIN {journeys} j USING (customer, journey)"""
    again = ", ".join(f"CAST(sum({name}) AS INTEGER) AS {name}" for name in conditions)
    return f"""
        SELECT t.customer, any_value(t.fold) AS fold, t.touchpoint, count(*) AS journeys, sum(j.goal) AS goal_journeys,
            sum({position}) AS position, {again}
        FROM ({inner}) AS t JOIN {journeys} j USING (customer, journey)
        GROUP BY t.customer, t.touchpoint"""


def visits_table_sql(customer_touchpoints: str) -> str:
    """
    Return the SQL of the tables ``visits`` and ``squares`` in one, the squares per fold too.

    Parameters
    ----------
    customer_touchpoints
        Name of the relation of `customer_touchpoints_sql`.
    """
    sums = ", ".join(f"sum({name}) AS {name}" for name in LAYOUT["visits"][1] if name != "customers")
    squares = ", ".join(f"sum(CAST({name} AS BIGINT) * {name}) AS {name}_squared" for name in LAYOUT["squares"][1])
    return f"SELECT fold, touchpoint, count(*) AS customers, {sums}, {squares} FROM {customer_touchpoints} AS c GROUP BY fold, touchpoint"


def channels_sql(visits: str) -> str:
    """
    Return the SQL of the table ``visit_channels``.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT fold, touchpoint, channel, sum(visits) AS visits, count(*) AS customers
        FROM (SELECT customer, any_value(fold) AS fold, touchpoint, channel, count(*) AS visits
            FROM {visits} WHERE channel >= 0 GROUP BY customer, touchpoint, channel) AS per_customer
        GROUP BY fold, touchpoint, channel"""


def segments_sql(customer_touchpoints: str, customers: str, columns: int) -> str:
    """
    Return the SQL of the table ``visit_segments``.

    Parameters
    ----------
    customer_touchpoints
        Name of the relation of `customer_touchpoints_sql`.
    customers
        Name of the customers relation.
    columns
        Number of segment columns.
    """
    return " UNION ALL ".join(
        f"""SELECT t.fold, t.touchpoint, c.segment_{index} AS segment, sum(t.visits) AS visits, count(*) AS customers
        FROM {customer_touchpoints} t JOIN {customers} c USING (customer) WHERE c.segment_{index} >= 0
        GROUP BY t.fold, t.touchpoint, c.segment_{index}"""
        for index in range(columns)
    )


def segment_customers_sql(journeys: str, customers: str, columns: int) -> str:
    """
    Return the SQL of the table ``segment_customers``.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    customers
        Name of the customers relation.
    columns
        Number of segment columns.
    """
    return " UNION ALL ".join(
        f"""SELECT c.fold, c.segment_{index} AS segment, count(*) AS customers
        FROM {customers} c JOIN (SELECT DISTINCT customer FROM {journeys}) AS seen USING (customer) WHERE c.segment_{index} >= 0
        GROUP BY c.fold, c.segment_{index}"""
        for index in range(columns)
    )


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
            sum(CASE WHEN moved AND risk THEN 1 ELSE 0 END) AS at_risk_moves,
            sum(CASE WHEN NOT moved AND risk THEN 1 ELSE 0 END) AS at_risk_censored,
            sum(CASE WHEN moved AND gap > 0 THEN 1 ELSE 0 END) AS moves,
            sum(CASE WHEN moved AND gap > 0 THEN {log_sql("gap")} ELSE 0 END) AS log_sum,
            sum(CASE WHEN NOT moved THEN 1 ELSE 0 END) AS censored
        FROM (SELECT fold, touchpoint, gap, {moved} AS moved, {at_risk} AS risk,
                {life_bin_sql(f"(CASE WHEN {moved} THEN gap ELSE follow END)", horizon)} AS bin
            FROM {visits} WHERE ({moved}) OR (gap < 0 AND follow < {horizon})) AS timed
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
        SELECT fold, touchpoint AS source, next_touchpoint AS target, count(*) AS moves,
            sum({log_sql("gap")}) AS log_sum, sum({log_sql("gap")} * {log_sql("gap")} // 1000000) AS log_square_sum
        FROM {visits} WHERE next_touchpoint >= 0 GROUP BY fold, touchpoint, next_touchpoint"""


def scores_sql(events: EventLog, touchpoint: str, index: int, metric: Metric, where: str) -> str:
    """
    Return the SQL of one row a customer, touchpoint and score of a metric.

    Parameters
    ----------
    events
        Checked event log.
    touchpoint
        SQL of the touchpoint code.
    index
        Place of the metric in the log.
    metric
        Its scale.
    where
        Condition on the customers.
    """
    score = f"e.score_{index}"
    good, bad = round(metric.favourable * 1_000), round(metric.unfavourable * 1_000)
    return f"""
        SELECT e.customer, c.fold, {touchpoint} AS touchpoint, {index} AS metric, {score} AS score, {valence_sql(score, metric)} AS valence,
            CASE WHEN {score} {"<=" if metric.reverse else ">="} {good} THEN 1 ELSE 0 END AS favourable,
            CASE WHEN {score} {">=" if metric.reverse else "<="} {bad} THEN 1 ELSE 0 END AS unfavourable
        FROM (SELECT * FROM {events.relation} e WHERE {score} IS NOT NULL) e
        JOIN {events.customer_relation} c ON c.customer = e.customer {where}"""


def valence_sql(score: str, metric: Metric) -> str:
    """
    Return the SQL of a score's valence in millionths, after `Metric.valence`.

    Parameters
    ----------
    score
        SQL of a score in thousandths.
    metric
        Its scale.
    """
    if metric.kind == "nps":
        below, above = f"({score} - 7500) * 800 / 3.0", f"({score} - 7500) * 800.0"
        return f"CAST(round(CASE WHEN {score} < 7500 THEN {below} ELSE {above} END) AS BIGINT)"
    sign = "-1" if metric.reverse else "1"
    low, width = round(metric.low * 1_000), round((metric.high - metric.low) * 1_000)
    return f"CAST(round({sign} * (({score} - {low}) * 4000000.0 / {width} - 2000000)) AS BIGINT)"


SCORE_TABLES = {
    "scores": """
        SELECT fold, touchpoint, metric, count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum,
            sum((valence // 1000) * (valence // 1000)) AS valence_square_sum, sum(favourable) AS favourable,
            sum(unfavourable) AS unfavourable
        FROM {scores} GROUP BY fold, touchpoint, metric""",
    "score_counts": "SELECT touchpoint, metric, score, count(*) AS n FROM {scores} GROUP BY touchpoint, metric, score",
    "score_squares": """
        SELECT touchpoint, metric, sum(n * n) AS n
        FROM (SELECT customer, touchpoint, metric, count(*) AS n FROM {scores} GROUP BY customer, touchpoint, metric) AS per_customer
        GROUP BY touchpoint, metric""",
}
"""The tables of scores, to be taken from the relation of `scores_sql`."""


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
