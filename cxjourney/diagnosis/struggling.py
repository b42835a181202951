"""Find struggling customers: what goes before leaving, and whose journeys show it."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from cxjourney.arguments import whole_number
from cxjourney.diagnosis import struggle_words as words
from cxjourney.diagnosis.struggle_terms import Learned, learn
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.save import checked_suffix, copy_rows, without_formula
from cxjourney.model.struggle import Struggle, StrugglingJourney
from cxjourney.statistics.resolve import Declared, check_rate, check_type, instant, microseconds, names_of
from cxjourney.statistics.struggle_run import learning_run, scoring_run
from cxjourney.statistics.usual_errors import usual_errors

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from cxjourney.statistics.struggle_run import StrugglePatterns, StruggleRun

SHOWN = 5
"""Touchpoints named in a note."""


def struggle(
    events: EventLog,
    *,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
    support: str | Iterable[str] | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    errors: str | Iterable[str] | None = None,
    level: float = 0.95,
    worst: int = 20,
) -> Struggle:
    """
    Learn which signs of struggling go before leaving, and find the journeys that show most of them.

    Use it to decide whom to help, and which kinds of trouble customers do not forgive. It does not say where the trouble is; that is
    what `diagnose` finds.

    Parameters
    ----------
    events
        Checked event log.
    goal
        Touchpoints that complete a journey.
    ends
        Touchpoints after which ending is natural, such as a cancellation.
    support
        Touchpoints where customers ask for help; by default those with the usual names. A move there from self-service is an
        escalation.
    journey_gap
        Silence that ends a journey; by default each customer makes one journey.
    observed_until
        End of the observation; by default the last event.
    errors
        Touchpoints that mean trouble, such as a declined payment; by default those with the usual names in five languages.
    level
        Confidence level of the intervals.
    worst
        How many journeys to list, those with the highest scores.

    Returns
    -------
    Struggle
        What each signal tells, how well all together do on customers left out, and the journeys to look at.

    Raises
    ------
    OptionError
        If there is no goal, a touchpoint does not occur in the log, or the level or the number of journeys cannot be used.

    See Also
    --------
    diagnose : finds where customers suffer.
    EventLog.journey : shows what one of them did.

    Notes
    -----
    The unit is the visit, not the journey: a visit before the goal, followed up for as long as a next visit may take, with all that
    happened before it in its journey: repeats, returns, long silences, errors, escalations, bad scores, up to three of each. A
    logistic regression asks how each goes with the journey ending at the visit, comparing only visits to the same touchpoint and allowing
    for the number of visits before. (Comparing whole journeys gets the sign wrong: those who stay long gather most trouble.) Weights are
    penalised [1]_, so that they stay finite where a signal separates; intervals come from leaving out one fold of customers at a
    time and are never narrower than independent visits would give. Ranking and log loss are those of the folds left out.

    The weights are associations. Where customers differ much in how easily they leave, those who are left after much trouble are the
    patient ones, and weights are drawn towards zero. Checked in ``tests/calibration/test_struggle.py``.

    References
    ----------
    .. [1] Firth, D. (1993). Bias reduction of maximum likelihood estimates. Biometrika 80(1).

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.struggling_shop(customers=4_000)
    >>> found = cx.struggle(shop.events, goal=shop.goal)
    >>> print(found.term("error").sentence)
    Each error so far goes with higher odds of leaving: 2.49 times (1.99 to 3.12).
    """
    check_type("events", events, EventLog)
    check_rate("level", level)
    worst = whole_number("worst", worst, 0)
    goals = names_of(goal, "goal")
    if not goals:
        message = "struggle() needs a goal: without one nobody can leave too early."
        raise OptionError(message, hint="name the touchpoint that completes a journey, such as goal='Order confirmed'.")
    said = Declared(goal=goals, ends=names_of(ends, "ends"), support=None if support is None else names_of(support, "support"))
    trouble = _errors(events, errors)
    gap, until = microseconds(journey_gap, "journey_gap"), instant(observed_until, "observed_until")
    with learning_run(events, said, trouble, gap=gap, until=until) as run:
        patterns = run.patterns()
        learned = learn(patterns, level=level)
        notes = (*_notes(patterns, run, named=errors is not None), *_missing_notes(learned, patterns.reach["visits_visits"]))
        return Struggle(
            level=level,
            terms=learned.terms,
            fit=learned.fit,
            worst=_worst(run, learned, worst),
            n_visits=patterns.reach["visits_visits"],
            n_endings=patterns.table.total("ended") if len(patterns.table) else 0,
            n_customers=patterns.reach["customers_visits"],
            rule=run.rule,
            notes=notes,
            summary=_summary(learned),
        )


def save_scores(found: Struggle, events: EventLog, path: str | os.PathLike[str], *, observed_until: datetime | None = None) -> None:
    """
    Write the score of every journey of a log as one file.

    Parameters
    ----------
    found
        What was learned.
    events
        The log, or another with the same touchpoints.
    path
        Where to write; the suffix says how.
    observed_until
        End of the observation of that log; by default its last event.

    Raises
    ------
    OptionError
        If the suffix is not known, or no signal has a weight.
    """
    check_type("events", events, EventLog)
    suffix = checked_suffix(path)
    if not found.weights:
        message = "no signal has a weight, so that there are no scores to write."
        raise OptionError(message, hint="the notes of the result say why.")
    with scoring_run(events, found.rule, until=instant(observed_until, "observed_until")) as run:
        weights = {name: found.weights.get(name, 0.0) for name in run.signals}
        copy_rows(events.engine, run.named_scores(weights, without_formula if suffix != ".parquet" else str), path)


def _errors(events: EventLog, given: str | Iterable[str] | None) -> tuple[str, ...]:
    if given is None:
        return usual_errors(events.touchpoints)
    named = names_of(given, "errors")
    for name in named:
        if name not in events.touchpoints:
            raise OptionError.for_choice("errors", name, events.touchpoints)
    return named


def _worst(run: StruggleRun, learned: Learned, count: int) -> tuple[StrugglingJourney, ...]:
    """Return the journeys to look at, none where no signal tells anything: their order would mean nothing."""
    if not count or not any(term.clear for term in learned.terms):
        return ()
    weights = {term.signal: term.weight.value for term in learned.terms if term.weight.value is not None}
    return tuple(StrugglingJourney(**row, odds_ratio=exp(min(row["score"], 50.0))) for row in run.worst(weights, count))


def _notes(patterns: StrugglePatterns, run: StruggleRun, *, named: bool) -> tuple[str, ...]:
    notes = [words.NOT_SHOWN[name] for name in words.NOT_SHOWN if name not in patterns.signals]
    if run.rule.errors and not named:
        shown = ", ".join(show_value(name) for name in run.rule.errors[:SHOWN])
        more = f" and {len(run.rule.errors) - SHOWN:,} more" if len(run.rule.errors) > SHOWN else ""
        notes.append(f"Taken as errors by their names: {shown}{more}; name others with errors=.")
    if patterns.unsettled:
        notes.append(f"{patterns.unsettled:,} visits too close to the end of the observation are not counted: they may still go on.")
    return tuple(notes)


def _missing_notes(learned: Learned, visits: int) -> tuple[str, ...]:
    """Say what was left out, and what the order of journeys is worth where that is little."""
    if learned.fit is None:
        return ()
    left = visits - learned.compared
    notes = [f"{left:,} of {visits:,} visits are at touchpoints with too few of them, or where all or none end."] if left else []
    if not any(term.clear for term in learned.terms):
        notes.append("No journeys are listed: no signal tells clearly who leaves, so that their order would mean nothing.")
    elif learned.fit.gain.low is None or learned.fit.gain.low <= 0:
        notes.append("Among customers left out the signals gained nothing clear over the touchpoint alone: take the order with care.")
    return tuple(notes)


def _summary(learned: Learned) -> str:
    if learned.fit is None:
        return f"Whether struggling goes with leaving cannot be said: {learned.reason}."
    return words.summary_sentence(learned.terms, learned.fit)
