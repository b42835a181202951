"""The picture of a funnel."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney import testing
from cxjourney.estimate import Estimate
from cxjourney.model.funnel import HALF_NOTE, Funnel, FunnelLoss, FunnelMember, FunnelStep
from cxjourney.render.funnel.draw import PARTS, _tint
from cxjourney.render.funnel.picture import render_funnel
from cxjourney.render.words import LANGUAGES


def share(value: float) -> Estimate:
    """Return a share with an interval."""
    return Estimate(value=value, low=value * 0.9, high=min(value * 1.1, 1.0), n=500, unit="share")


def steps(*names: str, keep: float = 0.5) -> tuple[FunnelStep, ...]:
    """Return steps, half of the journeys lost after each."""
    made = []
    for place, name in enumerate(names):
        known: dict[str, Any] = {}
        if place < len(names) - 1:
            time = Estimate(value=600.0, low=500.0, high=700.0, n=90, unit="seconds")
            lost = [
                FunnelLoss(kind="ended", journeys=9, share=share(0.6)),
                FunnelLoss(kind="touchpoint", touchpoint="Help", journeys=6, share=share(0.4)),
            ]
            known = {"conversion": share(keep), "loss": share(1 - keep), "time": time, "lost_to": lost}
        journeys = round(1_000 * keep**place)
        made.append(FunnelStep(name=name, touchpoints=[name], journeys=journeys, customers=journeys, share=share(keep**place), **known))
    return tuple(made)


def funnel(*names: str, members: int = 0, keep: float = 0.5, **fields: Any) -> Funnel:
    """Return a funnel with some parts."""
    parts = [FunnelMember(name=f"Part {place}", steps=steps(*names)) for place in range(members)]
    whole = steps(*names, keep=keep)
    return Funnel(
        **{"steps": whole, "members": parts, "by": "plan" if parts else None, "n_entered": 1_000, "within": timedelta(days=2), **fields}
    )


def test_each_step_says_who_goes_on_and_where_the_others_went() -> None:
    """In the picture and for those who hear it."""
    document = render_funnel(funnel("Basket", "Card", "Paid"))

    assert document.title == "25% come from Basket to Paid; most are lost after Basket (50%)"
    assert document.plain.splitlines()[1] == (
        "1. Basket: 1,000 journeys, 100% of the first. 50% (45% – 55%) go on, 10\xa0min later, "
        "nowhere else in that time\xa060%, Help\xa040%"
    )
    assert "steps count within 2\xa0days from the first" in document.text
    assert "50% lost" in document.text


def test_bars_are_as_long_as_their_shares() -> None:
    """Those who go on, and those who do not beside them."""
    root = minidom.parseString(render_funnel(funnel("Basket", "Card"), theme="light").text.encode())  # noqa: S318 - our own output
    widths = [float(node.getAttribute("width")) for node in root.getElementsByTagName("rect") if node.getAttribute("height") == "34"]

    assert widths == [458, 458, 229, 458, 229]


def test_long_names_leave_room_for_figures() -> None:
    """The title keeps its share, the lost theirs, and of a move both ends are seen."""
    long = "checkout_payment_card_three_d_secure_redirect_to_the_issuing_bank_"
    found = funnel(long + "shown", long + "opened", long + "paid", members=1)
    lost = FunnelLoss(kind="touchpoint", touchpoint=long + "help", journeys=6, share=share(0.4))
    steps = [step.replace(lost_to=[lost] * 3) if step.lost_to else step for step in found.steps]
    document = render_funnel(found.replace(steps=steps), theme="light")
    drawn = re.sub("<title[^>]*>[^<]*</title>", "", document.text)

    assert "(50%)" in " ".join(re.findall(r'font-size="26"[^>]*>([^<]*)<', drawn))
    assert "".join(re.findall(r'font-size="11"[^>]*>([^<]*)<', drawn)).count("bank_help\xa040%") == 6
    assert [f"_{end}" in drawn for end in ("shown →", "opened", "opened →", "paid")] == [True] * 4


def test_figures_that_are_printed_alike_look_alike() -> None:
    """79.9 % and 80.2 % are both printed as 80 %."""
    tints = {_tint(1 - share) for share in (0.797, 0.799, 0.802)}

    assert len(tints) == 1
    assert _tint(0.0) < _tint(0.3) < _tint(0.5) < _tint(0.7) < _tint(1.0)


def test_parts_stand_in_a_table() -> None:
    """The largest of them; how many more there are is said."""
    document = render_funnel(funnel("Basket", "Card", members=PARTS + 2))

    assert "Share that goes on, by plan" in document.text
    assert f"Part {PARTS - 1}" in document.text
    assert f">Part {PARTS}<" not in document.text
    assert "2 more parts are not shown" in document.text


def test_what_cannot_be_said_is_no_bar() -> None:
    """A funnel without figures is a picture that says so."""
    missing = Estimate.missing("share")
    empty = [
        FunnelStep(name=name, touchpoints=[name], journeys=0, customers=0, share=missing, conversion=missing, loss=missing) for name in "AB"
    ]

    assert render_funnel(Funnel(steps=empty)).title == "How many come from A to B cannot be said"
    assert ">0<" not in render_funnel(Funnel(steps=empty)).text
    assert render_funnel(funnel("A", "B", keep=1.0)).title == "100% come from A to B"
    assert render_funnel(Funnel()).title == "no data"


def test_a_time_that_was_cut_is_told() -> None:
    """Whoever sees only the picture is told, too."""
    assert "Half of the time the log spans" in render_funnel(funnel("A", "B", notes=[HALF_NOTE])).text
    assert "Half of the time the log spans" not in render_funnel(funnel("A", "B")).text


def test_tiny_shares_are_written_beside_the_bar() -> None:
    """Where there is no room in it."""
    document = render_funnel(funnel("A", "B", "C", keep=0.01))

    assert ">0.0%<" not in document.text
    assert ">1%<" in document.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_keep_their_direction(language: str) -> None:
    """Persian runs from the right."""
    document = render_funnel(funnel("Basket", "Card", members=2, n_open=4), locale=language)

    assert document.direction == ("rtl" if language == "fa" else "ltr")
    assert not document.truncated


@given(st.lists(testing.names(), min_size=2, max_size=6, unique=True))
@settings(max_examples=20)
def test_any_name_can_be_drawn(names: list[str]) -> None:
    """The picture is well formed."""
    document = render_funnel(funnel(*names, members=1), theme="dark")

    testing.check_svg(document.text)
    assert render_funnel(funnel(*names, members=1), theme="dark") == document


def test_other_things_are_refused() -> None:
    """With what would do."""
    with pytest.raises(TypeError, match="render_funnel takes what funnel"):
        render_funnel([])  # type: ignore[arg-type]
