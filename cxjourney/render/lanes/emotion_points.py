"""Where each point of the emotion curve stands, and where its figure, badges and quote go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.render.lanes.touchpoints import emotion_facts
from cxjourney.render.marks import Text
from cxjourney.render.page import Page, Style, paragraph
from cxjourney.render.text import Font, balanced
from cxjourney.render.views.values import Badge

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.render.layout import Column

UNIT = 40
"""Height of one step of the scale."""
RANGE = 2
POSITIVE = 0.25
FEW = 50
VALUE = Font(12, 700)
QUOTE = Font(11.5)
QUOTE_STEP = 14
BADGE_OFFSET = 18
BADGE_STEP = 19
_CLEARANCE = 15
_BESIDE = 34

_QUOTED = frozenset({"roomy", "normal"})


@dataclass(frozen=True, slots=True)
class Point:
    """
    A reading on the curve.

    Parameters
    ----------
    name, spoken
        What it belongs to, and its sentence for a screen reader.
    x
        Where it stands.
    stage
        Number of its stage.
    column
        Where that stage stands.
    is_last
        Whether it is the last touchpoint of its stage.
    emotion
        What was read.
    is_shown
        Whether there are enough answers to draw it.
    badges, is_moment, quote
        What stands beside it.
    near
        Values of the other curves at this place, which its figure and badges keep clear of.
    """

    name: str
    spoken: str
    x: float
    stage: int
    column: Column
    is_last: bool
    emotion: Estimate | None
    is_shown: bool
    badges: tuple[Badge, ...] = ()
    is_moment: bool = False
    quote: str | None = None
    near: tuple[float, ...] = ()

    @property
    def value(self) -> float:
        """Its valence, kept inside the scale; 0 where none is shown."""
        return self._clamped(self.emotion.value) if self.is_shown and self.emotion is not None and self.emotion.value is not None else 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of its interval, both the value where there is none."""
        if self.emotion is None or self.emotion.low is None or self.emotion.high is None:
            return self.value, self.value
        return self._clamped(self.emotion.low), self._clamped(self.emotion.high)

    @property
    def has_interval(self) -> bool:
        """Whether its interval is known."""
        return self.emotion is not None and self.emotion.low is not None

    @property
    def tone(self) -> str:
        """Colour token of its value."""
        return "pos" if self.value > POSITIVE else "neg" if self.value < -POSITIVE else "neu"

    @property
    def is_above(self) -> bool:
        """Whether its figure stands above it: on the side away from zero, unless only that side is taken by another curve."""
        above = self.value >= 0
        taken = {value > self.value for value in self.near if abs(value - self.value) * UNIT < _BESIDE}
        return not above if taken == {above} else above

    @staticmethod
    def _clamped(value: float) -> float:
        return min(max(value, -RANGE), RANGE)


def points(page: Page) -> tuple[Point, ...]:
    """Return the points of the curve: one a touchpoint, or one a stage in an overview."""
    return _stage_points(page) if page.view.is_overview else _touchpoint_points(page)


def _touchpoint_points(page: Page) -> tuple[Point, ...]:
    found: list[Point] = []
    for index, (stage, column) in enumerate(zip(page.view.stages, page.grid.columns, strict=True)):
        last = len(stage.touchpoints) - 1
        for place, (card, x) in enumerate(zip(stage.touchpoints, column.centers, strict=True)):
            spoken = f"{card.name}: {page.words.listed(emotion_facts(page, card.emotion))}"
            is_quoted = page.grid.density in _QUOTED or (page.grid.density == "tight" and card.is_moment)
            found.append(
                Point(
                    card.name,
                    spoken,
                    x,
                    index,
                    column,
                    place == last,
                    card.emotion,
                    is_shown(page, card.emotion),
                    card.badges,
                    card.is_moment,
                    card.quote if is_quoted else None,
                    _near(page, card.others),
                )
            )
    return tuple(found)


def _stage_points(page: Page) -> tuple[Point, ...]:
    found: list[Point] = []
    for index, (stage, column) in enumerate(zip(page.view.stages, page.grid.columns, strict=True)):
        spoken = f"{stage.name}: {page.words.listed(emotion_facts(page, stage.emotion))}"
        badges = tuple(Badge(rank=pain.rank, level=pain.level) for pain in stage.pains)
        shown = is_shown(page, stage.emotion)
        near = _near(page, stage.others)
        found.append(Point(stage.name, spoken, column.center, index, column, True, stage.emotion, shown, badges, near=near))  # noqa: FBT003
    return tuple(found)


def _near(page: Page, others: tuple[Estimate | None, ...]) -> tuple[float, ...]:
    return tuple(min(max(other.value, -RANGE), RANGE) for other in others if other and other.value is not None and is_shown(page, other))


def is_shown(page: Page, emotion: Estimate | None) -> bool:
    """Return whether an emotion has a value and enough answers."""
    if emotion is None or emotion.value is None:
        return False
    return emotion.n is None or emotion.n >= max(page.view.min_n, 1)


def value_baseline(point: Point, zero: float) -> float:
    """Return the base line of a point's figure: outside its interval, and clear of its dot."""
    y = zero - point.value * UNIT
    low, high = point.ends
    if point.is_above:
        return _clear(point, min(zero - high * UNIT - 10, y - 13) - 4, zero, up=True) + 4
    return _clear(point, max(zero - low * UNIT + 18, y + 21) - 4, zero, up=False) + 4


def badge_height(point: Point, zero: float) -> float:
    """Return the centre of a point's badges: on the side away from its figure."""
    offset = BADGE_OFFSET if point.is_above else -BADGE_OFFSET
    return _clear(point, zero - point.value * UNIT + offset, zero, up=not point.is_above)


def _clear(point: Point, y: float, zero: float, *, up: bool) -> float:
    """Return a height at which a figure or a badge covers no point of another curve: as asked, or moved further out."""
    heights = sorted((zero - value * UNIT for value in point.near), reverse=up)
    for other in heights:
        if abs(other - y) < _CLEARANCE:
            y = other - _CLEARANCE if up else other + _CLEARANCE
    return y


def value_texts(page: Page, point: Point, zero: float) -> list[Text]:
    """Return the figure of a point, and the quote beyond it when it is no moment of truth."""
    if point.emotion is None or point.emotion.value is None:
        return []
    y, halo = value_baseline(point, zero), page.ground(point.stage)
    figure = Text(point.x, y, page.words.numerals.signed(point.emotion.value), VALUE, point.tone, "middle", halo=halo)
    if not point.quote or point.is_moment:
        return [figure]
    room = min(page.grid.pitch - 6, 2 * (point.x - point.column.x) - 8, 2 * (point.column.right - point.x) - 8)
    lines = balanced(point.quote, room, QUOTE, lines=2)
    start = y - 17 - QUOTE_STEP * (len(lines.lines) - 1) if point.is_above else y + 18
    style = Style(QUOTE, "ink2", "middle", italic=True, halo=halo, leading=QUOTE_STEP)
    return [figure, *paragraph(lines, point.x, start, style)]
