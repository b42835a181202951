"""Sample data with known truth: an online shop, and worlds of any shape for calibration."""

from __future__ import annotations

from cxjourney.datasets.random_worlds import random_world
from cxjourney.datasets.sample_map import sample_map
from cxjourney.datasets.shop import PlantedFriction, SampleShop, sample_shop
from cxjourney.datasets.shop_world import shop_world
from cxjourney.datasets.simulation import Simulation, simulate
from cxjourney.datasets.struggling import StrugglingShop, struggling_shop
from cxjourney.datasets.truth import TouchpointTruth, WorldTruth, world_truth
from cxjourney.datasets.worlds import Frailty, Plant, World, WorldChannel, WorldScore, WorldSegment, WorldTouchpoint

__all__ = [
    "Frailty",
    "Plant",
    "PlantedFriction",
    "SampleShop",
    "Simulation",
    "StrugglingShop",
    "TouchpointTruth",
    "World",
    "WorldChannel",
    "WorldScore",
    "WorldSegment",
    "WorldTouchpoint",
    "WorldTruth",
    "random_world",
    "sample_map",
    "sample_shop",
    "shop_world",
    "simulate",
    "struggling_shop",
    "world_truth",
]
