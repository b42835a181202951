"""
The SQL of paths: the touchpoints of a journey in order, counted by variant.

A path is one text of touchpoint codes with spaces between them, made in the engine. Rows are added by path there, so that only
the paths that are looked at are fetched, each once.
"""

from __future__ import annotations

from cxjourney.engine.dialect import PATH
from cxjourney.statistics.times import logged_sql, time_bin_sql

REST = -1
"""Code of the variants that are not looked at one by one."""


def journeys_sql(visits: str, horizon: int, *, merge: bool) -> str:
    """
    Return the SQL of one row a journey.

    Its columns: customer, fold, journey, visits, goal (0 or 1), took (microseconds from the first to the last visit), start (how long
    it was followed from its first visit), over_now (1 if no visit can be expected any more), and path.

    Parameters
    ----------
    visits
        Name of the visits relation.
    horizon
        Silence after which a journey is over, in microseconds.
    merge
        Whether visits to the touchpoint where the customer already is are no steps of their own.
    """
    step = "CASE WHEN previous <> touchpoint THEN touchpoint END" if merge else "touchpoint"
    return f"""
        SELECT customer, min(fold) AS fold, journey, CAST(count(*) AS INTEGER) AS visits, max(reached) AS goal,
            max(follow) - min(follow) AS took, max(follow) AS start,
            CASE WHEN min(follow) >= {int(horizon)} THEN 1 ELSE 0 END AS over_now,
            {PATH}{step}, step) AS path
        FROM {visits} GROUP BY customer, journey"""


def variants_sql(journeys: str, weights: str, needed: tuple[int, int], seed: int, longest: int) -> str:
    """
    Return the SQL of one row a variant, numbered from 0 by what its journeys count for, which is the order of their shares.

    Among equals the order is that of a hash, so that the first of them are a random sample.

    Parameters
    ----------
    journeys
        SQL of the journeys.
    weights
        Name of a relation of bin and weight.
    needed
        As for `coded_sql`.
    seed
        Start of the hash.
    longest
        Characters of the path to keep for reading, as ``start``.
    """
    return f"""
        SELECT path, substr(path, 1, {int(longest)}) AS start, journeys, customers, weight,
            CAST(row_number() OVER (ORDER BY weight DESC, hash, path) - 1 AS INTEGER) AS code
        FROM (SELECT path, count(*) AS journeys, count(DISTINCT customer) AS customers,
                CAST(sum(CAST(w.weight AS BIGINT)) AS BIGINT) AS weight, md5('{int(seed)} ' || path) AS hash
            FROM {journeys} AS j JOIN {weights} w ON w.bin = int_div(j.took + {int(needed[0])}, {int(needed[1])})
            WHERE over_now = 1 GROUP BY path) AS counted"""


def starts_sql(journeys: str, width: int) -> str:
    """
    Return the SQL of how many journeys were followed for how long from their first visit, in bins.

    Parameters
    ----------
    journeys
        SQL of the journeys.
    width
        Width of a bin in microseconds.
    """
    return f"""
        SELECT CAST(int_div(start, {int(width)}) AS INTEGER) AS bin, count(*) AS n
        FROM {journeys} AS j GROUP BY CAST(int_div(start, {int(width)}) AS INTEGER)"""


def coded_sql(journeys: str, variants: str, codes: str, weights: str, needed: tuple[int, int]) -> str:
    """
    Return the SQL of the journeys that are over with the code of what they belong to, `REST` for nothing, and their weight.

    Parameters
    ----------
    journeys
        SQL of the journeys.
    variants
        Name of the relation of variants.
    codes
        Name of a relation of the code of a variant, its new code, its distance, and whether it is near.
    weights
        Name of a relation of bin and weight.
    needed
        How long a journey must be followed beyond its last visit to be over, and the width of a bin, in microseconds.
    """
    return f"""
        SELECT j.customer, j.fold, j.journey, j.visits, j.goal, j.took, coalesce(c.new_code, {REST}) AS code,
            coalesce(c.distance, 0) AS distance, coalesce(c.near, 0) AS near, w.weight
        FROM {journeys} AS j JOIN {variants} v ON v.path = j.path
        JOIN {weights} w ON w.bin = int_div(j.took + {int(needed[0])}, {int(needed[1])})
        LEFT JOIN {codes} c ON c.code = v.code
        WHERE j.over_now = 1"""


def sums_sql(coded: str) -> str:
    """
    Return the SQL of what is counted of the journeys by fold and code; all but their number with their weights.

    Parameters
    ----------
    coded
        Name of the relation of coded journeys.
    """
    sums = ", ".join(f"sum(CAST(weight AS BIGINT) * {name}) AS {name}" for name in ("goal", "visits", "distance", "near"))
    return f"""
        SELECT fold, code, count(*) AS journeys, sum(CAST(weight AS BIGINT)) AS weight, {sums}
        FROM {coded} AS j GROUP BY fold, code"""


def customers_sql(coded: str) -> str:
    """
    Return the SQL of the customers by code, with Σn² over them of their journeys; the code −2 stands for all journeys.

    Parameters
    ----------
    coded
        Name of the relation of coded journeys.
    """
    own = f"SELECT customer, code, count(*) AS journeys FROM {coded} AS j GROUP BY customer, code"
    every = f"SELECT customer, count(*) AS journeys FROM {coded} AS j GROUP BY customer"
    return f"""
        SELECT code, count(*) AS customers, sum(CAST(journeys AS BIGINT) * journeys) AS squares FROM ({own}) AS own GROUP BY code
        UNION ALL
        SELECT -2 AS code, count(*) AS customers, coalesce(sum(CAST(journeys AS BIGINT) * journeys), 0) AS squares
        FROM ({every}) AS every"""


def times_sql(coded: str) -> str:
    """
    Return the SQL of the histogram of the times from the first to the last visit, by code; journeys of one instant are left out.

    Parameters
    ----------
    coded
        Name of the relation of coded journeys.
    """
    source = f"(SELECT code, took, weight FROM {coded} AS j WHERE took > 0) AS timed"
    return f"""
        SELECT code, {time_bin_sql("log_time")} AS bin, count(*) AS n, sum(CAST(weight AS BIGINT)) AS weight
        FROM ({logged_sql(source, "took", "code, weight")}) AS logs GROUP BY code, {time_bin_sql("log_time")}"""


def moves_sql(visits: str, coded: str, *, merge: bool) -> str:
    """
    Return the SQL of the moves of coded journeys: code, number (from 1) of the step they start from, touchpoint, target and wait.

    Parameters
    ----------
    visits
        SQL of the visits.
    coded
        Name of the relation of coded journeys.
    merge
        As for `journeys_sql`.
    """
    steps = "WHERE v.previous <> v.touchpoint" if merge else ""
    return f"""
        SELECT code, number, touchpoint, target, wait FROM (
            SELECT c.code, v.touchpoint, row_number() OVER w AS number, lead(v.touchpoint) OVER w AS target,
                v.follow - lead(v.follow) OVER w AS wait
            FROM {visits} AS v JOIN (SELECT customer, journey, code FROM {coded} AS j WHERE code >= 0) c
                ON c.customer = v.customer AND c.journey = v.journey {steps}
            WINDOW w AS (PARTITION BY v.customer, v.journey ORDER BY v.step)) AS moves
        WHERE wait IS NOT NULL"""


def waits_sql(moves: str) -> str:
    """
    Return the SQL of the histogram of waits by code and place.

    Parameters
    ----------
    moves
        SQL of code, place and wait.
    """
    return f"""
        SELECT code, place, {time_bin_sql("log_time")} AS bin, count(*) AS n
        FROM ({logged_sql(f"({moves}) AS waits", "wait", "code, place")}) AS logs GROUP BY code, place, {time_bin_sql("log_time")}"""
