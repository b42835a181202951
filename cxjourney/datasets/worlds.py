"""Worlds of customer journeys: every probability, time and score is stated, so that the truth is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Self, get_args

from cxjourney.errors import ModelError, OptionError

PlantKind = Literal["drop_off", "long_wait", "rework", "low_score", "escalation"]

_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces1": (1, 5), "ces2": (1, 7), "rating": (1, 5)}


@dataclass(frozen=True)
class WorldScore:
    """
    A question that customers may answer at a touchpoint.

    Parameters
    ----------
    metric
        ``"nps"``, ``"csat"``, ``"ces1"``, ``"ces2"`` or ``"rating"``.
    rate
        Share of visits with an answer.
    valence
        Mean feeling behind the answers, −2 to +2, before rounding to the scale.
    spread
        Standard deviation of that feeling between visits.
    """

    metric: str
    rate: float
    valence: float = 0.5
    spread: float = 0.7


@dataclass(frozen=True)
class WorldTouchpoint:
    """
    A touchpoint of a world and what happens there.

    Parameters
    ----------
    name
        Label in the events.
    stage
        Label of its stage.
    start
        Weight of starting a journey here.
    leave
        Probability that a visit ends the journey.
    repeat, back
        Probability that the next visit is at the same touchpoint, or at the one just before.
    escalate
        Probability that a visit in a self-service channel is followed by one in an assisted channel, here.
    wait_seconds, wait_sigma
        Median of the time to the next visit and standard deviation of its logarithm.
    channels
        Weight of each channel of the world, in their order; empty means all the same.
    scores
        Questions asked here.
    importance
        How strongly the mood of a visit acts on leaving (log odds per standard deviation).
    """

    name: str
    stage: str
    start: float = 0.0
    leave: float = 0.05
    repeat: float = 0.03
    back: float = 0.03
    escalate: float = 0.0
    wait_seconds: float = 3_600.0
    wait_sigma: float = 1.0
    channels: tuple[float, ...] = ()
    scores: tuple[WorldScore, ...] = ()
    importance: float = 0.0


@dataclass(frozen=True)
class WorldChannel:
    """
    A channel of a world, with what sets it apart everywhere.

    Parameters
    ----------
    name
        Label in the events.
    assisted
        Whether a person serves there.
    leave
        Points added to the probability of leaving.
    valence
        Points added to every feeling.
    slowness
        Factor on every waiting time.
    """

    name: str
    assisted: bool = False
    leave: float = 0.0
    valence: float = 0.0
    slowness: float = 1.0


@dataclass(frozen=True)
class WorldSegment:
    """
    A segment of customers, with what sets it apart everywhere.

    Parameters
    ----------
    name
        Label in the events.
    share
        Weight among the customers.
    leave, valence, slowness
        As for `WorldChannel`.
    """

    name: str
    share: float = 1.0
    leave: float = 0.0
    valence: float = 0.0
    slowness: float = 1.0


@dataclass(frozen=True)
class Frailty:
    """
    How much customers differ from each other, beyond their segment.

    Parameters
    ----------
    leave
        Standard deviation of the log odds of leaving.
    slowness
        Standard deviation of the logarithm of waiting times.
    valence
        Standard deviation of feelings.
    correlation
        Correlation between the three: those who leave are slow and score low.
    """

    leave: float = 0.0
    slowness: float = 0.0
    valence: float = 0.3
    correlation: float = 0.0


@dataclass(frozen=True)
class Plant:
    """
    A friction put into a world on purpose.

    Parameters
    ----------
    kind
        ``"drop_off"``, ``"long_wait"``, ``"rework"``, ``"low_score"`` or ``"escalation"``.
    touchpoint
        Where it is.
    size
        Points added to a probability (``0.1``), factor on waiting times (``3.0``), or valence points taken away (``0.8``).
    channel, segment
        Only there, when given.
    """

    kind: PlantKind
    touchpoint: str
    size: float
    channel: str | None = None
    segment: str | None = None

    def __str__(self) -> str:
        amount = {
            "drop_off": f"{self.size:+.2f} drop-off rate",
            "long_wait": f"×{self.size:.2g} time to the next step",
            "rework": f"{self.size:+.2f} rework rate",
            "low_score": f"{-self.size:+.2f} valence in every score",
            "escalation": f"{self.size:+.2f} escalation rate",
        }[self.kind]
        where = " / ".join(name for name in (self.touchpoint, self.channel, self.segment) if name)
        return f"{self.kind} at {where}: {amount}"


@dataclass(frozen=True)
class World:
    """
    Everything that decides how simulated customers move, wait, feel and buy.

    A journey starts at a touchpoint by weight. At each visit the customer leaves, repeats it, goes back to
    the touchpoint just before, or goes on along ``flow``. Journeys start evenly over the window, and visits
    after its end are not seen, as in real data.

    Parameters
    ----------
    touchpoints
        In the order of their stages.
    flow
        For each touchpoint, the weights of the touchpoints that going on leads to; a row without weight ends the journey.
    goal
        Name of the touchpoint that completes a journey.
    channels, segments
        At least one of each.
    ends
        Touchpoints where ending is natural before the goal.
    frailty
        How much customers differ.
    extra_journeys
        Mean number of journeys of a customer beyond the first.
    journey_tail
        Exponent of a heavy tail for that number, above 1; None for a light one.
    channel_stay
        Probability of staying in the channel of the visit before, where the touchpoint offers it.
    order_value, order_sigma
        Median value of reaching the goal, in currency units, and standard deviation of its logarithm; 0 for none.
    start
        Begin of the window, with a time zone.
    days
        Length of the window.
    plants
        Frictions put in on purpose.

    Raises
    ------
    ModelError
        If names are not unique or unknown, rows have the wrong length, or weights are missing.
    """

    touchpoints: tuple[WorldTouchpoint, ...]
    flow: tuple[tuple[float, ...], ...]
    goal: str
    channels: tuple[WorldChannel, ...] = (WorldChannel("web"),)
    segments: tuple[WorldSegment, ...] = (WorldSegment("everyone"),)
    ends: tuple[str, ...] = ()
    frailty: Frailty = field(default_factory=Frailty)
    extra_journeys: float = 0.0
    journey_tail: float | None = None
    channel_stay: float = 0.0
    order_value: float = 0.0
    order_sigma: float = 0.4
    start: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    days: float = 90.0
    plants: tuple[Plant, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a world that contradicts itself."""
        for what, names in (("touchpoint", self.names), ("channel", _names(self.channels)), ("segment", _names(self.segments))):
            _check_unique(what, names)
        _check_rows(self)
        for name in (self.goal, *self.ends, *(plant.touchpoint for plant in self.plants)):
            _check_known("touchpoint", name, self.names)
        for plant in self.plants:
            _check_plant(plant, self)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the touchpoints, in order."""
        return _names(self.touchpoints)

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages, in order."""
        return tuple(dict.fromkeys(touchpoint.stage for touchpoint in self.touchpoints))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics asked anywhere, sorted."""
        return tuple(sorted({score.metric for touchpoint in self.touchpoints for score in touchpoint.scores}))

    def with_plants(self, *plants: Plant) -> Self:
        """
        Return the same world with other plants.

        Parameters
        ----------
        *plants
            All the frictions it shall have; none gives the world without any.
        """
        return dataclasses.replace(self, plants=plants)


def scale_of(metric: str) -> tuple[int, int]:
    """
    Return the lowest and highest answer of a metric.

    Parameters
    ----------
    metric
        Name of the metric.

    Raises
    ------
    OptionError
        If the metric is not known here.
    """
    if metric not in _SCALES:
        raise OptionError.for_choice("metric", metric, sorted(_SCALES))
    return _SCALES[metric]


def _names(parts: tuple[WorldTouchpoint, ...] | tuple[WorldChannel, ...] | tuple[WorldSegment, ...]) -> tuple[str, ...]:
    return tuple(part.name for part in parts)


def _check_unique(what: str, names: tuple[str, ...]) -> None:
    if not names or len(set(names)) < len(names):
        raise ModelError(f"A world needs at least one {what} and unique names, found {list(names)[:20]}.", hint=f"rename the {what}s.")


def _check_rows(world: World) -> None:
    count = len(world.touchpoints)
    if len(world.flow) != count or any(len(row) != count for row in world.flow):
        raise ModelError(f"flow needs {count} rows of {count} weights, one per touchpoint.")
    if sum(touchpoint.start for touchpoint in world.touchpoints) <= 0:
        raise ModelError("No touchpoint starts a journey.", hint="give at least one touchpoint a start above 0.")
    for touchpoint in world.touchpoints:
        if len(touchpoint.channels) not in {0, len(world.channels)}:
            raise ModelError(f"{touchpoint.name!r} needs {len(world.channels)} channel weights, found {len(touchpoint.channels)}.")
        for score in touchpoint.scores:
            scale_of(score.metric)


def _check_known(what: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise ModelError(f"The world has no {what} {name!r}.", hint=f"use one of: {', '.join(names[:20])}.")


def _check_plant(plant: Plant, world: World) -> None:
    if plant.kind not in get_args(PlantKind):
        raise OptionError.for_choice("kind", plant.kind, get_args(PlantKind))
    if plant.channel is not None:
        _check_known("channel", plant.channel, _names(world.channels))
    if plant.segment is not None:
        _check_known("segment", plant.segment, _names(world.segments))
