"""In which whole numbers the weights of answers are counted, so that their sums are exact and add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.ingest.numbers import WEIGHT_SCALE

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog

ROOM = 400_000_000_000_000_000
"""Squares of what the answers of customers count for come to less, in units: twenty times as many still fit into 64 bits."""

FINEST = 1_000_000
"""The mean weight is not more than so many units."""


def weight_unit(events: EventLog) -> int | None:
    """
    Return what one unit of weight is worth, in millionths, or None where every answer of a log counts the same.

    Parameters
    ----------
    events
        Checked event log.
    """
    if not events.weighted or not events.metrics:
        return None
    answered = " + ".join(f"CASE WHEN e.score_{index} IS NULL THEN 0 ELSE 1 END" for index in range(len(events.metrics)))
    count, least, most, total, largest = events.engine.rows(
        f"""SELECT sum(answers) AS n, min(least) AS least, max(most) AS most, sum(total) AS total, max(total) AS largest
        FROM (SELECT customer, sum(answers) AS answers, min(w) AS least, max(w) AS most, sum(answers * w) AS total
            FROM (SELECT e.customer, {answered} AS answers, {_weight()} AS w FROM {events.relation} e) AS given
            WHERE answers > 0 GROUP BY customer) AS per_customer"""
    )[0]
    return None if least is None or least == most else unit_of(int(total), int(count), int(largest))


def unit_of(total: int, answers: int, largest: int) -> int:
    """
    Return the smallest power of ten in which weights can be counted.

    Parameters
    ----------
    total
        Sum of the weights, in millionths.
    answers
        How many there are.
    largest
        Sum of the weights of the customer whose answers count most.

    Examples
    --------
    >>> unit_of(1_000 * 1_000_000, 1_000, 1_000_000), unit_of(5_000_000 * 1_000_000, 5_000_000, 80_000_000)
    (1, 100)
    """
    unit = 1
    while total * largest > ROOM * unit**2 or total > FINEST * answers * unit:
        unit *= 10
    return unit


def weight_sql(unit: int, *, weighted: bool) -> str:
    """
    Return the SQL of what a row's answers count for, in units, at least one.

    Parameters
    ----------
    unit
        What a unit is worth, in millionths.
    weighted
        Whether the log has weights; where it has none, an answer counts for one.
    """
    return f"greatest(1, int_div({_weight(weighted=weighted)} * 2 + {unit}, {2 * unit}))"


def check_unit(events: EventLog, unit: int | None) -> None:
    """
    Refuse to count a log's answers alike although they do not count the same, because settings were made from one where they do.

    Parameters
    ----------
    events
        Checked event log.
    unit
        The unit of the settings.

    Raises
    ------
    OptionError
        If the weights would be left out.
    """
    if unit is None and weight_unit(events) is not None:
        message = "settings= come from a log whose answers all count the same, and those of this one have different weights."
        raise OptionError(message, hint="resolve the settings from a log with such weights, or read this one without weight=.")


def _weight(*, weighted: bool = True) -> str:
    return f"COALESCE(e.weight, {WEIGHT_SCALE})" if weighted else f"CAST({WEIGHT_SCALE} AS BIGINT)"
