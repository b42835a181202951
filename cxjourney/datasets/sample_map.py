"""A journey map of the sample shop as a workshop would write it: by hand, before looking at any data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cxjourney.datasets.shop_world import GOAL
from cxjourney.model.customer import Persona
from cxjourney.model.emotion import Emotion
from cxjourney.model.evidence import Opportunity
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint


def sample_map() -> JourneyMap:
    """
    Return a hand-written map of the sample shop.

    Its figures are a hypothesis: nobody measured them. Its touchpoints have the names of `sample_shop`'s, so that it can
    be the plan that events are compared with.

    Returns
    -------
    JourneyMap
        Six stages with emotions, thoughts, pains, expected waits, a persona and opportunities.

    See Also
    --------
    cxjourney.datasets.sample_shop : events of the same shop.

    Examples
    --------
    >>> sample_map()
    <JourneyMap 'Buying a rain jacket online': 6 stages, 19 touchpoints, 5 channels>
    >>> sample_map().touchpoint("Card payment").emotion
    -1.40 stated
    """
    return JourneyMap(
        title="Buying a rain jacket online",
        goal="A jacket that fits, before the next rain",
        scenario="A first order on the way to work, on the phone",
        personas=[_PERSONA],
        channels=["Social", "Web", "Mobile app", "Messages", "People"],
        stages=[_discover(), _explore(), _choose(), _pay(), _receive(), _live()],
        transitions=[{"source": source, "target": target} for source, target in _MOVES],
        goal_touchpoints=[GOAL],
        opportunities=_OPPORTUNITIES,
        currency="EUR",
    )


_PERSONA = Persona(
    name="Mira, 29",
    description="Cycles to work in any weather, buys on the phone",
    goals=("Stay dry without looking like a tent",),
    frustrations=("Passwords", "Sizes that differ from brand to brand"),
    quote="I had the card in my hand and the page just sat there.",
    share=0.5,
)

_OPPORTUNITIES = (
    Opportunity(name="Pay with the wallet on the phone", touchpoint="card-payment", description="No bank page for most customers."),
    Opportunity(name="Order as a guest", touchpoint="sign-in", description="Ask for a password after the purchase, if at all."),
    Opportunity(
        name="One size table, from real returns", touchpoint="size-guide", description="Say how the jacket fits compared with others."
    ),
    Opportunity(name="Refund when the parcel is scanned", touchpoint="refund-request", description="Pay back before the parcel is opened."),
)

_MOVES = (
    ("Social post", "Product page"),
    ("Search result", "Product page"),
    ("Product page", "Size guide"),
    ("Size guide", "Customer reviews"),
    ("Customer reviews", "Wish list"),
    ("Wish list", "Basket"),
    ("Customer reviews", "Basket"),
    ("Basket", "Sign in"),
    ("Sign in", "Delivery choice"),
    ("Delivery choice", "Card payment"),
    ("Card payment", GOAL),
    (GOAL, "Dispatch notice"),
    ("Dispatch notice", "Parcel tracking"),
    ("Parcel tracking", "Doorstep delivery"),
    ("Doorstep delivery", "First wear"),
    ("Doorstep delivery", "Refund request"),
    ("First wear", "Product review"),
    ("Product review", "Loyalty club"),
    ("Refund request", "Refund paid"),
)


def _touchpoint(name: str, channels: str, valence: float, quote: str | None = None, **more: Any) -> Touchpoint:
    return Touchpoint(name=name, channels=channels.split(", "), emotions=[Emotion(valence=valence, quote=quote)], **more)


def _discover() -> Stage:
    return Stage(
        name="Discover",
        phase="pre_purchase",
        goal="Notice a jacket that could be the one",
        touchpoints=[
            _touchpoint("Social post", "Social, Mobile app", 0.7, thought="That one looks good on a bicycle."),
            _touchpoint("Search result", "Web, Mobile app", 0.4, moment_of_truth="zmot"),
        ],
    )


def _explore() -> Stage:
    return Stage(
        name="Explore",
        phase="pre_purchase",
        goal="Be sure that it keeps dry and fits",
        touchpoints=[
            _touchpoint("Product page", "Web, Mobile app", 1.1, "Finally one that shows the back.", moment_of_truth="fmot"),
            _touchpoint(
                "Size guide", "Web, Mobile app", -0.5, "It says M, the reviews say L.", pains=["The guide contradicts the reviews"]
            ),
            _touchpoint("Customer reviews", "Web, Mobile app", 0.9, thought="Others with my build are happy."),
        ],
    )


def _choose() -> Stage:
    return Stage(
        name="Choose",
        phase="purchase",
        goal="Decide on one, at a fair total price",
        touchpoints=[
            _touchpoint("Wish list", "Mobile app, Web", 0.6),
            _touchpoint("Basket", "Web, Mobile app", 0.3, customer_action="Checks the total and the delivery date"),
        ],
    )


def _pay() -> Stage:
    return Stage(
        name="Pay",
        phase="purchase",
        goal="Finish quickly and safely",
        touchpoints=[
            _touchpoint("Sign in", "Web, Mobile app", -0.3, "What password?", pains=["A password is asked for before the first order"]),
            _touchpoint("Delivery choice", "Web, Mobile app", 0.2),
            _touchpoint(
                "Card payment",
                "Web, Mobile app",
                -1.4,
                "I had the card in my hand and the page just sat there.",
                pains=["The bank page hangs"],
                expected_wait=timedelta(minutes=2),
                importance=0.9,
            ),
            _touchpoint(GOAL, "Web, Mobile app", 1.0),
        ],
    )


def _receive() -> Stage:
    return Stage(
        name="Receive",
        phase="post_purchase",
        goal="Have the parcel on the day that was promised",
        touchpoints=[
            _touchpoint("Dispatch notice", "Messages, Mobile app", 0.6),
            _touchpoint("Parcel tracking", "Messages, Mobile app", 0.5, thought="Will I be at home?"),
            _touchpoint("Doorstep delivery", "People", 1.3, "A day early!", ownership="partner", expected_wait=timedelta(days=3)),
            _touchpoint("First wear", "Mobile app", 1.2, moment_of_truth="smot"),
        ],
    )


def _live() -> Stage:
    return Stage(
        name="Live with it",
        phase="post_purchase",
        goal="Wear it for years, or get the money back fast",
        touchpoints=[
            _touchpoint("Product review", "Mobile app, Web", 0.8),
            _touchpoint(
                "Refund request",
                "People, Web, Messages",
                -1.1,
                "Eleven days for my own money.",
                pains=["The refund waits for a check by hand"],
                expected_wait=timedelta(days=3),
                kind="support",
            ),
            _touchpoint("Refund paid", "Messages", 0.3),
            _touchpoint("Loyalty club", "Mobile app, Messages", 0.8, moment_of_truth="umot"),
        ],
    )
