"""Results that the picture tests draw: made-up paths, groups, funnels, trends and plan checks of any size and script."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cxjourney.estimate import Estimate
from cxjourney.model.conformance import Conformance, Deviation, PlanFit
from cxjourney.model.funnel import Funnel, FunnelLoss, FunnelMember, FunnelStep
from cxjourney.model.incident import Incident
from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
from cxjourney.model.paths import OtherVariants, PathStep, Variant, Variants
from cxjourney.model.trend import Trend, TrendPeriod, TrendSeries

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap

NAMES = {
    "latin": ("Onboarding e-mail series", "Chat with an adviser", "Demo", "Price comparison portal", "Incomprehensibilities desk", "Bill"),
    "cyrillic": ("Оплата заказа картой", "Корзина", "Перенаправление в банк", "Пункт выдачи заказов", "Отзывы"),
    "vietnamese": ("Thanh toán đơn hàng", "Giao hàng tận nơi", "Đánh giá", "Chuyển hướng ngân hàng"),
    "hungarian": ("Kosár összeállítása", "Fizetés bankkártyával", "Ügyfélszolgálati visszahívás", "Átvétel"),
    "chinese": ("结账页面", "跳转后支付失败的页面", "关键时刻", "在手机上搜索跑鞋"),
    "persian": ("پرداخت سفارش", "انتقال به درگاه بانک", "لحظهٔ حقیقت", "جست‌وجوی کفش"),
    "long": (
        "checkout_payment_card_three_d_secure_redirect_to_the_issuing_bank_shown",
        "The page that asks for the address again after the customer has already given it twice before",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ),
}
FIRST = datetime(2026, 1, 5, tzinfo=UTC)


def names(count: int, script: str = "latin") -> list[str]:
    """Return names of touchpoints in a script, no two of them the same."""
    pool = NAMES[script]
    return [pool[index % len(pool)] + (f" {index // len(pool) + 1}" if index >= len(pool) else "") for index in range(count)]


def share(value: float, half: float = 0.02, n: int = 800) -> Estimate:
    """Return a share with its interval."""
    return Estimate(value=value, low=max(value - half, 0.0), high=min(value + half, 1.0), n=n, unit="share")


def seconds(value: float) -> Estimate:
    """Return a time with its interval."""
    return Estimate(value=value, low=value * 0.8, high=value * 1.3, n=300, unit="seconds")


def _path(chance: random.Random, of: list[str], steps: int) -> tuple[PathStep, ...]:
    waits = [seconds(10 ** chance.uniform(0.5, 6.5)) for _ in range(steps - 1)]
    return tuple(PathStep(touchpoint=chance.choice(of), wait=wait) for wait in (*waits, None))


def variants(touchpoints: int, script: str = "latin", seed: int = 1) -> Variants:
    """Return common paths, most of them short, the last as long as there are touchpoints."""
    chance, of = random.Random(seed), names(touchpoints, script)
    lengths = [*(chance.randint(1, 6) for _ in range(5)), touchpoints]
    found = [
        Variant(
            rank=rank,
            steps=_path(chance, of, length),
            journeys=5_000 // rank,
            customers=4_000 // rank,
            share=share(0.31 / rank),
            cumulative_share=share(min(0.31 * rank**0.5, 0.9)),
            goal_rate=share(chance.random()),
            time=seconds(10 ** chance.uniform(1, 6.8)),
        )
        for rank, length in enumerate(lengths, 1)
    ]
    rest = OtherVariants(variants=1_204, journeys=2_400, share=share(0.24), goal_rate=share(0.4), time=seconds(9_000))
    return Variants(variants=found, other=rest, goal=of[-1:], n_journeys=16_000, n_open=120, n_variants=1_210, merged_repeats=True)


def groups(touchpoints: int, script: str = "latin", seed: int = 1) -> JourneyGroups:
    """Return groups of similar journeys with long names."""
    chance, of = random.Random(seed), names(touchpoints, script)
    found = [
        JourneyGroup(
            name=f"{of[place % len(of)]} – {of[-1]}",
            representative=_path(chance, of, chance.randint(2, 9)),
            same=(400, 3)[place % 2],
            journeys=900,
            customers=700,
            share=share(0.4 / (place + 1)),
            goal_rate=share(chance.random()),
            time=seconds(10 ** chance.uniform(1, 6)),
            coverage=share(chance.random()),
        )
        for place in range(4)
    ]
    return JourneyGroups(groups=found, goal=of[-1:], n_journeys=4_000, n_open=30, n_variants=900, n_left_out=12, silhouette=0.18)


def _steps(chance: random.Random, of: list[str], start: int) -> tuple[FunnelStep, ...]:
    made, journeys = [], start
    for place, name in enumerate(of):
        keep, known = chance.uniform(0.15, 0.97), {}
        if place < len(of) - 1:
            lost = [
                FunnelLoss(kind="touchpoint", touchpoint=chance.choice(of), journeys=60, share=share(0.41)),
                FunnelLoss(kind="ended", journeys=50, share=share(0.33)),
                FunnelLoss(kind="other", journeys=40, share=share(0.26)),
            ]
            time = seconds(10 ** chance.uniform(0.5, 6))
            known = {"conversion": share(keep), "loss": share(1 - keep), "time": time, "lost_to": lost}
        made.append(
            FunnelStep(name=name, touchpoints=[name], journeys=journeys, customers=journeys, share=share(journeys / start, 0.01), **known)
        )
        journeys = max(int(journeys * keep), 1)
    return tuple(made)


def funnel(touchpoints: int, script: str = "latin", seed: int = 1, members: int = 4) -> Funnel:
    """Return a funnel with parts."""
    chance, of = random.Random(seed), names(touchpoints, script)
    parts = [FunnelMember(name=of[place % len(of)], steps=_steps(chance, of, 4_000)) for place in range(members)]
    return Funnel(
        steps=_steps(chance, of, 18_240),
        members=parts,
        by="channel" if parts else None,
        within=timedelta(days=2),
        n_entered=18_240,
        n_open=77,
    )


def _series(chance: random.Random, periods: int, unit: str, where: dict[str, str], measure: str) -> TrendSeries:
    middle, half = {"share": (0.5, 0.04), "seconds": (90_000.0, 20_000.0), "nps": (12.0, 9.0)}[unit]
    values = [middle + half * chance.uniform(-2, 2) if chance.random() > 0.06 else None for _ in range(periods - 1)]
    return TrendSeries(
        measure=measure,
        unit=unit,
        **where,
        values=[*values, None],
        low=[None if value is None else value - half for value in (*values, None)],
        high=[None if value is None else value + half for value in (*values, None)],
        n=[*(chance.randint(60, 900) for _ in values), 12],
        said=periods - 1,
    )


def trend(touchpoints: int, script: str = "latin", seed: int = 1, weeks: int = 20) -> Trend:
    """Return a trend of weeks with an incident for every other touchpoint, the last of them still going on."""
    chance, of = random.Random(seed), names(touchpoints, script)
    starts = [FIRST + timedelta(weeks=week) for week in range(weeks)]
    periods = [
        TrendPeriod(name=f"{start:%Y-%m-%d}", start=start, end=start + timedelta(weeks=1), complete=place > 0)
        for place, start in enumerate(starts)
    ]
    kinds = (("drop_off_rate", "share", "drop_off"), ("transition_time_mean", "seconds", "long_wait"), ("nps", "nps", "low_score"))
    series, incidents, better = [], [], []
    for place, name in enumerate(of[: max(len(of) // 2, 1)]):
        measure, unit, kind = kinds[place % 3]
        where = {"stage": of[-1 - place % 3], "touchpoint": name}
        series.append(_series(chance, weeks, unit, where, measure))
        before, during = ({"share": (0.22, 0.61), "seconds": (7_200.0, 190_000.0), "nps": (14.0, -31.0)})[unit]
        first = date(2026, 1, 12) + timedelta(days=chance.randint(0, weeks * 5))
        found = Incident(
            kind=kind,
            measure=measure,
            **where,
            start=first,
            end=None if place == 0 else first + timedelta(days=chance.randint(1, 30)),
            better=place % 3 == 2,
            before=Estimate(value=before, n=900, unit=unit),
            during=Estimate(value=during, n=300, unit=unit),
            q_value=0.001 * (place + 1),
        )
        (better if found.better else incidents).append(found)
    series.append(_series(chance, weeks, "share", {}, "goal_rate"))
    return Trend(
        every="week",
        periods=periods,
        series=series,
        incidents=incidents,
        improvements=better,
        tested=120,
        searched_until=date(2026, 1, 5) + timedelta(weeks=weeks - 1, days=-1),
    )


def conformance(journey_map: JourneyMap, seed: int = 1) -> Conformance:
    """Return how made-up journeys kept to a map: at some touchpoints all of them, at others few or nobody."""
    chance = random.Random(seed)
    touchpoints = [
        PlanFit(
            stage=each.stage,
            touchpoint=each.name,
            touchpoint_id=each.id,
            is_planned=place % 9 != 8,
            journeys=0 if place % 7 == 6 else 900,
            came=900,
            deviating=share(chance.choice((0.0, chance.random()))),
            content=share(chance.random() * 0.4),
            sequence=share(chance.random() * 0.4),
            timing=share(chance.random() * 0.3),
        )
        for place, each in enumerate(journey_map.touchpoints)
    ]
    stages = [
        PlanFit(
            stage=each.name,
            stage_id=each.id,
            journeys=900,
            came=900,
            deviating=share(chance.random()),
            **dict.fromkeys(("content", "sequence", "timing"), share(0.1)),
        )
        for each in journey_map.stages
    ]
    deviations = [
        Deviation(
            type="content", kind="unplanned", touchpoint=name, touchpoint_id=f"u-{place}", journeys=90, visits=90, share=share(0.1),
            share_there=share(1.0),
        )
        for place, name in enumerate(names(10, "long"))
    ]  # fmt: skip
    whole = dict.fromkeys(("fitness", "graded_fitness", "completion", "content", "sequence", "timing"), share(0.62))
    return Conformance(
        plan=journey_map.title or "Plan",
        journeys=900,
        customers=800,
        touchpoints=touchpoints,
        stages=stages,
        deviations=deviations,
        **whole,
    )
