"""What was learned about struggling as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from cxjourney.model.struggle import Struggle

_FACTS = ("q_value", "clear", "visits", "customers", "sentence")

STRUGGLE_COLUMNS = ("signal", *estimate_columns("weight", "odds_ratio"), *_FACTS)
"""Columns of the rows of signals."""


def struggle_rows(struggle: Struggle) -> list[dict[str, Any]]:
    """
    Return one row a signal.

    Parameters
    ----------
    struggle
        What was learned.

    Examples
    --------
    >>> from cxjourney.model.struggle import Struggle
    >>> struggle_rows(Struggle())
    []
    """
    return [
        {
            "signal": term.signal,
            **estimate_values(weight=term.weight, odds_ratio=term.odds_ratio),
            **{fact: getattr(term, fact) for fact in _FACTS},
        }
        for term in struggle.terms
    ]
