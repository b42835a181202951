"""How often the intervals of a conformance hold the truth, on journeys that keep to a plan with known chances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

import cxjourney as cx

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.calibration

SECTION = "Keeping to a plan"
HOUR, DAY, WINDOW = 3_600, 86_400, 60 * 86_400
START = datetime(2026, 1, 1, tzinfo=UTC)
PLAN = cx.JourneyMap(
    stages={"Ask": ["Form", "Advice"], "Decide": [cx.Touchpoint(name="Offer", expected_wait=DAY), "Contract"], "Use": ["First use"]}
)
FIGURES = ("fitness", "content", "sequence", "timing", "completion", "graded_fitness", "offer", "skipped")


@dataclass(frozen=True)
class Walk:
    """Journeys as one row each: whose they are, when they begin, how far they come, and what goes otherwise."""

    customer: NDArray[Any]
    start: NDArray[Any]
    length: NDArray[Any]
    skips: NDArray[Any]
    extra: NDArray[Any]
    back: NDArray[Any]
    wait: NDArray[Any]


def walk(customers: int, *, repeats: bool, seed: int) -> Walk:
    """Return the journeys of customers who keep to the plan alike, or each in their own way and again and again."""
    rng = np.random.default_rng(seed)
    journeys = rng.integers(1, 6, customers) if repeats else np.ones(customers, dtype=np.int64)
    customer = np.repeat(np.arange(customers), journeys)
    careless = (rng.beta(1.0, 2.0, customers) * 3 if repeats else np.ones(customers))[customer]
    count = len(customer)
    length = np.minimum(rng.geometric(0.15, count), 5)
    length = np.where((length < 5) & (rng.random(count) < 0.3), 5, length)
    return Walk(
        customer=customer,
        start=rng.uniform(0, WINDOW, count),
        length=length,
        skips=(rng.random(count) < 0.12 * careless) & (length >= 3),
        extra=rng.random(count) < 0.06 * careless,
        back=(rng.random(count) < 0.08 * careless) & (length >= 4),
        wait=rng.lognormal(np.log(8 * HOUR), 1.0, count) * (0.5 + 0.5 * careless),
    )


def visits(found: Walk) -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    """Return touchpoint, which journeys visit it, and when: an hour a step, and the wait after the last visit to the offer."""
    offer = found.start + 2 * HOUR
    again = np.where(found.back, offer + 2 * HOUR, offer)
    signed = again + found.wait
    return [
        ("Form", found.length >= 1, found.start),
        ("Stranger", found.extra, found.start + 600),
        ("Advice", (found.length >= 2) & ~found.skips, found.start + HOUR),
        ("Offer", found.length >= 3, offer),
        ("Advice", found.back, offer + HOUR),
        ("Offer", found.back, offer + 2 * HOUR),
        ("Contract", found.length >= 4, signed),
        ("First use", found.length >= 5, signed + HOUR),
    ]


def log(found: Walk) -> cx.EventLog:
    """Return their events up to the end of the window."""
    parts = []
    for order, (name, comes, time) in enumerate(visits(found)):
        seen = np.flatnonzero(comes & (time <= WINDOW))
        parts.append(
            pl.DataFrame({"customer": found.customer[seen], "journey": seen, "time": time[seen], "order": order, "touchpoint": name})
        )
    rows = pl.concat([part.cast({"order": pl.Int64}) for part in parts])
    return cx.read_events(
        rows.with_columns(time=(rows["time"] * 1e6).cast(pl.Int64) + int(START.timestamp() * 1e6)), time_unit="us", order="order"
    )


def truth(*, repeats: bool) -> dict[str, float]:
    """Return what very many customers give, from how they were made and not from their events."""
    found = walk(600_000, repeats=repeats, seed=0)
    here = {}
    for order, (name, comes, time) in enumerate(visits(found)):
        here[order, name] = comes & (time <= WINDOW)
    offered = here[3, "Offer"]
    skipped = found.skips & offered & ~here[4, "Advice"]
    back = here[4, "Advice"] & ~found.skips
    content, sequence = skipped | here[1, "Stranger"], here[4, "Advice"]
    last = found.start + 2 * HOUR + np.where(here[5, "Offer"], 2 * HOUR, 0)
    first = here[5, "Offer"] & (WINDOW - found.start - 2 * HOUR >= DAY)
    settled = offered & (WINDOW - last >= DAY)
    late = settled & ~(here[6, "Contract"] & (found.wait <= DAY))
    steps = sum(each.astype(np.int64) for each in here.values()) + skipped
    wrong = skipped.astype(np.int64) + here[1, "Stranger"] + back + (found.skips & here[4, "Advice"]) + late
    return {
        "fitness": float(1 - np.mean(content | sequence | late)),
        "content": float(content.mean()),
        "sequence": float(sequence.mean()),
        "timing": float(late.sum() / (settled | first).sum()),
        "completion": float((found.length >= 5).mean()),
        "graded_fitness": float(np.mean(1 - wrong / steps)),
        "offer": float((late & offered).sum() / offered.sum()),
        "skipped": float(skipped.mean()),
    }


def figures(found: cx.Conformance) -> dict[str, cx.Estimate]:
    """Return the figures by name, with one of a touchpoint and one of a deviation."""
    whole = {name: getattr(found, name) for name in FIGURES[:6]}
    skipped = next((each.share for each in found.deviations if each.kind == "skipped"), cx.Estimate.missing())
    return {**whole, "offer": found.touchpoint("Offer").deviating, "skipped": skipped}


@pytest.mark.parametrize(("customers", "repeats"), [(200, False), (200, True), (1_000, True)])
def test_intervals_hold_the_truth(results: Any, scale: int, customers: int, *, repeats: bool) -> None:
    """Shares of journeys, the mean share of steps, and figures of touchpoints and deviations."""
    runs, true = 30 * scale, truth(repeats=repeats)
    until = START + timedelta(seconds=WINDOW)
    held: dict[str, list[bool]] = {name: [] for name in FIGURES}
    for seed in range(1, runs + 1):
        found = figures(cx.conformance(PLAN, log(walk(customers, repeats=repeats, seed=seed)), observed_until=until))
        for name, estimate in found.items():
            held[name].append(estimate.low is not None and estimate.high is not None and estimate.low <= true[name] <= estimate.high)

    shares = {name: float(np.mean(inside)) for name, inside in held.items()}
    mean, worst = float(np.mean(list(shares.values()))), min(shares, key=lambda name: shares[name])
    journeys = "one each, alike" if not repeats else "several each, who differ"
    row = (
        journeys,
        f"{customers:,}",
        f"{100 * mean:.1f}%",
        f"{worst.replace('_', ' ')} {100 * shares[worst]:.1f}%",
        f"{runs * len(FIGURES):,}",
    )
    results.add(SECTION, *row, keys=2, figures={2: 0.06})

    assert min(shares.values()) >= stats.binom.ppf(1e-4, runs, 0.93) / runs
