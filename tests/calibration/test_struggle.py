"""Weights of the signs of struggling, on journeys whose odds of leaving are known."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import struggling_shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

SECTION = "Signs of struggling"
MARKERS = ("repeat", "return", "long_silence", "error")
NOTHING = dict.fromkeys(MARKERS, 0.0)
TRUTH = {"repeat": 0.25, "return": -0.3, "error": 0.5, "escalation": 0.4, "bad_score": 0.6}
"""Weights of the service: going back is a good sign there."""

PLACES = 25
DEAD_END, SUPPORT = PLACES + 1, PLACES + 2
HOUR = 3_600_000_000


@dataclass
class Service:
    """
    A service with many touchpoints of very different kinds, two channels and a question; wholly apart from the shop.

    Every customer starts at one of the first five touchpoints and moves forward one to three at a time; the odds of leaving have
    nothing to do with where trouble happens.
    """

    customers: int
    seed: int
    weights: dict[str, float]

    def events(self) -> cx.EventLog:
        """Return the log."""
        rng, world = np.random.default_rng(self.seed), np.random.default_rng(99)
        leave = np.append(world.normal(-2.6, 1.0, PLACES + 1), [-2.0, -2.5])
        again, back = (world.uniform(0, 0.3, PLACES + 3) for _ in range(2))
        rows: list[tuple[int, int, int, int, int]] = []
        for who in range(self.customers):
            rows += self._journey(who, rng, leave, again, back)
        names = [f"Step {number}" for number in range(PLACES)] + ["Done", "Error page", "Support"]
        frame = pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint", "channel", "csat"])
        frame["timestamp"] = pd.to_datetime(frame["timestamp"], unit="us", utc=True)
        frame["touchpoint"] = np.array(names, dtype=object)[frame["touchpoint"]]
        frame["channel"] = np.array(["web", "phone"], dtype=object)[frame["channel"]]
        return cx.read_events(frame.astype({"customer": str, "csat": float}).replace({"csat": {0.0: np.nan}}))

    def _journey(
        self, who: int, rng: np.random.Generator, leave: NDArray[Any], again: NDArray[Any], back: NDArray[Any]
    ) -> list[tuple[int, int, int, int, int]]:
        trail, way, time, seen = [-1, -1, -1], int(rng.integers(5)), int(rng.integers(60 * 24)) * HOUR, dict.fromkeys(TRUTH, 0)
        here, rows = way, []
        while True:
            mood, fate, chance, step = rng.random(4)
            answer = 0 if mood < 0.6 else 2 if mood < 0.72 else 5
            rows.append((who, time, here, int(here == SUPPORT), answer))
            seen["repeat"] += here == trail[-1]
            seen["return"] += here == trail[-2] and here != trail[-1] and trail[-1] != trail[-3]
            seen["escalation"] += here == SUPPORT
            odds = leave[here] + sum(self.weights.get(name, 0.0) * min(count, 3) for name, count in seen.items())
            if here == PLACES or fate < 1 / (1 + exp(-odds)):
                return rows
            seen["error"] += here == DEAD_END
            seen["bad_score"] += answer == 2
            trail = [*trail[1:], here]
            if here > PLACES:
                here = way
            elif chance < 0.08:
                here = DEAD_END if chance < 0.04 else SUPPORT
            elif chance >= 0.08 + again[here] + back[here]:
                here = min(PLACES, way + 1 + int(3 * step))
            elif chance >= 0.08 + again[here]:
                here = max(0, way - 1)
            way = here if here <= PLACES else way
            time += int(rng.exponential(HOUR)) + 1_000_000


def shop_of(weights: dict[str, float] | None, frailty: float = 0.0) -> Callable[[int, int], tuple[cx.EventLog, str, dict[str, float]]]:
    """Return the function that makes a shop's log, goal and true weights."""

    def make(customers: int, seed: int) -> tuple[cx.EventLog, str, dict[str, float]]:
        shop = struggling_shop(customers=customers, seed=seed, weights=weights, frailty=frailty)
        return shop.events, shop.goal, dict(shop.weights)

    return make


def service_of(weights: dict[str, float]) -> Callable[[int, int], tuple[cx.EventLog, str, dict[str, float]]]:
    """Return the function that makes a service's log, goal and true weights; how fast customers are tells nothing."""
    return lambda customers, seed: (Service(customers, seed, weights).events(), "Done", {"long_silence": 0.0, **weights})


WORLDS = {
    "shop, trouble matters": (shop_of(None), 0.9),
    "shop, trouble does not matter": (shop_of(NOTHING), 0.9),
    "shop, trouble does not matter, customers differ": (shop_of(NOTHING, frailty=0.8), 0.86),
    "service, trouble matters": (service_of(TRUTH), 0.9),
    "service, trouble does not matter": (service_of(dict.fromkeys(TRUTH, 0.0)), 0.9),
}
CASES = [
    ("shop, trouble matters", 500),
    ("shop, trouble matters", 4_000),
    ("shop, trouble does not matter", 500),
    ("shop, trouble does not matter", 4_000),
    ("shop, trouble does not matter, customers differ", 2_000),
    ("service, trouble matters", 1_000),
    ("service, trouble does not matter", 1_000),
]


@pytest.mark.parametrize(("name", "customers"), CASES)
def test_intervals_of_weights_hold_the_truth(results: Any, scale: int, name: str, customers: int) -> None:
    """In nine of ten cases at least; where trouble does not matter hardly any sign is called clear."""
    make, promised = WORLDS[name]
    runs = (6 if name.startswith("service") else 20) * scale
    inside: dict[str, list[bool]] = {}
    clear: list[bool] = []
    for run in range(runs):
        events, goal, truth = make(customers, 3_000 + run)
        found = cx.struggle(events, goal=goal, worst=0)
        for term in found.terms:
            if term.weight.value is not None:
                inside.setdefault(term.signal, []).append(term.weight.low <= truth[term.signal] <= term.weight.high)
        clear += [term.clear for term in found.terms if truth[term.signal] == 0]
    every = [each for signal in inside.values() for each in signal]
    coverage, worst = np.mean(every), min(np.mean(each) for each in inside.values())
    wrong = f"{100 * np.mean(clear):.1f}%"
    row = (name, f"{customers:,}", f"{100 * coverage:.1f}%", f"{100 * worst:.0f}%", wrong, f"{runs:,}")
    results.add(SECTION, *row, keys=2, figures={2: 0.08})

    assert sum(every) >= stats.binom.ppf(1e-4, len(every), promised)
    assert sum(clear) <= stats.binom.ppf(1 - 1e-4, len(clear), 0.05)


def test_whole_journeys_give_trouble_the_wrong_sign() -> None:
    """Errors seem to keep customers when journeys are compared, and drive them away visit by visit."""
    shop = struggling_shop(customers=4_000, seed=11)
    frame = pd.DataFrame(shop.columns)
    errors = frame["touchpoint"].eq("Payment declined").groupby(frame["customer_id"]).sum()
    reached = frame["touchpoint"].eq(shop.goal).groupby(frame["customer_id"]).any()
    by_journey = np.corrcoef(errors, ~reached)[0, 1]

    term = cx.struggle(shop.events, goal=shop.goal, worst=0).term("error")

    assert by_journey < -0.05
    assert term is not None
    assert term.weight.low > 0
