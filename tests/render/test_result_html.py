from __future__ import annotations

import inspect

import pytest

import cxjourney as cx
from cxjourney.model.result import Tabular
from cxjourney.render.result_html import result_html

RESULTS = [kind for name in cx.__all__ if inspect.isclass(kind := getattr(cx, name)) and issubclass(kind, Tabular)]


@pytest.mark.parametrize("kind", RESULTS)
def test_every_result_is_shown_in_its_own_way(kind: type) -> None:
    """A new result that is not put down here would fail only when a notebook shows it."""
    assert result_html.dispatch(kind) is not result_html.dispatch(object)


def test_notebooks_get_html_and_consoles_the_text() -> None:
    """Both are offered; whoever shows it picks."""
    result = cx.Variants(notes=["Nothing was left out."])

    shown = result._repr_mimebundle_()

    assert shown == {"text/html": result_html(result), "text/plain": str(result)}
    assert "Nothing was left out." in shown["text/html"]
