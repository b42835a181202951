"""Findings in one plain sentence with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

_TIMES = ((86_400.0, "days"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"), (0.0, "s"))


def figure(value: float, unit: str) -> str:
    """
    Return a figure as people say it.

    Parameters
    ----------
    value
        The figure.
    unit
        Its unit.

    Examples
    --------
    >>> figure(0.221, "share"), figure(0.0123, "share"), figure(12_345, "seconds"), figure(0.04, "seconds"), figure(-0.62, "valence")
    ('22 %', '1.2 %', '3.4 h', '0.04 s', '−0.62')
    """
    if unit == "share":
        return f"{_short(100 * value)} %"
    if unit == "seconds":
        size, name = _time_unit(value)
        return f"{f'{value:.1g}'.replace('-', '−') if 0.0005 <= abs(value) < 0.095 else _short(value / size)} {name}"
    if unit == "ratio":
        return f"×{value:.2g}"
    return f"{value:.2f}".replace("-", "−")


def with_interval(estimate: Estimate) -> str:
    """
    Return an estimate with its interval in brackets, the unit said once.

    Parameters
    ----------
    estimate
        The figure.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> with_interval(Estimate(value=0.22, low=0.2, high=0.25, n=3_900, unit="share"))
    '22 % [20, 25]'
    """
    if estimate.value is None:
        return "no data"
    text = figure(estimate.value, estimate.unit)
    if estimate.low is None or estimate.high is None:
        return text
    if estimate.unit == "share":
        return f"{text} [{_short(100 * estimate.low)}, {_short(100 * estimate.high)}]"
    if estimate.unit == "seconds":
        size, _ = _time_unit(estimate.value)
        return f"{text} [{_short(estimate.low / size)}, {_short(estimate.high / size)}]"
    return f"{text} [{figure(estimate.low, estimate.unit)}, {figure(estimate.high, estimate.unit)}]"


def peer_range(low: float, high: float, unit: str) -> str:
    """
    Return a range in brackets.

    Parameters
    ----------
    low, high
        Its ends.
    unit
        Their unit.

    Examples
    --------
    >>> peer_range(0.05, 0.11, "share"), peer_range(-0.2, 0.4, "valence")
    ('(5–11 %)', '(−0.20 to 0.40)')
    """
    if unit == "share":
        return f"({_short(100 * low)}–{_short(100 * high)} %)"
    return f"({figure(low, unit)} to {figure(high, unit)})"


def chance(q_value: float) -> str:
    """
    Return a q-value as text.

    Parameters
    ----------
    q_value
        The value.

    Examples
    --------
    >>> chance(0.00002), chance(0.0123)
    ('q < 0.001', 'q = 0.012')
    """
    return "q < 0.001" if q_value < 0.001 else f"q = {q_value:.3f}"


def listed(names: tuple[str, ...], limit: int = 6) -> str:
    """
    Return names as a list in a sentence.

    Parameters
    ----------
    names
        The names.
    limit
        How many are named before the rest is counted.

    Examples
    --------
    >>> listed(("Basket", "Address", "Sign in"), limit=2)
    'Basket, Address and 1 more'
    """
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])


def _time_unit(seconds: float) -> tuple[float, str]:
    return next((size or 1.0, name) for size, name in _TIMES if abs(seconds) >= 1.5 * size)


def _short(value: float) -> str:
    """Two significant digits for small numbers, whole ones for others."""
    text = f"{value:,.0f}" if abs(value) >= 9.95 else f"{value:.1f}".removesuffix(".0")
    return "0" if text in {"-0", ""} else text.replace("-", "−")
