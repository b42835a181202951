"""Write the table of noise that scans for change points are judged by: ``python tools/scan_null.py``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cxjourney.inference.change_points import scanned
from cxjourney.inference.day_series import DaySeries
from cxjourney.inference.scan_null import COLUMNS

DAYS = (28, 42, 60, 90, 120, 180, 270, 365, 540, 730)
SHARES = (0.0, 0.1, 0.2, 0.35, 0.6, 1.0)
RHO = 0.7
RUNS, CHUNK = 6_000, 1_000
SHORT, UNSURE = 200, 90
TABLE = Path(__file__).parents[1] / "cxjourney" / "inference" / "scan_null.csv"

Floats = NDArray[np.float64]


def noise(rng: np.random.Generator, runs: int, days: int, share: float) -> Floats:
    """Return independent days mixed with days that last."""
    lasting = rng.standard_normal((runs, days))
    for day in range(1, days):
        lasting[:, day] = RHO * lasting[:, day - 1] + np.sqrt(1 - RHO**2) * lasting[:, day]
    return np.asarray(np.sqrt(share) * lasting + np.sqrt(1 - share) * rng.standard_normal((runs, days)))


def scans(days: int, share: float, runs: int = RUNS) -> tuple[Floats, Floats]:
    """Return how far the strongest intervals of noise stand out, and the persistence that is estimated in it."""
    rng = np.random.default_rng([days, round(100 * share)])
    statistics, persistences = [], []
    for _ in range(0, runs, CHUNK):
        values = noise(rng, min(CHUNK, runs), days, share)
        found, _ = scanned(DaySeries(values, np.ones_like(values), np.ones(len(values))))
        statistics.append(np.abs(found[2]))
        persistences.append(found[4])
    return np.concatenate(statistics), np.concatenate(persistences)


def line(days: int, share: float, found: tuple[Floats, Floats]) -> tuple[float, ...]:
    """Return one line of the table."""
    statistic, persistence = found
    tenth, hundredth = np.quantile(statistic, [0.9, 0.99])
    beyond = statistic[statistic > np.quantile(statistic, 0.985)] ** 2
    rate = min(0.5, 1 / float(np.mean(beyond - beyond.min())))
    typical = np.quantile(persistence, 0.3 if days <= UNSURE else 0.05)
    return days, share, float(typical), float(tenth), float(hundredth), rate


def lines(found: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """
    Return the lines that are kept of one length.

    Noise of which a tenth lasts (in short logs a fifth) cannot be told from noise of which nothing does: that is the mildest that data are
    judged by. Persistence grows and tails get no lighter; what differs otherwise is chance.
    """
    days = found[0][0]
    mildest = 0.2 if days <= SHORT else 0.1
    kept: list[tuple[float, ...]] = []
    for _, share, typical, tenth, hundredth, rate in found:
        if share >= mildest:
            shown = max(typical, kept[-1][2] + 1e-3) if kept else 1.0
            kept.append((days, share, shown, tenth, hundredth, min(rate, kept[-1][5]) if kept else rate))
    return kept


def main() -> None:
    """Write the table."""
    rows = [row for days in DAYS for row in lines([line(days, share, scans(days, share)) for share in SHARES])]
    cells = [f"{row[0]:.0f},{row[1]:g}," + ",".join(f"{cell:.4f}" for cell in row[2:]) for row in rows]
    TABLE.write_text("\n".join([",".join(COLUMNS), *cells]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
