from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.discovery.cell_figures import RATES
from cxjourney.estimate import Estimate
from cxjourney.model.metric import Metric
from cxjourney.render.heatmap.cells import KINDS
from cxjourney.render.heatmap.scales import SENSES, STRONGEST, known_metric, reading, scale
from cxjourney.render.theme import DARK, LIGHT, TEXT_CONTRAST, Theme, contrast
from cxjourney.render.views.metrics import metric_row
from cxjourney.render.words import words

ENGLISH = words("en")


def blend(theme: Theme, token: str, opacity: float) -> str:
    """Return the colour of a tint over a card."""
    over, under = (getattr(theme, name) for name in (token, "card"))
    mixed = [round(int(over[i : i + 2], 16) * opacity + int(under[i : i + 2], 16) * (1 - opacity)) for i in (1, 3, 5)]
    return "#" + "".join(f"{value:02X}" for value in mixed)


@pytest.mark.parametrize("name", RATES)
def test_every_rate_of_cells_is_known(name: str) -> None:
    """Much of it is bad, it has a name in the pictures, and pain points of its kind are marked on it."""
    assert SENSES[name] == ("share", "bad")
    assert ENGLISH.has(f"heat.measure.{name}")
    assert KINDS[name]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("token", ["neg", "pos", "dot2"])
def test_figures_can_be_read_on_every_tint(theme: Theme, token: str) -> None:
    """Ink on the strongest step, and the small grey text on the paler ones."""
    assert contrast(theme.ink, blend(theme, token, STRONGEST)) >= TEXT_CONTRAST
    assert contrast(theme.ink2, blend(theme, token, 0.3)) >= TEXT_CONTRAST


@given(st.lists(st.floats(0, 1), min_size=1), st.sampled_from(["drop_off_rate", "friction_rate", "going_on_rate", "reach"]))
def test_every_share_has_a_step(values: list[float], name: str) -> None:
    """Thresholds rise, labels differ, and a worse figure is never paler."""
    found = scale(reading(name, "share", None), values, ENGLISH)

    assert all(low < high for low, high in pairwise(found.thresholds))
    opacities = [found.step(value).opacity for value in sorted(values)]
    assert opacities == sorted(opacities, reverse=name == "going_on_rate")


def test_thresholds_are_round() -> None:
    """People read 5%, not 5.4%."""
    found = scale(reading("drop_off_rate", "share", None), [0.02, 0.27], ENGLISH)

    assert [step.label for step in found.steps] == ["under 5%", "5% to 10%", "10% to 15%", "15% to 20%", "20% or more"]


def test_times_are_parted_by_usual_spans() -> None:
    """From minutes to weeks, at most four thresholds."""
    found = scale(reading("transition_time", "seconds", None), [40, 9 * 86_400], ENGLISH)

    assert len(found.thresholds) == 4
    assert set(found.thresholds) <= {60, 180, 600, 1_800, 3_600, 10_800, 43_200, 86_400, 259_200, 604_800}
    assert scale(reading("time_spent", "seconds", None), [40, 40], ENGLISH).steps[0].label == "all the same"


@pytest.mark.parametrize(("name", "bad", "good"), [("csat", 1.2, 4.8), ("ces1", 4.9, 1.1), ("nps", -80, 90)])
def test_scores_part_good_from_bad(name: str, bad: float, good: float) -> None:
    """Also where a low score is the good one."""
    metric = known_metric(name, ())
    assert metric is not None
    found = scale(reading(name, "", metric_row(metric, [Estimate(value=bad)])), [bad, good], ENGLISH)

    assert (found.step(bad).token, found.step(good).token) == ("neg", "pos")


def test_a_declared_score_comes_before_the_usual_one() -> None:
    """A map may give csat another scale."""
    own = Metric(name="csat", low=0, high=100, favourable=80, unfavourable=40)

    assert known_metric("csat", (own,)) is own
    assert known_metric("drop_off_rate", ()) is None
