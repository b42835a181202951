"""The visits relation: every event with its neighbours in the journey, from which all sums are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.ingest.dictionary import code_type
from cxjourney.statistics.times import logged_sql, rounded_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.metric import Metric

NOBODY = "-9"
"""An IN list that holds no code: SQL knows no empty list."""


TICKET_FLAGS = ("reopened", "handed_off")
"""Columns of yes, no or unknown that tickets bring."""

SESSIONS = 1 << 24
"""More than the sessions that silence can cut one journey into: numbers them inside a journey of the log."""


@dataclass(frozen=True, slots=True)
class Roles:
    """
    Codes of the touchpoints and channels that play a part.

    Parameters
    ----------
    goal, ends, support
        Touchpoint codes.
    self_service, assisted
        Channel codes.
    """

    goal: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    support: tuple[int, ...] = ()
    self_service: tuple[int, ...] = ()
    assisted: tuple[int, ...] = ()


def code_list(codes: Iterable[int]) -> str:
    """
    Return codes as the inside of an SQL IN list.

    Parameters
    ----------
    codes
        Integers; labels never enter SQL.

    Examples
    --------
    >>> code_list([3, 1]), code_list([])
    ('1, 3', '-9')
    """
    return ", ".join(str(int(code)) for code in sorted(codes)) or NOBODY


def feeling_sql(events: EventLog) -> str:
    """
    Return the SQL of how a row's scores are: 1 if one of them is bad, else 2 if one is good, else 0; -1 without a score.

    Parameters
    ----------
    events
        Checked event log.
    """
    if not events.metrics:
        return "CAST(-1 AS TINYINT)"
    bad, good, given = [], [], []
    for index, metric in enumerate(events.metrics):
        score = f"e.score_{index}"
        bad.append(f"{score} {'>=' if metric.reverse else '<='} {round(metric.unfavourable * 1_000)}")
        good.append(f"{score} {'<=' if metric.reverse else '>='} {round(metric.favourable * 1_000)}")
        given.append(f"{score} IS NOT NULL")
    cases = f"WHEN {' OR '.join(bad)} THEN 1 WHEN {' OR '.join(good)} THEN 2 WHEN {' OR '.join(given)} THEN 0"
    return f"CAST(CASE {cases} ELSE -1 END AS TINYINT)"


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
    score = f"CAST({score} AS BIGINT)"
    if metric.kind == "nps":
        above = f"({score} - 7500) * 800"
        return f"CASE WHEN {score} < 7500 THEN {rounded_sql(above, 3)} ELSE {above} END"
    low, width = round(metric.low * 1_000), round((metric.high - metric.low) * 1_000)
    above_middle = f"({score} - {low}) * 4000000 - {2_000_000 * width}"
    return rounded_sql(f"-({above_middle})" if metric.reverse else above_middle, width)


def mean_valence_sql(metrics: Sequence[Metric]) -> str:
    """
    Return the SQL of the mean valence of a row's scores in millionths, NULL without a score.

    Parameters
    ----------
    metrics
        Scales of the scores.
    """
    given = [f"e.score_{index}" for index in range(len(metrics))]
    total = " + ".join(f"coalesce({valence_sql(score, metric)}, 0)" for score, metric in zip(given, metrics, strict=True))
    count = " + ".join(f"CASE WHEN {score} IS NULL THEN 0 ELSE 1 END" for score in given)
    return f"CAST({rounded_sql(total, f'nullif({count}, 0)')} AS INTEGER)"


def carried(events: EventLog) -> dict[str, str]:
    """
    Return the SQL of the columns that only some logs have, by name.

    Parameters
    ----------
    events
        Checked event log.
    """
    columns = {"valence": mean_valence_sql(events.metrics)} if events.metrics else {}
    columns |= {flag: f"CAST(coalesce(e.{flag}, -1) AS TINYINT)" for flag in events.flags if flag in TICKET_FLAGS}
    if events.reasons:
        columns["reason"] = "e.reason"
    columns |= {f"group_{index}": f"e.group_{index}" for index in range(len(events.group_columns))}
    narrow = code_type(len(events.segments))
    return columns | {f"segment_{index}": f"CAST(c.segment_{index} AS {narrow})" for index in range(len(events.segment_columns))}


def touchpoint_sql(recoding: Mapping[int, int], count: int) -> str:
    """
    Return the SQL of the touchpoint code.

    Parameters
    ----------
    recoding
        The codes that mean another touchpoint, and that touchpoint's code.
    count
        How many codes there are: large logs hold many of them, in as few bytes as suffice.
    """
    cases = " ".join(f"WHEN {int(old)} THEN {int(new)}" for old, new in sorted(recoding.items()))
    code = f"CASE e.touchpoint {cases} ELSE e.touchpoint END" if cases else "e.touchpoint"
    return f"CAST({code} AS {code_type(count)})"


def customer_condition(part: tuple[int, int] | None, block: tuple[int, int] | None = None) -> str:
    """
    Return the SQL condition on the customers, empty where it is everybody.

    Parameters
    ----------
    part
        Index of the part and number of parts, or None for all parts.
    block
        First and last customer number, or None for all.

    Examples
    --------
    >>> customer_condition((0, 4), (10, 19))
    'WHERE c.bucket % 4 = 0 AND c.customer BETWEEN 10 AND 19'
    """
    conditions = [] if part is None else [f"c.bucket % {part[1]} = {part[0]}"]
    if block is not None:
        conditions.append(f"c.customer BETWEEN {block[0]} AND {block[1]}")
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def sessions_sql(events: EventLog, touchpoint: str, gap: int, where: str) -> str:
    """
    Return the SQL of the events whose journeys are cut by silence.

    Parameters
    ----------
    events
        Checked event log.
    touchpoint
        SQL of the touchpoint code.
    gap
        Silence that ends a journey, in microseconds.
    where
        Condition on the customers.
    """
    order = "PARTITION BY customer, journey ORDER BY time, position, touchpoint"
    also = "".join(f", {name}" for name in carried(events))
    return f"""
        SELECT customer, fold, time, position, touchpoint, channel, feeling{also},
            CAST(journey AS BIGINT) * {SESSIONS} + sum(cut) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS journey
        FROM (SELECT *, CASE WHEN time - lag(time) OVER ({order}) > {gap} THEN 1 ELSE 0 END AS cut
            FROM ({plain_sql(events, touchpoint, where)}) AS plain) AS cuts"""


def plain_sql(events: EventLog, touchpoint: str, where: str) -> str:
    """
    Return the SQL of the events whose journeys are those of the log.

    Parameters
    ----------
    events
        Checked event log.
    touchpoint
        SQL of the touchpoint code.
    where
        Condition on the customers.
    """
    also = "".join(f", {sql} AS {name}" for name, sql in carried(events).items())
    return f"""
        SELECT e.customer, c.fold, e.journey, e.time, e.position, {touchpoint} AS touchpoint,
            CAST(e.channel AS {code_type(len(events.channels))}) AS channel, {feeling_sql(events)} AS feeling{also}
        FROM {events.relation} e JOIN {events.customer_relation} c ON c.customer = e.customer {where}"""


def visits_sql(source: str, roles: Roles, observed_until: int, also: Iterable[str] = ()) -> str:
    """
    Return the SQL of the visits relation.

    Its columns: customer, fold, journey, step (from 1), touchpoint, channel, previous and next_touchpoint (−1 at
    either end), gap to the next visit in microseconds (−1 at the end), follow (how long it was observed), reached
    (1 from the first goal on), rework, escalable and escalated (0 or 1), feeling (see `feeling_sql`), and log_time, the
    logarithm of the gap (see `logged_sql`).

    Parameters
    ----------
    source
        SQL of the events by journey.
    roles
        Codes of the touchpoints and channels that play a part.
    observed_until
        End of the observation in microseconds.
    also
        Names of the columns that only this log has.
    """
    more = "".join(f", {name}" for name in also)
    neighbours = f"""
        SELECT *, coalesce(next_time - time, -1) AS gap
        FROM (SELECT customer, fold, journey, touchpoint, channel, time, feeling{more},
                row_number() OVER w AS step,
                lead(touchpoint) OVER w AS next_touchpoint, lead(channel) OVER w AS next_channel, lead(time) OVER w AS next_time,
                lag(touchpoint) OVER w AS previous, lag(touchpoint, 2) OVER w AS before_previous,
                max(CASE WHEN touchpoint IN ({code_list(roles.goal)}) THEN 1 ELSE 0 END) OVER (
                    PARTITION BY customer, journey ORDER BY time, position, touchpoint
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached
            FROM ({source}) AS source
            WINDOW w AS (PARTITION BY customer, journey ORDER BY time, position, touchpoint)) AS neighbours"""
    columns = f"""customer, fold, journey, CAST(step AS INTEGER) AS step, touchpoint, channel,
            coalesce(previous, -1) AS previous, coalesce(next_touchpoint, -1) AS next_touchpoint, gap,
            greatest({int(observed_until)} - time, 0) AS follow,
            CAST(reached AS TINYINT) AS reached,
            CAST(CASE WHEN next_touchpoint = touchpoint THEN 1
                WHEN next_touchpoint = previous AND coalesce(before_previous, -1) <> touchpoint THEN 1
                ELSE 0 END AS TINYINT) AS rework,
            CAST(CASE WHEN next_touchpoint IS NOT NULL AND channel IN ({code_list(roles.self_service)}) THEN 1 ELSE 0 END AS TINYINT)
                AS escalable,
            CAST(CASE WHEN channel IN ({code_list(roles.self_service)}) AND next_channel IN ({code_list(roles.assisted)})
                AND (next_touchpoint = touchpoint OR next_touchpoint IN ({code_list(roles.support)})) THEN 1 ELSE 0 END AS TINYINT)
                AS escalated,
            feeling{more}"""
    return logged_sql(f"({neighbours}) AS gaps", "gap", columns)
