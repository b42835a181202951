"""How often there is an incident in logs in which nothing changed, and how often a planted one is found, dated and placed."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_series import DaySeries
from cxjourney.inference.multiplicity import holm
from tests.comparison.daily_shop import STAGES, Fault, Noise, daily_shop, on_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

pytestmark = pytest.mark.calibration

NOISE, LOGS, PLANTED = "Days in which nothing changes", "Logs in which nothing changes", "Planted incidents"
SERIES, VISITS, RATE, WEEKDAYS = 60, 60, 0.2, 0.2
KINDS = {
    "as by chance": (0.0, 0.0),
    "days differ": (0.25, 0.0),
    "good and bad spells": (0.25, 0.4),
    "long spells": (0.25, 0.7),
}
CLOSE = timedelta(days=4)


def lasting(rng: np.random.Generator, rows: int, days: int, rho: float) -> Floats:
    """Return noise whose days depend on the day before."""
    values = rng.standard_normal((rows, days))
    for day in range(1, days):
        values[:, day] = rho * values[:, day - 1] + np.sqrt(1 - rho**2) * values[:, day]
    return values


def nothing_changes(rng: np.random.Generator, days: int, spread: float, rho: float) -> DaySeries:
    """Return shares of visits by day of series that have nothing in common."""
    weekday = rng.normal(0, WEEKDAYS, (SERIES, 7))[:, np.arange(days) % 7]
    odds = np.log(RATE / (1 - RATE)) + weekday + spread * lasting(rng, SERIES, days, rho)
    count = rng.poisson(VISITS * np.exp(rng.normal(0, WEEKDAYS, 7))[np.arange(days) % 7], (SERIES, days))
    return DaySeries(rng.binomial(count, 1 / (1 + np.exp(-odds))).astype(np.float64), count.astype(np.float64))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", [90, 180, 365])
def test_noise_raises_no_alarm(results: Any, scale: int, days: int, kind: str) -> None:
    """At most one set of series in twenty holds any interval that is more than chance, after the correction for all of them."""
    runs, wrong = 30 * scale, 0
    rng = np.random.default_rng([days, list(KINDS).index(kind)])
    for _ in range(runs):
        adjusted = holm(strongest_intervals(nothing_changes(rng, days, *KINDS[kind])).p_value)
        wrong += bool((adjusted <= 0.05).any())
    results.add(NOISE, kind, str(days), str(SERIES), f"{100 * wrong / runs:.1f}%", f"{runs:,}", keys=3, figures={3: 0.15})

    if kind == "long spells":  # they look like short incidents: beyond the promise
        assert wrong <= stats.binom.ppf(0.99, runs, 0.17)
    else:
        assert wrong <= max(1, 0.05 * runs)


@pytest.mark.slow
@pytest.mark.parametrize(("noise", "days"), [((0.15, 0.4), 180), ((0.3, 0.5), 120)], ids=["usual", "strong"])
def test_logs_in_which_nothing_changes_hold_no_incident(results: Any, scale: int, noise: tuple[float, float], days: int) -> None:
    """Nor an improvement: in at most one of twenty."""
    runs, wrong, tested = 4 * scale, 0, 0
    for run in range(runs):
        events = daily_shop(days=days, per_day=150, noise=Noise(*noise), seed=5_000 + run)
        found = cx.trend(events, goal="Paid", stages=STAGES)
        wrong += bool(found.incidents or found.improvements)
        tested += found.tested
    name = f"spread {noise[0]:g}, ρ {noise[1]:g}"
    results.add(LOGS, name, str(days), f"{tested / runs:.0f}", f"{100 * wrong / runs:.1f}%", f"{runs}", keys=2, figures={3: 0.3})

    assert wrong <= 0.05 * runs


@pytest.mark.slow
@pytest.mark.parametrize("device", ["mobile", None], ids=["one segment", "everybody"])
def test_planted_incidents_are_found_dated_and_placed(results: Any, scale: int, device: str | None) -> None:
    """Three weeks in which half as many go on from a stage, among 150 customers a day."""
    runs, hits, placed, others = 4 * scale, 0, 0, 0
    for run in range(runs):
        fault = Fault(80 + run, 100 + run, 0.5, device)
        found = cx.trend(daily_shop(days=180, per_day=150, faults=(fault,), seed=6_000 + run), goal="Paid", stages=STAGES)
        dated = [each for each in found.incidents if close(each, fault)]
        hits += bool(dated)
        placed += [each.segment for each in dated] == [device]
        others += len(found.incidents) + len(found.improvements) - len(dated)
    who = device or "everybody"
    share = [f"{100 * each / runs:.0f}%" for each in (hits, placed)]
    results.add(PLANTED, who, "150", *share, f"{others}", f"{runs}", keys=2, figures={2: 0.3, 3: 0.3})

    assert hits >= 0.9 * runs
    assert placed >= 0.85 * runs
    assert others <= 0.1 * runs


@pytest.mark.slow
def test_several_incidents_of_one_place_do_not_hide_each_other(results: Any, scale: int) -> None:
    """Four times three weeks of a year, in one stage."""
    runs, hits, placed, others = 2 * scale, 0, 0, 0
    for run in range(runs):
        faults = tuple(Fault(first + run, first + run + 20, 0.5, "mobile") for first in (40, 120, 180, 270))
        found = cx.trend(daily_shop(days=365, per_day=150, faults=faults, seed=7_000 + run), goal="Paid", stages=STAGES)
        dated = [[each for each in found.incidents if close(each, fault)] for fault in faults]
        hits += sum(map(bool, dated))
        placed += sum([each.segment for each in incident] == ["mobile"] for incident in dated)
        others += len(found.incidents) + len(found.improvements) - sum(map(len, dated))
    share = [f"{100 * each / (4 * runs):.0f}%" for each in (hits, placed)]
    results.add(PLANTED, "mobile, four times in a year", "150", *share, f"{others}", f"{runs}", keys=2, figures={2: 0.3, 3: 0.3})

    assert hits >= 0.9 * 4 * runs
    assert placed >= 0.85 * 4 * runs
    assert others <= 0.1 * 4 * runs


def close(incident: cx.Incident, fault: Fault) -> bool:
    """Return whether an incident is the planted one, with its dates within a few days."""
    if (incident.kind, incident.stage) != ("drop_off", "Checkout") or incident.end is None:
        return False
    return all(
        abs(found - on_day(true)) <= CLOSE for found, true in zip((incident.start, incident.end), (fault.first, fault.last), strict=True)
    )


def test_persistence_is_read_from_noise_as_from_data() -> None:
    """The table that p-values come from was made by the same scan."""
    from cxjourney.inference.scan_null import null_table
    from tools.scan_null import line, scans

    row = next(row for row in null_table() if row[0] == 90 and row[1] == 0.2)
    made = line(90, 0.2, scans(90, 0.2, 1_000))

    assert made[3] == pytest.approx(row[3], rel=0.1)
    assert made[4] == pytest.approx(row[4], rel=0.15)
    assert list(itertools.pairwise(null_table()[:, 0])) == sorted(itertools.pairwise(null_table()[:, 0]))
