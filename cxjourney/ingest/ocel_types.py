"""Which type of object is the customer of an object-centric log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import MissingColumnError, closest, counted, show_value
from cxjourney.ingest.ocel_table import TYPE
from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_PEOPLE = frozenset(
    (
        *("customer", "client", "user", "patient", "applicant", "passenger", "visitor", "guest", "member", "subscriber", "buyer"),
        *(
            "shopper",
            "consumer",
            "citizen",
            "student",
            "person",
            "traveller",
            "traveler",
            "claimant",
            "tenant",
            "policyholder",
            "account",
            "contact",
        ),
    )
)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ObjectType:
    """
    A type of object.

    Parameters
    ----------
    name
        Its name.
    objects
        Objects of it that events refer to.
    events
        Events that refer to such objects.
    alone
        Events that refer to one of them only.
    """

    name: str
    objects: int
    events: int
    alone: int

    @property
    def is_person(self) -> bool:
        """Whether its name says that it goes on journeys."""
        folded = fold(self.name)
        return bool({folded, folded.removesuffix("s"), folded.removesuffix("id")} & _PEOPLE)

    def __str__(self) -> str:
        return f"{show_value(self.name)} ({counted(self.objects, 'object')} in {counted(self.events, 'event')})"


def choose_type(types: Sequence[ObjectType], asked: str | None, source: str) -> tuple[ObjectType, str]:
    """
    Return the type that is the customer, and what is to be said about the choice.

    Parameters
    ----------
    types
        The types that events refer to.
    asked
        What the caller named.
    source
        Name of the source in messages.

    Raises
    ------
    MissingColumnError
        If there is no such type, or several could be meant.
    """
    if not types:
        message = f"{source}: no event refers to an object, so there is no customer."
        raise MissingColumnError(message, hint="check that the relations of the log were exported.", source=source)
    listed = ", ".join(str(kind) for kind in types[:_SHOWN]) + (", …" if len(types) > _SHOWN else "")
    if asked is not None:
        return _named(types, asked, source, listed), ""
    people = [kind for kind in types if kind.is_person]
    likely = types if len(types) == 1 else people
    if len(likely) == 1:
        others = ", ".join(show_value(kind.name) for kind in types if kind != likely[0])
        more = f"; others are {others}, pass customer= to take one of them" if others else ""
        return likely[0], f"Objects of the type {likely[0]} are the customers{more}."
    guess = max(people or types, key=lambda kind: (kind.objects > 1, kind.alone, kind.objects))
    message = f"{source}: an object-centric log has a customer only when one of its object types is named: {listed}."
    raise MissingColumnError(message, hint=f"say whose journeys to follow: customer={guess.name!r}.", source=source)


def _named(types: Sequence[ObjectType], asked: str, source: str, listed: str) -> ObjectType:
    if not isinstance(asked, str):
        message = f"customer must be the name of an object type, not {type(asked).__name__}"
        raise TypeError(message)
    wanted = asked.removeprefix(TYPE)
    exact = [kind for kind in types if kind.name == wanted]
    found = exact or [kind for kind in types if fold(kind.name) == fold(wanted)]
    if len(found) == 1:
        return found[0]
    near = closest(wanted, [kind.name for kind in types], 1)
    guess = f"did you mean customer={near[0]!r}?" if near else f"pass one of them, such as customer={types[0].name!r}."
    message = f"{source}: expected an object type {show_value(asked)} for the customer, found the types {listed}."
    raise MissingColumnError(message, hint=guess, source=source, column=asked)
