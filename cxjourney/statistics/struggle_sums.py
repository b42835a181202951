"""
The SQL of what went before each visit: signs of struggling, counted so far, and whether the journey ended with the visit.

Signals are counted when a visit starts. Moves lead to it, so the move into it counts; errors and bad scores happen
in visits, so only those of earlier visits count. Nothing that happens in the visit or later is looked at.

===============  =================================================================================
signal           counts
===============  =================================================================================
``repeat``       moves to the touchpoint where the customer already was
``return``       moves back to the touchpoint just before, unless that move was itself a return
``long_silence`` moves slower than nine in ten of those away from the same touchpoint
``error``        visits to touchpoints that mean trouble
``escalation``   moves from self-service to a person, at the same touchpoint or at one of support
``bad_score``    visits with a bad score
===============  =================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.visits import code_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SIGNALS = ("repeat", "return", "long_silence", "error", "escalation", "bad_score")
"""What is counted, in the order of the patterns."""

CAP = 3
"""More than this many count as this many, so that few customers with endless trouble decide nothing."""

BANDS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 17, 26)
"""From how many earlier visits on each band of visits begins."""

MICRO = 1_000_000
"""Weights are whole millionths in SQL, so that every engine adds them up to the same score."""

_PACK = 1 << 31
"""Packs a step and a touchpoint into one number, whose maximum is the last touchpoint."""

_HAPPENED = {
    "repeat": "v.rework = 1 AND v.next_touchpoint = v.touchpoint",
    "return": "v.rework = 1 AND v.next_touchpoint <> v.touchpoint",
    "long_silence": "v.gap > p.silence",
    "error": "p.error = 1",
    "escalation": "v.escalated = 1",
    "bad_score": "v.feeling = 1",
}


def signals_sql(visits: str, places: str, horizon: int, signals: Sequence[str]) -> str:
    """
    Return the SQL of the visits before the goal with the signals before them.

    Its columns: customer, fold, journey, step, touchpoint, at_risk, settled (it was followed up to the horizon), ended (no other
    visit follows in the journey), and one count a signal, called ``before_`` and its name. What follows a natural end is not at
    risk: when a declined application is put away, nobody leaves.

    Parameters
    ----------
    visits
        Name of the visits relation.
    places
        Name of a relation of touchpoint, at_risk, natural_end, silence in microseconds, and error.
    horizon
        The horizon in microseconds.
    signals
        The signals to count.
    """
    happened = ", ".join(f"CAST(CASE WHEN {_HAPPENED[name]} THEN 1 ELSE 0 END AS INTEGER) AS {name}_here" for name in signals)
    counted = ", ".join(f"CAST(coalesce(sum({name}_here) OVER earlier, 0) AS INTEGER) AS before_{name}" for name in signals)
    return f"""
        SELECT customer, fold, journey, step, touchpoint, settled, ended, {counted},
            CASE WHEN at_risk = 1 AND coalesce(max(natural_end) OVER earlier, 0) = 0 THEN 1 ELSE 0 END AS at_risk
        FROM (SELECT v.customer, v.fold, v.journey, v.step, v.touchpoint, p.at_risk, p.natural_end,
                CASE WHEN v.follow >= {int(horizon)} THEN 1 ELSE 0 END AS settled,
                CASE WHEN v.next_touchpoint < 0 THEN 1 ELSE 0 END AS ended, {happened}
            FROM {visits} v JOIN {places} p ON p.touchpoint = v.touchpoint WHERE v.reached = 0) AS happened
        WINDOW earlier AS (PARTITION BY customer, journey ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"""


def patterns_sql(signals_relation: str, signals: Sequence[str]) -> str:
    """
    Return the SQL of the settled visits at risk, from the second of a journey on, by fold, touchpoint, band and pattern.

    Parameters
    ----------
    signals_relation
        Name of the relation of `signals_sql`.
    signals
        The signals in it. A pattern has one digit a signal to the base `CAP` + 1, the first being the lowest.
    """
    pattern = " + ".join(f"least(before_{name}, {CAP}) * {(CAP + 1) ** place}" for place, name in enumerate(signals))
    band = " ".join(f"WHEN step > {first} THEN {place}" for place, first in reversed(list(enumerate(BANDS))))
    return f"""
        SELECT fold, touchpoint, CASE {band} END AS band, {pattern} AS pattern, count(*) AS visits, sum(ended) AS ended
        FROM {signals_relation} WHERE {_USED} GROUP BY fold, touchpoint, band, pattern"""


_USED = "at_risk = 1 AND settled = 1 AND step > 1"


def reach_sql(signals_relation: str, signals: Sequence[str]) -> str:
    """
    Return the SQL of one row: how many visits and customers there are in all, and after each signal, with Σn² over customers.

    Parameters
    ----------
    signals_relation
        Name of the relation of `signals_sql`.
    signals
        The signals in it.
    """
    counts = {"visits": "1", **{name: f"CASE WHEN before_{name} > 0 THEN 1 ELSE 0 END" for name in signals}}
    own = ", ".join(f"sum({condition}) AS n_{name}" for name, condition in counts.items())
    sums = ", ".join(
        f"coalesce(sum(n_{name}), 0) AS visits_{name}, coalesce(sum(CASE WHEN n_{name} > 0 THEN 1 ELSE 0 END), 0) AS customers_{name}, "
        f"coalesce(sum(n_{name} * n_{name}), 0) AS squares_{name}"
        for name in counts
    )
    return f"SELECT {sums} FROM (SELECT customer, {own} FROM {signals_relation} WHERE {_USED} GROUP BY customer) AS per_customer"


def unsettled_sql(signals_relation: str) -> str:
    """
    Return the SQL of the number of visits at risk whose end cannot be known yet.

    Parameters
    ----------
    signals_relation
        Name of the relation of `signals_sql`.
    """
    return f"SELECT count(*) FROM {signals_relation} WHERE at_risk = 1 AND settled = 0 AND step > 1"


def journeys_sql(visits: str) -> str:
    """
    Return the SQL of one row a journey: how it went, its number among those of the customer, and its last touchpoint.

    Parameters
    ----------
    visits
        Name of the visits relation.
    """
    return f"""
        SELECT customer, journey, goal, follow, visits, CAST(last % {_PACK} AS INTEGER) AS last_touchpoint,
            row_number() OVER (PARTITION BY customer ORDER BY first_follow DESC, journey) AS number
        FROM (SELECT customer, journey, max(reached) AS goal, min(follow) AS follow, max(follow) AS first_follow, count(*) AS visits,
                max(CAST(step AS BIGINT) * {_PACK} + touchpoint) AS last
            FROM {visits} GROUP BY customer, journey) AS per_journey"""


def journey_signals_sql(signals_relation: str, signals: Sequence[str]) -> str:
    """
    Return the SQL of one row a journey that was ever at risk: its signals at its last visit at risk.

    Parameters
    ----------
    signals_relation
        Name of the relation of `signals_sql`.
    signals
        The signals in it; counts never fall, so that the largest is the last.
    """
    counts = ", ".join(f"max(before_{name}) AS before_{name}" for name in signals)
    return f"""
        SELECT customer, journey, CAST(max(CAST(step AS BIGINT) * {_PACK} + touchpoint) % {_PACK} AS INTEGER) AS touchpoint, {counts}
        FROM {signals_relation} WHERE at_risk = 1 GROUP BY customer, journey"""


def scores_sql(journeys: str, journey_signals: str, weights: Mapping[str, int], ends: Iterable[int], horizon: int) -> str:
    """
    Return the SQL of one row a journey: customer, number, touchpoint, visits, state, score in millionths, and the signals.

    Parameters
    ----------
    journeys, journey_signals
        Names of the relations of `journeys_sql` and `journey_signals_sql`.
    weights
        Log odds a signal, in millionths; each of these signals is in the relation.
    ends
        Codes of the touchpoints after which ending is natural.
    horizon
        The horizon in microseconds.
    """
    score = " + ".join(f"least(s.before_{name}, {CAP}) * {int(weight)}" for name, weight in weights.items()) or "0"
    total = " + ".join(f"s.before_{name}" for name in weights) or "0"
    counts = "".join(f", s.before_{name}" for name in weights)
    return f"""
        SELECT s.customer, j.number, s.touchpoint, j.visits,
            CASE WHEN j.goal = 1 THEN 0 WHEN j.last_touchpoint IN ({code_list(ends)}) THEN 1 WHEN j.follow < {int(horizon)} THEN 2
                ELSE 3 END AS state,
            CAST({score} AS BIGINT) AS score, {total} AS signals{counts}
        FROM {journey_signals} s JOIN {journeys} j ON j.customer = s.customer AND j.journey = s.journey"""


STATES = ("goal", "ended", "open", "left")
"""How a journey stands, by its code: it reached the goal, ended where that is natural, may still go on, or was left."""
