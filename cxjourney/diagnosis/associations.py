"""What waits, scores and effort cost in goals, as far as comparing customers can tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cxjourney.diagnosis.landmarks import BAD, GOOD, LONG, Landmarks
from cxjourney.diagnosis.references import peer_references
from cxjourney.diagnosis.restoring import Subject, cell_of
from cxjourney.diagnosis.stake_figures import Stake, standard_error
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.life_tables import drop_off
from cxjourney.inference.ratios import shares
from cxjourney.statistics.answer_sums import table_name
from cxjourney.statistics.settings import TIME_BIN
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.estimate import Estimate

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

SCORES: Mapping[str, tuple[str, ...]] = {
    "low_score": ("nps", "csat", "rating"),
    "high_effort": ("ces",),
    "negative_emotion": ("sentiment",),
}
"""Kinds about scores, and the kinds of metrics they are about."""

FEW = f"Fewer than {MIN_CUSTOMERS} similar customers who met it, or who did not, at their first visit there before the goal."
NO_PEERS = "Too few other touchpoints ask the same question to say how many bad scores are usual."
NOT_LONG = "No wait is declared here, and the usual one is not long enough to compare customers by it."


class Met(Subject, Protocol):
    """What says where customers meet something and how large it is, such as a `PainPoint`."""

    @property
    def effect(self) -> Estimate:
        """For waits, how many times as long they are as they should be."""


@dataclass(frozen=True, eq=False)
class Association:
    """
    The comparison behind what a finding about waits or scores costs.

    Parameters
    ----------
    context
        The map under diagnosis.
    pain
        The finding, or whatever else says where and how large the effect is.
    place
        Place of its touchpoint in the map.
    kind
        What is wrong there.
    spared
        Share of the answers there that would no longer be bad, on all data and without each fold, where it does not come from the
        reference; None where it does.
    """

    context: Context
    pain: Met
    place: int
    kind: str
    spared: Floats | None = None

    def stake(self, level: float) -> Stake | str:
        """
        Return what is at stake, or why that cannot be said.

        Parameters
        ----------
        level
            Level at which the interval of the finding's effect was made.
        """
        if self.kind == "long_wait" and self._limit is None:
            return NOT_LONG
        found = self._landmarks.differences(1)
        if min(float(found.exposed[0]), float(found.others[0])) < MIN_CUSTOMERS:
            return FEW
        excess = self._later(self._ratio) if self.kind == "long_wait" else self._excess_score if self.spared is None else self.spared
        if excess is None:
            return NO_PEERS
        share = self._reach * excess
        lost = -float(found.value[0])
        extra = float(share[0]) ** 2 * float(found.variance[0])
        if self.kind == "long_wait":
            extra += (float(self._reach[0]) * self._slope * lost * self._uncertain(level)) ** 2
        return Stake(share * lost, extra, "association")

    @cached_property
    def _landmarks(self) -> Landmarks:
        table = self.context.statistics.tables["landmark_waits" if self.kind == "long_wait" else "landmark_scores"]
        rows = table["touchpoint"] == self._code
        if self._cell is not None and self._first_column:
            axis, code, _ = self._cell
            rows &= table[axis] == code
        groups = ([LONG], [0]) if self.kind == "long_wait" else ([BAD], [0, GOOD])
        found = Landmarks.of(table, self.context.places, exposed=groups[0], others=groups[1], rows=rows).at(self.place)
        return found.without_leavers(self._usual_leaving) if self.kind == "long_wait" else found

    @property
    def _code(self) -> int:
        return int(np.flatnonzero(self.context.places == self.place)[0])

    @cached_property
    def _cell(self) -> tuple[str, int, Integers] | None:
        return cell_of(self.context, self.pain)

    @property
    def _first_column(self) -> bool:
        """Whether landmarks are kept by what the cell is about: channels, and segments of the first column."""
        return self._cell is not None and (self._cell[0] == "channel" or bool((self._cell[2] == 0).any()))

    @cached_property
    def _reach(self) -> Floats:
        """Share of journeys that come here before the goal, in the channel or segment."""
        journeys = self.context.statistics.dense("totals", "journeys")
        reach = divide(leave_out(self.context.sums("visits", "before")[self.place]), leave_out(journeys))
        if self._cell is None:
            return reach
        axis, code, column = self._cell
        table = self.context.statistics.tables[f"{axis}_cells"]
        here = table["touchpoint"] == self._code
        inside, every = (
            leave_out(np.bincount(table["fold"][rows], table["customers"][rows], minlength=FOLDS))
            for rows in (here & (table[axis] == code), here & np.isin(table[axis], column))
        )
        return np.asarray(reach * np.nan_to_num(divide(inside, every)))

    @cached_property
    def _usual_leaving(self) -> float:
        """Median drop-off of the touchpoints of the stage: so many are not waiting but gone, wherever they are."""
        context = self.context
        rates = drop_off(context.sums("visits", "at_risk"), context.life("at_risk_moves"), context.life("at_risk_censored")).value
        peers = rates[(context.stages == context.stages[self.place]) & ~np.isnan(rates) & ~context.complete]
        return float(np.median(peers)) if len(peers) else 0.0

    @property
    def _slope(self) -> float:
        """By how much that share grows with the logarithm of the ratio."""
        step = 0.1
        high, low = (self._later(self._ratio * np.exp(way * step)) for way in (1, -1))
        return float(high[0] - low[0]) / (2 * step)

    def _later(self, ratio: float) -> Floats:
        """Return the share of visits whose next step comes later than allowed, and would not if times were so many times shorter."""
        histogram = self.context.gap_times()[self.place].astype(np.float64)
        ends = np.log(TIME_BIN) * (np.arange(len(histogram)) + 0.5)
        limit = np.log((self._limit or 1) / 1_000)
        low, high = sorted((limit, limit + float(np.log(max(ratio, 1e-9)))))
        between = np.sign(ratio - 1) * histogram[(ends > low) & (ends <= high)].sum() / max(histogram.sum(), 1)
        followed, visits = (leave_out(self.context.sums("visits", name)[self.place]) for name in ("followed", "visits"))
        return np.asarray(between * np.nan_to_num(divide(followed, visits)))

    @property
    def _limit(self) -> int | None:
        name = self.context.statistics.touchpoints[self._code]
        return dict(self.context.statistics.settings.landmark_waits).get(name)

    @property
    def _ratio(self) -> float:
        return float(self.pain.effect.value or 1.0)

    def _uncertain(self, level: float) -> float:
        """Return the standard error of the logarithm of the ratio."""
        return standard_error(self.pain.effect, level) / max(self._ratio, 1e-9)

    @cached_property
    def _excess_score(self) -> Floats | None:
        """Share of bad scores beyond that of the reference: the peers, or the rest of the touchpoint."""
        own, rest = self._cell_scores() if self._cell is not None else self._peer_scores()
        return None if np.isnan(own[0] - rest[0]) else np.maximum(own - rest, 0)

    def _cell_scores(self) -> tuple[Floats, Floats]:
        axis, code, column = self._cell or ("", 0, np.empty(0))
        statistics = self.context.statistics
        table = statistics.tables[table_name(statistics.settings, f"{axis}_scores")]
        here = (table["touchpoint"] == self._code) & np.isin(table["metric"], self._metrics)
        inside = here & (table[axis] == code)
        others = here & np.isin(table[axis], column) & (table[axis] != code)

        def share(rows: Flags) -> Floats:
            sums = (leave_out(np.bincount(table["fold"][rows], table[name][rows], minlength=FOLDS)) for name in ("unfavourable", "n"))
            return divide(*sums)

        return share(inside), share(others)

    def _peer_scores(self) -> tuple[Floats, Floats]:
        context, metrics = self.context, self._metrics
        answers = context.scores.at((slice(None), metrics))
        counts = answers["n"]
        by_metric = shares(answers["unfavourable"], counts, squares=answers.squares)
        usable = by_metric.customers >= MIN_CUSTOMERS
        references = [
            peer_references(by_metric.replicates[:, index], usable[:, index], context.stages, by_metric.df[:, index]).replicates[self.place]
            for index in range(len(metrics))
        ]
        known = [index for index, each in enumerate(references) if not np.isnan(each[0]) and counts[self.place, index].sum() > 0]
        if not known:
            return np.array([np.nan]), np.array([np.nan])
        weights = counts[self.place, known].sum(axis=-1) / counts[self.place, known].sum()
        own, reference = (
            (weights[:, None] * np.stack([each[index] for index in known])).sum(axis=0)
            for each in (by_metric.replicates[self.place], references)
        )
        return own, reference

    @property
    def _metrics(self) -> list[int]:
        wanted = SCORES[self.kind]
        return [index for index, metric in enumerate(self.context.statistics.metrics) if metric.kind in wanted]
