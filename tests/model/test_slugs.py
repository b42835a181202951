from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.model.entity import Entity
from cxjourney.model.slugs import fingerprint, slug, unique_slugs
from cxjourney.testing import names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Order confirmed", "order-confirmed"),
        ("  Order   confirmed ", "order-confirmed"),
        ("Оплата заказа", "оплата-заказа"),
        ("Thanh toán bằng thẻ", "thanh-toán-bằng-thẻ"),
        ("پرداخت با کارت", "پرداخت-با-کارت"),
        ("می‌خواهم", "می‌خواهم"),
        ("支付宝 付款", "支付宝-付款"),
        ("Cafe\u0301", "café"),
        ("STRASSE", "strasse"),
        ("007", "007"),
    ],
)
def test_names_of_any_script_keep_their_letters(name: str, expected: str) -> None:
    """Nothing is transliterated; only white space and case go."""
    assert slug(name) == expected


@pytest.mark.parametrize("pair", [("C", "C++"), ("C++", "C#"), ("👍", "👎"), ("a:b", "a/b"), ("?", "!"), ("x" * 70, "x" * 71)])
def test_names_that_differ_in_signs_only_get_different_slugs(pair: tuple[str, str]) -> None:
    """Where slugging loses something, six hash digits tell names apart."""
    assert slug(pair[0]) != slug(pair[1])


@given(names())
def test_a_slug_is_always_a_valid_identifier(name: str) -> None:
    """Every name a model accepts gets an identifier the model accepts, the same each time."""
    made = Entity(name=name)

    assert made.id == slug(name)
    assert Entity(name="other", id=made.id).id == made.id


@given(names())
def test_slugs_ignore_case_and_outer_space(name: str) -> None:
    """A slug of plain words stays what it is when it is slugged again."""
    found = slug(name)

    assert found == found.strip("-")
    assert not set(found) & set(" \t\n:/#")


@given(st.lists(names(), unique=True, max_size=8))
def test_unique_slugs_do_not_depend_on_the_order_of_the_names(labels: list[str]) -> None:
    """The same names get the same identifiers, all different."""
    found = dict(zip(labels, unique_slugs(labels), strict=True))

    assert len(set(found.values())) == len(labels)
    assert dict(zip(reversed(labels), unique_slugs(labels[::-1]), strict=True)) == found


def test_fingerprints_are_six_digits_also_of_what_cannot_be_written() -> None:
    """A lone surrogate is refused later, with its place; here it must not crash."""
    assert len(fingerprint("\ud800")) == 6
    assert fingerprint("a") != fingerprint("b")
