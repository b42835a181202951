"""One run over the rows for struggling: patterns to learn from, then a score for every journey."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cxjourney.model.struggle import StruggleRule
from cxjourney.statistics import struggle_sums
from cxjourney.statistics.layout import fetch_columns
from cxjourney.statistics.measurement import Measurement
from cxjourney.statistics.parts import roles
from cxjourney.statistics.resolve import Declared, dictionary
from cxjourney.statistics.settings import TIME_BIN
from cxjourney.statistics.struggle_sums import MICRO, SIGNALS, STATES
from cxjourney.statistics.table import Table
from cxjourney.statistics.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog

SLOW_SHARE = 90
"""A silence is long when it is longer than this percentage of the moves away from the same touchpoint."""

SLOW_MOVES = 20
"""Moves that a touchpoint needs before any of them can be called slow."""

NEVER = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class StrugglePatterns:
    """
    What there is to learn from.

    Parameters
    ----------
    signals
        The signals that the log can show, in the order of the digits of a pattern.
    table
        Visits and endings by fold, touchpoint, band of earlier visits and pattern.
    reach
        Numbers of ``visits_``, ``customers_`` and ``squares_`` (Σ over customers of squared visits) after each signal, and of
        all under the name ``visits``.
    unsettled
        Visits at risk whose end cannot be known yet.
    """

    signals: tuple[str, ...]
    table: Table
    reach: Mapping[str, int]
    unsettled: int


@dataclass(slots=True)
class StruggleRun:
    """
    Relations of one run, and what was counted in it.

    Parameters
    ----------
    work
        Where relations are made.
    rule
        What is counted.
    signals
        The signals that the log can show.
    journeys, journey_signals
        Names of relations of one row a journey, one of them a block of customers.
    """

    work: Workspace
    rule: StruggleRule
    signals: tuple[str, ...]
    journeys: list[str] = field(default_factory=list)
    journey_signals: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, work: Workspace, rule: StruggleRule) -> Self:
        """
        Return a run over the visits of a workspace.

        Parameters
        ----------
        work
            A workspace whose visits are made.
        rule
            What to count.
        """
        shown = {
            "error": bool(rule.errors),
            "escalation": bool(work.roles.self_service and work.roles.assisted),
            "bad_score": bool(work.events.metrics),
        }
        return cls(work, rule, tuple(name for name in SIGNALS if shown.get(name, True)))

    def patterns(self) -> StrugglePatterns:
        """Count the patterns, block by block, and keep one row a journey."""
        places = self._places()
        tables, reach, unsettled = [], Counter[str](), 0
        for visits in list(self.work.visits):
            relation = self.work.make("signals", struggle_sums.signals_sql(visits, places, self.rule.horizon, self.signals))
            found = fetch_columns(self.work.events.engine, struggle_sums.patterns_sql(relation, self.signals))
            tables.append(Table.grouped(("fold", "touchpoint", "band", "pattern"), found))
            counts = fetch_columns(self.work.events.engine, struggle_sums.reach_sql(relation, self.signals))
            reach.update({name: int(column[0]) for name, column in counts.items()})
            unsettled += self.work.events.engine.rows(struggle_sums.unsettled_sql(relation))[0][0]
            self.journeys.append(self.work.make("journeys", struggle_sums.journeys_sql(visits)))
            self.journey_signals.append(self.work.make("journey_signals", struggle_sums.journey_signals_sql(relation, self.signals)))
            self.work.drop(relation)
            self.work.drop(visits)
        self.work.visits.clear()
        return StrugglePatterns(self.signals, Table.summed(tables), dict(reach), unsettled)

    def scores(self, weights: Mapping[str, float]) -> str:
        """
        Make the relation of one row a journey with its score, and return its name.

        Parameters
        ----------
        weights
            Log odds a signal.
        """
        whole = {name: round(weight * MICRO) for name, weight in weights.items() if name in self.signals}
        parts = [
            struggle_sums.scores_sql(journeys, signals, whole, self.work.roles.ends, self.rule.horizon)
            for journeys, signals in zip(self.journeys, self.journey_signals, strict=True)
        ]
        return self.work.make("scores", " UNION ALL ".join(parts))

    def worst(self, weights: Mapping[str, float], count: int) -> list[dict[str, Any]]:
        """
        Return the journeys with the highest scores, the worst first; among equals those with more signals.

        Parameters
        ----------
        weights
            Log odds a signal.
        count
            How many.
        """
        names = [name for name in weights if name in self.signals]
        columns = "".join(f", s.before_{name}" for name in names)
        rows = self.work.events.engine.rows(f"""
            SELECT c.key, s.number, s.score, s.touchpoint, s.visits, s.state{columns}
            FROM {self.scores(weights)} s JOIN {self.work.events.customer_relation} c ON c.customer = s.customer
            WHERE s.score > 0 ORDER BY s.score DESC, s.signals DESC, c.key, s.number LIMIT {int(count)}""")
        return [
            {
                "customer": key,
                "journey": number,
                "score": score / MICRO,
                "touchpoint": self.work.known.names[touchpoint],
                "visits": visits,
                "state": STATES[state],
                "signals": {name: seen for name, seen in zip(names, counts, strict=True) if seen},
            }
            for key, number, score, touchpoint, visits, state, *counts in rows
        ]

    def named_scores(self, weights: Mapping[str, float], shown: Callable[[str], str]) -> str:
        """
        Return the SQL of all scores with names instead of codes.

        Parameters
        ----------
        weights
            Log odds a signal.
        shown
            Turns SQL of a text into the SQL that is written.
        """
        known = self.work.known.names
        names = self.work.table("names", {"code": range(len(known)), "name": known})
        states = " ".join(f"WHEN {code} THEN '{name}'" for code, name in enumerate(STATES))
        counts = "".join(f', s.before_{name} AS "{name}"' for name in weights)
        return f"""
            SELECT {shown("c.key")} AS customer, s.number AS journey, s.score / {MICRO}.0 AS score,
                exp(s.score / {MICRO}.0) AS odds_ratio{counts}, {shown("n.name")} AS touchpoint, s.visits,
                CASE s.state {states} END AS state
            FROM {self.scores(weights)} s JOIN {self.work.events.customer_relation} c ON c.customer = s.customer
            JOIN {names} n ON n.code = s.touchpoint ORDER BY s.score DESC, s.signals DESC, c.key, s.number"""

    def _places(self) -> str:
        """Return a relation of what must be known of each touchpoint."""
        rule, names = self.rule, self.work.known.names
        goal = max((rule.stage_of(name) for name in rule.goal), default=-1)
        silences, ends, errors = dict(rule.silences), set(rule.ends), set(rule.errors)
        stage = {name: place for place, (_, inside) in enumerate(rule.stages) for name in inside}
        at_risk = {name for name in names if stage.get(name, len(rule.stages)) <= goal} - ends
        columns: dict[str, Sequence[int]] = {
            "touchpoint": range(len(names)),
            "at_risk": [int(name in at_risk) for name in names],
            "natural_end": [int(name in ends) for name in names],
            "silence": [silences.get(name, NEVER) for name in names],
            "error": [int(name in errors) for name in names],
        }
        return self.work.table("places", columns)


@contextmanager
def learning_run(events: EventLog, said: Declared, errors: tuple[str, ...], *, gap: int | None, until: int | None) -> Iterator[StruggleRun]:
    """
    Open a run that finds out from the log what a long time is, and drop its relations at the end.

    Parameters
    ----------
    events
        Checked event log.
    said
        What the user declared.
    errors
        Touchpoints that mean trouble.
    gap
        Silence that ends a journey, in microseconds.
    until
        End of the observation, in microseconds; None for the last event.
    """
    known = dictionary(events, ())
    with Workspace.of(events, known, roles(events, known, said), None) as work:
        measurement = Measurement(work, said, None)
        settings = measurement.resolve(gap=gap, until=until)
        rule = StruggleRule(
            goal=settings.goal,
            ends=settings.ends,
            support=settings.support,
            errors=tuple(name for name in errors if name not in {*settings.goal, *settings.ends}),
            stages=settings.stages,
            journey_gap=settings.journey_gap,
            horizon=settings.horizon,
            observed_until=settings.observed_until,
            silences=_silences(measurement.tables["gap_times"], known.names),
        )
        yield StruggleRun.over(work, rule)


@contextmanager
def scoring_run(events: EventLog, rule: StruggleRule, *, until: int | None) -> Iterator[StruggleRun]:
    """
    Open a run that counts as an earlier one did, perhaps on another log.

    Parameters
    ----------
    events
        Checked event log.
    rule
        What was counted then.
    until
        End of the observation, in microseconds; None for the last event.
    """
    known = dictionary(events, ())
    said = Declared(goal=rule.goal, ends=rule.ends, support=rule.support, stages=rule.stages, strict=False)
    with Workspace.of(events, known, roles(events, known, said), None) as work:
        work.make_visits(gap=rule.journey_gap, until=work.period()[1] if until is None else until)
        run = StruggleRun.over(work, rule)
        run.patterns()
        yield run


def _silences(gap_times: Table, names: tuple[str, ...]) -> dict[str, int]:
    """Return the longest usual time to the next visit, by touchpoint, in microseconds."""
    found = {}
    for code in np.unique(gap_times["touchpoint"]):
        own = gap_times["touchpoint"] == code
        running = np.cumsum(gap_times["moves"][own])
        if running[-1] >= SLOW_MOVES:
            last = gap_times["bin"][own][np.searchsorted(running * 100, SLOW_SHARE * running[-1])]
            found[names[code]] = int(1_000 * TIME_BIN ** (int(last) + 1)) + 1
    return found
