"""An estimate in a table: one column for its value, one for either end of its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

_ENDS = (("", "value"), ("_low", "low"), ("_high", "high"))


def estimate_columns(*names: str) -> tuple[str, ...]:
    """
    Return the columns of estimates.

    Parameters
    ----------
    *names
        What they are called.

    Examples
    --------
    >>> estimate_columns("share")
    ('share', 'share_low', 'share_high')
    """
    return tuple(f"{name}{end}" for name in names for end, _ in _ENDS)


def estimate_values(**estimates: Estimate | None) -> dict[str, float | None]:
    """
    Return what stands in the columns of estimates; None in those of one that is not there.

    Parameters
    ----------
    **estimates
        Estimates by name.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> estimate_values(share=Estimate(value=0.2, low=0.1, high=0.3), time=None)["share_high"]
    0.3
    """
    return {f"{name}{end}": getattr(estimate, field, None) for name, estimate in estimates.items() for end, field in _ENDS}
