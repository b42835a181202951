"""Names for stages that were found, made from the names of their touchpoints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEPARATOR = re.compile(r"[\s_\-./:|>]+")
_MOSTLY = 5  # all but one visit in this many
_PAIR = 48  # longest name made of two touchpoints
_PART = 80  # longest name made of one


def stage_names(touchpoints: Sequence[Sequence[str]], visits: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """
    Return one name a stage, all different.

    A stage of one touchpoint is called like it. Otherwise the beginning that its touchpoints share and others do
    not (``"login_…"``), else its two most visited touchpoints in order (``"cart – delivery"``), else, where that is
    too long for a column, the most visited one (``"Confirmation of receipt …"``).

    Parameters
    ----------
    touchpoints
        Touchpoints by stage, in order; every stage has at least one.
    visits
        Their visits, likewise.

    Examples
    --------
    >>> stage_names([["home"], ["cart", "address", "delivery"], ["pay_card", "pay_cash"]], [[9], [8, 1, 6], [4, 1]])
    ('home', 'cart – delivery', 'pay_…')
    """
    everything = [(name, int(n)) for names, counts in zip(touchpoints, visits, strict=True) for name, n in zip(names, counts, strict=True)]
    found: list[str] = []
    for names, counts in zip(touchpoints, visits, strict=True):
        members = [(name, int(n)) for name, n in zip(names, counts, strict=True)]
        found.append(next(name for name in _candidates(members, everything) if name not in found))
    return tuple(found)


def _candidates(members: list[tuple[str, int]], everything: list[tuple[str, int]]) -> Iterator[str]:
    """Give names for a stage, the best first, without end."""
    ranked = sorted(range(len(members)), key=lambda place: (-members[place][1], members[place][0]))
    top = members[ranked[0]][0]
    if len(members) == 1:
        yield _short(top)
    else:
        yield from _beginnings(top, members, everything)
        pair = " – ".join(members[place][0] for place in sorted(ranked[:2]))
        if len(pair) <= _PAIR:
            yield pair
        yield f"{_short(top)} …"
    number = 2
    while True:
        yield f"{_short(top)} ({number})"
        number += 1


def _beginnings(top: str, members: list[tuple[str, int]], everything: list[tuple[str, int]]) -> Iterator[str]:
    """Give the beginnings of a name that nearly all visits of the stage share and nearly no visit elsewhere, the longest first."""
    total = sum(n for _, n in members)
    for end in sorted((match.end() for match in _SEPARATOR.finditer(top, 1, _PART)), reverse=True):
        beginning = top[:end]
        inside = [n for name, n in members if name.startswith(beginning)]
        anywhere = sum(n for name, n in everything if name.startswith(beginning))
        if end < len(top) and len(inside) > 1 and min(_share(inside, total), _share(inside, anywhere)) * _MOSTLY >= _MOSTLY - 1:
            yield f"{beginning}…"


def _share(part: list[int], total: int) -> float:
    return sum(part) / total if total else 0.0


def _short(name: str) -> str:
    return name if len(name) <= _PART else f"{name[: _PART - 1]}…"
