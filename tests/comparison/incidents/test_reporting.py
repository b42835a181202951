"""Which intervals are reported, and what they are compared with."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.measures import TIME
from cxjourney.comparison.incidents.placing import Placed
from cxjourney.comparison.incidents.reporting import LATE, incidents, told_late
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.comparison.incidents.unfolding import Hit
from cxjourney.inference.day_series import DaySeries
from cxjourney.model.incident import Incident

if TYPE_CHECKING:
    import cxjourney as cx

SUMS = SimpleNamespace(sums=SimpleNamespace(periods=SimpleNamespace(first_day=0)))


def reported(
    levels: tuple[float, float, float], edges: tuple[int, int], count: float = 40.0, touchpoints: tuple[str, ...] = ()
) -> tuple[cx.Incident, ...]:
    """Return what is reported of an interval between two days, the level before, in and after it."""
    place = np.arange(200)
    share = np.select([place < edges[0], place < edges[1]], list(levels[:2]), levels[2])[None]
    n = np.full_like(share, count)
    days = DaySeries(np.rint(share * n), n)
    group = Candidates("rework", "rework_rate", 1, Cells("stage", np.zeros((1, 1), dtype=np.intp), ({"stage": "Pay"},)), days)
    sign = 1.0 if levels[1] > levels[2] else -1.0
    hit = Hit(0, 0, *edges, statistic=6.0 * sign, inflation=1.0, q_value=0.001, open=False)
    return incidents([Placed(hit, touchpoints)], [hit], [group], SUMS, level=0.95)  # type: ignore[arg-type]


def test_a_change_that_cannot_be_told_from_none_is_not_reported() -> None:
    """However sure it is that something changed somewhere."""
    assert reported((0.50, 0.53, 0.30), (60, 190), count=4.0) == ()
    assert len(reported((0.30, 0.53, 0.30), (60, 190), count=4.0)) == 1


@pytest.mark.parametrize(("start", "n"), [(20, 4_800), (40, 1_600)])
def test_few_days_before_are_not_all_that_it_is_compared_with(start: int, n: int) -> None:
    """Then all days outside of it are."""
    (found,) = reported((0.3, 0.6, 0.3), (start, start + 80))

    assert found.before.n == n
    assert found.change is not None
    assert (found.change.low or 0) > 0


@pytest.mark.parametrize(
    ("touchpoints", "end"),
    [((), "q = 0.001."), (("Card",), "; seen at its touchpoint Card."), (("A", "B"), "; seen at its touchpoints A and B.")],
)
def test_touchpoints_that_show_an_incident_of_their_stage_are_named(touchpoints: tuple[str, ...], end: str) -> None:
    """In the sentence, too."""
    (found,) = reported((0.3, 0.6, 0.3), (60, 80), touchpoints=touchpoints)

    assert found.summary.endswith(end)
    assert found.touchpoints == touchpoints


def test_drop_off_in_days_of_longer_times_says_that_customers_may_only_be_late() -> None:
    """Where and when times rose, and only there."""
    slow = Incident(kind="long_wait", measure=TIME, stage="Pay", start="2026-04-04", end="2026-04-24", before=9, during=27)
    lost = Incident(kind="drop_off", measure="drop_off_rate", stage="Pay", start="2026-04-20", before=0.1, during=0.3, summary="It rose.")
    elsewhere = lost.model_copy(update={"stage": "Browse"})
    afterwards = lost.model_copy(update={"start": date(2026, 4, 25)})

    _, first, *others = told_late([slow, lost, elsewhere, afterwards, lost.model_copy(update={"better": True})])

    assert first.summary == "It rose" + LATE
    assert {each.summary for each in others} == {"It rose."}
    assert told_late([lost]) == (lost,)
