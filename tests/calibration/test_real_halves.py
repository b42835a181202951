"""How often comparisons of random halves of real logs raise an alarm."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

SECTION = "Halves of real logs"
DATA = Path(__file__).parents[3] / "shared" / "data"
CSAT = {"Artwork": "Q7ART", "Restaurants": "Q7FOOD", "Shops": "Q7STORE", "Signs": "Q7SIGN", "Wi-Fi": "Q7WIFI", "Restrooms": "Q9RESTROOM"}


def shop() -> tuple[cx.EventLog, dict[str, Any]]:
    """Return the visits of a web shop."""
    return cx.read_events(DATA / "clickstream/simple_onlineshop.csv.gz"), {"goal": "payment_done", "ends": "lost"}


def app() -> tuple[cx.EventLog, dict[str, Any]]:
    """Return the first day of customers in a mobile app."""
    return cx.read_events(DATA / "clickstream/mobile_app_sessions.csv.gz", time_unit="us"), {"goal": "passed", "ends": "lost"}


def adverts() -> tuple[cx.EventLog, dict[str, Any]]:
    """Return what customers saw of an advertiser in five channels, with the value of what they bought."""
    return cx.read_events(DATA / "attribution/attribution_data.csv.gz"), {"goal": "conversion"}


def airport() -> tuple[cx.EventLog, dict[str, Any]]:
    """Return the answers of guests of an airport."""
    log = cx.read_surveys(
        DATA / "survey_sfo/sfo_2018.csv.gz",
        customer="RESPNUM",
        time=date(2018, 5, 1),
        segment="BAREA",
        scores={"nps": "NETPRO", "csat": CSAT},
        missing={"nps": 11, "csat": (0, 6)},
        name="Airport",
    )
    return log, {}


def loans() -> tuple[cx.EventLog, dict[str, Any]]:
    """Return applications for loans."""
    return cx.read_events(DATA / "loans/bpic2012.xes.gz"), {"goal": "A_APPROVED", "ends": ["A_DECLINED", "A_CANCELLED"]}


LOGS: list[tuple[str, Callable[[], tuple[cx.EventLog, dict[str, Any]]], int]] = [
    ("web shop", shop, 10),
    ("mobile app", app, 10),
    ("advertising", adverts, 10),
    ("airport guests", airport, 10),
    ("loan applications", loans, 10),
]


@pytest.mark.parametrize(("name", "read", "times"), LOGS, ids=[name for name, _, _ in LOGS])
def test_halves_of_the_customers_of_real_logs_differ_in_nothing(  # noqa: PLR0917 - a table of logs
    results: Any, scale: int, name: str, read: Callable[[], tuple[cx.EventLog, dict[str, Any]]], times: int, tmp_path: Path
) -> None:
    """At most one comparison in twenty flags anything, within the error of so few runs."""
    if not DATA.exists():
        pytest.skip("the real logs are not here")
    events, goals = read()
    settings = cx.measure(events, **goals).settings
    events.save(tmp_path / "log.parquet")
    rows = pl.read_parquet(tmp_path / "log.parquet")
    runs, wrong, tested = times * scale, 0, []
    for run in range(runs):
        # Under another name a customer falls into another half and another fold.
        rows.with_columns(customer=pl.lit(f"{run} ") + pl.col("customer")).write_parquet(tmp_path / "renamed.parquet")
        renamed = cx.read_events(tmp_path / "renamed.parquet", segment=[column for column in ("BAREA",) if column in rows.columns] or None)
        sides = [cx.measure(renamed, settings=settings, part=(half, 2)) for half in range(2)]
        found = cx.compare(sides[0], sides[1], pains=False)
        wrong += bool(found.flagged)
        tested.append(found.tested)
    cells = (f"{events.n_customers // 2:,}", f"{np.mean(tested):.0f}", f"{runs:,}", f"{100 * wrong / runs:.1f}%")
    results.add(SECTION, name, *cells, keys=2, figures={4: 0.25})

    assert wrong <= stats.binom.ppf(0.999, runs, 0.05)
