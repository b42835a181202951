"""Maps that the picture tests draw: one small true-looking story, and many made-up ones of any size and script."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from cxjourney.estimate import Estimate
from cxjourney.model.findings import Diagnosis, Finding, MomentOfTruth, PainPoint
from cxjourney.model.friction import StageFriction
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.metric import Metric

CHANNELS = ("Web", "App", "Phone", "Station")
CHANNEL_IDS = ("web", "app", "phone", "station")
SCORES = ("nps", "ces2", "csat")
HALF = {"nps": 6.0, "ces2": 0.2, "csat": 0.04}


def estimate(value: float, half: float | None = None, n: int = 400, unit: str = "") -> Estimate:
    """Return a measured figure."""
    if half is None:
        return Estimate(value=value, n=n, unit=unit, method="test")
    return Estimate(value=value, low=value - half, high=value + half, n=n, unit=unit, method="test")


def touchpoint(name, customers, valence=None, *, half=0.1, n=300, shares=(1.0,), moment=False, quote=None, **fields):  # noqa: ANN001, ANN003, ANN201
    """Return the fields of a touchpoint."""
    measures = [
        {"name": "customers", "estimate": estimate(customers, n=customers, unit="customers")},
        {"name": "visits", "estimate": estimate(customers * 1.25, n=customers, unit="visits")},
    ]
    pairs = [(channel, share) for channel, share in zip(CHANNEL_IDS, shares, strict=False) if share]
    measures += [
        {"name": "channel_share", "estimate": estimate(share, n=customers, unit="share"), "channel": channel} for channel, share in pairs
    ]
    fields |= {"name": name, "measures": measures, "moment_of_truth": moment}
    fields["channels"] = [name for name, share in zip(CHANNELS, shares, strict=False) if share]
    if valence is not None:
        fields["emotions"] = [
            {"valence": valence, "estimate": estimate(valence, half, n, "valence"), "quote": quote, "source_kind": "direct"}
        ]
    return fields


def stage(name, facts, touchpoints, *, goal=None, scores=(), n=500):  # noqa: ANN001, ANN201
    """Return the fields of a stage; facts are customers, median seconds and the share that goes on."""
    customers, seconds, going_on = facts
    measures = [
        {"name": "customers", "estimate": estimate(customers, n=customers, unit="customers")},
        {"name": "time_spent", "estimate": estimate(seconds, n=customers, unit="seconds")},
        {"name": "going_on_rate", "estimate": estimate(going_on, n=customers, unit="share")},
    ]
    measures += [
        {"name": score, "estimate": estimate(value, HALF[score], n)}
        for score, value in zip(SCORES, scores, strict=False)
        if value is not None
    ]
    return {"name": name, "goal": goal, "measures": measures, "touchpoints": touchpoints}


def pain(journey_map, rank, kind, place, level, money, figures, *, unit="share", q=0.004, **fields):  # noqa: ANN001, ANN003, ANN201, PLR0917
    """Return a pain point at a touchpoint."""
    spot = journey_map.touchpoint(place)
    where = journey_map.stage(spot.stage)
    value, reference = figures
    return PainPoint(
        rank=rank,
        kind=kind,
        stage=where.name,
        stage_id=where.id,
        touchpoint=spot.name,
        touchpoint_id=spot.id,
        estimate=estimate(value, n=1_480, unit=unit),
        reference=estimate(reference, n=4_000, unit=unit),
        effect=estimate(value - reference, unit=unit),
        q_value=q,
        severity=estimate({"critical": 41, "major": 19, "moderate": 7, "minor": 2}[level]),
        severity_level=level,
        at_stake=None if money is None else estimate(money),
        evidence=Finding(test="more than its peers", reference="touchpoints of the same stage", margin=0.02),
        summary=f"{spot.name} hurts more than its peers.",
        **fields,
    )


def friction(journey_map, rates, flagged):  # noqa: ANN001, ANN201
    """Return the friction of every stage."""
    return tuple(
        StageFriction(stage=where.name, stage_id=where.id, rate=estimate(rate, 0.02, unit="share"), flagged=where.name in flagged)
        for where, rate in zip(journey_map.stages, rates, strict=True)
    )


def bike_map() -> JourneyMap:
    """Return the map of renting a city bike, with everything a map can show."""
    stages = [
        stage("Look", (9_412, 95, 0.62), [
            touchpoint("Street poster", 3_120, 0.3, n=61, shares=(0, 0, 0, 1)),
            touchpoint("Price page", 8_040, -0.2, half=0.12, shares=(0.7, 0.3)),
        ], goal="Know what a ride costs", scores=(12, 4.9, 0.72)),
        stage("Sign up", (5_836, 410, 0.71), [
            touchpoint("Account form", 5_836, -0.6, half=0.09, n=512, shares=(0.4, 0.6)),
            touchpoint("Identity photo", 5_102, -1.4, half=0.11, n=640, shares=(0.1, 0.9), moment=True,
                       quote="Three photos, three times no"),
            touchpoint("Deposit", 4_480, -0.3, half=0.2, n=140, shares=(0.2, 0.78, 0.02)),
        ], goal="Be ready to ride in a few minutes", scores=(-24, 3.4, 0.51)),
        stage("Ride", (4_143, 1_560, 0.93), [
            touchpoint("Unlock", 4_143, 0.9, n=700, shares=(0, 0.86, 0, 0.14), moment=True, quote="Beep and go"),
            touchpoint("Map in the app", 2_960, 0.4, shares=(0, 1)),
            touchpoint("Return dock", 4_020, -0.5, half=0.15, n=233, shares=(0, 0.4, 0, 0.6), quote="Every dock was full"),
        ], goal="Get there dry, safe and on time", scores=(31, 5.8, 0.84)),
        stage("Afterwards", (3_866, 259_200, 0.38), [
            touchpoint("Receipt", 3_866, 0.2, shares=(0, 1)),
            touchpoint("Help line", 412, -0.8, half=0.5, n=38, shares=(0.1, 0, 0.9)),
            touchpoint("Monthly pass offer", 1_904, None, shares=(0.5, 0.5)),
        ], goal="Pay the right amount, ride again", scores=(None, 4.4, 0.69), n=212),
    ]  # fmt: skip
    return JourneyMap(
        title="Renting a city bike",
        origin="discovered",
        stages=stages,
        channels=list(CHANNELS),
        currency="EUR",
        metrics=[Metric.named(name) for name in SCORES],
        totals=[
            {"name": "customers", "estimate": estimate(9_412, n=9_412)},
            {"name": "visits", "estimate": estimate(61_238, n=9_412)},
            {"name": "goal_rate", "estimate": estimate(0.412, 0.01, 9_412, "share")},
            {"name": "nps", "estimate": estimate(8, 2, 2_900)},
        ],
        period={"start": datetime(2025, 4, 1, tzinfo=UTC), "end": datetime(2025, 9, 30, tzinfo=UTC)},
        personas=[{"name": "Ilse, 41", "description": "Rides when it rains less than the bus is late", "share": 0.27,
                   "goals": ["Home before six"], "quote": "I had the helmet on and stood there."}],
        opportunities=[
            {"name": "Accept the identity card of the city", "stage": "sign-up", "gain": estimate(84_000, 21_000)},
            {"name": "Show free docks before the ride ends", "stage": "ride", "gain": estimate(9_500, 4_000)},
        ],
        notes=["Rides of staff are left out."],
    )  # fmt: skip


def bike_diagnosis(journey_map: JourneyMap) -> Diagnosis:
    """Return findings for the bike map."""
    pains = (
        pain(journey_map, 1, "drop_off", "Identity photo", "critical", 112_000, (0.24, 0.06), q=0.0002),
        pain(journey_map, 2, "long_wait", "Account form", "major", 41_500, (660, 240), unit="seconds"),
        pain(journey_map, 3, "low_score", "Return dock", "major", 18_000, (-0.5, 0.6), unit="valence", q=0.01),
        pain(journey_map, 4, "segment_gap", "Deposit", "moderate", 6_400, (0.19, 0.08), q=0.02, segment="Visitors"),
        pain(journey_map, 5, "repeat_contact", "Help line", "minor", 900, (0.31, 0.2), q=0.04),
    )
    return Diagnosis(
        title=journey_map.title,
        pain_points=pains,
        friction_stages=friction(journey_map, (0.11, 0.63, 0.27, 0.19), {"Sign up", "Ride"}),
        moments_of_truth=(MomentOfTruth(touchpoint="Return dock", touchpoint_id="return-dock"),),
        tested=88,
    )


def clinic_map() -> JourneyMap:
    """Return a map by hand of checking in at a clinic: two personas, a service blueprint, and what it rests on."""

    def at(name, feelings, **fields):  # noqa: ANN001, ANN003, ANN202
        everybody, *own = feelings
        emotions = [{"valence": everybody}]
        emotions += [{"valence": valence, "persona": persona} for valence, persona in zip(own, ("mira", "ben"), strict=True)]
        return {"name": name, "emotions": emotions, **fields}

    before = [
        at(
            "Appointment",
            (0.2, 0.6, -0.4),
            customer_action="Calls and picks a slot",
            thought="Why so late?",
            channels=["Phone"],
            front_stage="Offers slots",
            back_stage="Calendar keeps slots free",
            owner="Front desk",
            evidence=[{"source": "Interviews", "kind": "direct", "n": 12}],
        ),
        at(
            "Reminder",
            (0.8, 1.0, 0.5),
            customer_action="Reads it on the way",
            channels=["SMS"],
            front_stage="Message with directions",
            back_stage="Batch job at six",
            owner="IT",
            evidence=[{"source": "Reviews", "kind": "indirect", "n": 40}],
        ),
    ]
    inside = [
        at(
            "Arrival desk",
            (-1.1, -1.6, -0.5),
            customer_action="Waits in line, card in hand",
            thought="Am I in the right queue?",
            channels=["People"],
            front_stage="Checks the card",
            back_stage="Asks the insurer",
            owner="Front desk",
            moment_of_truth=True,
            pains=["A queue without numbers"],
        ),
        at(
            "Consultation",
            (1.2, 1.5, 0.8),
            customer_action="Explains",
            channels=["People"],
            front_stage="Examines",
            back_stage="File is opened",
            owner="Doctors",
        ),
    ]
    return JourneyMap(
        title="Checking in at the clinic",
        personas=["Mira", "Ben"],
        stages=[{"name": "Before", "touchpoints": before}, {"name": "At the clinic", "touchpoints": inside}],
    )  # fmt: skip


def better_clinic_map() -> JourneyMap:
    """Return the same visit as it is to be: numbers in the queue, and a new touchpoint."""
    feelings = {"Appointment": 0.3, "Reminder": 0.7, "Arrival desk": 0.6, "Consultation": 1.4, "Kiosk": 0.5}
    stages = {"Before": ["Appointment", "Reminder"], "At the clinic": ["Kiosk", "Arrival desk", "Consultation"]}
    return JourneyMap(
        title="Checking in at the clinic",
        state="to_be",
        stages=[
            {"name": stage, "touchpoints": [{"name": name, "emotions": [{"valence": feelings[name]}]} for name in names]}
            for stage, names in stages.items()
        ],
    )


NAMES = {
    "latin": ("Onboarding e-mail series", "Chat with an adviser", "Demo", "Price comparison portal", "Incomprehensibilities desk", "Bill"),
    "cyrillic": ("Оплата заказа картой", "Корзина", "Перенаправление в банк", "Пункт выдачи заказов", "Отзывы"),
    "vietnamese": ("Thanh toán đơn hàng", "Giao hàng tận nơi", "Đánh giá", "Chuyển hướng ngân hàng"),
    "chinese": ("结账页面", "跳转后支付失败的页面", "关键时刻", "在手机上搜索跑鞋"),
    "persian": ("پرداخت سفارش", "انتقال به درگاه بانک", "لحظهٔ حقیقت", "جست‌وجوی کفش"),
    "emoji": ("😀 Happy hour", "👨‍👩‍👧‍👦 Family plan", "🇭🇺 Hungary ✅", "❤️ love 👍🏽"),
}
QUOTES = {
    "latin": "I gave up when it asked me for the third time",
    "persian": "سه بار پرسید و من رها کردم",
    "chinese": "问了三次之后我放弃了",
}


def made_up(touchpoints: int, stages: int, script: str = "latin", seed: int = 1) -> tuple[JourneyMap, Diagnosis]:
    """Return a map of any size with made-up figures, and findings for it."""
    chance = random.Random(seed)
    cuts = sorted(chance.sample(range(1, touchpoints), stages - 1)) if touchpoints else []
    sizes = [last - first for first, last in zip([0, *cuts], [*cuts, touchpoints], strict=True)] if touchpoints else [0] * stages
    names = iter(_names(touchpoints, NAMES[script]))
    columns = [
        stage(
            f"{index + 1} {NAMES[script][index % len(NAMES[script])]}",
            (chance.randint(900, 20_000), chance.choice((9, 400, 9_000, 900_000)), chance.random()),
            [_made_up_touchpoint(chance, next(names), QUOTES.get(script, QUOTES["latin"])) for _ in range(size)],
            goal=QUOTES.get(script, QUOTES["latin"]),
            scores=(chance.randint(-70, 70), chance.uniform(1.5, 6.8), chance.random()),
            n=chance.choice((3, 45, 800)),
        )
        for index, size in enumerate(sizes)
    ]
    journey_map = JourneyMap(title=NAMES[script][0], origin="discovered", stages=columns, currency="EUR")
    kinds = ("drop_off", "rework", "low_score", "escalation", "channel_gap", "handoff")
    levels = ("critical", "critical", "major", "moderate", "minor")
    places = chance.sample([item.name for item in journey_map.touchpoints], min(touchpoints, 7 if touchpoints < 30 else 16))
    pains = tuple(
        pain(
            journey_map,
            rank,
            kinds[rank % 6],
            place,
            levels[min(rank // 3, 4)],
            9e5 / rank,
            (0.3, 0.1),
            channel="Web" if rank % 4 == 0 else None,
        )
        for rank, place in enumerate(places, 1)
    )
    flagged = {item.name for item in journey_map.stages if chance.random() < 0.4}
    return journey_map, Diagnosis(
        pain_points=pains, friction_stages=friction(journey_map, [chance.random() * 0.9 for _ in columns], flagged)
    )


def _names(count: int, pool: tuple[str, ...]) -> list[str]:
    return [pool[index % len(pool)] + (f" {index // len(pool) + 1}" if index >= len(pool) else "") for index in range(count)]


def _made_up_touchpoint(chance: random.Random, name: str, quote: str):  # noqa: ANN202
    weights = [chance.random() ** 3 for _ in CHANNELS]
    shares = tuple(weight / sum(weights) if weight > 0.05 else 0 for weight in weights)
    n = chance.choice((0, 3, 20, 80, 400, 900, 12_000))
    valence = None if n == 0 else chance.choice((-2, 2, chance.uniform(-2, 2), chance.uniform(-2, 2)))
    return touchpoint(
        name,
        chance.randint(40, 90_000),
        valence,
        half=chance.uniform(0.03, 0.6),
        n=n,
        shares=shares,
        moment=chance.random() < 0.25,
        quote=quote if chance.random() < 0.5 else None,
    )


def narrow_map() -> tuple[JourneyMap, Diagnosis]:
    """Return five stages of one touchpoint each, whose cards have long figures: goals at stake, or only who comes there."""
    names = ("Poster", "Price page", "Account form", "Unlock", "Receipt")
    journey_map = JourneyMap(title="Five steps", stages={f"Step {number}": [name] for number, name in enumerate(names, 1)})
    levels = ("critical", "critical", "major", "moderate", "minor")
    unit = "goals per 1,000 journeys"
    pains = [
        pain(journey_map, rank, "drop_off", name, level, None, (0.24, 0.06))
        for rank, (name, level) in enumerate(zip(names, levels, strict=True), 1)
    ]
    pains = [
        entry.replace(at_stake=estimate(203.0 / entry.rank, unit=unit), at_stake_basis="measured")
        if entry.rank in {1, 3, 5}
        else entry.replace(reach=estimate(0.86, unit="share"))
        for entry in pains
    ]
    return journey_map, Diagnosis(title=journey_map.title, pain_points=tuple(pains), tested=40)
