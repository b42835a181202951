"""The figures of a funnel: shares, losses, times, and where the lost went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.life_tables import quantile_times
from cxjourney.inference.ratios import effective_customers, share_estimates
from cxjourney.model.funnel import FunnelLoss, FunnelStep
from cxjourney.statistics.funnel_sums import ENDED
from cxjourney.statistics.table import FOLDS
from cxjourney.wording import figure, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.discovery.paths.funnel_steps import Named
    from cxjourney.estimate import Estimate
    from cxjourney.statistics.funnel_run import FunnelCounts
    from cxjourney.statistics.table import Integers, Table

SHOWN = 5
"""Touchpoints named among those where the lost went."""


def sizes(counts: FunnelCounts) -> dict[int, int]:
    """
    Return how many customers of each member reach the first step.

    Parameters
    ----------
    counts
        What was counted.
    """
    table = counts.customers
    first = table["level"] == 0
    return dict(zip(table["member"][first].tolist(), table["customers"][first].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """
    The figures of one member.

    Parameters
    ----------
    counts
        What was counted.
    member
        Its code.
    names
        The steps.
    touchpoints
        Touchpoints by code.
    least
        Fewest customers of what is named.
    level
        Confidence level of the intervals.
    """

    counts: FunnelCounts
    member: int
    names: Named
    touchpoints: Sequence[str]
    least: int
    level: float

    def steps(self) -> tuple[FunnelStep, ...]:
        """Return the steps."""
        size = len(self.names)
        folds = self._own(self.counts.journeys).dense("journeys", [size, FOLDS], ["level", "fold"])
        people = self._own(self.counts.customers)
        customers, squares = (people.dense(name, [size], ["level"]) for name in ("customers", "squares"))
        first = np.broadcast_to(folds[0], folds.shape)
        shares = share_estimates(folds, first, squares=np.broadcast_to(squares[0], (size,)), level=self.level)
        going = share_estimates(folds[1:], folds[:-1], squares=squares[:-1], level=self.level)
        lost = folds[:-1] - folds[1:]
        losses = share_estimates(lost, folds[:-1], squares=squares[:-1], level=self.level)
        times = self._times(folds, squares)
        found = []
        for place, (name, inside) in enumerate(self.names):
            numbers = {"journeys": int(folds[place].sum()), "customers": int(customers[place])}
            step = FunnelStep(name=name, touchpoints=inside, share=shares[place], **numbers)
            if place < size - 1:
                gone = self._lost_to(place, lost[place])
                step = step.replace(conversion=going[place], loss=losses[place], time=times[place], lost_to=gone)
                step = step.replace(summary=_sentence(step, self.names[place + 1][0]))
            found.append(step)
        return tuple(found)

    def _own(self, table: Table) -> Table:
        return table.where(table["member"] == self.member)

    def _times(self, folds: Integers, squares: Integers) -> tuple[Estimate, ...]:
        table = self._own(self.counts.waits)
        histogram = table.dense("n", [len(self.names) - 1, int(table["bin"].max(initial=0)) + 1], ["level", "bin"])
        n = histogram.sum(axis=-1)
        return quantile_times(histogram, np.minimum(n, effective_customers(folds[1:].sum(axis=-1), squares[1:])), level=self.level)

    def _lost_to(self, place: int, lost: Integers) -> tuple[FunnelLoss, ...]:
        """Return where those went that come no further than a step; what few customers did is put together."""
        people, table = (self._at(each, place) for each in (self.counts.target_customers, self.counts.targets))
        customers = dict(zip(people["target"].tolist(), people["customers"].tolist(), strict=True))
        enough = [code for code, n in customers.items() if n >= self.least and code != ENDED]
        common = sorted(enough, key=lambda code: (-customers[code], code))
        shown = [*common[:SHOWN], *([ENDED] if ENDED in customers else [])]
        row = {code: at for at, code in enumerate(shown)}
        folds = np.zeros((len(shown) + 1, FOLDS), dtype=np.int64)
        rows = np.array([row.get(code, len(shown)) for code in table["target"].tolist()], dtype=np.int64)
        np.add.at(folds, (rows, table["fold"]), table["journeys"])
        shares = share_estimates(folds, np.broadcast_to(lost, folds.shape), level=self.level)
        found = [self._loss(code, folds[at], shares[at]) for at, code in enumerate([*shown, None])]
        return tuple(sorted((loss for loss in found if loss.journeys), key=lambda loss: (loss.kind == "other", -loss.journeys)))

    def _at(self, table: Table, place: int) -> Table:
        own = self._own(table)
        return own.where(own["level"] == place)

    def _loss(self, code: int | None, folds: Integers, share: Estimate) -> FunnelLoss:
        journeys = int(folds.sum())
        if code is None or code == ENDED:
            return FunnelLoss(kind="other" if code is None else "ended", journeys=journeys, share=share)
        return FunnelLoss(kind="touchpoint", touchpoint=self.touchpoints[code], journeys=journeys, share=share)


def _sentence(step: FunnelStep, following: str) -> str:
    if step.conversion is None or step.conversion.value is None:
        return f"{step.name}: nobody comes here."
    text = f"{step.name}: {figure(step.conversion)} go on to {following}"
    if step.lost_to:
        first = max(step.lost_to, key=lambda loss: (loss.kind != "other", loss.journeys))
        other = "no other touchpoint" if len(step.touchpoints) == 1 else "no touchpoint outside the step"
        what = {"ended": f"come to {other} in that time", "other": "go elsewhere"}.get(first.kind, f"go to {first.touchpoint}")
        text += f"; of those who do not, {number(first.share.value or 0, 'share')} {what}"
    return f"{text}."
