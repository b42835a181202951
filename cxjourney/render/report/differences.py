"""Differences in words and as small pictures, in the language of the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from unicodedata import digit

from cxjourney.render.change_mark import Tone, change_mark
from cxjourney.render.report.figures import value, with_interval
from cxjourney.render.views.source import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.render.markup import Markup
    from cxjourney.render.views.source import Source


def distance(source: Source, estimate: Estimate, amount: float) -> str:
    """
    Return a distance between two figures, which has no sign; between shares it is one of points.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        Whose unit it has.
    amount
        The number.
    """
    if estimate.unit == "share":
        return source.words("report.points", n=source.words.numerals.fixed(amount * 100, 1))
    return value(source, estimate, amount)


def signed(source: Source, estimate: Estimate, amount: float) -> str:
    """
    Return a difference with its sign; between shares it is one of points, a ratio stands as it is.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        Whose unit it has.
    amount
        The number.
    """
    text = _bare(source, estimate, amount)
    return source.words("report.points", n=text) if estimate.unit == "share" else text


def _bare(source: Source, estimate: Estimate, amount: float) -> str:
    """Return a difference with its sign, without saying that it is one of points."""
    numerals = source.words.numerals
    if estimate.unit == "ratio":
        return f"×{numerals.fixed(amount, 2)}"
    if estimate.unit == "share":
        return numerals.change(100 * amount, 1)
    if not amount:
        return numerals.fixed(0)
    text = value(source, estimate, abs(amount)).lstrip("+").removeprefix(f"{numerals.sign_mark}+")
    if not any(digit(char, 0) for char in text):  # what is written as nothing has no sign
        return text
    return f"{numerals.sign_mark}{'−' if amount < 0 else '+'}{text}"


def change(source: Source, estimate: Estimate | None, *, with_n: bool = False) -> str:
    """
    Return a difference with its interval, or why it cannot be said.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        The difference.
    with_n
        Whether to say how many observations there are.
    """
    words = source.words
    if estimate is None or estimate.value is None:
        return words("report.none") if estimate is None else prose(estimate.method) or words("report.none")
    text = with_interval(words, estimate, partial(signed, source, estimate), partial(_bare, source, estimate))
    return words.listed([text, words.numerals.count(estimate.n)]) if with_n and estimate.n is not None else text


def tone(better: bool | None, *, flagged: bool = True) -> Tone:  # noqa: FBT001 - better, worse, or neither
    """
    Return how a difference is coloured.

    Parameters
    ----------
    better
        Whether it is for the better, None where neither direction is.
    flagged
        Whether it stands out from chance; others are grey.
    """
    if not flagged:
        return "quiet"
    return "loud" if better is None else "good" if better else "bad"


def picture(source: Source, changes: Sequence[tuple[Estimate, Tone]]) -> Markup:
    """
    Return differences as a small picture.

    Parameters
    ----------
    source
        The map and the language.
    changes
        Differences in one unit, and how they are coloured.
    """
    label = source.words.listed((change(source, estimate) for estimate, _ in changes if estimate.value is not None), "semicolon")
    return change_mark(changes, label, mirrored=source.words.direction == "rtl")
