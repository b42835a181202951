"""How far the chain of a log can be trusted, judged by what it was not fitted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.chain_fit import length_distances, lengths, probe, reach
from cxjourney.inference.jackknife import divide
from cxjourney.model.chain_fit import ChainFit, FitLevel
from cxjourney.numerals import ENGLISH
from cxjourney.wording import points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.journey_chain import JourneyChain

    Floats = NDArray[np.float64]

CHANCE = {"length": 0.9, "goal": 0.4, "memory": 0.3}
"""Over the root of the number of journeys: what chance alone reaches in one first-order world of twenty."""

GOOD, FAIR = 0.01, 0.03
"""Distances beyond chance up to which a fit is good, and fair; ``tests/calibration/test_stakes.py`` shows what they promise."""

ERRORS: dict[FitLevel, float] = {"good": 0.2, "fair": 0.35, "poor": 0.5}
"""How far a forecast is widened, as a share of it: customers differ in ways that the log does not show, however well a chain fits."""

LITTLE = 0.1
"""Where hardly anybody leaves who could have gone on, forecasts are compared with this share of the goals instead of with each other."""

LONGEST = 1_000
"""Longer journeys are counted at this length."""

SENTENCES: dict[FitLevel, str] = {
    "good": "A chain that knows only the last touchpoint describes these journeys well",
    "fair": "A chain that knows only the last touchpoint describes these journeys fairly, and what is at stake may be off by a third",
    "poor": "Warning: a chain that knows only the last touchpoint describes these journeys poorly; "
    "what is at stake may be off by half, and most often too large",
}


def chain_fit(chain: JourneyChain) -> ChainFit:
    """
    Return how well a chain describes the journeys it was made from.

    Parameters
    ----------
    chain
        The journeys of a log.

    Notes
    -----
    Journeys of customers who differ in ways that the log does not show can look like a chain and still make its forecasts too large:
    whoever is kept from leaving here is more likely than others to leave later. A good fit is therefore no proof.
    """
    names = np.array(chain.statistics.touchpoints, dtype=object)
    expected = lengths(chain.chains, LONGEST)
    by_outcome, n = length_distances(expected, _observed_lengths(chain))
    there, reached = (_by_state(chain, name) for name in ("before", "before_goal"))
    known = (there > 0) & ~chain.is_goal
    gaps = np.where(known, np.abs(reach(chain.chains) - there / max(chain.journeys, 1)), 0.0)
    worst = int(np.argmax(gaps)) if known.any() else 0
    wrong = np.abs(chain.chains.goal_from[0] - np.nan_to_num(divide(reached, there)))
    goal = float((there * wrong)[known].sum() / max(there[known].sum(), 1))
    memory = _memory(chain)
    level = _level(
        {
            "length": float(np.max(by_outcome - np.nan_to_num(divide(np.full(2, CHANCE["length"]), np.sqrt(n))), initial=0)),
            "goal": goal - CHANCE["goal"] / max(chain.journeys, 1) ** 0.5,
            "memory": (memory or 0.0) - CHANCE["memory"] / max(chain.journeys, 1) ** 0.5,
        }
    )
    length = float(by_outcome.max())
    facts = f"lengths differ by up to {points(length)}, the share who reach the goal after a touchpoint by {points(goal)} on average"
    facts += "" if memory is None else f", a forecast with a longer memory by {ENGLISH.percent(memory, 1)}"
    alone = np.bincount(chain.states, minlength=chain.size) == 1
    return ChainFit(
        level=level,
        length_distance=min(length, 1.0),
        reach_distance=min(float(gaps[worst]) if len(gaps) else 0.0, 1.0),
        reach_touchpoint=str(names[chain.states == worst][0]) if known.any() and alone[worst] and gaps[worst] > 0 else None,
        goal_distance=min(goal, 1.0),
        memory_distance=memory,
        n=chain.journeys,
        summary=f"{SENTENCES[level]}: {facts}.",
    )


def _level(beyond: dict[str, float]) -> FitLevel:
    worst = max(beyond.values())
    return "good" if worst <= GOOD else "fair" if worst <= FAIR else "poor"


def _observed_lengths(chain: JourneyChain) -> Floats:
    table = chain.statistics.tables["lengths"]
    found = np.zeros((LONGEST, 2))
    np.add.at(found, (np.clip(table["length"], 1, LONGEST) - 1, table["goal"]), table["journeys"])
    return found


def _by_state(chain: JourneyChain, column: str) -> Floats:
    table = chain.statistics.tables["visits"]
    return np.bincount(chain.states[table["touchpoint"]], table[column], minlength=chain.size).astype(np.float64)


def _memory(chain: JourneyChain) -> float | None:
    """Return by how much a second-order chain differs in what it forecasts, as a share of the forecast."""
    if not chain.has_memory:
        return None
    first, second = probe(chain.chains, chain.second)
    total = max(float(first.sum()), LITTLE * float(chain.chains.goal_probability[0]))
    found = float(np.abs(first - second).sum()) / total if total > 0 else float("nan")
    return found if np.isfinite(found) else None
