"""What the flow graph shows, as plain values with cleaned texts, and where its parts were placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cxjourney.render.marks import Box
    from cxjourney.render.text import Lines

MoveKind = Literal["on", "back", "again", "slow"]
"""Going on, going back, trying again, and a next step that takes too long."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """
    A touchpoint.

    Parameters
    ----------
    id, name
        Which it is; the name as it is drawn.
    stage
        Index of its column.
    facts
        What stands under the name, each with its colour token: visits and emotion.
    tone
        Colour token of its emotion, None when there is no reading.
    is_moment
        Whether it is a moment of truth.
    leaving
        What its chip says: the share that leaves, where the diagnosis found that too many do.
    spoken
        The same for a screen reader.
    width, height
        Size of its box.
    """

    id: str
    name: Lines
    stage: int
    facts: tuple[tuple[str, str], ...]
    tone: str | None
    is_moment: bool
    leaving: str | None
    spoken: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    A transition that is drawn.

    Parameters
    ----------
    source, target
        Indices of the boxes.
    kind
        Whether it goes on, back, to itself, or takes too long.
    count
        How often it was made, None where it is only stated.
    weight
        Its share of the most frequent move, from 0 to 1, as a square root.
    label
        What stands beside it, if anything.
    spoken
        The same for a screen reader.
    """

    source: int
    target: int
    kind: MoveKind
    count: int | None
    weight: float
    label: str | None
    spoken: str

    @property
    def width(self) -> float:
        """Stroke width."""
        return 2.4 if self.count is None else 1.2 + 9 * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A column: its name, its friction in words, and whether it needs attention."""

    name: str
    friction: str | None
    is_flagged: bool
    is_hot: bool
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """
    Everything a flow graph shows.

    Parameters
    ----------
    eyebrow, title, subtitle
        Its head.
    stages
        The columns.
    nodes
        The touchpoints in stage order.
    moves
        The transitions that are drawn.
    notes
        Sentences of the footnote.
    is_counted
        Whether the moves were counted, not only stated.
    """

    eyebrow: str
    title: str
    subtitle: str
    stages: tuple[Stage, ...]
    nodes: tuple[Node, ...]
    moves: tuple[Move, ...]
    notes: tuple[str, ...]
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    Where everything stands, from the leading edge and the top of the drawing on.

    Parameters
    ----------
    width, height
        Size of the drawing.
    panels
        Leading and trailing edge of each column.
    boxes
        The boxes of the nodes.
    routes
        The moves, each as the points of a chain of cubic curves from box to box.
    """

    width: float
    height: float
    panels: tuple[tuple[float, float], ...]
    boxes: tuple[Box, ...]
    routes: tuple[tuple[Point, ...], ...]
