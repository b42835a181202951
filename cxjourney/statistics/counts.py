"""What is counted of visits: the conditions that every table of visits shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def visit_conditions(at_risk: str, horizon: int) -> dict[str, str]:
    """
    Return what is counted of a touchpoint's visits, as SQL conditions by name.

    Parameters
    ----------
    at_risk
        SQL condition that a visit is at risk of dropping off.
    horizon
        The horizon in microseconds.
    """
    return {
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


def cell_conditions(at_risk: str, horizon: int) -> dict[str, str]:
    """
    Return what is counted of the visits in a channel or segment, as SQL conditions by name.

    A visit is settled when it was at risk and followed up for the horizon: its outcome is known, whatever it was.

    Parameters
    ----------
    at_risk
        SQL condition that a visit is at risk of dropping off.
    horizon
        The horizon in microseconds.
    """
    settled = f"{at_risk} AND follow >= {horizon}"
    return {
        "visits": "true",
        "settled": settled,
        "lost": f"{settled} AND gap NOT BETWEEN 0 AND {horizon}",
        "late": f"{settled} AND gap > {horizon}",
        "followed": "next_touchpoint >= 0",
        "rework": "rework = 1",
        "escalable": "escalable = 1",
        "escalated": "escalated = 1",
        "timed": timed_condition(horizon),
    }


def timed_condition(horizon: int) -> str:
    """
    Return the SQL condition that a visit's time to the next step counts in a cell.

    Parameters
    ----------
    horizon
        The horizon in microseconds.
    """
    return f"follow >= {horizon} AND gap BETWEEN 1 AND {horizon}"


def ticket_conditions(flags: Iterable[str]) -> dict[str, str]:
    """
    Return what is counted of tickets, as SQL conditions by name.

    Parameters
    ----------
    flags
        The columns of yes, no or unknown that the log has.
    """
    known = {"reopened": "reopen_known", "handed_off": "handoff_known"}
    present = [flag for flag in known if flag in flags]
    return {known[flag]: f"{flag} >= 0" for flag in present} | {flag: f"{flag} = 1" for flag in present}


def counts_sql(conditions: Mapping[str, str]) -> str:
    """
    Return the SQL that counts rows.

    Parameters
    ----------
    conditions
        SQL conditions by the name of the count.
    """
    return ", ".join(f"CAST(count(CASE WHEN {condition} THEN 1 END) AS INTEGER) AS {name}" for name, condition in conditions.items())


def timed_logs_sql(horizon: int) -> str:
    """
    Return the SQL of the sum of the logarithms of the times that count in a cell.

    Parameters
    ----------
    horizon
        The horizon in microseconds.
    """
    return f"CAST(sum(CASE WHEN {timed_condition(horizon)} THEN log_time ELSE 0 END) AS BIGINT)"
