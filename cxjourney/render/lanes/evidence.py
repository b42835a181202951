"""The evidence lane: how firmly each touchpoint is known, as bars, a word and a number of observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.marks import Mark, Paint, Rect
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, paragraph
from cxjourney.render.text import fit

if TYPE_CHECKING:
    from cxjourney.render.views.values import EvidenceView

_BARS = (4, 7, 10, 13)
_BAR, _STEP = 4, 6


def has_evidence(page: Page) -> bool:
    """Return whether the lane is drawn: somebody says what the touchpoints rest on, or the lane was asked for."""
    return bool(page.view.touchpoints) and (page.view.has_evidence or page.asks_for("evidence"))


def draw(page: Page, top: float) -> Drawn:
    """
    Return the evidence lane.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    items: list[Mark] = []
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        for touchpoint, x in zip(stage.touchpoints, column.centers, strict=True):
            evidence = touchpoint.evidence
            if evidence is not None:
                facts = _facts(page, evidence)
                marks = _bars(evidence, x, top + 18)
                for row, fact in enumerate(facts):
                    marks += paragraph(fit(fact, page.grid.pitch - 4, SMALL), x, top + 34 + 15 * row, Style(SMALL, "ink3", "middle"))
                items += group("listitem", f"{touchpoint.name}: {page.words.listed(facts)}", marks)
    name = page.words("lane.evidence")
    return Drawn(56, (*lane_label(name, page.words("lane.evidence.sub"), top), *group("list", name, items)))


def _facts(page: Page, evidence: EvidenceView) -> list[str]:
    word = page.words(f"evidence.{evidence.kind}")
    return [word, page.words.numerals.count(evidence.n)] if evidence.n else [word]


def _bars(evidence: EvidenceView, x: float, base: float) -> list[Mark]:
    left = x - (_STEP * len(_BARS) - (_STEP - _BAR)) / 2
    return [
        Rect(left + _STEP * step, base - height, _BAR, height, Paint("dot" if step < evidence.steps else "line2"), 1)
        for step, height in enumerate(_BARS)
    ]
