"""Names and severities in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.diagnosis.severity import severity_level
from cxjourney.wording import listed


@pytest.mark.parametrize(("names", "text"), [((), ""), (("A",), "A"), (("A", "B"), "A and B"), (("A", "B", "C"), "A, B and C")])
def test_names_are_listed_as_in_a_sentence(names: tuple[str, ...], text: str) -> None:
    """With an and before the last."""
    assert listed(names) == text


@given(st.floats(0, 100))
def test_every_severity_has_a_word(severity: float) -> None:
    """And a larger one never has a milder word."""
    order = ["minor", "moderate", "major", "critical"]

    assert order.index(severity_level(severity)) <= order.index(severity_level(min(severity + 10, 100)))
