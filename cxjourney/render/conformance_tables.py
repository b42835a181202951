"""How journeys kept to a plan as HTML tables that read well with any style sheet, or none, or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.html_figures import NONE, figure
from cxjourney.render.html_tables import paragraph, region, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cxjourney.model.conformance import Conformance, Deviation, PlanFit
    from cxjourney.render.markup import Markup

SHOWN = 40
"""Deviations in a table; the rest is counted."""

_WHOLE = (
    ("fitness", "keep to the plan"),
    ("content", "deviate in what they visited"),
    ("sequence", "deviate in the order"),
    ("timing", "waited longer than planned"),
    ("completion", "come to the planned end"),
    ("graded_fitness", "mean share of a journey's steps as planned"),
)
_DEVIATIONS = ("Type", "Where", "What", "Journeys", "Of all", "Of those there")
_FITS = ("Where", "Journeys", "Deviate there", "Content", "Sequence", "Timing")


def conformance_html(found: Conformance) -> str:
    """
    Return how journeys kept to a plan as a fragment of HTML: the whole, the deviations, then stages and touchpoints.

    Parameters
    ----------
    found
        What `conformance` found.

    Examples
    --------
    >>> from cxjourney.model.conformance import Conformance
    >>> shares = dict.fromkeys(("fitness", "graded_fitness", "completion", "content", "sequence", "timing"), 1.0)
    >>> "keep to the plan" in conformance_html(Conformance(plan="First order", journeys=0, customers=0, **shares))
    True
    """
    title = f"Conformance to {found.plan}"
    whole = [(words, figure(getattr(found, name))) for name, words in _WHOLE if getattr(found, name).value is not None]
    parts = [paragraph(f"{title}: {found.journeys:,} journeys of {found.customers:,} customers")]
    parts.append(table("Journeys as a whole", ("Journeys that", "Share"), whole))
    parts += _deviations(found.deviations)
    parts += [paragraph(text) for text in _listed(found)]
    parts.append(table("By stage", _FITS, [_fit(each) for each in found.stages]))
    parts.append(table("By touchpoint", _FITS, [_fit(each) for each in found.touchpoints[:SHOWN]]))
    more = len(found.touchpoints) - SHOWN
    parts += [paragraph(f"{more:,} more are in to_frames().")] if more > 0 else []
    parts += [paragraph(str(each)) for each in (*found.suggestions, *found.untested)]
    parts += [paragraph(note) for note in found.notes]
    return str(region("cxj-conformance", title, parts))


def _deviations(deviations: tuple[Deviation, ...]) -> Iterator[Markup]:
    if not deviations:
        yield paragraph("No journey deviates.")
        return
    yield table("Deviations, the most common first", _DEVIATIONS, [_deviation(each) for each in deviations[:SHOWN]], key=1)
    if len(deviations) > SHOWN:
        yield paragraph(f"{len(deviations) - SHOWN:,} more are in to_frame().")


def _deviation(deviation: Deviation) -> tuple[str, ...]:
    shares = figure(deviation.share), figure(deviation.share_there)
    where = f"{deviation.source} → {deviation.touchpoint}" if deviation.source else str(deviation.location)
    return deviation.type, where, deviation.summary, f"{deviation.journeys:,}", *shares


def _listed(found: Conformance) -> Iterable[str]:
    if found.unplanned:
        yield f"Not planned: {', '.join(found.unplanned[:SHOWN])}."
    if found.unused:
        yield f"Planned, but never visited: {', '.join(found.unused[:SHOWN])}."


def _fit(fit: PlanFit) -> tuple[str, ...]:
    where = " / ".join(part for part in (fit.stage, fit.touchpoint) if part) or NONE
    shares = tuple(figure(getattr(fit, name)) for name in ("deviating", "content", "sequence", "timing"))
    return where if fit.is_planned else f"{where} (not planned)", f"{fit.journeys:,}", *shares
