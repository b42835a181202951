"""Which column plays which role."""

from __future__ import annotations

import pytest

from cxjourney.errors import MissingColumnError
from cxjourney.ingest.raw_table import RawColumn
from cxjourney.ingest.roles import AskedRoles, Roles, find_roles, fold

SINGLE = ("customer", "time", "touchpoint", "channel", "stage", "journey", "value", "order", "lifecycle")


def roles_of(names: list[str], **asked: object) -> Roles:
    """Return the roles of columns of these names."""
    single = {role: asked.get(role) for role in SINGLE}
    columns = [RawColumn(name, "text", f"c{index}") for index, name in enumerate(names)]
    return find_roles(columns, AskedRoles(single, asked.get("segment"), asked.get("scores")), "orders.csv")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["customer_id", "timestamp", "touchpoint"], ("customer_id", "timestamp", "touchpoint")),
        (["Case ID", "Activity", "Complete Timestamp"], ("Case ID", "Complete Timestamp", "Activity")),
        (["case:concept:name", "concept:name", "time:timestamp"], ("case:concept:name", "time:timestamp", "concept:name")),
        (["User-ID", "EVENT NAME", "Event.Time"], ("User-ID", "Event.Time", "EVENT NAME")),
        (["handling", "patient", "handling_id", "time"], ("patient", "time", "handling")),
        (["user_id", "customer_id", "time", "event"], ("customer_id", "time", "event")),
    ],
)
def test_usual_names_are_found_whatever_their_dress(names: list[str], found: tuple[str, str, str]) -> None:
    """Case, spaces and punctuation do not matter, and the most telling name wins."""
    roles = roles_of(names)

    assert (roles.customer.name, roles.time.name, roles.touchpoint.name) == found


def test_all_missing_roles_are_told_at_once() -> None:
    """One error names every role without a column, the columns present and usual names."""
    with pytest.raises(MissingColumnError) as caught:
        roles_of(["timest\u0430mp", "costumer_id", "x"])

    message = str(caught.value)
    assert "'costumer_id', 'x'" in message
    assert "the touchpoint (usually called touchpoint" in message
    assert "customer='costumer_id'" in message


def test_a_named_column_that_is_absent_is_an_error() -> None:
    """The closest column is offered."""
    with pytest.raises(MissingColumnError, match="did you mean 'touchpoint'") as caught:
        roles_of(["customer_id", "timestamp", "touchpoint"], touchpoint="tuchpoint")

    assert caught.value.column == "tuchpoint"


def test_two_columns_that_fit_equally_well_are_both_told() -> None:
    """Nothing is chosen by chance."""
    with pytest.raises(MissingColumnError, match="'Customer ID' and 'customer_id' fit the customer equally well"):
        roles_of(["Customer ID", "customer_id", "timestamp", "touchpoint"])


def test_a_named_column_goes_before_an_ambiguous_usual_name() -> None:
    """Saying which one ends the doubt."""
    roles = roles_of(["Customer ID", "customer_id", "timestamp", "touchpoint"], customer="Customer ID")

    assert roles.customer.name == "Customer ID"


def test_a_session_column_does_not_cut_journeys_unasked() -> None:
    """It is only mentioned, since sessions are not journeys."""
    names = ["customer_id", "timestamp", "touchpoint", "session"]

    roles = roles_of(names)

    assert roles.journey is None
    assert "journey='session'" in roles.notes[0]
    assert roles_of(names, journey="session").notes == ()


def test_scores_and_segments_are_found_and_can_be_refused() -> None:
    """An empty mapping means no scores."""
    names = ["customer_id", "timestamp", "touchpoint", "NPS", "csat", "segment"]

    roles = roles_of(names)

    assert [scale.name for scale, _ in roles.scores] == ["nps", "csat"]
    assert [column.name for column in roles.segments] == ["segment"]
    assert roles_of(names, scores={}).scores == ()
    assert roles_of(names, segment=()).segments == ()


def test_a_column_with_another_role_is_not_also_a_score() -> None:
    """A log whose touchpoints stand in a column named rating has no ratings."""
    assert roles_of(["customer_id", "timestamp", "rating"], touchpoint="rating").scores == ()


def test_only_columns_with_a_role_are_loaded() -> None:
    """Where a role lacks its column, nothing is left out, so that the message can name all."""
    asked = AskedRoles(dict.fromkeys(SINGLE))

    assert set(asked.needed(("customer_id", "time", "event", "notes", "session_id"))) == {"customer_id", "time", "event", "session_id"}
    assert asked.needed(("customer_id", "notes")) == ()


def test_a_role_of_the_wrong_type_is_a_type_error() -> None:
    """Numbers do not name columns."""
    with pytest.raises(TypeError, match="customer must be a column name"):
        roles_of(["customer_id"], customer=3)


def test_a_name_of_punctuation_only_stays_itself() -> None:
    """Folding never makes two such columns one."""
    assert fold("--") != fold("::")
