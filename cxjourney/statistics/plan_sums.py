"""
The SQL of how journeys keep to a plan: one row a visit, then one row a journey and touchpoint, then sums per fold.

Touchpoints are numbered by their place in the plan; those that are not planned come after the planned ones.

==========  =======================  ====================================================================================
table       keys                     sums
==========  =======================  ====================================================================================
places      fold, place              came (journeys that came or should have come), journeys (that came), visits, missing
                                     (journeys that went past it), strange (were there in an unplanned channel), moved (came
                                     out of turn), settled (were followed for the expected wait), late, unanswered, overdue
                                     (late or unanswered), deviating (any of these); late_visits and
                                     unanswered_visits
stages      fold, stage              came, journeys, content, sequence, timing, settled, deviating
journeys    fold                     journeys, content, sequence, timing, settled, deviating, complete: journeys; fit_sum
                                     (millionths of its steps that each journey kept)
ends        fold, bin                journeys, complete; by how long journeys were followed: those that are complete from their
                                     first visit, the others from their last one
gaps        bin                      moves: the times between visits
moves       fold, previous, place    journeys, visits: moves that the plan does not allow
channels    fold, place, channel     journeys, visits: in channels that are not planned there
==========  =======================  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.times import logged_sql, rounded_sql, time_bin_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = 62
"""Touchpoints whose sets fit into one integer of 64 bits."""

MICRO = 1_000_000
"""The share of a journey's steps that kept to the plan is counted in millionths."""

OUTSIDE = -2
"""Place before a visit that is no step of the path."""

PLACE_SUMS = (
    "came",
    "journeys",
    "visits",
    "missing",
    "strange",
    "moved",
    "settled",
    "late",
    "unanswered",
    "overdue",
    "deviating",
    "late_visits",
    "unanswered_visits",
)
STAGE_SUMS = ("came", "journeys", "content", "sequence", "timing", "settled", "deviating")
JOURNEY_SUMS = ("journeys", "content", "sequence", "timing", "settled", "deviating", "complete", "fit_sum")

_FLAGS = ("unplanned", "strange", "moved", "settled", "late", "unanswered", "complete")
_CONTENT = "CASE WHEN unplanned + strange + missing > 0 THEN 1 ELSE 0 END"
_TIMING = "CASE WHEN late + unanswered > 0 THEN 1 ELSE 0 END"


def steps_sql(source: str, codes: str, until: int, *, with_gaps: bool) -> str:
    """
    Return the SQL of one row a visit: its place, the place before it on the path, and whether the next step came in time.

    Parameters
    ----------
    source
        SQL of the events by journey.
    codes
        Name of a relation of touchpoint, place, planned, on_path, wait (−1 for none) and complete.
    until
        End of the observation, in microseconds.
    with_gaps
        Whether the times to the next visits are wanted.
    """
    visit = "ORDER BY time, position, touchpoint"
    gap = f"coalesce(lead(time) OVER (PARTITION BY customer, journey {visit}) - time, -1)" if with_gaps else "-1"
    earlier = f"coalesce(lag(place) OVER (PARTITION BY customer, journey, on_path {visit}), -1)"
    settled = f"wait >= 0 AND {int(until)} - time >= wait"
    return f"""
        SELECT customer, fold, journey, place, channel, previous, unplanned, complete, time, gap,
            CASE WHEN {settled} THEN 1 ELSE 0 END AS settled,
            CASE WHEN {settled} AND gap > wait THEN 1 ELSE 0 END AS late,
            CASE WHEN {settled} AND gap < 0 THEN 1 ELSE 0 END AS unanswered
        FROM (SELECT customer, fold, journey, time, place, channel, wait, complete, 1 - planned AS unplanned,
                CASE WHEN on_path = 1 THEN {earlier} ELSE {OUTSIDE} END AS previous, {gap} AS gap
            FROM (SELECT v.customer, v.fold, v.journey, v.time, v.position, v.touchpoint, v.channel,
                    p.place, p.planned, p.on_path, p.wait, p.complete
                FROM ({source}) v JOIN {codes} p ON p.touchpoint = v.touchpoint) AS placed) AS moved"""


def pairs_sql(steps: str) -> str:
    """
    Return the SQL of the different moves on the path.

    Parameters
    ----------
    steps
        Name of the relation of `steps_sql`.
    """
    return f"SELECT previous, place FROM {steps} WHERE previous > {OUTSIDE} GROUP BY previous, place ORDER BY previous, place"


def facts_sql(steps: str, moves: str, channels: str) -> str:
    """
    Return the SQL of one row a journey and touchpoint it visited, with what went otherwise there.

    Parameters
    ----------
    steps
        Name of the relation of `steps_sql`.
    moves
        Name of a relation of the moves (previous, place) that the plan does not allow.
    channels
        Name of a relation of the places and channels that are not planned.
    """
    flags = ", ".join(f"max({flag}) AS {flag}" for flag in _FLAGS)
    return f"""
        SELECT customer, fold, journey, place, count(*) AS visits, {flags},
            sum(late) AS late_visits, sum(unanswered) AS unanswered_visits, 0 AS missing,
            sum(CASE WHEN unplanned + strange + moved + late + unanswered > 0 THEN 1 ELSE 0 END) AS deviating,
            min(time) AS first_time, max(time) AS last_time
        FROM (SELECT s.*, CASE WHEN c.place IS NULL THEN 0 ELSE 1 END AS strange, CASE WHEN m.place IS NULL THEN 0 ELSE 1 END AS moved
            FROM {steps} s LEFT JOIN {channels} c ON c.place = s.place AND c.channel = s.channel
            LEFT JOIN {moves} m ON m.previous = s.previous AND m.place = s.place) AS judged
        GROUP BY customer, fold, journey, place"""


def skipped_sql(facts: str, planned: str, words: int) -> str:
    """
    Return the SQL of the journeys that went past a touchpoint, with the sets of those touchpoints.

    Parameters
    ----------
    facts
        Name of the relation of `facts_sql`.
    planned
        Name of a relation of each planned place with its own bit, and the bits of the places that every way to it passes.
    words
        How many integers hold a set.
    """
    sets = ", ".join(f"bit_or(p.needs_{word}) - bit_or(p.bit_{word}) AS skip_{word}" for word in range(words))
    some = " OR ".join(f"skip_{word} <> 0" for word in range(words))
    return f"""
        SELECT * FROM (SELECT f.customer, f.fold, f.journey, {sets} FROM {facts} f JOIN {planned} p ON p.place = f.place
            GROUP BY f.customer, f.fold, f.journey) AS sets WHERE {some}"""


def missing_sql(skipped: str, planned: str, words: int) -> str:
    """
    Return the SQL of one row a journey and touchpoint it went past, shaped as the facts are.

    Parameters
    ----------
    skipped
        Name of the relation of `skipped_sql`.
    planned, words
        As there.
    """
    zeros = ", ".join(f"0 AS {flag}" for flag in _FLAGS)
    inside = " OR ".join(f"(s.skip_{word} & p.bit_{word}) <> 0" for word in range(words))
    return f"""
        SELECT s.customer, s.fold, s.journey, p.place, 0 AS visits, {zeros},
            0 AS late_visits, 0 AS unanswered_visits, 1 AS missing, 1 AS deviating,
            CAST(NULL AS BIGINT) AS first_time, CAST(NULL AS BIGINT) AS last_time
        FROM {skipped} s JOIN {planned} p ON {inside}"""


def place_sums_sql(facts: str) -> str:
    """
    Return the SQL of the sums by place.

    Parameters
    ----------
    facts
        SQL of the facts, with the touchpoints that journeys went past.
    """
    return f"""
        SELECT fold, place, count(*) AS came, sum(CASE WHEN visits > 0 THEN 1 ELSE 0 END) AS journeys, sum(visits) AS visits,
            sum(missing) AS missing, sum(strange) AS strange, sum(moved) AS moved, sum(settled) AS settled, sum(late) AS late,
            sum(unanswered) AS unanswered, sum({_TIMING}) AS overdue, sum(CASE WHEN deviating > 0 THEN 1 ELSE 0 END) AS deviating,
            sum(late_visits) AS late_visits, sum(unanswered_visits) AS unanswered_visits
        FROM {facts} f GROUP BY fold, place"""


def stage_journeys_sql(facts: str, planned: str) -> str:
    """
    Return the SQL of one row a journey and stage; what is not planned is in the stage −1.

    Parameters
    ----------
    facts
        SQL of the facts, with the touchpoints that journeys went past.
    planned
        Name of a relation of place and stage.
    """
    return f"""
        SELECT f.customer, f.fold, f.journey, coalesce(p.stage, -1) AS stage, max(CASE WHEN visits > 0 THEN 1 ELSE 0 END) AS visited,
            max({_CONTENT}) AS content, max(moved) AS sequence, max({_TIMING}) AS timing, max(settled) AS settled,
            max(complete) AS complete, CAST(sum(visits + missing) AS BIGINT) AS steps, CAST(sum(deviating) AS BIGINT) AS deviating,
            min(first_time) AS first_time, max(last_time) AS last_time
        FROM {facts} f LEFT JOIN {planned} p ON p.place = f.place GROUP BY f.customer, f.fold, f.journey, p.stage"""


def stage_sums_sql(stages: str) -> str:
    """
    Return the SQL of the sums by stage.

    Parameters
    ----------
    stages
        Name of the relation of `stage_journeys_sql`.
    """
    return f"""
        SELECT fold, stage, count(*) AS came, sum(visited) AS journeys, sum(content) AS content, sum(sequence) AS sequence,
            sum(timing) AS timing, sum(settled) AS settled, sum(CASE WHEN deviating > 0 THEN 1 ELSE 0 END) AS deviating
        FROM {stages} WHERE stage >= 0 GROUP BY fold, stage"""


def journeys_sql(stages: str) -> str:
    """
    Return the SQL of one row a journey.

    Parameters
    ----------
    stages
        Name of the relation of `stage_journeys_sql`.
    """
    return f"""
        SELECT customer, fold, journey, max(content) AS content, max(sequence) AS sequence, max(timing) AS timing, max(settled) AS settled,
            max(complete) AS complete, CAST(sum(steps) AS BIGINT) AS steps, CAST(sum(deviating) AS BIGINT) AS deviating,
            min(first_time) AS first_time, max(last_time) AS last_time
        FROM {stages} GROUP BY customer, fold, journey"""


def journey_sums_sql(journeys: str) -> str:
    """
    Return the SQL of the sums over journeys.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    """
    kept = rounded_sql(f"(steps - deviating) * {MICRO}", "steps")
    return f"""
        SELECT fold, count(*) AS journeys, sum(content) AS content, sum(sequence) AS sequence, sum(timing) AS timing,
            sum(settled) AS settled, sum(CASE WHEN deviating > 0 THEN 1 ELSE 0 END) AS deviating, sum(complete) AS complete,
            sum({kept}) AS fit_sum
        FROM {journeys} GROUP BY fold"""


def ends_sql(journeys: str, until: int, gap: int | None) -> str:
    """
    Return the SQL of the journeys by how long they were followed, those that are complete from their first visit, others from their last.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    until
        End of the observation, in microseconds.
    gap
        Silence that ends a journey, in microseconds: bin 1 has the journeys that were followed so long. Without one the bins are
        those of times.
    """
    followed = f"{int(until)} - CASE WHEN complete = 1 THEN first_time ELSE last_time END"
    if gap is None:
        source = f"(SELECT fold, complete, {followed} AS followed FROM {journeys}) AS ends"
        binned = f"SELECT fold, complete, {time_bin_sql('log_time')} AS bin FROM ({logged_sql(source, 'followed', 'fold, complete')}) AS l"
    else:
        binned = f"SELECT fold, complete, CASE WHEN {followed} >= {int(gap)} THEN 1 ELSE 0 END AS bin FROM {journeys}"
    return f"SELECT fold, bin, count(*) AS journeys, sum(complete) AS complete FROM ({binned}) AS binned GROUP BY fold, bin"


def gaps_sql(steps: str) -> str:
    """
    Return the SQL of the histogram of the times between visits.

    Parameters
    ----------
    steps
        Name of the relation of `steps_sql`.
    """
    logged = logged_sql(f"(SELECT gap FROM {steps} WHERE gap > 0) AS gaps", "gap", "gap")
    return f"SELECT bin, count(*) AS moves FROM (SELECT {time_bin_sql('log_time')} AS bin FROM ({logged}) AS l) AS binned GROUP BY bin"


def squares_sql(journeys: str) -> str:
    """
    Return the SQL of one row: the number of customers, and Σn² of their journeys.

    Parameters
    ----------
    journeys
        Name of the relation of `journeys_sql`.
    """
    return f"""
        SELECT count(*) AS customers, coalesce(sum(n * n), 0) AS squares
        FROM (SELECT customer, count(*) AS n FROM {journeys} GROUP BY customer) AS per_customer"""


def cells_sql(steps: str, cells: str, key: str) -> str:
    """
    Return the SQL of the journeys and visits in which a place and something else met.

    Parameters
    ----------
    steps
        Name of the relation of `steps_sql`.
    cells
        Name of a relation of the pairs to count.
    key
        What the place is paired with: ``"previous"`` or ``"channel"``.
    """
    return f"""
        SELECT fold, {key}, place, count(*) AS journeys, sum(visits) AS visits
        FROM (SELECT s.customer, s.fold, s.journey, s.{key}, s.place, count(*) AS visits
            FROM {steps} s JOIN {cells} c ON c.{key} = s.{key} AND c.place = s.place
            GROUP BY s.customer, s.fold, s.journey, s.{key}, s.place) AS per_journey
        GROUP BY fold, {key}, place"""


def words_of(members: int, words: int) -> Sequence[int]:
    """
    Return a set as integers of 62 bits.

    Parameters
    ----------
    members
        The bits of the set.
    words
        How many integers hold it.

    Examples
    --------
    >>> words_of(5, 1), words_of(1 << 62, 2)
    ([5], [0, 1])
    """
    return [members >> (WORD * word) & ((1 << WORD) - 1) for word in range(words)]
