"""
The SQL of times: logarithms and bins, the same to the last bit in every engine.

Libraries differ in the last bits of a logarithm, so that ``round(ln(x) * 1000000)`` differs between engines for one
time in some hundred million. Here a logarithm is made of multiplications, divisions and sums of doubles only, each
of which IEEE 754 rounds in one way; it is the true one rounded to micro-nats, or for one time in a million its neighbour.
Bins of the life tables are found by comparing integers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cxjourney.engine.dialect import FENCE
from cxjourney.statistics.settings import LIFE_BINS, TIME_BIN

if TYPE_CHECKING:
    from collections.abc import Sequence

_MICRO = 1_000_000
_SHORTEST = 1_000
"""Times under a millisecond count as one."""

_COARSE = 8
_HIGHEST = 64
_TERMS = (11, 9, 7, 5, 3, 1)
_CENTRE = math.sqrt(2)


def logged_sql(source: str, time: str, columns: str) -> str:
    """
    Return the SQL of a relation with the logarithm of a time as ``log_time``: micro-nats over one millisecond.

    Parameters
    ----------
    source
        SQL of the relation.
    time
        Its column of times in microseconds.
    columns
        SQL of the columns to keep.

    Notes
    -----
    The time is divided by powers of two until it lies between 1 and 2, and ln m = ln √2 + 2 artanh((m − √2)/(m + √2)), whose
    series is cut after its sixth term.
    """
    coarse, fine = range(_COARSE, _HIGHEST, _COARSE), range(1, _COARSE)
    start = f"CAST(greatest({time}, {_SHORTEST}) AS DOUBLE)"
    series = _double(2 * _MICRO / _TERMS[0])
    for term in _TERMS[1:]:
        series = f"({series} * ratio_square + {_double(2 * _MICRO / term)})"
    whole = f"(coarse_power + fine_power) * {_double(_MICRO * math.log(2))}"
    logarithm = f"{whole} + {_double(_MICRO * (math.log(_CENTRE) - math.log(_SHORTEST)) + 0.5)} + ratio * {series}"
    return f"""
        SELECT {columns}, CAST(floor({logarithm}) AS INTEGER) AS log_time
        FROM (SELECT *, ratio * ratio AS ratio_square
        FROM (SELECT *, (mantissa - {_double(_CENTRE)}) / (mantissa + {_double(_CENTRE)}) AS ratio
        FROM (SELECT *, {_scaled("coarse", fine)} AS mantissa, {_power("coarse", fine)} AS fine_power
        FROM (SELECT *, {_scaled("log_of", coarse)} AS coarse, {_power("log_of", coarse)} AS coarse_power
        FROM (SELECT *, {start} AS log_of FROM {source}{FENCE}) AS timed{FENCE}) AS once{FENCE}) AS twice{FENCE}) AS thrice{FENCE})
        AS logged"""


def _scaled(value: str, powers: Sequence[int]) -> str:
    """Return the SQL of a value divided by the largest of some powers of two that is not above it, which is exact."""
    return tree_sql(value, [_double(2.0**power) for power in powers], [value, *(f"{value} * {_double(2.0**-power)}" for power in powers)])


def _power(value: str, powers: Sequence[int]) -> str:
    """Return the SQL of the exponent of that power."""
    return tree_sql(value, [_double(2.0**power) for power in powers], ["0", *map(str, powers)])


def _double(number: float) -> str:
    """Return the SQL of a double; without an exponent engines would take it for a decimal and convert it each in its way."""
    written = repr(number)
    return written if "e" in written else f"{written}e0"


def tree_sql(value: str, edges: Sequence[object], leaves: Sequence[str]) -> str:
    """
    Return the SQL that finds by halving between which edges a value lies; one equal to an edge lies above it.

    Parameters
    ----------
    value
        SQL of the value.
    edges
        Rising edges, as SQL.
    leaves
        SQL of the result below the first edge, between each two, and above the last.

    Examples
    --------
    >>> tree_sql("x", [10], ["0", "1"])
    'CASE WHEN x < 10 THEN 0 ELSE 1 END'
    """
    if not edges:
        return leaves[0]
    middle = len(edges) // 2
    low, high = tree_sql(value, edges[:middle], leaves[: middle + 1]), tree_sql(value, edges[middle + 1 :], leaves[middle + 1 :])
    return f"CASE WHEN {value} < {edges[middle]} THEN {low} ELSE {high} END"


def time_bin_sql(log_time: str) -> str:
    """
    Return the SQL of the bin of a time in the time histograms.

    Parameters
    ----------
    log_time
        SQL of its logarithm in micro-nats.
    """
    return f"CAST(floor({log_time} / {_double(_MICRO * math.log(TIME_BIN))}) AS INTEGER)"


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
    return tree_sql(f"greatest({time}, 1)", [edge + 1 for edge in life_ends(horizon)[:-1]], list(map(str, range(LIFE_BINS))))


def life_ends(horizon: int) -> tuple[int, ...]:
    """
    Return the last microsecond of each life-table bin, rounded down exactly; bins that hold none end at 0.

    Parameters
    ----------
    horizon
        The horizon in microseconds.

    Examples
    --------
    >>> life_ends(1_000_000)[-4:]
    (353553, 500000, 707106, 1000000)
    """
    return tuple(math.isqrt(horizon * horizon >> (LIFE_BINS - 1 - place)) for place in range(LIFE_BINS))


def rounded_sql(number: str, divisor: int | str) -> str:
    """
    Return the SQL of a quotient of integers rounded to the nearest, halves away from zero.

    Parameters
    ----------
    number
        SQL of an integer.
    divisor
        A positive integer, or SQL of one.
    """
    return f"int_div(2 * ({number}) + CASE WHEN ({number}) < 0 THEN -({divisor}) ELSE ({divisor}) END, 2 * ({divisor}))"
