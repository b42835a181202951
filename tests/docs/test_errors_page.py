from __future__ import annotations

import re
from pathlib import Path

import pytest

import cxjourney.errors
from cxjourney.errors import CxJourneyError

PAGE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")


def _tree(kind: type[CxJourneyError]) -> list[type[CxJourneyError]]:
    """Return an error class and all its children that the package defines."""
    return [kind, *(found for child in kind.__subclasses__() for found in _tree(child))]


ERRORS = [kind for kind in _tree(CxJourneyError)[1:] if kind.__module__ == cxjourney.errors.__name__]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_says_what_to_do(kind: type[CxJourneyError]) -> None:
    """The page has a row with the code, the class and advice."""
    row = re.search(rf"^\| `{kind.default_code}` \| `{kind.__name__}`[^|]*\|[^|]+\|[^|]+\|$", PAGE, re.MULTILINE)

    assert row is not None


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_is_drawn_in_the_tree(kind: type[CxJourneyError]) -> None:
    """The first thing a reader of the module sees is the whole tree."""
    assert kind.__name__ in (cxjourney.errors.__doc__ or "")
