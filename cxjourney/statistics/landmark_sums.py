"""The SQL of the landmark tables: what became of customers after their first visit to a touchpoint, by what happened there."""

from __future__ import annotations

BAND_STARTS = (1, 3, 6, 11)
"""Numbers of earlier visits at which bands 1, 2, … begin."""


def landmark_scores_sql(eligible: str, journeys: str, segment: str | None) -> str:
    """
    Return the SQL of the table ``landmark_scores``.

    Parameters
    ----------
    eligible
        SQL of the visits at risk that were followed up for the horizon.
    journeys
        Name of the relation of journeys.
    segment
        Column of the customer's segment, or None without segments.
    """
    return _landmarks(f"SELECT *, feeling AS exposure FROM ({eligible}) AS risky WHERE feeling >= 0", journeys, segment)


def landmark_waits_sql(eligible: str, journeys: str, segment: str | None, waits: str) -> str:
    """
    Return the SQL of the table ``landmark_waits``.

    Parameters
    ----------
    eligible
        SQL of the visits at risk that were followed up for the horizon.
    journeys
        Name of the relation of journeys.
    segment
        Column of the customer's segment, or None without segments.
    waits
        Name of the relation of touchpoints and the time in microseconds after which a customer still waits too long there.
    """
    visits = f"""
        SELECT risky.*, CASE WHEN gap BETWEEN 0 AND wait THEN 0 ELSE 1 END AS exposure
        FROM ({eligible}) AS risky JOIN {waits} w ON w.touchpoint = risky.touchpoint WHERE follow >= wait"""
    return _landmarks(visits, journeys, segment)


def _landmarks(visits: str, journeys: str, segment: str | None) -> str:
    """Return the SQL that takes each customer's first of the visits to a touchpoint and counts by stratum, exposure and outcome."""
    band = " + ".join(f"CASE WHEN v.step > {start} THEN 1 ELSE 0 END" for start in BAND_STARTS)
    return f"""
        SELECT touchpoint, segment, channel, band, exposure, goal, count(*) AS customers
        FROM (SELECT v.touchpoint, {f"v.{segment}" if segment else "-1"} AS segment, v.channel, {band} AS band, v.exposure, j.goal,
                row_number() OVER (PARTITION BY v.customer, v.touchpoint ORDER BY v.follow DESC, v.step) AS place
            FROM ({visits}) v JOIN {journeys} j USING (customer, journey)) AS ordered
        WHERE place = 1 GROUP BY touchpoint, segment, channel, band, exposure, goal"""
