from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cxjourney.statistics.stage_names import stage_names


def test_a_single_touchpoint_names_its_stage() -> None:
    """There is no better name."""
    assert stage_names([["Home"], ["Cart"]], [[3], [1]]) == ("Home", "Cart")


def test_a_shared_beginning_names_a_stage() -> None:
    """What the touchpoints of a stage share, and others do not, says what it is about."""
    stages = [["login_show", "login_send"], ["pay_card", "pay_cash"]]

    assert stage_names(stages, [[5, 4], [3, 2]]) == ("login_…", "pay_…")


def test_the_longest_shared_beginning_is_taken() -> None:
    """The whole log shares app_, the stage more."""
    stages = [["app_home"], ["app_login_show", "app_login_send"]]

    assert stage_names(stages, [[5], [4, 4]]) == ("app_home", "app_login_…")


def test_a_beginning_that_other_stages_share_names_none() -> None:
    """Two stages of A_ steps are told apart by their steps."""
    stages = [["A_new", "A_checked"], ["A_granted", "A_paid"]]

    assert stage_names(stages, [[5, 4], [3, 2]]) == ("A_new – A_checked", "A_granted – A_paid")


def test_one_stray_does_not_hide_a_beginning() -> None:
    """Nearly all visits are enough."""
    assert stage_names([["pay_card", "help", "pay_cash"]], [[50, 2, 40]]) == ("pay_…",)


def test_the_two_most_visited_are_named_in_order() -> None:
    """A name reads from left to right like the map."""
    assert stage_names([["cart", "coupon", "delivery"]], [[5, 1, 9]]) == ("cart – delivery",)


def test_long_names_are_cut() -> None:
    """A column has room for one long name at most."""
    long = "x" * 300

    pair, alone = stage_names([["Confirm that the request was received", "Send confirmation"], [long]], [[5, 1], [1]])

    assert pair == "Confirm that the request was received …"
    assert alone == "x" * 79 + "…"


@given(st.lists(st.lists(st.text("ab_ 1", min_size=1, max_size=90), min_size=1, max_size=4), min_size=1, max_size=12))
def test_names_differ_and_are_not_empty(stages: list[list[str]]) -> None:
    """Whatever the touchpoints are called, stages can be told apart."""
    names = stage_names(stages, [[1] * len(stage) for stage in stages])

    assert len(set(names)) == len(stages)
    assert all(names)
