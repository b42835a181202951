"""Learn what signs of struggling tell about leaving, from counts of visits by pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis import struggle_words as words
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.estimate import Estimate
from cxjourney.inference.held_out import Predictions, gain, ranking
from cxjourney.inference.jackknife import degrees_of_freedom, variance
from cxjourney.inference.multiplicity import q_values
from cxjourney.inference.quantiles import t_above, t_quantile
from cxjourney.inference.ratios import effective_customers
from cxjourney.inference.stratified_logistic import Cells, fit_within_strata, told_apart
from cxjourney.model.struggle import StruggleFit, StruggleTerm
from cxjourney.statistics.struggle_sums import BANDS, CAP
from cxjourney.statistics.table import FOLDS, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.inference.stratified_logistic import Fit
    from cxjourney.statistics.struggle_run import StrugglePatterns

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

STRATUM_VISITS = 20
"""Touchpoints with fewer visits are not compared: each has an intercept of its own to be learned."""

BAND_VISITS = 20
"""Bands of earlier visits with fewer endings, or fewer visits that go on, are joined with the band before."""

METHOD = "penalised logistic regression within touchpoints, delete-one-fold jackknife, t interval"


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """
    What was learned.

    Parameters
    ----------
    terms
        One a signal that the log can show.
    fit
        How well it holds on customers left out; None where nothing can be said.
    reason
        Why nothing can be said; empty otherwise.
    compared
        Visits at touchpoints where some visits end the journey and some do not, and which are not too few.
    """

    terms: tuple[StruggleTerm, ...]
    fit: StruggleFit | None
    reason: str
    compared: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """
    Cells of visits that look the same.

    Parameters
    ----------
    cells
        Their counts; covariates are the bands of earlier visits, then the signals.
    bands
        Number of covariates that are bands.
    group
        Touchpoint and band of each cell: visits are compared inside groups.
    """

    cells: Cells
    bands: int
    group: Integers

    @property
    def signals(self) -> Floats:
        return self.cells.covariates[:, self.bands :]


def learn(found: StrugglePatterns, *, level: float) -> Learned:
    """
    Learn the weight of each signal.

    Parameters
    ----------
    found
        Counts of visits by pattern.
    level
        Confidence level of the intervals.
    """
    reason = _nothing(found)
    if reason:
        return Learned(_missing(found, dict.fromkeys(found.signals, reason)), None, reason)
    table = _comparable(found.table)
    if not len(table):
        return Learned(_missing(found, dict.fromkeys(found.signals, words.NOT_COMPARED)), None, words.NOT_COMPARED)
    design = _design(table, len(found.signals))
    unknown = _unknown(found, design)
    usable = np.array([name not in unknown for name in found.signals])
    if not usable.any():
        return Learned(_missing(found, unknown), None, words.NO_SIGNAL if not _any_seen(found) else "no signal can be judged")
    kept = np.concatenate([np.ones(design.bands, dtype=bool), usable])
    cells = design.cells.picked(kept)
    fit, plain = fit_within_strata(cells), fit_within_strata(cells.picked(np.arange(len(cells.covariates[0])) < design.bands))
    if not (fit.converged and plain.converged):
        return Learned(_missing(found, dict.fromkeys(found.signals, words.UNSTABLE)), None, words.UNSTABLE)
    terms = _terms(found, design, fit, unknown, level=level)
    return Learned(terms, _judged(design, cells, fit, plain, level=level), "", compared=table.total("visits"))


def _nothing(found: StrugglePatterns) -> str:
    """Return why nothing at all can be learned, or an empty text."""
    visits, ended = found.table.total("visits") if len(found.table) else 0, found.table.total("ended") if len(found.table) else 0
    if not visits:
        return words.NOBODY
    customers = float(effective_customers(visits, found.reach["squares_visits"]))
    if customers < MIN_CUSTOMERS:
        return words.few_customers(customers)
    if not _any_seen(found):
        return words.NO_SIGNAL
    return words.NONE_END if not ended else words.ALL_END if ended == visits else ""


def _any_seen(found: StrugglePatterns) -> bool:
    return any(found.reach[f"visits_{name}"] for name in found.signals)


def _unknown(found: StrugglePatterns, design: _Design) -> dict[str, str]:
    """Return the signals whose weight cannot be learned, with the reason."""
    apart = told_apart(design.cells, adjusted=design.bands)[design.bands :]
    reasons = {}
    for place, name in enumerate(found.signals):
        visits = found.reach[f"visits_{name}"]
        customers = float(effective_customers(visits, found.reach[f"squares_{name}"])) if visits else 0.0
        if not visits:
            reasons[name] = "none was seen before a visit at risk"
        elif customers < MIN_CUSTOMERS:
            reasons[name] = f"{words.few_customers(customers)} had one"
        elif not apart[place]:
            reasons[name] = words.NOT_APART
    return reasons


def _missing(found: StrugglePatterns, reasons: dict[str, str]) -> tuple[StruggleTerm, ...]:
    return tuple(_missing_term(found, name, reasons.get(name, "the other signals cannot be judged")) for name in found.signals)


def _missing_term(found: StrugglePatterns, name: str, reason: str) -> StruggleTerm:
    ratio = Estimate.missing("ratio", method=reason)
    return StruggleTerm(
        signal=name,
        weight=Estimate.missing("log odds", method=reason),
        odds_ratio=ratio,
        visits=found.reach[f"visits_{name}"],
        customers=found.reach[f"customers_{name}"],
        sentence=words.term_sentence(name, ratio, clear=False, endings=0, visits=0),
    )


def _comparable(table: Table) -> Table:
    """Return the visits at touchpoints where there is something to compare."""
    touchpoint = table["touchpoint"]
    visits, ended = (np.bincount(touchpoint, table[name]) for name in ("visits", "ended"))
    kept = ((visits >= STRATUM_VISITS) & (ended > 0) & (ended < visits))[touchpoint]
    return Table(table.keys, {name: column[kept] for name, column in table.columns.items()})


def _design(table: Table, signals: int) -> _Design:
    """Return the visits as cells, with thin bands joined."""
    band = _joined_bands(table["band"], table["visits"], table["ended"])[table["band"]]
    patterns = (CAP + 1) ** signals
    key = (table["touchpoint"] * len(BANDS) + band) * patterns + table["pattern"]
    unique, place = np.unique(key, return_inverse=True)
    trials, events = np.zeros((len(unique), FOLDS)), np.zeros((len(unique), FOLDS))
    np.add.at(trials, (place, table["fold"]), table["visits"])
    np.add.at(events, (place, table["fold"]), table["ended"])
    group, pattern = unique // patterns, unique % patterns
    digits = [pattern // (CAP + 1) ** digit % (CAP + 1) for digit in range(signals)]
    own = group % len(BANDS)
    bands = [own == each for each in range(1, int(own.max()) + 1)]
    stratum = np.unique(group // len(BANDS), return_inverse=True)[1]
    covariates = np.stack([*bands, *digits], axis=1).astype(np.float64)
    return _Design(Cells(stratum, covariates, trials, events), len(bands), np.unique(group, return_inverse=True)[1])


def _joined_bands(band: Integers, visits: Integers, ended: Integers) -> Integers:
    """Return the new number of each band; thin ones are joined from the last on."""
    ends = np.bincount(band, ended, minlength=len(BANDS))
    goes = np.bincount(band, visits - ended, minlength=len(BANDS))
    found, last = np.zeros(len(BANDS), dtype=np.int64), 0
    seen = np.zeros(2)
    for place in reversed(range(len(BANDS))):
        found[place] = last
        seen += (ends[place], goes[place])
        if place and (seen >= BAND_VISITS).all() and min(ends[:place].sum(), goes[:place].sum()) >= BAND_VISITS:
            last, seen = last - 1, np.zeros(2)
    return found - last


def _terms(found: StrugglePatterns, design: _Design, fit: Fit, unknown: dict[str, str], *, level: float) -> tuple[StruggleTerm, ...]:
    names = [name for name in found.signals if name not in unknown]
    after = [design.signals[:, place] > 0 for place, name in enumerate(found.signals) if name not in unknown]
    counts = np.stack([design.cells.trials[rows].sum(axis=0) for rows in after])
    endings = [int(design.cells.events[rows].sum()) for rows in after]
    slopes = fit.slopes[design.bands :]
    # Never surer than if all visits were independent: among few customers the folds may agree by chance.
    error = np.sqrt(np.maximum(variance(slopes), fit.variances[design.bands :]))
    df = degrees_of_freedom(counts)
    q = q_values(2 * t_above(np.abs(slopes[:, 0]) / error, df))
    half = t_quantile(level, df) * error
    made = {}
    for place, name in enumerate(names):
        value, clear = float(slopes[place, 0]), bool(q[place] <= 1 - level)
        ends = (value - float(half[place]), value + float(half[place]))
        visits = int(counts[place].sum())
        facts = {"n": visits, "level": level, "method": METHOD}
        ratio = Estimate(value=_odds(value), low=_odds(ends[0]), high=_odds(ends[1]), unit="ratio", **facts)
        made[name] = StruggleTerm(
            signal=name,
            weight=Estimate(value=value, low=ends[0], high=ends[1], unit="log odds", **facts),
            odds_ratio=ratio,
            q_value=float(q[place]),
            clear=clear,
            visits=visits,
            customers=found.reach[f"customers_{name}"],
            sentence=words.term_sentence(name, ratio, clear=clear, endings=endings[place], visits=visits),
        )
    return tuple(made[name] if name in made else _missing_term(found, name, unknown[name]) for name in found.signals)


def _odds(weight: float) -> float:
    return float(np.exp(np.clip(weight, -50, 50)))


def _judged(design: _Design, cells: Cells, fit: Fit, plain: Fit, *, level: float) -> StruggleFit:
    seen = Predictions(design.group, cells.trials, cells.events)
    scores = cells.covariates[:, design.bands :] @ fit.slopes[design.bands :, 1:]
    before = plain.held_out(cells.picked(np.arange(cells.covariates.shape[1]) < design.bands))
    return StruggleFit(auc=ranking(seen, scores, level=level), gain=gain(seen, fit.held_out(cells), before, level=level))
