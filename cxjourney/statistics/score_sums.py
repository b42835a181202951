"""The SQL of the sums of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.answer_weights import weight_sql
from cxjourney.statistics.visits import valence_sql

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.metric import Metric


def scores_sql(events: EventLog, touchpoint: str, index: int, metric: Metric, where: str, *, unit: int | None = None) -> str:
    """
    Return the SQL of one row a score of a metric: customer, fold, touchpoint, channel and groups, and how good it is.

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
    unit
        What a unit of weight is worth; None where every answer counts the same, and no row says what it counts for.
    """
    score = f"e.score_{index}"
    good, bad = round(metric.favourable * 1_000), round(metric.unfavourable * 1_000)
    groups = "".join(f", e.group_{place}" for place in range(len(events.group_columns)))
    weight = "" if unit is None else f", {weight_sql(unit, weighted=events.weighted)} AS weight"
    return f"""
        SELECT e.customer, c.fold, {touchpoint} AS touchpoint, e.channel{groups}, {index} AS metric, {score} AS score,
            {valence_sql(score, metric)} AS valence,
            CASE WHEN {score} {"<=" if metric.reverse else ">="} {good} THEN 1 ELSE 0 END AS favourable,
            CASE WHEN {score} {">=" if metric.reverse else "<="} {bad} THEN 1 ELSE 0 END AS unfavourable{weight}
        FROM (SELECT * FROM {events.relation} e WHERE {score} IS NOT NULL) e
        JOIN {events.customer_relation} c ON c.customer = e.customer {where}"""


SCORE_TABLES = {
    "scores": """
        SELECT fold, touchpoint, metric, count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum,
            sum(int_div(valence, 1000) * int_div(valence, 1000)) AS valence_square_sum, sum(favourable) AS favourable,
            sum(unfavourable) AS unfavourable
        FROM {scores} GROUP BY fold, touchpoint, metric""",
    "score_counts": "SELECT touchpoint, metric, score, count(*) AS n FROM {scores} GROUP BY touchpoint, metric, score",
    "score_squares": "SELECT touchpoint, metric, sum(n * n) AS n FROM {answers} AS a GROUP BY touchpoint, metric",
}
"""The tables of scores, to be taken from the relations of `scores_sql` and `answers_sql`."""

WEIGHTED_TABLES = {
    "weighted_scores": """
        SELECT fold, touchpoint, metric, sum(weight) AS n, sum(weight * score) AS score_sum, sum(weight * valence) AS valence_sum,
            sum(weight * favourable) AS favourable, sum(weight * unfavourable) AS unfavourable
        FROM {scores} GROUP BY fold, touchpoint, metric""",
    "weighted_score_counts": "SELECT touchpoint, metric, score, sum(weight) AS n FROM {scores} GROUP BY touchpoint, metric, score",
    "weighted_score_squares": """
        SELECT touchpoint, metric, sum(n * n) AS n, sum(answers) AS answers FROM {answers} AS a GROUP BY touchpoint, metric""",
}
"""The same with each answer as many times as it counts."""


def answers_sql(scores: str, *, weighted: bool) -> str:
    """
    Return the SQL of one row a customer, touchpoint and metric: how many answers, and Σ of squares of what they count for.

    Parameters
    ----------
    scores
        Name of the relation of `scores_sql`.
    weighted
        Whether each answer stands as many times as it counts.
    """
    counted = "sum(weight) AS n, sum(weight * weight) AS answers" if weighted else "count(*) AS n"
    return f"SELECT customer, touchpoint, metric, {counted} FROM {scores} AS s GROUP BY customer, touchpoint, metric"


def staged_sql(answers: str, codes: str) -> str:
    """
    Return the SQL of one row a customer, stage and metric with the number of answers.

    Parameters
    ----------
    answers
        Name of the relation of `answers_sql`.
    codes
        Name of the relation of the stage of each touchpoint.
    """
    return f"""
        SELECT a.customer, s.stage, a.metric, sum(a.n) AS n
        FROM {answers} AS a JOIN {codes} AS s ON s.touchpoint = a.touchpoint GROUP BY a.customer, s.stage, a.metric"""


def squares_sql(staged: str) -> str:
    """
    Return the SQL of the table ``answer_squares``.

    Parameters
    ----------
    staged
        Name of the relation of `staged_sql`.
    """
    return f"""
        SELECT stage, metric, sum(n * n) AS n FROM {staged} AS s GROUP BY stage, metric
        UNION ALL SELECT -1 AS stage, metric, sum(n * n) AS n
        FROM (SELECT customer, metric, sum(n) AS n FROM {staged} AS s GROUP BY customer, metric) AS per_customer GROUP BY metric"""


def members_sql(scores: str, customers: str, member: str, *, of_customers: bool) -> str:
    """
    Return the SQL of the scores with the member they belong to.

    Parameters
    ----------
    scores
        Name of the relation of `scores_sql`.
    customers
        Name of the customers relation.
    member
        Column with the channel, group or segment.
    of_customers
        Whether the column is one of the customers.
    """
    if of_customers:
        return f"SELECT s.*, c.{member} AS member FROM {scores} s JOIN {customers} c USING (customer) WHERE c.{member} >= 0"
    return f"SELECT *, {member} AS member FROM {scores} WHERE {member} >= 0"


def cell_scores_sql(members: str, key: str, *, weighted: bool = False) -> str:
    """
    Return the SQL of the table ``channel_scores`` or ``segment_scores`` with the squares, by fold.

    Parameters
    ----------
    members
        SQL of the scores with the member they belong to.
    key
        What the members are: ``channel`` or ``segment``.
    weighted
        Whether each answer stands as many times as it counts.
    """
    names = ("score", "valence", "favourable", "unfavourable")
    count, sums = ("sum(weight)", {name: f"sum(weight * {name})" for name in names}) if weighted else ("count(*)", _plain(names))
    own = ", sum(weight * weight) AS answers" if weighted else ""
    squares = ", sum(answers) AS answers_squared" if weighted else ""
    return f"""
        SELECT fold, touchpoint, member AS {key}, metric, sum(n) AS n, sum(n * n) AS n_squared{squares}, sum(score_sum) AS score_sum,
            sum(valence_sum) AS valence_sum, sum(favourable) AS favourable, sum(unfavourable) AS unfavourable
        FROM (SELECT customer, min(fold) AS fold, touchpoint, member, metric, {count} AS n{own}, {sums["score"]} AS score_sum,
                {sums["valence"]} AS valence_sum, {sums["favourable"]} AS favourable, {sums["unfavourable"]} AS unfavourable
            FROM ({members}) AS belonging GROUP BY customer, touchpoint, member, metric) AS per_customer
        GROUP BY fold, touchpoint, member, metric"""


def _plain(names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"sum({name})" for name in names}
