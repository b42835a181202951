"""Figures and names in English: the one way in which sentences, terminals and HTML tables write numbers, intervals and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cxjourney.numerals import ENGLISH, MINUS, NO_BREAK_SPACE, share_decimals

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.estimate import Estimate

Form = Literal["text", "html"]
"""Where a figure stands: in sentences and terminals with plain spaces, in HTML with spaces at which no line breaks."""

COUNTS = frozenset({"customers", "journeys", "visits", "touchpoints", "severity", "answers", "goals", "contacts"})
"""Units of what is counted, and so told in whole numbers."""

_MEANS = frozenset({"visits", "goals", "contacts"})
_SMALL, _NARROW, _NOTHING = 20, 0.02, 0.005


def number(value: float, unit: str, *, form: Form = "text") -> str:
    """
    Return a number in its unit.

    Parameters
    ----------
    value
        The number.
    unit
        Its unit.
    form
        Where it stands.

    Examples
    --------
    >>> number(0.221, "share"), number(0.0123, "share"), number(12_345, "seconds"), number(-0.62, "valence"), number(1.5, "ratio")
    ('22%', '1.2%', '3.4 h', '−0.62', '×1.50')
    """
    digits = share_decimals(value) if unit == "share" else _decimals(unit, value)
    text = _written(value, unit, digits)
    return _spaced(text.replace(".0%", "%") if unit == "share" else text, form)


def figure(estimate: Estimate, *, of: str = "", interval: bool = True, n: bool = False, form: Form = "text") -> str:
    """
    Return a figure in its unit with its interval, both with the same decimals.

    Parameters
    ----------
    estimate
        The figure.
    of
        What is counted, where that is not clear from elsewhere: it stands behind the number.
    interval
        Whether to write the interval.
    n
        Whether to write the number of observations, or that nobody counted any.
    form
        Where it stands.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> figure(Estimate(value=0.22, low=0.2, high=0.25, n=3_900, unit="share"), n=True)
    '22% (20% to 25%), n 3,900'
    >>> figure(Estimate.stated(10_423, unit="money"), of="EUR")
    '10,423 EUR'
    """
    if estimate.value is None:
        return "no data"
    if estimate.low is None or not interval:
        return _told(estimate, lambda value: number(value, estimate.unit, form="html"), of=of, interval=False, n=n, form=form)
    digits = figure_decimals(estimate)
    return _told(estimate, lambda value: _written(value, estimate.unit, digits), of=of, interval=True, n=n, form=form)


def money(estimate: Estimate, *, interval: bool = True, n: bool = False, form: Form = "text") -> str:
    """
    Return an amount of money in the currency that its unit names, else "in money".

    Parameters
    ----------
    estimate
        The amount.
    interval
        Whether to write the interval.
    n
        Whether to write the number of observations, or that nobody counted any.
    form
        Where it stands.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> money(Estimate(value=10_423, low=9_000, high=12_000, n=313, unit="EUR"))
    '10,423 EUR (9,000 to 12,000)'
    """
    of = "in money" if estimate.unit in {"", "money"} else estimate.unit
    return figure(estimate, of=of, interval=interval, n=n, form=form)


def change(estimate: Estimate, *, of: str = "", interval: bool = True, n: bool = False, form: Form = "text") -> str:
    """
    Return a difference with its sign and its interval; that of shares in points, a ratio as one.

    Parameters
    ----------
    estimate
        The difference.
    of
        What is counted, where that is not clear from elsewhere: it stands behind the number.
    interval
        Whether to write the interval.
    n
        Whether to write the number of observations, or that nobody counted any.
    form
        Where it stands.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> change(Estimate(value=-0.07, low=-0.091, high=-0.049, n=900, unit="share"))
    '−7.0 points (−9.1 to −4.9)'
    >>> change(Estimate(value=1_204.2, low=300, high=2_000, n=900, unit="money"), of="EUR")
    '+1,204 EUR (+300 to +2,000)'
    >>> change(Estimate(value=1.5, low=1.2, high=1.9, n=900, unit="ratio"))
    '×1.50 (×1.20 to ×1.90)'
    """
    if estimate.value is None:
        return "no data"
    digits = _decimals(estimate.unit, estimate.value, estimate.low, estimate.high)
    if estimate.unit == "share":
        of = f"points {of}".rstrip()
        return _told(estimate, lambda share: ENGLISH.change(100 * share, digits), of=of, interval=interval, n=n, form=form)
    return _told(estimate, lambda value: _signed(value, estimate.unit, digits), of=of, interval=interval, n=n, form=form)


def points(share: float) -> str:
    """
    Return a distance between shares, which has no sign.

    Parameters
    ----------
    share
        The distance.

    Examples
    --------
    >>> points(0.02)
    '2.0 points'
    """
    return f"{ENGLISH.fixed(100 * share, 1)} points"


def peer_range(low: float, high: float, unit: str) -> str:
    """
    Return the range of what a figure is compared with in brackets, which is no interval.

    Parameters
    ----------
    low, high
        Its ends.
    unit
        Their unit.

    Examples
    --------
    >>> peer_range(0.05, 0.11, "share"), peer_range(-0.2, 0.4, "valence")
    ('(peers: 5.0% to 11.0%)', '(peers: −0.20 to 0.40)')
    """
    digits = share_decimals(low) if unit == "share" else _decimals(unit, low, high)
    return _spaced(f"(peers: {_written(low, unit, digits)} to {_written(high, unit, digits)})", "text")


def chance(value: float, name: str = "q") -> str:
    """
    Return how sure something is.

    Parameters
    ----------
    value
        A p-value, raw or adjusted.
    name
        What it is called; empty in a column that says so.

    Examples
    --------
    >>> chance(0.00002), chance(0.0123), chance(0.0049, "p"), chance(0.0123, "")
    ('q < 0.001', 'q = 0.01', 'p = 0.005', '0.01')
    """
    text = ENGLISH.chance(value).replace(NO_BREAK_SPACE, " ")
    if not name:
        return text
    return f"{name} {text}" if text.startswith("<") else f"{name} = {text}"


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


def count_decimals(unit: str, *values: float | None) -> int:
    """
    Return the decimals of what is counted: none, unless it is a small mean, such as three visits a journey.

    Parameters
    ----------
    unit
        What is counted.
    *values
        The figure and the ends of its interval.

    Examples
    --------
    >>> count_decimals("visits", 3.25), count_decimals("visits", 3.0), count_decimals("visits", 12.4), count_decimals("visits", 325.4)
    (2, 0, 1, 0)
    """
    known = [value for value in values if value is not None]
    largest = max(map(abs, known), default=0.0)
    if unit not in _MEANS or largest >= _SMALL or all(abs(value - round(value)) < _NOTHING for value in known):
        return 0
    return 1 if largest >= 10 else 2


def figure_decimals(estimate: Estimate) -> int:
    """
    Return the decimals of a figure and of the ends of its interval; one for shares whose ends whole percents would write nearly alike.

    Parameters
    ----------
    estimate
        The figure.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> [figure_decimals(Estimate(value=0.2, low=0.2 - d, high=0.2 + d, unit="share")) for d in (0.03, 0.003)]
    [0, 1]
    """
    value, low, high = estimate.value or 0.0, estimate.low, estimate.high
    if estimate.unit != "share":
        return _decimals(estimate.unit, value, low, high)
    return 1 if low is not None and high is not None and high - low < _NARROW else share_decimals(value)


def _decimals(unit: str, value: float, low: float | None = None, high: float | None = None) -> int:
    """Return the decimals of a number that is no percentage and no time: three digits, whole numbers of what is counted."""
    if unit in COUNTS:
        return count_decimals(unit, value, low, high)
    if unit == "share":
        return 1
    if unit == "ratio":
        return 2
    largest = max(abs(each) for each in (value, low, high) if each is not None)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _written(value: float, unit: str, decimals: int) -> str:
    if unit == "share":
        return ENGLISH.percent(value, decimals)
    if unit == "seconds":
        return f"{MINUS if value < 0 else ''}{ENGLISH.duration(abs(value))}"
    text = ENGLISH.fixed(value, decimals)
    return f"×{text}" if unit == "ratio" else text


def _signed(value: float, unit: str, decimals: int) -> str:
    if unit == "ratio":
        return _written(value, unit, decimals)
    if unit == "seconds":
        text = ENGLISH.duration(abs(value))
        return text if text == ENGLISH.duration(0) else f"{MINUS if value < 0 else '+'}{text}"
    return ENGLISH.change(value, decimals)


def _told(estimate: Estimate, say: Callable[[float], str], *, of: str, interval: bool, n: bool, form: Form) -> str:
    """Return a figure with all that belongs to it, in the order value, interval, observations."""
    text = say(estimate.value or 0.0)
    text = f"{text} {of}" if of else text
    if interval and estimate.low is not None and estimate.high is not None and estimate.method != "count":
        text += f" ({say(estimate.low)} to {say(estimate.high)})"
    if n and estimate.method != "count":
        text += ", stated" if estimate.n is None else f", {ENGLISH.count(estimate.n)}"
    return _spaced(text, form)


def _spaced(text: str, form: Form) -> str:
    return text if form == "html" else text.replace(NO_BREAK_SPACE, " ")
