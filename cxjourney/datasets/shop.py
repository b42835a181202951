"""The sample shop: events of an online shop with frictions that were put in on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cxjourney.datasets.shop_world import STORIES, shop_world
from cxjourney.datasets.simulation import simulate

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.datasets.simulation import Simulation
    from cxjourney.datasets.truth import WorldTruth
    from cxjourney.datasets.worlds import PlantKind
    from cxjourney.ingest import EventLog


@dataclass(frozen=True)
class PlantedFriction:
    """
    A friction that was put into the sample shop.

    Parameters
    ----------
    kind
        The kind of pain point it is.
    touchpoint, channel, segment
        Where it is; None means all of them.
    size
        Points added to a rate, factor on the waiting time, or valence points taken away.
    story
        What happens to the customers, in a sentence.
    """

    kind: PlantKind
    touchpoint: str
    channel: str | None
    segment: str | None
    size: float
    story: str


@dataclass(frozen=True)
class SampleShop:
    """
    An online shop for rainwear: its events, and the truth about them.

    Parameters
    ----------
    simulation
        The simulated events.
    """

    simulation: Simulation

    def __repr__(self) -> str:
        simulation = self.simulation
        return f"SampleShop({simulation.customers:,} customers, {len(simulation):,} events, {len(self.truth)} planted frictions)"

    @property
    def title(self) -> str:
        """Title for a map of it."""
        return "Buying a rain jacket online"

    @property
    def goal(self) -> str:
        """Touchpoint that completes a journey."""
        return self.simulation.world.goal

    @property
    def truth(self) -> tuple[PlantedFriction, ...]:
        """The frictions that were put in."""
        return tuple(
            PlantedFriction(plant.kind, plant.touchpoint, plant.channel, plant.segment, plant.size, STORIES[plant.kind, plant.touchpoint])
            for plant in self.simulation.world.plants
        )

    @property
    def figures(self) -> WorldTruth:
        """The true rates, waiting times and feelings per touchpoint, from a large reference run."""
        return self.simulation.truth

    @cached_property
    def events(self) -> EventLog:
        """The events as `read_events` reads them."""
        return self.simulation.to_events()

    def save(self, path: str | Path) -> Path:
        """
        Write the events to a file.

        Parameters
        ----------
        path
            File name ending in ``.csv`` or ``.parquet``.

        Raises
        ------
        OptionError
            If the name ends in something else.
        """
        return self.simulation.save(path)


def sample_shop(*, customers: int = 8_000, seed: int = 1) -> SampleShop:
    """
    Return the sample shop.

    Customers discover, explore, choose, pay, receive and live with a rain jacket, over five channels and three
    months; the last weeks are cut off by the end of the observation, as in real data.

    Parameters
    ----------
    customers
        Number of customers.
    seed
        Start of the random numbers; the same seed gives the same events.

    Returns
    -------
    SampleShop
        ``events``, ``goal`` and the ``truth`` to compare a diagnosis with.

    Raises
    ------
    OptionError
        If the number of customers is not at least 1.

    See Also
    --------
    cxjourney.datasets.random_world : worlds of other shapes.

    Examples
    --------
    >>> shop = sample_shop(customers=500)
    >>> shop
    SampleShop(500 customers, 3,947 events, 9 planted frictions)
    >>> shop.truth[0].story
    'The bank page hangs: many more give up while paying than anywhere else.'
    """
    return SampleShop(simulate(shop_world(), customers=customers, seed=seed))
