from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from cxjourney.diagnosis import Margins
from cxjourney.errors import CxJourneyError, ModelError
from cxjourney.estimate import Estimate
from cxjourney.model.changes import Change, Redirect
from cxjourney.model.customer import Customer
from cxjourney.model.metric import Metric
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.value import place, trusted

if TYPE_CHECKING:
    from collections.abc import Callable


def test_unknown_fields_are_refused_with_a_hint() -> None:
    """A misspelt field is an error that names it."""
    with pytest.raises(ModelError, match="emotoin") as caught:
        Touchpoint(name="Checkout", emotoin=-1)  # type: ignore[call-arg]

    assert caught.value.path == "emotoin"
    assert "spelling" in (caught.value.hint or "")


def test_all_problems_are_reported_at_once() -> None:
    """Three wrong fields give one error with three problems, each with its place."""
    with pytest.raises(ModelError) as caught:
        Touchpoint.model_validate({"name": "", "importance": 2, "emotions": [{"valence": 3}]})

    assert [problem.places for problem in caught.value.problems] == [("name",), ("importance",), ("emotions[0].valence",)]


def test_every_door_raises_the_same_error() -> None:
    """Calls, validation and JSON all end in ModelError, with Pydantic's error as the cause."""
    doors = (lambda: Metric(name="x"), lambda: Metric.model_validate({}), lambda: Metric.model_validate_json("{}"))  # type: ignore[call-arg]

    for door in doors:
        with pytest.raises(ModelError) as caught:
            door()

        assert isinstance(caught.value.__cause__, ValidationError)
        assert isinstance(caught.value, (CxJourneyError, ValueError))


@pytest.mark.parametrize(
    ("make", "call"),
    [
        (lambda: Change("Cart"), r"Change\(touchpoint='Cart'\)"),  # type: ignore[misc]
        (lambda: Change("Cart", drop_off=0.1), r"Change\(touchpoint='Cart', …\)"),  # type: ignore[misc]
        (lambda: Estimate(0.2, 0.1, 0.3), r"Estimate\(value=0.2, …\)"),  # type: ignore[misc]
        (lambda: Redirect("Cart", "Pay", "Help"), r"Redirect\('Cart', 'Pay', to='Help'\)"),  # type: ignore[misc, call-arg]
    ],
)
def test_fields_by_position_are_refused_with_the_call_that_was_meant(make: Callable[[], object], call: str) -> None:
    """Whoever forgets the name of a field reads how to write the call, and what fields there are."""
    with pytest.raises(TypeError, match=f"by position; write {call}; its fields: "):
        make()


def test_values_never_change() -> None:
    """Setting or deleting a field is refused."""
    touchpoint = Touchpoint(name="Checkout")

    with pytest.raises(ModelError, match="never changes"):
        touchpoint.name = "Other"
    with pytest.raises(ModelError, match="never changes"):
        del touchpoint.name


def test_values_with_the_same_content_are_equal() -> None:
    """Equality and hash depend on content only, not on which fields were written out."""
    short, long = Touchpoint(name="Pay"), Touchpoint(name="Pay", id="pay", channels=(), stage=None)

    assert short == long
    assert hash(short) == hash(long)


def test_replace_checks_again() -> None:
    """A replaced field is validated like a given one."""
    with pytest.raises(ModelError, match="importance"):
        Touchpoint(name="Pay").replace(importance=7)


def test_replace_leaves_the_old_value_alone() -> None:
    """The original keeps its content."""
    old = Touchpoint(name="Pay", pains=["slow"])

    new = old.replace(pains=["slow", "ugly"])

    assert (old.pains, new.pains) == (("slow",), ("slow", "ugly"))


def test_sets_are_put_in_order() -> None:
    """The order of a set differs between runs; the tuple it becomes must not."""
    found = Customer(id="1", segments={"vip", "new", "old"}).segments

    assert found == ("new", "old", "vip")


def test_lists_given_by_the_caller_stay_as_they_are() -> None:
    """Validation does not change its input."""
    given = {"name": "Pay", "emotion": -1, "channels": ["web"], "measures": {"reach": 0.5}}
    before = copy.deepcopy(given)

    Touchpoint.model_validate(given)

    assert given == before


def test_errors_can_be_pickled() -> None:
    """An error that crosses a process keeps its facts."""
    with pytest.raises(ModelError) as caught:
        Touchpoint(name="Pay", importance=2)

    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own pickle

    assert (str(again), again.path, again.problems, again.hint) == (
        str(caught.value),
        "importance",
        caught.value.problems,
        caught.value.hint,
    )


def test_long_input_gives_a_short_message() -> None:
    """A thousand problems are listed in at most 2,000 characters."""
    with pytest.raises(ModelError) as caught:
        Touchpoint.model_validate({"name": "Pay", "pains": [5] * 1_000})

    assert len(str(caught.value)) <= 2_000
    assert len(caught.value.problems) == 1_000


def test_representation_shows_what_differs_from_the_default() -> None:
    """A repr is short."""
    assert repr(Touchpoint(name="Pay", importance=0.5)) == "Touchpoint(name='Pay', id='pay', importance=0.5)"


@pytest.mark.parametrize(("location", "text"), [((), ""), (("a", 0, "b"), "a[0].b"), (("a", 0, 1), "a[0][1]")])
def test_places_read_as_people_write_them(location: tuple[int | str, ...], text: str) -> None:
    """Indices stand in brackets, names after dots."""
    assert place(location) == text


def test_a_field_that_is_misspelt_is_named() -> None:
    """Whoever writes drop_of means drop_off."""
    with pytest.raises(ModelError, match="did you mean 'drop_off'"):
        Margins(drop_of=0.1)  # type: ignore[call-arg]
    with pytest.raises(ModelError, match="check the spelling"):
        Margins(xyz=0.1)  # type: ignore[call-arg]


def test_a_trusted_value_is_like_one_that_was_checked() -> None:
    """Equal, of the same hash, written and read alike, and as unchanging."""
    fields = {"value": 0.5, "low": 0.4, "high": 0.6, "level": 0.95, "n": 90, "unit": "share", "method": "mean"}
    one, other = trusted(Estimate, dict(fields)), Estimate(**fields)

    assert one == other
    assert hash(one) == hash(other)
    assert one.model_dump_json() == other.model_dump_json()
    assert one.replace(n=91) == other.replace(n=91)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == other  # noqa: S301
    with pytest.raises(ModelError, match="never changes"):
        one.value = 0.7
