from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.arguments import check_choice, check_mapping, check_text, items_of, texts_of, whole_number
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


@pytest.mark.parametrize("given", [3, np.int64(3), np.uint8(3), pd.Series([3])[0]])
def test_whole_numbers_of_arrays_are_whole_numbers(given: object) -> None:
    """Loops over numpy's ranges and cells of tables give such numbers."""
    assert type(whole_number("k", given, 1)) is int
    with pytest.raises(OptionError, match="k=3 must be at least 4"):
        whole_number("k", given, 4)


@pytest.mark.parametrize("given", [True, np.True_, 3.0, np.float64(4), "3", None, TABLE])
def test_what_is_no_whole_number_is_refused(given: object) -> None:
    """A share or a text is never rounded or read."""
    with pytest.raises(TypeError, match="k takes a whole number, found "):
        whole_number("k", given, 1)


def test_numbers_of_arrays_choose_journeys_fixes_and_parts() -> None:
    """They give what Python's own numbers give."""
    shop = cx.datasets.sample_shop(customers=np.int64(300), seed=np.int64(2))
    journey_map = cx.discover_map(shop.events, goal=shop.goal, max_touchpoints=np.int64(5))

    assert cx.journey_groups(shop.events, np.int64(2)) == cx.journey_groups(shop.events, 2)
    assert cx.variants(shop.events, top=np.int64(3)) == cx.variants(shop.events, top=3)
    assert cx.measure(shop.events, part=(np.int64(0), np.int64(2))) == cx.measure(shop.events, part=(0, 2))
    assert len(journey_map.touchpoints) <= 6
    assert str(cx.render_map(journey_map, min_n=np.int64(5))) == str(cx.render_map(journey_map, min_n=5))
