"""What the picture says to those who do not see it: a short description, and a plain text that tells the whole story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import shorten

if TYPE_CHECKING:
    from cxjourney.render.views.values import MapView, TouchpointView
    from cxjourney.render.words import Words

LIMIT = 600


def description(view: MapView, words: Words) -> str:
    """
    Return the description of a map, at most 600 characters.

    Parameters
    ----------
    view
        What is shown.
    words
        The language.
    """
    counts = (words.count("stages", len(view.stages)), words.count("touchpoints", view.n_touchpoints))
    sentences = [words("describe.counts", stages=counts[0], touchpoints=counts[1]), *_range(view, words)]
    sentences += [view.plan] if view.plan else []
    if view.is_diagnosed:
        sentences += _pains(view, words) or [words("describe.no_pain")]
    return shorten(" ".join(sentences), LIMIT)


def _range(view: MapView, words: Words) -> list[str]:
    felt = [card for card in view.touchpoints if card.emotion is not None and card.emotion.value is not None and card.emotion.n != 0]
    shown = [card for card in felt if card.emotion is not None and (card.emotion.n is None or card.emotion.n >= view.min_n)]
    if len(shown) < 2:
        return []
    low, high = min(shown, key=_valence), max(shown, key=_valence)
    values = [words.numerals.signed(_valence(card)) for card in (low, high)]
    return [words("describe.range", low=low.name, low_value=values[0], high=high.name, high_value=values[1])]


def _valence(card: TouchpointView) -> float:
    return card.emotion.value if card.emotion is not None and card.emotion.value is not None else 0.0


def _pains(view: MapView, words: Words) -> list[str]:
    pains = sorted((pain for stage in view.stages for pain in stage.pains), key=lambda pain: pain.rank)
    return [
        words(
            "describe.pain",
            rank=words.numerals.fixed(pain.rank),
            title=pain.title,
            stake=f"{words('comma')}{words('pain.at_stake', amount=pain.amount)}" if pain.amount else "",
        )
        for pain in pains
    ]


def plain(view: MapView, words: Words) -> str:
    """
    Return the map as plain text: title, one line per stage, how journeys kept to the plan, ranked pain points.

    Parameters
    ----------
    view
        What is shown.
    words
        The language.
    """
    lines = [view.title, view.subtitle] if view.subtitle else [view.title]
    lines += [f"{stage.name}: {stage.spoken}" if stage.spoken else stage.name for stage in view.stages]
    if view.plan:
        lines += [view.plan, *(f"{card.name}: {card.plan.spoken}" for card in view.touchpoints if card.plan is not None)]
    pains = sorted((pain for stage in view.stages for pain in stage.pains), key=lambda pain: pain.rank)
    for pain in pains:
        line = words(
            "describe.pain_line", rank=words.numerals.fixed(pain.rank), level=words(pain.level), title=pain.title, evidence=pain.evidence
        )
        lines.append(f"{line} · {words('pain.at_stake', amount=pain.amount)}" if pain.amount else line)
    if view.is_diagnosed and not pains:
        lines.append(words("describe.no_pain"))
    return "\n".join(lines)
