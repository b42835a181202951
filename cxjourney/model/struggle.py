"""How struggling goes with leaving: what was learned, how well it holds, and whom to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from cxjourney.arguments import check_text
from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Number, Probability, Rank, Text
from cxjourney.value import Value, pairs

if TYPE_CHECKING:
    import os
    from datetime import datetime

JourneyState = Literal["goal", "ended", "open", "left"]
"""How a journey stands: it reached the goal, ended where that is natural, may still go on, or was left."""

Pairs = BeforeValidator(pairs)


class StruggleTerm(Value):
    """
    What one sign of struggling tells about leaving.

    Parameters
    ----------
    signal
        ``"repeat"``, ``"return"``, ``"long_silence"``, ``"error"``, ``"escalation"`` or ``"bad_score"``.
    weight
        Log odds of leaving that each one adds, at the same touchpoint and with as many visits before; up to three count.
    odds_ratio
        The same as a factor on the odds.
    q_value
        Expected share of false findings among the signals that are at least as clear.
    clear
        Whether the signal tells something, after allowing for all the signals that were looked at.
    visits, customers
        Settled visits at risk that such a signal went before, and their customers.
    sentence
        The same in words.

    Examples
    --------
    >>> StruggleTerm(signal="repeat", weight=0.41, odds_ratio=1.5, sentence="Each repeat so far …").odds_ratio
    1.50 stated
    """

    signal: Name
    weight: Estimate
    odds_ratio: Estimate
    q_value: Probability | None = None
    clear: bool = False
    visits: Count = 0
    customers: Count = 0
    sentence: Text


class StruggleFit(Value):
    """
    How well the signals tell who leaves, on customers they were not learned from.

    Parameters
    ----------
    auc
        How often the visit that ends a journey has the higher score of two visits at the same touchpoint with about as many visits
        before, one of which ends its journey; 0.5 says nothing.
    gain
        Share of the log loss saved against knowing the touchpoint and the number of earlier visits alone; below 0 is worse than that.

    Examples
    --------
    >>> StruggleFit(auc=0.61, gain=0.02).auc
    0.61 stated
    """

    auc: Estimate
    gain: Estimate


class StrugglingJourney(Value):
    """
    A journey to look at.

    Parameters
    ----------
    customer
        Identifier of the customer; ``events.journey(customer)`` returns what he or she did.
    journey
        Number of the journey among those of the customer, in time.
    score
        Log odds of leaving that its signals add.
    odds_ratio
        The same as a factor on the odds.
    signals
        The signals before its last visit at risk, as pairs of name and count.
    touchpoint
        Where that visit was.
    visits
        Number of visits in the whole journey.
    state
        How the journey stands: ``"goal"``, ``"ended"`` naturally, ``"open"`` or ``"left"``.

    Examples
    --------
    >>> found = {"customer": "C7", "journey": 1, "score": 1.2, "odds_ratio": 3.3, "touchpoint": "Card", "visits": 9, "state": "open"}
    >>> StrugglingJourney(**found, signals={"repeat": 3}).signals
    (('repeat', 3),)
    """

    customer: Name
    journey: Rank
    score: Number
    odds_ratio: Number
    signals: Annotated[tuple[tuple[Name, Count], ...], Pairs] = ()
    touchpoint: Name
    visits: Count
    state: JourneyState


class StruggleRule(Value):
    """
    What was counted, so that other logs can be scored in the same way.

    Parameters
    ----------
    goal, ends, support, errors
        Touchpoints that complete a journey, after which ending is natural, where customers ask for help, and that mean trouble.
    stages
        Stages in order, as pairs of name and touchpoints; visits in stages after the goal's are not at risk.
    journey_gap
        Silence that ends a journey, in microseconds.
    horizon
        Visits are settled once they were followed up for this long, in microseconds.
    observed_until
        End of the observation, in microseconds since 1970 (UTC).
    silences
        Longest usual time to the next visit by touchpoint, in microseconds.

    Examples
    --------
    >>> StruggleRule(goal=["Paid"], horizon=3_600_000_000).goal
    ('Paid',)
    """

    goal: tuple[Name, ...] = ()
    ends: tuple[Name, ...] = ()
    support: tuple[Name, ...] = ()
    errors: tuple[Name, ...] = ()
    stages: Annotated[tuple[tuple[Name, tuple[Name, ...]], ...], Pairs] = ()
    journey_gap: int | None = Field(default=None, gt=0)
    horizon: int = Field(default=1, gt=0)
    observed_until: int = 0
    silences: Annotated[tuple[tuple[Name, int], ...], Pairs] = ()

    def stage_of(self, touchpoint: str) -> int:
        """
        Return the place of a touchpoint's stage, counted from 0; the one after the last for an unplanned one.

        Parameters
        ----------
        touchpoint
            Name of a touchpoint.
        """
        places = (place for place, (_, inside) in enumerate(self.stages) if touchpoint in inside)
        return next(places, len(self.stages))


class Struggle(Tabular, Value):
    """
    How struggling goes with leaving, learned from visits and checked on customers left out.

    Parameters
    ----------
    level
        Confidence level of the intervals.
    terms
        What each signal tells, in a fixed order.
    fit
        How well all together tell who leaves; None where that cannot be said.
    worst
        The journeys with the highest scores; none where no signal tells anything clearly.
    n_visits, n_endings, n_customers
        Settled visits at risk from the second of a journey on, those that ended the journey, and their customers.
    rule
        What was counted.
    notes
        What could not be said, and other things to know when reading it.
    summary
        The result in a sentence or two.

    See Also
    --------
    struggle : learns it from events.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.struggling_shop(customers=4_000)
    >>> found = cx.struggle(shop.events, goal=shop.goal)
    >>> found
    <Struggle 3 of 4 signals tell who leaves, 11,453 visits, AUC 0.54>
    >>> Struggle.model_validate_json(found.model_dump_json()) == found
    True
    """

    level: Probability = 0.95
    terms: tuple[StruggleTerm, ...] = ()
    fit: StruggleFit | None = None
    worst: tuple[StrugglingJourney, ...] = ()
    n_visits: Count = 0
    n_endings: Count = 0
    n_customers: Count = 0
    rule: StruggleRule = StruggleRule()
    notes: tuple[Text, ...] = ()
    summary: Text = ""

    @property
    def weights(self) -> dict[str, float]:
        """Log odds that each signal adds, without those that could not be learned."""
        return {term.signal: term.weight.value for term in self.terms if term.weight.value is not None}

    def term(self, signal: str) -> StruggleTerm | None:
        """
        Return what a signal tells, or None when it was not looked at.

        Parameters
        ----------
        signal
            Name of the signal, such as ``"repeat"``.
        """
        check_text("signal", signal)
        return next((term for term in self.terms if term.signal == signal), None)

    def save_scores(self, events: Any, path: str | os.PathLike[str], *, observed_until: datetime | None = None) -> None:
        """
        Write the score of every journey of a log as one file: ``.parquet``, ``.csv`` or ``.tsv``.

        The engine computes and writes the rows; none passes through Python. Columns: customer, journey, score, odds_ratio, one
        count a signal, touchpoint, visits, state. Journeys that were never at risk have no score and are left out.

        Parameters
        ----------
        events
            The log, or a later one with the same touchpoints.
        path
            Where to write; the suffix says how. In CSV and TSV a text that a spreadsheet would run as a formula gets a leading
            apostrophe.
        observed_until
            End of the observation of that log; by default its last event.

        Raises
        ------
        OptionError
            If the suffix is not one of these, or no signal has a weight.
        """
        _doors.save_scores(self, events, path, observed_until=observed_until)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a signal, ready for any table.

        Examples
        --------
        >>> Struggle().to_rows()
        []
        """
        return _doors.rows(self)

    def worst_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a journey to look at.

        Examples
        --------
        >>> Struggle().worst_rows()
        []
        """
        names = [term.signal for term in self.terms]
        return [
            {
                **{name: getattr(journey, name) for name in ("customer", "journey", "score", "odds_ratio")},
                **{name: dict(journey.signals).get(name, 0) for name in names},
                **{name: getattr(journey, name) for name in ("touchpoint", "visits", "state")},
            }
            for journey in self.worst
        ]

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"- {term.sentence}" for term in self.terms), *self.notes])

    def __repr__(self) -> str:
        clear = sum(term.clear for term in self.terms)
        auc = f", AUC {self.fit.auc.value:.2f}" if self.fit and self.fit.auc.value is not None else ""
        signals = f"{clear} of {len(self.terms)} signals tell who leaves"
        return f"<Struggle {signals}, {self.n_visits:,} visits{auc}>"
