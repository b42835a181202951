"""A shop whose customers leave after trouble: the log odds that each kind of trouble adds are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from cxjourney.arguments import LARGEST, whole_number
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cxjourney.ingest import EventLog

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

PLACES = ("Landing page", "Search", "Product page", "Basket", "Sign in", "Delivery", "Payment", "Order confirmed", "Payment declined")
GOAL, DECLINED = 7, 8
LEAVE = np.array([-0.3, -1.2, -1.9, -2.3, -2.7, -3.0, -3.2, 50.0, -2.6])
"""Log odds of leaving without any trouble: most who go leave early, when they had no time for trouble yet."""

REPEAT = np.array([0.02, 0.08, 0.12, 0.15, 0.25, 0.15, 0.2, 0.0, 0.0])
BACK = np.array([0.0, 0.05, 0.08, 0.12, 0.08, 0.1, 0.05, 0.0, 0.0])
DECLINE = np.array([0.0, 0.0, 0.0, 0.0, 0.05, 0.0, 0.3, 0.0, 0.0])
WEIGHTS = {"repeat": 0.35, "return": 0.0, "long_silence": 0.3, "error": 0.7}
"""Log odds that each sign of struggling adds, up to three of each."""

CAP = 3
STEPS = 400
START = 1_767_571_200_000_000  # 2026-01-05
DAY = 86_400_000_000
DAYS = 120
TYPICAL_GAP, GAP_SPREAD = 1_200_000_000, 0.8
LONG = 1.2815515655446004
"""Nine in ten moves are faster than this many standard deviations."""


@dataclass(frozen=True)
class StrugglingShop:
    """
    Events of a shop whose customers leave after trouble.

    Parameters
    ----------
    customers
        How many there are.
    seed
        Start of the random numbers.
    weights
        Log odds of leaving that each sign of struggling adds, up to three of each.
    frailty
        Standard deviation of the customers' own log odds of leaving.
    """

    customers: int
    seed: int
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    frailty: float = 0.0

    @property
    def goal(self) -> str:
        """Touchpoint that completes a journey."""
        return PLACES[GOAL]

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The events as columns of equal length."""
        customer, time, place = _walk(self)
        names = np.array([f"C{number:07d}" for number in range(1, self.customers + 1)], dtype=object)
        return {
            "customer_id": names[customer],
            "timestamp": time.astype("datetime64[us]"),
            "touchpoint": np.array(PLACES, dtype=object)[place],
        }

    @cached_property
    def events(self) -> EventLog:
        """The events as `read_events` reads them."""
        from cxjourney.ingest import read_events  # noqa: PLC0415 - simulating alone needs no ingest

        connection = duckdb.connect()
        connection.register("simulated", self.columns)
        return read_events(connection.table("simulated"), customer="customer_id", time="timestamp", touchpoint="touchpoint")


def struggling_shop(
    *, customers: int = 4_000, seed: int = 1, weights: Mapping[str, float] | None = None, frailty: float = 0.0
) -> StrugglingShop:
    """
    Return a shop whose customers leave after trouble.

    At each visit a customer leaves, repeats the step, goes back to the one before, is declined while paying, or goes on. Most of those
    who leave do so early, before anything went wrong; so whole journeys with much trouble reach the goal more often than
    those without, although each trouble makes leaving more likely.

    Parameters
    ----------
    customers
        Number of customers.
    seed
        Start of the random numbers; the same seed gives the same events.
    weights
        Log odds of leaving that each ``repeat``, ``return``, ``long_silence`` and ``error`` so far adds, up to three of each; some
        of them, the others keep theirs.
    frailty
        Standard deviation of the customers' own log odds of leaving.

    Returns
    -------
    StrugglingShop
        ``events``, ``goal`` and the true ``weights``.

    Raises
    ------
    OptionError
        If the number of customers is not at least 1 or a weight is of something else.

    Examples
    --------
    >>> shop = struggling_shop(customers=200)
    >>> shop.weights["error"], shop.events.n_customers
    (0.7, 200)
    """
    customers = whole_number("customers", customers, 1, most=LARGEST)
    seed = whole_number("seed", seed, 0)
    for name in weights or {}:
        if name not in WEIGHTS:
            raise OptionError.for_choice("weights", name, tuple(WEIGHTS))
    return StrugglingShop(customers, seed, {**WEIGHTS, **(weights or {})}, frailty)


def _walk(shop: StrugglingShop) -> tuple[Integers, Integers, Integers]:
    """Return customer, time and place of every visit inside the window."""
    rng = np.random.default_rng(shop.seed)
    weights = np.array([shop.weights[name] for name in WEIGHTS])
    customer, own = np.arange(shop.customers), shop.frailty * rng.standard_normal(shop.customers)
    time = START + (rng.random(shop.customers) * DAYS * DAY).astype(np.int64)
    # The last three places and the last step of the way, from which to go on after a declined payment.
    trail = np.full((4, shop.customers), -1)
    trail[0], way = 0, np.zeros(shop.customers, dtype=np.int64)
    counts, visits = np.zeros((shop.customers, len(WEIGHTS)), dtype=np.int64), []
    for _ in range(STEPS):
        here = trail[0]
        visits.append((customer, time, here))
        counts[:, 0] += here == trail[1]
        counts[:, 1] += (here == trail[2]) & (here != trail[1]) & (trail[1] != trail[3])
        odds = LEAVE[here] + own + np.minimum(counts, CAP) @ weights
        stays = np.flatnonzero(rng.random(len(here)) >= 1 / (1 + np.exp(-odds)))
        if not len(stays):
            break
        customer, time, own, counts, way = customer[stays], time[stays], own[stays], counts[stays], way[stays]
        following = _next(here[stays], way, rng)
        way = np.where(following == DECLINED, way, following)
        trail = np.concatenate([following[None], trail[:3, stays]])
        pace = rng.standard_normal(len(stays))
        counts[:, 2] += pace > LONG
        counts[:, 3] += trail[1] == DECLINED
        time = time + (TYPICAL_GAP * np.exp(GAP_SPREAD * pace)).astype(np.int64)
    found = [np.concatenate(column) for column in zip(*visits, strict=True)]
    seen = found[1] < START + DAYS * DAY
    return found[0][seen], found[1][seen], found[2][seen]


def _next(here: Integers, way: Integers, rng: np.random.Generator) -> Integers:
    """Return where those who stay go next."""
    chance = rng.random(len(here))
    repeat = REPEAT[here]
    back = repeat + BACK[here]
    declined = back + DECLINE[here]
    following = np.select([chance < repeat, chance < back, chance < declined], [here, way - 1, np.full(len(here), DECLINED)], way + 1)
    return np.where(here == DECLINED, way, following)
