"""The flow that a log shows: moves, times, channels and what follows the goal, on all data and without each fold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.chain_fit import chain_fit
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.journey_chain import JourneyChain
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.restoring import Restoring
from cxjourney.discovery.matching import channel_codes
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import divide, leave_out, variance
from cxjourney.simulation.flow import Flow
from cxjourney.statistics.settings import LIFE_BINS, TIME_BIN
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from cxjourney.model.chain_fit import ChainFit
    from cxjourney.model.channel import Channel
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

    Floats = NDArray[np.float64]

MICRO, MILLI = 1e-6, 1e-3

AWAY = 10.0
"""Whoever takes this many times as long as is typical was away: what lies beyond is not shorter when the wait is."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """
    The whole of a touchpoint, for questions that no finding asks.

    Parameters
    ----------
    effect
        For waits, how many times as long they are as they would be.
    """

    effect: Estimate = field(default_factory=lambda: Estimate.stated(1.0))
    channel_id: str | None = None
    segment_id: str | None = None


@dataclass(frozen=True, eq=False)
class Observed:
    """
    A map with the journeys behind it.

    Parameters
    ----------
    journey_map
        The map.
    kept
        Identifiers of touchpoints that must stay apart, however rarely they are visited.
    level
        Confidence level of the intervals.
    new_channels
        Channels that a change brings.
    """

    journey_map: JourneyMap
    kept: Collection[str]
    level: float
    new_channels: tuple[Channel, ...] = ()
    chain: JourneyChain = field(init=False)
    context: Context = field(init=False)
    _whole: dict[tuple[int, str], Restoring] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Find the chain of the journeys, or say why there is none."""
        statistics = self.journey_map.statistics
        context = Context(self.journey_map, statistics, Margins(), self.level)
        places = {touchpoint.id: place for place, touchpoint in enumerate(context.touchpoints)}
        by_place = {int(place): code for code, place in enumerate(context.places.tolist()) if place >= 0}
        codes = sorted(by_place[places[each]] for each in self.kept if each in places)
        object.__setattr__(self, "context", context)
        object.__setattr__(self, "chain", JourneyChain(statistics, tuple(codes)))
        if not statistics.settings.goal:
            raise StatisticsError("a map without a goal has nothing to forecast.", hint="pass goal= when the map is measured.")
        if self.chain.journeys == 0 or statistics.tables["totals"].total("goals") == 0:
            raise StatisticsError(
                "no journey reaches the goal, so that the log cannot show what would win it.", hint="name a goal that is reached."
            )

    @property
    def statistics(self) -> JourneyStatistics:
        """What was measured."""
        found: JourneyStatistics = self.journey_map.statistics
        return found

    @cached_property
    def fit(self) -> ChainFit:
        """How well the chain describes the journeys."""
        return chain_fit(self.chain)

    @property
    def open_share(self) -> float:
        """Share of the journeys that may still have been under way when the log ended: nobody was seen to wait long enough to be gone."""
        return self.statistics.tables["life"].total("at_risk_censored") / max(self.chain.journeys, 1)

    @property
    def worth(self) -> Floats | None:
        """What a journey that reaches the goal is worth, by chain; None where the log does not know."""
        return self.chain.value_of_a_goal

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """Channels by the last axis of the mix: those of the log, those only the map knows, and the new ones."""
        codes = channel_codes(self.journey_map, self.statistics)
        known = {code: channel for channel in self.journey_map.channels if (code := codes.get(channel.id)) is not None}
        unseen = [channel for channel in self.journey_map.channels if channel.id not in codes]
        return (*(known[code] for code in range(len(self.statistics.channels))), *unseen, *self.new_channels)

    def place(self, name: str) -> tuple[Touchpoint, int, int]:
        """
        Return a touchpoint with its place in the map and its state.

        Parameters
        ----------
        name
            Its name or identifier.

        Raises
        ------
        OptionError
            If the map does not have it, or nobody was ever there.
        """
        touchpoint = self.journey_map.touchpoint(name)
        for place, each in enumerate(self.context.touchpoints):
            if each.id == touchpoint.id:
                return touchpoint, place, int(self.chain.states[self.code(place)])
        raise OptionError(
            f"{touchpoint.name!r} was never visited in the log, so that nothing can be forecast of it.",
            hint="name a touchpoint that customers were seen at; those summed as others have to be kept with max_touchpoints=.",
        )

    def code(self, place: int) -> int:
        """
        Return the code of a touchpoint in the statistics.

        Parameters
        ----------
        place
            Its place in the map.
        """
        return int(np.flatnonzero(self.context.places == place)[0])

    def whole(self, place: int, kind: str) -> Restoring:
        """
        Return what puts a rate of a whole touchpoint back.

        Parameters
        ----------
        place
            Place of the touchpoint in the map.
        kind
            Which rate.
        """
        if (place, kind) not in self._whole:
            self._whole[place, kind] = Restoring(self.context, self.chain, Everybody(), place, kind)
        return self._whole[place, kind]

    @cached_property
    def flow(self) -> Flow:
        """The journeys as they are."""
        chains = self.chain.chains
        journeys = leave_out(self.statistics.dense("totals", "journeys"))
        visits = divide(_by_chain(self._sums("visits", "visits")), journeys[:, None])
        later = np.maximum(visits - chains.visits, 0.0)
        flow = Flow(
            start=chains.start,
            onward=chains.onward,
            seconds=self._seconds,
            after=np.nan_to_num(divide(later, chains.goal_probability[:, None])),
            mix=self._mix,
            helping=self._helping,
            assisted=np.array([channel.kind == "assisted" for channel in self.channels], dtype=bool),
            costs=np.array([cost_of(channel) or 0.0 for channel in self.channels], dtype=np.float64),
            ids=self._ids,
        )
        return replace(flow, seconds=flow.seconds * self._pace(flow)[:, None])

    def _pace(self, flow: Flow) -> Floats:
        """
        Return by what the times between visits are multiplied for the mean time to the goal to be the observed one, by chain.

        Moves of customers who will not come to the goal count in those times, and often take longer: silences before they are gone.
        Statistics of older versions do not know when goals were reached; they keep the times of all moves.
        """
        table = self.statistics.tables["goal_times"]
        expected = flow.outcome.seconds
        if table.total("journeys") != self.statistics.tables["totals"].total("goals"):
            return np.ones_like(expected)
        taken = leave_out(self.statistics.dense("goal_times", "time")) * MILLI
        observed = divide(taken, leave_out(self.statistics.dense("goal_times", "journeys")))
        return np.nan_to_num(divide(observed, expected), nan=1.0)

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        alone = np.bincount(self.chain.states, minlength=self.chain.size) == 1
        ids = [""] * self.chain.size
        for place, touchpoint in enumerate(self.context.touchpoints):
            state = int(self.chain.states[self.code(place)])
            ids[state] = touchpoint.id if alone[state] else ""
        return tuple(ids)

    @property
    def _helping(self) -> NDArray[np.bool_]:
        found = np.zeros(self.chain.size, dtype=bool)
        support = {*self.statistics.settings.support}
        codes = [code for code, name in enumerate(self.statistics.touchpoints) if name in support]
        codes += [
            self.code(place) for place, each in enumerate(self.context.touchpoints) if each.id in self.journey_map.support_touchpoints
        ]
        found[self.chain.states[codes]] = True
        return found

    def _sums(self, table: str, column: str) -> Integers:
        """Return sums by state and fold."""
        found = self.statistics.tables[table]
        result = np.zeros((self.chain.size, FOLDS), dtype=np.int64)
        np.add.at(result, (self.chain.states[found["touchpoint"]], found["fold"]), found[column])
        return result

    @cached_property
    def _seconds(self) -> Floats:
        """
        Return the mean time to the next step by chain and state.

        The level comes from the histogram of all moves, how it varies without each fold from the life tables. These have wider bins and
        end at the horizon: where they vary less than moves that are independent of each other would, they vary as much as those.
        """
        table, life, size = self.statistics.tables["gap_times"], self.statistics.tables["life"], self.chain.size
        states, taken = self.chain.states[table["touchpoint"]], MILLI * TIME_BIN ** (table["bin"] + 0.5)
        sums = [np.bincount(states, table["moves"] * taken**power, minlength=size) for power in range(3)]
        timed, spent, squared = np.array(sums, dtype=np.float64)
        count = timed + self._sums("visits", "zero_gaps").sum(axis=-1)
        level = divide(spent, count)
        noise = divide(divide(squared, count) - level**2, count * level**2)
        moves, logs = (np.zeros((size, LIFE_BINS, FOLDS), dtype=np.int64) for _ in range(2))
        places = (self.chain.states[life["touchpoint"]], life["bin"], life["fold"])
        np.add.at(moves, places, life["moves"])
        np.add.at(logs, places, life["log_sum"])
        counts = leave_out(moves)
        times = counts * np.exp(np.nan_to_num(divide(leave_out(logs) * MICRO, counts)))
        means = divide(times.sum(axis=1), counts.sum(axis=1))
        varying = np.nan_to_num(divide(means, means[:, :1]), nan=1.0)
        short = np.sqrt(np.maximum(np.nan_to_num(divide(noise, variance(varying)), nan=1.0), 1.0))
        return np.asarray(np.swapaxes(np.nan_to_num(level)[:, None] * varying ** short[:, None], 0, 1))

    def waiting(self, place: int) -> float:
        """
        Return which share of the mean time to the next step is waiting, up to `AWAY` times the typical one a visit.

        Parameters
        ----------
        place
            Place of the touchpoint in the map.
        """
        counts = self.context.gap_times()[place].astype(np.float64)
        times = TIME_BIN ** (np.arange(len(counts)) + 0.5)
        if not counts.sum():
            return 1.0
        typical = times[int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))]
        return float((counts * np.minimum(times, AWAY * typical)).sum() / (counts * times).sum())

    @cached_property
    def _mix(self) -> Floats:
        """Share of the visits in each channel by chain, state and channel."""
        table, count = self.statistics.tables["channel_cells"], len(self.statistics.channels)
        cells = np.zeros((self.chain.size, count, FOLDS), dtype=np.int64)
        np.add.at(cells, (self.chain.states[table["touchpoint"]], table["channel"], table["fold"]), table["visits"])
        shares = np.nan_to_num(divide(leave_out(cells), leave_out(self._sums("visits", "visits"))[:, None]))
        found = np.moveaxis(shares, -1, 0)
        return np.pad(found, ((0, 0), (0, 0), (0, len(self.channels) - count)))


def cost_of(channel: Channel) -> float | None:
    """
    Return what a visit in a channel costs, or None where nobody says it.

    Parameters
    ----------
    channel
        The channel.
    """
    return None if channel.cost_per_contact is None else channel.cost_per_contact.value


def _by_chain(sums: Integers) -> Floats:
    """Return totals and totals without each fold by state, with the chains as the first axis."""
    return np.asarray(np.swapaxes(leave_out(sums), 0, 1))
