from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

import cxjourney as cx
from cxjourney.model.comparison import Comparison
from cxjourney.model.differences import Difference, ElementChange
from cxjourney.render.comparison_tables import comparison_html


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Return the comparison of two segments of the sample shop."""
    shop = cx.datasets.sample_shop(customers=4_000)
    before, after = (shop.events.filter(segments=name) for name in ("Regular", "Gift"))
    return cx.compare(before, after, goal=shop.goal)


def test_a_comparison_is_a_page_of_tables(comparison: Comparison) -> None:
    """Well-formed, with what stands out, totals, pain points and what was not tested."""
    captions = [each.text or "" for each in ET.fromstring(comparison_html(comparison)).iter("caption")]  # noqa: S314 - our own

    assert captions == [
        "Differences that stand out, the clearest first",
        "What the totals changed by: within the members, and by their shares",
        "What became of the pain points",
        "Not tested",
    ]


def test_notebooks_get_tables_and_text(comparison: Comparison) -> None:
    """Both tell the same."""
    shown = comparison._repr_mimebundle_()

    assert shown["text/html"] == comparison_html(comparison)
    assert shown["text/plain"] == str(comparison)
    assert "stand out" in shown["text/plain"].splitlines()[0]
    assert len(repr(comparison)) < 200


def test_hostile_names_are_text() -> None:
    """Nothing of a name becomes markup."""
    name = "<script>alert(1)</script>"
    found = Comparison(
        before=name,
        differences=[Difference(measure="nps", touchpoint=name, before=1, after=2, difference=1)],
        added=[ElementChange(change="added", element="touchpoint", id="x", name=name)],
    )

    assert "<script" not in comparison_html(found)


def test_a_plan_shows_all_its_differences() -> None:
    """Nothing was tested, and that is said."""
    found = comparison_html(Comparison(differences=[Difference(measure="nps", before=1, after=2, difference=1)]))

    assert "Nothing was tested." in found
    assert "nps" in found
