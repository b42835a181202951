"""The figures of an incident: before it, in it, and how far both are apart."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.placing import Placed, placed
from cxjourney.comparison.incidents.reporting import incidents, matters
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.comparison.incidents.unfolding import Hit
from cxjourney.inference.day_series import DaySeries
from cxjourney.model.metric import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    import cxjourney as cx

    Floats = NDArray[np.float64]

SUMS = SimpleNamespace(sums=SimpleNamespace(periods=SimpleNamespace(first_day=0)))
PLACE = np.arange(200)
PAY = Cells("stage", np.zeros((1, 1), dtype=np.intp), ({"stage": "Pay"},))


def hit(start: int, end: int, statistic: float = 6.0) -> Hit:
    """Return an interval that was found."""
    return Hit(0, 0, start, end, statistic=statistic, inflation=1.0, q_value=0.001, open=False)


def rate(share: Floats, count: Floats) -> Candidates:
    """Return a share of which more is worse."""
    return Candidates("rework", "rework_rate", 1, PAY, DaySeries((share * count)[None], count[None]))


def told(group: Candidates, *hits: Hit) -> tuple[cx.Incident, ...]:
    """Return what is reported of the first interval."""
    return incidents([Placed(hits[0])], hits, [group], SUMS, level=0.95)  # type: ignore[arg-type]


@pytest.mark.parametrize(("during", "reported"), [(0.53, 0), (0.60, 1)])
def test_only_what_its_own_interval_tells_from_none_is_reported(during: float, reported: int) -> None:
    """240 visits before and 520 in it: a standard error of 3.9 points, so that 3 are nothing and 10 are something."""
    share = np.select([PLACE < 60, PLACE < 190], [0.5, during], 0.3)

    assert len(told(rate(share, np.full(200, 4.0)), hit(60, 190))) == reported


def test_days_of_another_incident_are_not_what_it_was_before() -> None:
    """Of 100 days before, 20 belong to another interval: 80 are left, at their own rate."""
    share = np.select([(PLACE >= 40) & (PLACE < 60), (PLACE >= 100) & (PLACE < 140)], [0.9, 0.6], 0.3)

    (found,) = told(rate(share, np.full(200, 40.0)), hit(100, 140), hit(40, 60))

    assert (found.before.n, found.before.value) == (80 * 40, pytest.approx(0.3))
    assert (found.during.n, found.during.value) == (40 * 40, pytest.approx(0.6))


@pytest.mark.parametrize(("visits", "does"), [(9.0, False), (11.0, True)])
def test_a_time_when_hardly_anybody_came_is_another_thing(visits: float, *, does: bool) -> None:
    """Below a tenth of the usual number of visits, who comes is not who came before."""
    during = (PLACE >= 100) & (PLACE < 140)
    group = rate(np.where(during, 0.6, 0.3), np.where(during, visits, 100.0))

    assert matters(group, hit(100, 140), PLACE < 100, during) is does


@pytest.mark.parametrize(("was", "became", "does"), [(0.5, 0.51, False), (0.03, 0.04, True), (0.985, 0.995, True)])
def test_a_point_is_a_change_where_it_is_a_quarter_of_either_answer(was: float, became: float, *, does: bool) -> None:
    """From 3 to 4 of 100, or from 1.5 to 0.5 of 100 who do otherwise."""
    during = (PLACE >= 100) & (PLACE < 140)
    group = rate(np.where(during, became, was), np.full(200, 100.0))

    assert matters(group, hit(100, 140), PLACE < 100, during) is does


def test_days_that_differ_more_than_by_chance_make_intervals_wider() -> None:
    """Four times the variance is a quarter of the visits."""
    share = np.where((PLACE >= 100) & (PLACE < 140), 0.6, 0.3)

    (few,), (many,) = (
        told(rate(share, np.full(200, 10.0 * inflation)), replace(hit(100, 140), inflation=inflation)) for inflation in (1.0, 4.0)
    )

    assert (many.before.n, many.during.n) == (4_000, 1_600)
    assert (many.during.low, many.during.high) == pytest.approx((few.during.low, few.during.high))


@pytest.mark.parametrize(("visits", "n"), [(2.0, 60 * 2 + 100 * 40), (10.0, 60 * 10)])
def test_days_before_are_enough_if_they_hold_a_quarter_of_the_visits(visits: float, n: int) -> None:
    """1,600 visits in 40 days come after 60 days of two visits, or of ten: 400 are enough."""
    share = np.where((PLACE >= 60) & (PLACE < 100), 0.6, 0.3)

    (found,) = told(rate(share, np.where(PLACE < 60, visits, 40.0)), hit(60, 100))

    assert (found.before.n, found.during.n) == (n, 40 * 40)


def scored(metric: Metric, answers: dict[str, float], valence: tuple[float, float]) -> cx.Incident:
    """Return the incident of a score: 380 answers in 38 days at a valence, all others at another one with the best answers."""
    during = (PLACE >= 100) & (PLACE < 138)
    n = np.full(200, 10.0)
    days = DaySeries((np.where(during, *valence) * n)[None], n[None], np.array([0.64]))
    best = {"favourable": 10.0, "unfavourable": 0.0, "score_sum": 10_000 * metric.high}
    columns = {"n": n[None]} | {name: np.where(during, value / 38, best[name])[None] for name, value in answers.items()}
    (found,) = told(Candidates("low_score", metric.name, -1, PAY, days, metric, columns), hit(100, 138))
    return found


def test_the_error_of_an_nps_is_that_of_its_three_answers() -> None:
    """190 of 380 promoters and 114 detractors: 20, and the variance of one answer is 0.5 + 0.3 − 0.2²."""
    found = scored(Metric.named("nps"), {"favourable": 190.0, "unfavourable": 114.0}, (0.2, 1.5)).during
    half = 100 * np.sqrt(0.76 / 380) * stats.t.ppf(0.975, 37)

    assert found.value == pytest.approx(20)
    assert (found.low, found.high) == (pytest.approx(20 - half), pytest.approx(20 + half))


def test_the_error_of_a_mean_score_is_on_its_own_scale() -> None:
    """Valence is four points wide, the scale from 0 to 10 two and a half times as wide; variances are those of valence."""
    metric = Metric(name="rating", low=0, high=10, favourable=8, unfavourable=4)
    found = scored(metric, {"score_sum": 380 * 6.0 * 1000, "favourable": 0, "unfavourable": 0}, (0.4, 1.5)).during
    half = 2.5 * np.sqrt(0.64 / 380) * stats.t.ppf(0.975, 37)

    assert found.value == pytest.approx(6.0)
    assert (found.low, found.high) == (pytest.approx(6 - half), pytest.approx(6 + half))


@pytest.mark.parametrize(("second", "count"), [((29, 60), 2), ((20, 40), 1)])
def test_intervals_of_one_stage_are_one_incident_if_half_of_the_shorter_is_shared(second: tuple[int, int], count: int) -> None:
    """A single day that both hold is not enough."""
    sums = SimpleNamespace(stage_of=np.array([0]))
    found = placed([hit(10, 30), hit(*second)], [rate(np.full(200, 0.3), np.full(200, 40.0))], sums)  # type: ignore[arg-type]

    assert len(found) == count


def test_two_scores_of_one_stage_are_two_incidents() -> None:
    """Both are the same kind of pain point, and each has its own figures."""
    days = rate(np.full(200, 0.3), np.full(200, 40.0)).days
    groups = [Candidates("low_score", name, -1, PAY, days, Metric.named(name)) for name in ("nps", "csat")]
    sums = SimpleNamespace(stage_of=np.array([0]))

    found = placed([hit(10, 30), replace(hit(10, 30), group=1)], groups, sums)  # type: ignore[arg-type]

    assert [each.hit.group for each in found] == [0, 1]
