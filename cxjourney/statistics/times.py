"""The SQL of times: logarithms and bins."""

from __future__ import annotations

import math

from cxjourney.statistics.settings import LIFE_BINS, TIME_BIN


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
