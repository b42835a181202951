"""Where columns and cards stand: pure numbers, left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN = 28
LABEL_COLUMN = 100
AXIS_COLUMN = 84
STAGE_GAP = 8
STAGE_WIDTH = 200
MAP_WIDTH = 1120
CARD_GAP = 10
PADDING = 12
LANE_GAP = 14
RULE_ABOVE = 6
LIMIT = 4_000

_DENSITIES = ((7, "roomy", 168), (16, "normal", 100), (24, "tight", 88))
_POSTER = ("poster", 80)


@dataclass(frozen=True, slots=True)
class Column:
    """
    Where a stage stands.

    Parameters
    ----------
    x, width
        Its span.
    centers
        Centres of its touchpoints.
    card_width
        Width of its touchpoint cards.
    """

    x: float
    width: float
    centers: tuple[float, ...]
    card_width: float

    @property
    def right(self) -> float:
        """Its trailing edge."""
        return self.x + self.width

    @property
    def center(self) -> float:
        """Its middle."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Grid:
    """
    The horizontal grid of a map.

    Parameters
    ----------
    width
        Width of the page.
    density
        ``roomy``, ``normal``, ``tight`` or ``poster``: how closely touchpoints stand.
    pitch
        Distance between touchpoints at least.
    columns
        The stages.
    """

    width: float
    density: str
    pitch: float
    columns: tuple[Column, ...]

    @property
    def left(self) -> float:
        """Where the stages begin."""
        return MARGIN + LABEL_COLUMN + AXIS_COLUMN

    @property
    def right(self) -> float:
        """Where the stages end."""
        return self.width - MARGIN

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN


def density(touchpoints: int) -> tuple[str, int]:
    """
    Return the name of a density and the width of a touchpoint column in it.

    Parameters
    ----------
    touchpoints
        Number of cards on the map.

    Examples
    --------
    >>> density(14), density(36)
    (('normal', 100), ('poster', 80))
    """
    return next(((name, width) for most, name, width in _DENSITIES if touchpoints <= most), _POSTER)


def grid(cards: Sequence[int]) -> Grid:
    """
    Return the columns of a map.

    Parameters
    ----------
    cards
        Number of touchpoint cards of each stage.

    Examples
    --------
    >>> grid([2, 3, 2, 3, 2, 2]).width
    1680
    """
    name, pitch = density(sum(cards))
    widths: list[float] = [max(STAGE_WIDTH, count * pitch) for count in cards]
    start = MARGIN + LABEL_COLUMN + AXIS_COLUMN
    room = MAP_WIDTH - start - MARGIN - STAGE_GAP * max(len(cards) - 1, 0)
    if widths and sum(widths) < room:
        stretch = room / sum(widths)
        widths = [round(width * stretch, 1) for width in widths[:-1]]
        widths.append(round(room - sum(widths), 1))
    columns: list[Column] = []
    x: float = start
    for width, count in zip(widths, cards, strict=True):
        step = width / max(count, 1)
        centers = tuple(round(x + step * (index + 0.5), 1) for index in range(count))
        columns.append(Column(x, width, centers, min(step, pitch) - CARD_GAP))
        x = round(x + width + STAGE_GAP, 1)
    return Grid(max(MAP_WIDTH, x - STAGE_GAP + MARGIN if columns else 0), name, pitch, tuple(columns))
