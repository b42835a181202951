"""Chains of cubic curves: straight and bent pieces, points on them, and arrow heads made by hand."""

from __future__ import annotations

import itertools
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.flow.values import Point
    from cxjourney.render.marks import Command

_HALVINGS = 24


def head_length(width: float) -> float:
    """Return how long the head of an arrow of a stroke width is."""
    return 5 + 0.9 * width


def head_width(width: float) -> float:
    """Return how wide the head of an arrow of a stroke width is."""
    return 6.8 + 1.42 * width


def straight(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """Return what a straight piece adds to a chain that has come to its start."""
    (x0, y0), (x1, y1) = start, end
    return (x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3), (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3), end


def bend(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """Return what a piece adds that leaves and arrives level."""
    half = (end[0] - start[0]) * 0.5
    return (start[0] + half, start[1]), (end[0] - half, end[1]), end


def pieces(route: Sequence[Point]) -> list[tuple[Point, Point, Point, Point]]:
    """Return the cubic curves of a chain."""
    return [(route[at], route[at + 1], route[at + 2], route[at + 3]) for at in range(0, len(route) - 3, 3)]


def on_curve(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    """Return a point of a cubic curve, from 0 at its start to 1 at its end."""
    u = 1 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    return x, sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))


def split(curve: tuple[Point, Point, Point, Point], t: float) -> tuple[Point, Point, Point, Point]:
    """Return the part of a cubic curve before a parameter, by de Casteljau."""
    first = [_between(one, other, t) for one, other in itertools.pairwise(curve)]
    second = [_between(one, other, t) for one, other in itertools.pairwise(first)]
    return curve[0], first[0], second[0], _between(second[0], second[1], t)


def _between(one: Point, other: Point, t: float) -> Point:
    return one[0] + (other[0] - one[0]) * t, one[1] + (other[1] - one[1]) * t


def distance(one: Point, other: Point) -> float:
    """Return how far two points are apart."""
    return sqrt((one[0] - other[0]) * (one[0] - other[0]) + (one[1] - other[1]) * (one[1] - other[1]))


def arrow(route: Sequence[Point], width: float) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    """
    Return the line of a move up to its head, and the head.

    Parameters
    ----------
    route
        A chain of cubic curves that ends at the tip.
    width
        Stroke width of the line.
    """
    tip, length = route[-1], head_length(width)
    chain = pieces(route)
    while len(chain) > 1 and distance(chain[-1][0], tip) <= length * 0.8:
        chain.pop()
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        half = (low + high) / 2
        low, high = (half, high) if distance(on_curve(chain[-1], half), tip) > length * 0.8 else (low, half)
    chain[-1] = split(chain[-1], low)
    line: list[Command] = [("M", *chain[0][0])]
    line += [("C", *one, *two, *end) for _, one, two, end in chain]
    return tuple(line), _head(chain[-1][-1], tip, width)


def _head(base: Point, tip: Point, width: float) -> tuple[Command, ...]:
    far = distance(base, tip) or 1.0
    x, y = (tip[0] - base[0]) / far, (tip[1] - base[1]) / far
    length, half = head_length(width), head_width(width) / 2
    back = (tip[0] - x * length, tip[1] - y * length)
    return (("M", *tip), ("L", back[0] - y * half, back[1] + x * half), ("L", back[0] + y * half, back[1] - x * half), ("Z",))
