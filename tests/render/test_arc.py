"""The lane of the dramatic arc."""

from __future__ import annotations

import pytest

import cxjourney as cx


def plan(**arousal: float | None) -> cx.JourneyMap:
    """Return a map by hand whose touchpoints stir customers as told."""
    emotions = {name: cx.Emotion(valence=0.5, arousal=level) for name, level in arousal.items()}
    return cx.JourneyMap(stages={"Trip": [cx.Touchpoint(name=name, emotions=[emotion]) for name, emotion in emotions.items()]})


def test_the_arc_is_drawn_where_somebody_says_how_stirred_customers_are() -> None:
    """Each touchpoint is told with its level, and higher means more stirred."""
    text = str(cx.render_map(plan(Board=0.8, Fly=-0.4, Land=0.1), theme="light"))
    lane = text[text.index("Dramatic arc") :]
    heights = [
        float(part.split('cy="')[1].split('"', 1)[0])
        for part in lane.split("<circle ")[1:]
        if 'r="4"' in part.split(">", 1)[0]
        for part in [part]
    ]

    assert "Board: +0.8 from −1 (calm) to +1 (stirred)" in text
    assert heights[0] < heights[2] < heights[1]


def test_nobody_said_nothing_is_drawn() -> None:
    """A lane without data is left out."""
    assert "Dramatic arc" not in str(cx.render_map(plan(Board=None, Fly=None)))


def test_the_arc_is_broken_where_nobody_said() -> None:
    """Two touchpoints beside a gap have a curve, the one on the other side has none."""
    whole, broken = (
        str(cx.render_map(each, theme="light", lanes="dramatic_arc")) for each in (plan(A=0.1, B=0.2, C=0.3), plan(A=0.1, B=None, C=0.3))
    )

    assert whole.count('stroke="#5A6876"') == 1
    assert 'stroke="#5A6876"' not in broken


@pytest.mark.parametrize("locale", ["ru", "vi", "fa", "hu"])
def test_the_arc_speaks_every_language(locale: str) -> None:
    """Its name and ends are translated."""
    text = str(cx.render_map(plan(Board=0.8, Fly=-0.4), locale=locale))

    assert "Dramatic arc" not in text
    assert "stirred" not in text.lower()
