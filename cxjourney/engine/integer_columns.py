"""Rows that were fetched, as columns of integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.errors import CxJourneyError, DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def integer_columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, NDArray[np.int64]]:
    """
    Return rows of integers as columns of 64 bits.

    Parameters
    ----------
    names
        Names of the columns.
    rows
        The rows; decimals without a fraction will do.

    Raises
    ------
    DataError
        If a sum needs more than 64 bits.
    CxJourneyError
        If there is something else than integers, which is a mistake of ours.

    Examples
    --------
    >>> integer_columns(["a", "b"], [(1, 2), (3, 4)])["b"].tolist()
    [2, 4]
    """
    found = {}
    for place, name in enumerate(names):
        values = [row[place] for row in rows]
        wrong = next((value for value in values if value is None or value != int(value)), 0)
        if wrong != 0:
            message = f"Column {name!r} of a statement holds {wrong!r}, not integers."
            raise CxJourneyError(message, code="internal", hint="this is a defect; please report it.")
        try:
            found[name] = np.array([int(value) for value in values], dtype=np.int64)
        except OverflowError as cause:
            raise DataError(f"The sum {name!r} needs more than 64 bits.", code="engine", hint="measure in parts.") from cause
    return found
