"""Shares of paths, funnels and groups, on journeys whose chances are known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

HOUR, DAY = 3_600.0, 86_400.0
START = pd.Timestamp("2026-01-01", tz="UTC")
LETTERS = np.array(["Home", "Help", "Basket", "Offer", "Paid"], dtype=object)
WITHIN = timedelta(days=1)
STEPS = ["Home", "Basket", "Paid"]


@dataclass(frozen=True)
class Shop:
    """
    Journeys from Home over Basket to Paid, with Help and Offer in between at times.

    Each customer makes one journey, and more on average by ``repeated``; customers differ in how easily they leave by ``frailty``
    (standard deviation of the log odds) and in pace; steps take hours.
    """

    days: float
    repeated: float = 0.0
    frailty: float = 0.0
    hours: float = 1.0

    def visits(self, customers: int, seed: int) -> tuple[Any, ...]:
        """Return customer, journey, time and touchpoint of all visits, whole journeys, in seconds from the start."""
        rng = np.random.default_rng(seed)
        counts = 1 + rng.poisson(self.repeated, customers)
        who = np.repeat(np.arange(customers), counts)
        ease = np.repeat(self.frailty * rng.standard_normal(customers), counts)
        size = len(who)
        goes = [rng.random(size) < 1 / (1 + np.exp(-(odds + ease))) for odds in (0.4, -0.3)]
        there = [np.ones(size, dtype=bool), rng.random(size) < 0.3, goes[0], goes[0] & (rng.random(size) < 0.2), goes[0] & goes[1]]
        waits = [np.exp(np.log(self.hours * HOUR) + 0.5 * ease + 1.1 * rng.standard_normal(size)) for _ in there]
        time = rng.uniform(0, self.days * DAY, size)
        rows = []
        for touchpoint, (is_there, wait) in enumerate(zip(there, waits, strict=True)):
            time = np.where(is_there & (touchpoint > 0), time + wait, time)
            rows.append((who[is_there], np.flatnonzero(is_there), time[is_there], np.full(is_there.sum(), touchpoint)))
        return tuple(np.concatenate(column) for column in zip(*rows, strict=True))

    def events(self, customers: int, seed: int) -> cx.EventLog:
        """Return the log of what was seen until the end."""
        who, journey, time, touchpoint = self.visits(customers, seed)
        seen = time < self.days * DAY
        frame = pd.DataFrame({
            "customer": np.char.add("c", who[seen].astype(str)),
            "journey": journey[seen].astype(str),
            "timestamp": START + pd.to_timedelta((time[seen] * 1e6).round(), unit="us"),
            "touchpoint": LETTERS[touchpoint[seen]],
        })  # fmt: skip
        return cx.read_events(frame, journey="journey")


WORLDS = {
    "one journey each": Shop(days=40),
    "several each, customers differ": Shop(days=40, repeated=2.0, frailty=1.2),
    "slow steps, short log": Shop(days=6, hours=6.0, frailty=0.6),
}
LEAST = 0.9
"""Share of intervals of nominally 95% that must hold the truth in each world."""

CASES = [(name, customers) for name in WORLDS for customers in (200, 1_000)]


@cache
def truth(name: str) -> tuple[dict[str, float], dict[tuple[str, ...], float]]:
    """Return the true conversions within the time, and the true share of each path, from one large run."""
    who, journey, time, touchpoint = WORLDS[name].visits(200_000, 1)
    del who
    frame = pd.DataFrame({"journey": journey, "time": time, "touchpoint": touchpoint}).sort_values(["journey", "touchpoint"])
    at = frame.pivot_table(index="journey", columns="touchpoint", values="time")
    inside = [at[place] - at[0] <= WITHIN.total_seconds() for place in (0, 2, 4)]
    conversions = {"Home": inside[1].sum() / len(at), "Basket": inside[2].sum() / inside[1].sum(), "all": inside[2].sum() / len(at)}
    paths = frame.groupby("journey")["touchpoint"].agg(tuple).value_counts(normalize=True)
    return conversions, {tuple(LETTERS[list(path)]): float(share) for path, share in paths.items()}


def holds(estimate: Estimate | None, true: float) -> bool:
    """Return whether an interval holds the truth."""
    assert estimate is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= true <= estimate.high


@pytest.mark.parametrize(("name", "customers"), CASES)
def test_intervals_of_funnels_hold_the_truth(results: Any, scale: int, name: str, customers: int) -> None:
    """Also where the end of the log hides what slow customers do."""
    inside: dict[str, list[bool]] = defaultdict(list)
    conversions, _ = truth(name)
    for run in range(40 * scale):
        found = cx.funnel(WORLDS[name].events(customers, 1_000 + run), STEPS, within=WITHIN)
        inside["Home to Basket"].append(holds(found.steps[0].conversion, conversions["Home"]))
        inside["Basket to Paid"].append(holds(found.steps[1].conversion, conversions["Basket"]))
        inside["Home to Paid"].append(holds(found.steps[2].share, conversions["all"]))

    assert _keep(results, (name, "funnel", customers), inside) >= LEAST


@pytest.mark.parametrize(("name", "customers"), CASES)
def test_intervals_of_shares_of_paths_hold_the_truth(results: Any, scale: int, name: str, customers: int) -> None:
    """The most common paths of the world, wherever they rank; also where many journeys are cut off. One that is not found is a miss."""
    inside: dict[str, list[bool]] = defaultdict(list)
    _, shares = truth(name)
    common = sorted(shares, key=lambda path: -shares[path])[:4]
    for run in range(20 * scale):
        events = WORLDS[name].events(customers, 2_000 + run)
        found = {each.touchpoints: each.share for each in cx.variants(events, top=50, min_customers=1).variants}
        for path in common:
            inside[" → ".join(path)].append(path in found and holds(found[path], shares[path]))

    assert _keep(results, (name, "share of a path", customers), inside) >= LEAST


def _keep(results: Any, row: tuple[str, str, int], inside: dict[str, list[bool]]) -> float:
    """Keep a row for the page; return the share of intervals that hold the truth."""
    name, figure, customers = row
    every = [each for part in inside.values() for each in part]
    worst = min(inside, key=lambda part: float(np.mean(inside[part])))
    shown = (_percent(np.mean(every), 1), f"{worst} {_percent(np.mean(inside[worst]))}", f"{len(every):,}")
    results.add("Paths and funnels", name, figure, f"{customers:,}", *shown, keys=3, figures={3: 0.08})

    assert np.mean(every) >= 0.9 - 2 * np.sqrt(0.05 * 0.95 / len(every)) - 0.01
    return float(np.mean(every))


def _percent(share: Any, digits: int = 0) -> str:
    return f"{100 * float(share):.{digits}f}%"


KINDS = ("ABCDEFG", "ABXYZ", "PQRST")
CHANCES = (0.5, 0.3, 0.2)


@pytest.mark.parametrize("noise", [0.1, 0.25])
def test_planted_kinds_of_journeys_are_found(results: Any, scale: int, noise: float) -> None:
    """Their number too, and their shares."""
    agreement, numbers, inside = [], [], []
    for run in range(6 * scale):
        events, kinds = _mixed(run, 1_500, noise)
        late = {"observed_until": (START + pd.Timedelta(days=300)).to_pydatetime()}
        found = cx.journey_groups(events, **late)
        numbers.append(len(found.groups))
        three = found if len(found.groups) == 3 else cx.journey_groups(events, 3, **late)
        grouped = three.assign(events, **late)
        codes = np.full(len(kinds), -1)
        for place, group in enumerate(three.groups):
            keys = grouped.filter(segments=group.name)
            codes[[int(key[1:]) for (key,) in keys.engine.rows(f"SELECT key FROM {keys.customer_relation}")]] = place
        agreement.append(_rand_index(kinds, codes))
        inside += [holds(group.share, chance) for group, chance in zip(three.groups, CHANCES, strict=True)]
    agreed = (f"{np.mean(agreement):.3f}", f"{np.min(agreement):.3f}")
    shown = (*agreed, _percent(np.mean(np.array(numbers) == 3)), _percent(np.mean(inside)), f"{len(numbers)}")
    results.add("Kinds of journeys", _percent(noise), *shown, keys=1, figures={1: 0.0005})

    assert np.mean(agreement) >= 0.9


def _mixed(seed: int, customers: int, noise: float) -> tuple[cx.EventLog, Any]:
    """Return a log of three kinds of journeys in which steps are left out or others, and each customer's kind."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(3, customers, p=CHANCES)
    rows = []
    for who, kind in enumerate(kinds):
        steps = [letter if rng.random() > noise else rng.choice(["", "M", "N"]) for letter in KINDS[kind]]
        rows += [(f"c{who}", letter, place) for place, letter in enumerate(steps) if letter] or [(f"c{who}", "M", 0)]
    frame = pd.DataFrame(rows, columns=["customer", "touchpoint", "hours"])
    return cx.read_events(frame.assign(timestamp=START + pd.to_timedelta(frame["hours"], unit="h")).drop(columns="hours")), kinds


def _rand_index(one: Any, other: Any) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985)."""
    table = pd.crosstab(one, other).to_numpy().astype(float)

    def pairs(n: Any) -> float:
        return float((n * (n - 1) / 2).sum())

    rows, columns, total = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(np.array(table.sum()))
    expected = rows * columns / total
    return (pairs(table) - expected) / ((rows + columns) / 2 - expected)
