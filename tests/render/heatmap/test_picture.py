from __future__ import annotations

from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import OptionError, RenderError
from cxjourney.estimate import Estimate
from cxjourney.model.channel import Channel
from cxjourney.model.customer import Segment
from cxjourney.model.findings import Diagnosis, Finding, PainPoint
from cxjourney.model.friction import StageFriction
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.measure import Measure
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.render.heatmap.picture import render_heatmap


def leave(share: float | None, n: int | None, **where: str) -> Measure:
    """Return a share of visits that end the journey."""
    interval = {"low": share * 0.9, "high": min(share * 1.1, 1)} if share is not None else {}
    return Measure(name="drop_off_rate", estimate=Estimate(value=share, n=n, unit="share", **interval), **where)


def shop(*more: Measure) -> JourneyMap:
    """Return a map whose touchpoints have figures in channels and segments."""
    cart = Touchpoint(name="Cart", channels=["Web"], measures=[leave(0.08, 900), leave(0.06, 800, channel="Web"), *more])
    pay = Touchpoint(
        name="Card payment",
        channels=["Web", "App"],
        measures=[
            leave(0.2, 700),
            leave(0.27, 500, channel="Web"),
            leave(0.11, 30, channel="App"),
            leave(0.5, 3, channel="Desk"),
            leave(0.31, 200, segment="Gift"),
        ],
    )
    return JourneyMap(
        title="First order",
        channels=[Channel(name=name) for name in ("Web", "App", "Desk")],
        segments=[Segment(name="Gift")],
        stages=[Stage(name="Pay", touchpoints=[cart, pay, Touchpoint(name="Receipt")])],
    )


def pain(**where: str) -> PainPoint:
    """Return a pain point at the card payment."""
    figure = Estimate(value=0.27, n=500, unit="share")
    return PainPoint(
        rank=1, kind="drop_off", stage="Pay", stage_id="pay", touchpoint="Card payment", touchpoint_id="card-payment",
        estimate=figure, reference=figure, effect=figure, severity=Estimate(value=40), severity_level="critical",
        evidence=Finding(test="t", reference="r", margin=0.02), summary="Customers leave.", **where,
    )  # fmt: skip


def labels(text: str) -> list[str]:
    """Return what a screen reader gets for each cell."""
    nodes = minidom.parseString(text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    return [node.getAttribute("aria-label") for node in nodes if node.getAttribute("role") == "listitem"]


def test_each_cell_says_its_figure_its_interval_and_its_number() -> None:
    """The title names the highest firm figure; the cell of few observations says why it is empty."""
    document = render_heatmap(shop())

    assert document.title == "Drop-off is highest at Card payment in Web: 27%"
    found = labels(document.text)
    assert "Card payment, Web: 27%, 24% to 30%, n\xa0500" in found
    assert "Card payment, Desk: fewer than 5" in found
    assert "Cart, App: no data" in found
    assert "Card payment, All: 20%, 18% to 22%, n\xa0700" in found


def test_the_title_says_that_small_cells_are_left_out() -> None:
    """A higher figure of few observations stands in the table, so that the title must say why it names another cell."""
    document = render_heatmap(shop(leave(0.4, 20, channel="App")))

    assert document.title == "Drop-off is highest at Card payment in Web: 27% (where n is 50 or more)"


def test_the_title_names_no_cell_that_looks_like_another() -> None:
    """Two columns of a row that print the same: the row; two rows: none."""
    row = render_heatmap(shop(leave(0.272, 500, channel="App")))
    two = shop().touchpoints[1].replace(measures=[leave(0.271, 300, channel="Web"), leave(0.268, 500, channel="App")])
    place = JourneyMap(channels=["Web", "App"], stages=[Stage(name="Pay", touchpoints=[two])])

    assert row.title == "Drop-off by channel"
    assert render_heatmap(place).title == "Drop-off by channel"
    low = Touchpoint(name="Cart", measures=[leave(0.1, 300, channel="Web")])
    assert (
        render_heatmap(place.replace(stages=[Stage(name="Pay", touchpoints=[low, two])])).title
        == "Drop-off is highest at Card payment: 27%"
    )


def test_totals_of_another_kind_than_their_parts_are_told() -> None:
    """A life table takes what a cell leaves out; a rate of the whole journey says that it is one per visit."""
    life = Estimate(value=0.3, n=900, unit="share", method="life table at the horizon, Wilson interval on the effective n")
    basket = Touchpoint(name="Cart", measures=[Measure(name="drop_off_rate", estimate=life), leave(0.2, 800, channel="Web")])
    journey_map = JourneyMap(channels=["Web"], stages=[Stage(name="Pay", touchpoints=[basket])], totals=[leave(0.2, 900, channel="Web")])
    document = render_heatmap(journey_map)

    assert "may lie outside its parts" in document.text
    assert "Whole journey, per visit: Web 20%" in document.plain
    assert "may lie outside its parts" not in render_heatmap(shop()).text


def test_a_row_without_any_figure_is_named_below() -> None:
    """It has no empty row, and it is not hidden either."""
    document = render_heatmap(shop())

    assert "figures: Receipt." in document.text
    assert not any(label.startswith("Receipt") for label in labels(document.text))


def test_the_legend_explains_only_what_is_drawn() -> None:
    """A badge on a total stands nowhere where there is no column of totals."""
    pay = Touchpoint(name="Card payment", channels=["Web"], measures=[leave(0.27, 500, channel="Web")])
    journey_map = JourneyMap(channels=["Web"], stages=[Stage(name="Pay", touchpoints=[pay])])
    bare = render_heatmap(journey_map, diagnosis=Diagnosis(pain_points=[pain()])).text

    assert "pain point, by its rank" not in bare
    assert "pain point, by its rank" in render_heatmap(shop(), diagnosis=Diagnosis(pain_points=[pain()])).text


def test_segments_are_columns_too() -> None:
    """The title says for whom."""
    document = render_heatmap(shop(leave(0.1, 300, segment="Gift")), columns="segment")

    assert document.title == "Drop-off is highest at Card payment for Gift: 31%"
    assert "Card payment: Gift 31%, All 20%" in document.plain


@pytest.mark.parametrize(("where", "cell"), [({"channel": "Web", "channel_id": "web"}, "Web"), ({}, "All")])
def test_a_pain_point_marks_its_cell(where: dict[str, str], cell: str) -> None:
    """Its rank stands on the cell it was found in, or on the column of all."""
    document = render_heatmap(shop(), diagnosis=Diagnosis(pain_points=(pain(**where),)))

    marked = [label.split(":")[0] for label in labels(document.text) if "pain point 1" in label]
    assert marked == [f"Card payment, {cell}"]
    assert "pain point, by its rank" in document.text


def test_friction_of_segments_comes_from_the_diagnosis() -> None:
    """Stages have it even when the map has not."""
    rows = [
        StageFriction(stage="Pay", stage_id="pay", rate=Estimate(value=0.4, n=90, unit="share"), segment=name) for name in (None, "Gift")
    ]
    document = render_heatmap(shop(), rows="stage", columns="segment", diagnosis=Diagnosis(friction_stages=tuple(rows)))

    assert "Pay, Gift: 40%, n\xa090" in labels(document.text)


def test_a_map_without_such_cells_is_refused_with_what_it_has() -> None:
    """The hint names the tables that can be drawn; a map without any, how to get one."""
    with pytest.raises(RenderError, match=r"rows='touchpoint', columns='channel' and rows='touchpoint', columns='segment'"):
        render_heatmap(shop(), rows="stage")
    with pytest.raises(RenderError, match="read events with a channel column"):
        render_heatmap(JourneyMap(stages={"Pay": ["Cart"]}))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"measure": "valence"}, "drop_off_rate"),
        ({"rows": "channel"}, "stage"),
        ({"columns": "stage"}, "channel"),
        ({"min_n": -1}, "min_n=-1 must be at least 0"),
        ({"theme": "pink"}, "light"),
    ],
)
def test_a_wrong_argument_is_told(wrong: dict[str, Any], expected: str) -> None:
    """The message lists what is possible."""
    with pytest.raises(OptionError, match=expected):
        render_heatmap(shop(), **wrong)


def test_another_type_is_a_type_error() -> None:
    """The message says what makes a map."""
    with pytest.raises(TypeError, match="discover_map"):
        render_heatmap("map")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="diagnose"):
        render_heatmap(shop(), diagnosis="none")  # type: ignore[arg-type]


def test_too_many_columns_are_counted() -> None:
    """The twelve with the most observations are kept."""
    names = [f"Channel {index:02}" for index in range(15)]
    cart = Touchpoint(name="Cart", measures=[leave(0.1, 100 + index, channel=name) for index, name in enumerate(names)])
    document = render_heatmap(JourneyMap(channels=[Channel(name=name) for name in names], stages=[Stage(name="Pay", touchpoints=[cart])]))

    assert "Channel 02" not in document.text
    assert "Channel 03" in document.text
    assert "3 more are not shown" in document.text


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10**6)), min_size=1, max_size=4), st.text(min_size=1, max_size=40).filter(str.strip)
)
def test_any_figures_and_names_give_a_well_formed_picture(cells: list[tuple[float, int]], name: str) -> None:
    """Nothing crashes, and nothing but marks is written."""
    try:
        touchpoint = Touchpoint(name=name, measures=[leave(value, n, channel=f"c{i}") for i, (value, n) in enumerate(cells)])
    except ValueError:
        return
    channels = [Channel(name=f"c{i}") for i in range(len(cells))]
    text = render_heatmap(JourneyMap(channels=channels, stages=[Stage(name="Pay", touchpoints=[touchpoint])])).text

    assert minidom.parseString(text.encode()).documentElement.tagName == "svg"  # noqa: S318 - our own output


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_the_heat_map_is_drawn_as_agreed(check_golden: Any, theme: Any) -> None:
    """Byte for byte; look at the picture before accepting another."""
    diagnosis = Diagnosis(pain_points=(pain(channel="Web", channel_id="web"),))

    check_golden(f"heatmap_{theme}.svg", render_heatmap(shop(), diagnosis=diagnosis, theme=theme).text)


def test_a_gap_marks_the_measure_it_was_found_in() -> None:
    """A gap in scores is no gap in drop-off."""
    gap = pain(channel="Web", channel_id="web").model_copy(update={"kind": "channel_gap"})
    scores = gap.model_copy(update={"estimate": Estimate(value=-0.5, n=90, unit="valence")})

    assert "pain point 1" in render_heatmap(shop(), diagnosis=Diagnosis(pain_points=(gap,))).text
    assert "pain point 1" not in render_heatmap(shop(), diagnosis=Diagnosis(pain_points=(scores,))).text
