"""What was learned about struggling as HTML tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.numerals import ENGLISH
from cxjourney.render.html_figures import figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.wording import number

if TYPE_CHECKING:
    from cxjourney.model.struggle import Struggle, StruggleTerm, StrugglingJourney

_TERMS = ("Sign of struggling", "Odds of leaving, each", "Visits after it", "Customers", "What it tells")
_FIT = ("On customers left out", "Figure", "What it means")
_WORST = ("Customer", "Journey", "Odds of leaving", "Signs so far", "Last seen at", "Visits", "State")


def struggle_html(struggle: Struggle) -> str:
    """
    Return what was learned about struggling as a fragment of HTML: the signals, how well they tell, the journeys to look at.

    Parameters
    ----------
    struggle
        What was learned.

    Examples
    --------
    >>> from cxjourney.model.struggle import Struggle
    >>> "cannot be said" in struggle_html(Struggle(summary="Whether struggling goes with leaving cannot be said: no visits."))
    True
    """
    parts = [paragraph(struggle.summary)] if struggle.summary else []
    if struggle.terms:
        parts.append(table("Signs of struggling before a visit", _TERMS, [_term_cells(term) for term in struggle.terms]))
    if struggle.fit is not None:
        meanings = ("0.5 would be chance", "share of the log loss saved against the touchpoint and the number of visits alone")
        figures = (("Ranking (AUC)", struggle.fit.auc), ("Gain", struggle.fit.gain))
        rows = [(name, figure(estimate), meaning) for (name, estimate), meaning in zip(figures, meanings, strict=True)]
        parts.append(table("How well they tell who leaves", _FIT, rows))
    if struggle.worst:
        parts.append(table("Journeys to look at", _WORST, [_journey_cells(journey) for journey in struggle.worst]))
    parts += [paragraph(note) for note in struggle.notes]
    return str(region("cxj-struggle", "Struggling customers", parts))


def _term_cells(term: StruggleTerm) -> tuple[str, ...]:
    return (
        term.signal.replace("_", " "),
        figure(term.odds_ratio),
        ENGLISH.fixed(term.visits, 0),
        ENGLISH.fixed(term.customers, 0),
        term.sentence,
    )


def _journey_cells(journey: StrugglingJourney) -> tuple[str, ...]:
    signals = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in journey.signals)
    odds = number(journey.odds_ratio, "ratio")
    return journey.customer, str(journey.journey), odds, signals, journey.touchpoint, ENGLISH.fixed(journey.visits, 0), journey.state
