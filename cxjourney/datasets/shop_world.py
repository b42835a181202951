"""The world of the sample shop: rainwear sold online, April to June 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from cxjourney.datasets.worlds import Frailty, Plant, World, WorldChannel, WorldScore, WorldSegment, WorldTouchpoint

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

GOAL = "Order confirmed"

CHANNELS = (
    WorldChannel("Social"),
    WorldChannel("Web"),
    WorldChannel("Mobile app"),
    WorldChannel("Messages"),
    WorldChannel("People", assisted=True),
)

SEGMENTS = (WorldSegment("First order", 0.52), WorldSegment("Regular", 0.36), WorldSegment("Gift", 0.12))

PLANTS = (
    Plant("drop_off", "Card payment", 0.17),
    Plant("low_score", "Card payment", 2.1),
    Plant("drop_off", "Sign in", 0.16, channel="Mobile app"),
    Plant("low_score", "Sign in", 1.2, channel="Mobile app"),
    Plant("rework", "Size guide", 0.24),
    Plant("low_score", "Size guide", 1.1),
    Plant("low_score", "Doorstep delivery", 1.3, segment="Gift"),
    Plant("long_wait", "Refund request", 5.5),
    Plant("low_score", "Refund request", 1.5),
)

STORIES = {
    ("drop_off", "Card payment"): "The bank page hangs: many more give up while paying than anywhere else.",
    ("low_score", "Card payment"): "Those who stay are annoyed by the bank page.",
    ("drop_off", "Sign in"): "The app asks for a password that first-time customers do not have, and they leave.",
    ("low_score", "Sign in"): "Customers of the app are annoyed by the password.",
    ("rework", "Size guide"): "The size guide contradicts the reviews: customers go back and look again.",
    ("low_score", "Size guide"): "Customers say that the size guide does not help.",
    ("low_score", "Doorstep delivery"): "Gifts arrive with the price on the label.",
    ("long_wait", "Refund request"): "A refund takes about eleven days; other steps after the purchase take two.",
    ("low_score", "Refund request"): "Customers who wait for their money are angry.",
}

_SOCIAL, _WEB, _APP_FIRST = (0.86, 0.06, 0.08, 0, 0), (0.02, 0.62, 0.36, 0, 0), (0, 0.42, 0.58, 0, 0)
_MESSAGE, _COURIER, _DESK = (0, 0.06, 0.16, 0.78, 0), (0, 0, 0, 0.12, 0.88), (0, 0.36, 0.16, 0.06, 0.42)


class _Row(NamedTuple):
    """A touchpoint in short: leaving, returning, median seconds to the next step, channels, feeling, share of answers."""

    name: str
    stage: str
    leave: float
    returns: float
    wait: float
    channels: tuple[float, ...]
    valence: float
    answers: float


_ROWS = (
    _Row("Social post", "Discover", 0.095, 0.05, 8 * MINUTE, _SOCIAL, 0.70, 0.03),
    _Row("Search result", "Discover", 0.090, 0.05, 6 * MINUTE, _WEB, 0.55, 0.03),
    _Row("Product page", "Explore", 0.085, 0.06, 7 * MINUTE, _WEB, 1.15, 0.07),
    _Row("Size guide", "Explore", 0.090, 0.05, 5 * MINUTE, _WEB, 0.60, 0.08),
    _Row("Customer reviews", "Explore", 0.085, 0.05, 8 * MINUTE, _WEB, 1.00, 0.06),
    _Row("Wish list", "Choose", 0.095, 0.05, 9 * MINUTE, _APP_FIRST, 0.75, 0.05),
    _Row("Basket", "Choose", 0.100, 0.06, 7 * MINUTE, _WEB, 0.50, 0.07),
    _Row("Sign in", "Pay", 0.090, 0.05, 5 * MINUTE, _WEB, 0.55, 0.08),
    _Row("Delivery choice", "Pay", 0.095, 0.05, 6 * MINUTE, _WEB, 0.40, 0.08),
    _Row("Card payment", "Pay", 0.090, 0.06, 5 * MINUTE, _WEB, 0.50, 0.16),
    _Row(GOAL, "Pay", 0.010, 0.02, 6 * MINUTE, _WEB, 1.10, 0.12),
    _Row("Dispatch notice", "Receive", 0.010, 0.02, 1.7 * DAY, _MESSAGE, 0.80, 0.10),
    _Row("Parcel tracking", "Receive", 0.010, 0.06, 1.5 * DAY, _MESSAGE, 0.85, 0.10),
    _Row("Doorstep delivery", "Receive", 0.030, 0.02, 2.0 * DAY, _COURIER, 1.25, 0.35),
    _Row("First wear", "Receive", 0.350, 0.03, 1.9 * DAY, _APP_FIRST, 1.10, 0.12),
    _Row("Product review", "Live with it", 0.450, 0.03, 1.9 * DAY, _APP_FIRST, 0.90, 0.15),
    _Row("Refund request", "Live with it", 0.060, 0.05, 2.0 * DAY, _DESK, 0.45, 0.45),
    _Row("Refund paid", "Live with it", 0.600, 0.02, 1.8 * DAY, _MESSAGE, 0.70, 0.30),
    _Row("Loyalty club", "Live with it", 0.720, 0.00, 2.1 * DAY, _APP_FIRST, 0.85, 0.20),
)

_FLOW: dict[str, dict[str, float]] = {
    "Social post": {"Search result": 0.3, "Product page": 0.7},
    "Search result": {"Product page": 1},
    "Product page": {"Size guide": 0.42, "Customer reviews": 0.34, "Wish list": 0.1, "Basket": 0.14},
    "Size guide": {"Customer reviews": 0.45, "Wish list": 0.15, "Basket": 0.4},
    "Customer reviews": {"Wish list": 0.3, "Basket": 0.7},
    "Wish list": {"Basket": 1},
    "Basket": {"Sign in": 1},
    "Sign in": {"Delivery choice": 1},
    "Delivery choice": {"Card payment": 1},
    "Card payment": {GOAL: 1},
    GOAL: {"Dispatch notice": 1},
    "Dispatch notice": {"Parcel tracking": 0.65, "Doorstep delivery": 0.35},
    "Parcel tracking": {"Doorstep delivery": 1},
    "Doorstep delivery": {"First wear": 0.62, "Refund request": 0.38},
    "First wear": {"Product review": 0.5, "Refund request": 0.2, "Loyalty club": 0.3},
    "Product review": {"Loyalty club": 1},
    "Refund request": {"Refund paid": 1},
    "Refund paid": {"Loyalty club": 1},
    "Loyalty club": {"Product page": 1},
}

_START = {"Social post": 0.5, "Search result": 0.38, "Product page": 0.12}
_DECISIVE = {"Product page": 0.5, "Card payment": 0.6}
_ASKED = {
    "nps": ("Product page", "Customer reviews", "Basket", "Card payment", GOAL, "Doorstep delivery", "First wear", "Refund request"),
    "ces2": ("Size guide", "Basket", "Sign in", "Delivery choice", "Card payment", "Parcel tracking", "Refund request"),
}


def shop_world() -> World:
    """
    Return the world behind the sample shop, to be changed and simulated at will.

    Examples
    --------
    >>> len(shop_world().touchpoints), len(shop_world().plants)
    (19, 9)
    """
    names = [row.name for row in _ROWS]
    return World(
        touchpoints=tuple(_touchpoint(row) for row in _ROWS),
        flow=tuple(tuple(float(_FLOW[name].get(target, 0)) for target in names) for name in names),
        goal=GOAL,
        channels=CHANNELS,
        segments=SEGMENTS,
        frailty=Frailty(leave=0.25, slowness=0.25, valence=0.35, correlation=0.3),
        channel_stay=0.35,
        order_value=92.0,
        order_sigma=0.45,
        start=datetime(2026, 4, 1, tzinfo=UTC),
        days=91.0,
        plants=PLANTS,
    )


def _touchpoint(row: _Row) -> WorldTouchpoint:
    others = [WorldScore(metric, 0.7 * row.answers, row.valence) for metric, places in _ASKED.items() if row.name in places]
    return WorldTouchpoint(
        name=row.name,
        stage=row.stage,
        start=_START.get(row.name, 0.0),
        leave=row.leave,
        repeat=0.6 * row.returns,
        back=0.4 * row.returns,
        wait_seconds=row.wait,
        wait_sigma=0.9 if row.wait < HOUR else 0.5,
        channels=row.channels,
        scores=(WorldScore("csat", row.answers, row.valence), *others),
        importance=_DECISIVE.get(row.name, 0.0),
    )
