from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.arguments import check_choice, check_mapping, check_text, items_of, texts_of
from cxjourney.errors import OptionError

TABLE = pd.DataFrame({"name": ["Cart", "Pay"]})


@pytest.mark.parametrize("given", [TABLE, TABLE["name"], [], {}, None, np.array(["ltr"])])
def test_a_choice_that_is_no_text_is_refused_as_one_that_is_unknown(given: object) -> None:
    """Tables and lists cannot be compared with a word, and are not asked to be."""
    with pytest.raises(OptionError, match="is not one of 'ltr', 'rtl'"):
        check_choice("direction", given, ["ltr", "rtl"])


def test_messages_show_a_table_in_one_line() -> None:
    """A table in a message takes one line, not ten."""
    with pytest.raises(TypeError) as caught:
        texts_of("goal", [TABLE["name"]], "names of touchpoints")  # type: ignore[list-item]

    assert str(caught.value).startswith("goal takes names of touchpoints, found Series 0 Cart 1 Pay Name: name")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [TABLE, {"Cart": 1}, b"Cart", np.array("Cart"), str, 3, None, cx.Location(touchpoint="Cart")])
def test_what_has_other_items_than_meant_is_no_list_of_names(given: Any) -> None:
    """Columns, keys, bytes and fields are not taken for names."""
    with pytest.raises(TypeError, match=r"goal takes names, found .*; give one by itself, or several in a list"):
        items_of("goal", given, "names")


@pytest.mark.parametrize("given", [["Cart", "Pay"], ("Cart", "Pay"), iter(["Cart", "Pay"]), TABLE["name"], TABLE["name"].to_numpy()])
def test_names_may_stand_in_any_collection(given: Any) -> None:
    """Lists, generators, arrays and columns of names are all the same."""
    assert texts_of("goal", given, "names") == ("Cart", "Pay")


@pytest.mark.parametrize("given", [3, False, ["a"], TABLE, b"text"])
def test_text_and_mappings_of_another_type_are_refused(given: object) -> None:
    """The message says what was found."""
    with pytest.raises(TypeError, match="title takes text, found "):
        check_text("title", given)
    with pytest.raises(TypeError, match="weights takes a mapping of names to numbers, found "):
        check_mapping("weights", given, meaning="names to numbers")
