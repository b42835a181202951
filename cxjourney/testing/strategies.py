"""Hypothesis strategies for texts, figures, maps and event tables, the nasty ones included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cxjourney._optional import require
from cxjourney.estimate import Estimate
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.slugs import slug

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

NASTY = (
    "<script>alert(1)</script>",
    "]]></text><a href='javascript:x'>",
    '"onload="x',
    "&amp; & &#x3C;",
    "{{7*7}} ${x} %s %(a)s",
    "'; DROP TABLE events; --",
    "=1+1",
    "[bold]not markup[/bold]",
    "Оплата картой",
    "Thanh toán bằng thẻ",
    "پرداخت با کارت",
    "می‌خواهم",
    "Fizetés kártyával",
    "支付宝 付款",
    "👩‍👩‍👧 family",
    "Cafe\u0301",
    "\u202eevil\u202c",
    "\u200b",
    "a\u00a0b",
    "\ufffe\u0001",
    "line\nbreak\ttab",
    "W" * 300,
)
"""Labels that have broken pictures, queries or pages somewhere."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def _strategies() -> Any:
    return require("hypothesis", extra="test", purpose="Making test data", module="hypothesis.strategies")


def texts(*, max_size: int = 40) -> SearchStrategy[str]:
    """
    Return texts of any script, with the ones that break things among them.

    Parameters
    ----------
    max_size
        Greatest length of the random ones.

    Raises
    ------
    MissingDependencyError
        If Hypothesis is not installed.
    """
    st = _strategies()
    return st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=max_size), st.sampled_from(NASTY))  # type: ignore[no-any-return]


def names(*, max_size: int = 40) -> SearchStrategy[str]:
    """
    Return labels: texts with at least one character that can be seen, as models accept them.

    Parameters
    ----------
    max_size
        Greatest length of the random ones.

    Raises
    ------
    MissingDependencyError
        If Hypothesis is not installed.
    """
    return texts(max_size=max_size).filter(lambda text: bool(text) and not text.isspace())


def estimates(*, low: float = 0.0, high: float = 1.0) -> SearchStrategy[Estimate]:
    """
    Return figures: measured with an interval, stated, or missing.

    Parameters
    ----------
    low, high
        Bounds of the figure and of its interval.

    Raises
    ------
    MissingDependencyError
        If Hypothesis is not installed.
    """
    st = _strategies()
    number = st.floats(low, high, allow_nan=False, allow_infinity=False)

    def measured(ends: list[float], n: int) -> Estimate:
        first, middle, last = sorted(ends)
        return Estimate(value=middle, low=first, high=last, n=n, method="test")

    return st.one_of(  # type: ignore[no-any-return]
        st.builds(measured, st.lists(number, min_size=3, max_size=3), st.integers(1, 10**9)),
        st.builds(Estimate.stated, number),
        st.just(Estimate.missing()),
    )


def journey_maps(*, max_stages: int = 3, max_touchpoints: int = 4) -> SearchStrategy[JourneyMap]:
    """
    Return hand-written maps that use every part of the model, with references between them.

    Parameters
    ----------
    max_stages
        Greatest number of stages.
    max_touchpoints
        Greatest number of touchpoints in a stage.

    Raises
    ------
    MissingDependencyError
        If Hypothesis is not installed.
    """
    st = _strategies()
    count = st.integers(1, max_stages).flatmap(lambda stages: st.tuples(st.just(stages), st.integers(0, stages * max_touchpoints)))

    @st.composite  # type: ignore[untyped-decorator]
    def build(draw: Any) -> JourneyMap:
        stages, touchpoints = draw(count)

        def several(size: int) -> list[str]:
            found: list[str] = draw(st.lists(names(), min_size=size, max_size=size, unique_by=slug))
            return found

        return _journey_map(draw, st, (several(stages), several(touchpoints), several(draw(st.integers(0, 3)))))

    return build()  # type: ignore[no-any-return]


def _journey_map(draw: Any, st: Any, labels: tuple[list[str], list[str], list[str]]) -> JourneyMap:
    stages, touchpoints, channels = labels
    points = [_touchpoint(draw, st, name, channels) for name in touchpoints]
    ends = st.sampled_from(touchpoints) if touchpoints else st.nothing()
    columns: list[dict[str, Any]] = [{"name": name, "goal": draw(st.none() | texts()), "touchpoints": []} for name in stages]
    for number, point in enumerate(points):
        columns[number * len(stages) // len(points)]["touchpoints"].append(point)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=4, unique=True)) if touchpoints else []
    return JourneyMap(
        title=draw(texts()),
        goal=draw(st.none() | texts()),
        channels=[{"name": name} for name in channels],
        personas=[{"name": name, "quote": draw(st.none() | texts())} for name in draw(st.lists(names(), max_size=2, unique_by=slug))],
        segments=[{"name": name} for name in draw(st.lists(names(), max_size=2, unique_by=slug))],
        stages=columns,
        transitions=[{"source": slug(source), "target": slug(target), "share": draw(st.none() | estimates())} for source, target in pairs],
        goal_touchpoints=draw(st.lists(ends.map(slug), max_size=1)) if touchpoints else [],
        opportunities=[{"name": name, "stage": slug(stages[0])} for name in draw(st.lists(names(), max_size=2, unique_by=slug))],
        totals=draw(st.dictionaries(st.sampled_from(["customers", "goal_rate"]), estimates(), max_size=2)),
    )


def _touchpoint(draw: Any, st: Any, name: str, channels: list[str]) -> dict[str, Any]:
    valence = st.floats(-2, 2, allow_nan=False)
    used = draw(st.lists(st.sampled_from(channels), unique=True, max_size=3)) if channels else []
    emotions = st.lists(st.fixed_dictionaries({"valence": valence, "quote": st.none() | texts()}), max_size=2)
    return {
        "name": name,
        "channels": [slug(channel) for channel in used],
        "emotions": draw(emotions),
        "thought": draw(st.none() | texts()),
        "pains": draw(st.lists(texts(), max_size=2)),
        "moment_of_truth": draw(st.sampled_from([None, "zmot", "fmot", "smot", "umot", "declared"])),
        "expected_wait": draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=400))),
        "measures": draw(st.dictionaries(st.sampled_from(["drop_off_rate", "rework_rate", "reach"]), estimates(), max_size=3)),
    }


def event_tables(*, max_rows: int = 40) -> SearchStrategy[dict[str, list[Any]]]:
    """
    Return small event tables as columns, ready for any data frame, in any order, with gaps in the optional columns.

    Parameters
    ----------
    max_rows
        Greatest number of events.

    Raises
    ------
    MissingDependencyError
        If Hypothesis is not installed.

    Notes
    -----
    The columns are ``customer_id``, ``timestamp`` (aware, UTC), ``touchpoint``, ``channel``, ``segment`` and ``csat``. Few different
    times and names make ties and repeats likely.
    """
    st = _strategies()
    label = st.sampled_from(["Search", "Basket", "Payment", "Support call", "Оплата", "پرداخت", "a b", "'; --"])
    row = st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from(["1", "2", "007", "7", "ключ", "a b"]),
            "timestamp": st.integers(0, 3_000).map(lambda minutes: _EPOCH + timedelta(minutes=minutes)),
            "touchpoint": label,
            "channel": st.none() | st.sampled_from(["web", "phone", "app"]),
            "segment": st.none() | st.sampled_from(["new", "regular"]),
            "csat": st.none() | st.integers(1, 5),
        }
    )
    rows = st.lists(row, min_size=1, max_size=max_rows)
    return rows.map(lambda found: {name: [entry[name] for entry in found] for name in found[0]})  # type: ignore[no-any-return]
