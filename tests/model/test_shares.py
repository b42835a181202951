from __future__ import annotations

import pytest

from cxjourney.errors import ModelError
from cxjourney.estimate import Estimate
from cxjourney.model.measure import Measure
from cxjourney.model.transition import Transition


@pytest.mark.parametrize("value", [50, 1.01, -0.3])
def test_shares_beyond_everybody_are_refused(value: float) -> None:
    """Percentages are the usual slip, and the message says how they are written."""
    with pytest.raises(ModelError, match=r"drop_off_rate must be a share from 0 to 1, 0.2 for 20%"):
        Measure(name="drop_off_rate", estimate=value)
    with pytest.raises(ModelError, match=r"share must be a share from 0 to 1, 0.2 for 20%"):
        Transition(source="cart", target="paid", share=value)


@pytest.mark.parametrize("measure", [("drop_off_rate", 0.0), ("reach", 1.0), ("exchange_rate", 1.2), ("nps", -50)])
def test_shares_and_other_figures_are_kept(measure: tuple[str, float]) -> None:
    """Only what is known to be a share is judged as one."""
    name, value = measure

    assert Measure(name=name, estimate=value).estimate.value == value


def test_a_figure_whose_unit_says_percent_is_no_share() -> None:
    """It is kept, and not compared with shares."""
    assert Measure(name="drop_off_rate", estimate=Estimate.stated(5.0, unit="%")).estimate.value == 5
