"""A shop whose visitors arrive day by day, with days that differ, days of the week, and incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

import cxjourney as cx

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

STAGES = {"Browse": ["Search", "Product"], "Checkout": ["Basket", "Address"], "Payment": ["Card", "Paid"]}
FIRST_DAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Noise:
    """How days differ: spread of the log odds, its autocorrelation, and spread of the days of the week."""

    spread: float = 0.15
    rho: float = 0.4
    weekday: float = 0.15


@dataclass(frozen=True)
class Fault:
    """Going on from Checkout to Payment is multiplied, in a span of days, for one device or all."""

    first: int
    last: int
    factor: float = 0.5
    device: str | None = "mobile"


def daily_shop(
    *, days: int = 180, per_day: int = 120, faults: tuple[Fault, ...] = (), noise: Noise | None = None, seed: int = 1
) -> cx.EventLog:
    """Return the events of a shop."""
    return cx.read_events(daily_table(days=days, per_day=per_day, faults=faults, noise=noise, seed=seed), segment=["device", "region"])


def daily_table(*, days: int, per_day: int, faults: tuple[Fault, ...] = (), noise: Noise | None = None, seed: int = 1) -> pa.Table:
    """Return the events as a table."""
    rng = np.random.default_rng(seed)
    noise = noise or Noise()
    volume = per_day * np.exp(rng.normal(0, noise.weekday, 7))[np.arange(days) % 7]
    day = np.repeat(np.arange(days), rng.poisson(volume))
    count = len(day)
    device = rng.random(count) < 0.5
    region = rng.integers(3, size=count)
    on = [_went_on(rng, base, day, days, noise) for base in (0.6, 0.5)]
    for fault in faults:
        hit = (day >= fault.first) & (day <= fault.last) & ((device == (fault.device == "mobile")) | (fault.device is None))
        on[1] &= ~hit | (rng.random(count) < fault.factor)
    columns = _visits(rng, day, on, count)
    who = columns.pop("who")
    columns |= {
        "customer_id": np.char.add("c", who.astype(str)),
        "device": np.where(device, "mobile", "desktop")[who],
        "region": np.array(["north", "south", "west"])[region][who],
    }
    return pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})


def _went_on(rng: np.random.Generator, base: float, day: NDArray[Any], days: int, noise: Noise) -> Flags:
    lasting = rng.standard_normal(days)
    for place in range(1, days):
        lasting[place] = noise.rho * lasting[place - 1] + np.sqrt(1 - noise.rho**2) * lasting[place]
    odds = np.log(base / (1 - base)) + noise.spread * lasting + rng.normal(0, noise.weekday, 7)[np.arange(days) % 7]
    return np.asarray(rng.random(len(day)) < 1 / (1 + np.exp(-odds[day])))


def _visits(rng: np.random.Generator, day: NDArray[Any], on: list[Flags], count: int) -> dict[str, NDArray[Any]]:
    """Return the visits of everybody: each stage begins with its first touchpoint, and half of the visits see the second."""
    start = day * 86_400.0 + rng.uniform(0, 80_000, count)
    reached = [np.ones(count, dtype=bool), on[0], on[0] & on[1]]
    parts: list[tuple[NDArray[Any], Floats, str]] = []
    clock = start.copy()
    for stage, inside in zip(STAGES.values(), reached, strict=True):
        for place, touchpoint in enumerate(stage):
            seen = inside & ((rng.random(count) < 0.5) | (place == 0) | (touchpoint == "Paid"))
            parts.append((np.flatnonzero(seen), clock[seen].copy(), touchpoint))
            clock = np.where(seen, clock + rng.lognormal(6.0, 1.0, count), clock)
    who = np.concatenate([each[0] for each in parts])
    moment = np.concatenate([each[1] for each in parts])
    zero = np.datetime64(FIRST_DAY.isoformat(), "us")
    answered = rng.random(len(who)) < 0.1
    return {
        "who": who,
        "timestamp": zero + (moment * 1e6).astype("timedelta64[us]"),
        "touchpoint": np.concatenate([np.full(len(each[0]), each[2]) for each in parts]),
        "csat": np.where(answered, rng.integers(1, 6, len(who)), np.nan),
    }


def on_day(place: int) -> date:
    """Return the date of a day, counted from the first."""
    return FIRST_DAY + timedelta(days=place)
