"""The base of every model: a value that never changes and says plainly what is wrong with its input."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic._internal._model_construction import ModelMetaclass

from cxjourney.errors import ModelError, Problem, closest, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails


ModelT = TypeVar("ModelT", bound="Value")


class _Door(ModelMetaclass):
    """Turn what Pydantic raises into `ModelError` where a user's call enters."""

    if not TYPE_CHECKING:

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
            if args and cls.__init__ is BaseModel.__init__:
                raise named_error(cls, args, kwargs)
            try:
                return super().__call__(*args, **kwargs)
            except ValidationError as cause:
                raise model_error(cls.__name__, cause, tuple(cls.model_fields)) from cause


class Value(BaseModel, metaclass=_Door):
    """
    A frozen model: compared by value, hashable, and never changed after it was made.

    Unknown fields are refused, numbers are finite, and every problem of an input is reported at once
    as one `ModelError`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _order_sets(cls, data: Any) -> Any:
        # The order of a set changes from run to run; a map must not.
        if isinstance(data, dict):
            for found in data.values():  # a plain loop: this runs for every model that is made
                if isinstance(found, (set, frozenset)):
                    return {name: sorted(value, key=str) if isinstance(value, (set, frozenset)) else value for name, value in data.items()}
        return data

    def replace(self, **changes: object) -> Self:
        """
        Return a copy with some fields changed, checked again from the start.

        Parameters
        ----------
        **changes
            New values by field name.

        Raises
        ------
        ModelError
            If a field does not exist or the new values do not fit.
        """
        fields = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**fields, **changes})

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value != field.default:
                yield name, value

    def __str__(self) -> str:
        return repr(self)

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            try:
                super().__setattr__(name, value)
            except ValidationError as cause:
                raise _unchanging(self, name) from cause

        def __delattr__(self, name: str) -> None:
            try:
                super().__delattr__(name)
            except ValidationError as cause:
                raise _unchanging(self, name) from cause

        @classmethod
        def model_validate(cls, obj: object, **options: Any) -> Self:
            """Validate an object as Pydantic does, raising `ModelError`."""
            try:
                return super().model_validate(obj, **options)
            except ValidationError as cause:
                raise model_error(cls.__name__, cause) from cause

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
            """Validate JSON as Pydantic does, raising `ModelError`."""
            try:
                return super().model_validate_json(json_data, **options)
            except ValidationError as cause:
                raise model_error(cls.__name__, cause) from cause


def trusted(model: type[ModelT], fields: dict[str, Any]) -> ModelT:
    """
    Return a value whose fields are known to be right, without checking them again: maps and comparisons hold thousands of figures.

    Parameters
    ----------
    model
        What to make.
    fields
        All of its fields, in their order.
    """
    made = model.__new__(model)
    put = object.__setattr__
    put(made, "__dict__", fields)
    put(made, "__pydantic_fields_set__", _all_fields(model))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


@cache
def _all_fields(model: type[Value]) -> set[str]:
    """Return the names of a model's fields: one set serves all of its values, which never change."""
    return set(model.model_fields)


def _unchanging(value: Value, name: str) -> ModelError:
    """Return the error of an attempt to change a value."""
    kind = type(value).__name__
    return ModelError(
        f"{kind}.{name} cannot be set: a {kind} never changes.",
        hint=f"use replace({name}=...), which returns a changed copy.",
        path=name,
    )


def model_error(name: str, cause: ValidationError, fields: Sequence[str] = ()) -> ModelError:
    """
    Return the one error that lists every problem of an input.

    Parameters
    ----------
    name
        Name of the model that was being made.
    cause
        What Pydantic found.
    fields
        Names of the fields, where one may be meant by a name that is none.
    """
    problems = tuple(_problem(details) for details in cause.errors(include_url=False))
    first = problems[0]
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return ModelError(
        f"{name} has {count}:",
        hint=_hint(cause, fields),
        path=first.places[0] if first.places else None,
        problems=problems,
    )


def named_error(model: type[BaseModel], given: Sequence[object], named: Mapping[str, object], leading: int = 0) -> TypeError:
    """
    Return the error of fields that were given by position, with the call that was meant.

    Parameters
    ----------
    model
        What was to be made.
    given
        Values that were given by position.
    named
        Fields that were given by name.
    leading
        How many fields can be given by position.
    """
    # A field of one value only tells models apart in JSON: nobody means it.
    fields = {name: field for name, field in model.model_fields.items() if not _is_tag(field.annotation)}
    names = sorted(fields, key=lambda name: not fields[name].is_required())
    meant = next((name for name in names[leading:] if name not in named), names[-1])
    shown = [
        *map(show_value, given[:leading]),
        f"{meant}={show_value(given[leading])}",
        *(["…"] if len(given) > leading + 1 or named else []),
    ]
    allowed = f"only {' and '.join(names[:leading])} by position" if leading else "its fields by name"
    kind, found = model.__name__, "one value" if len(given) == 1 else f"{len(given)} values"
    call = f"{kind}({', '.join(shown)})"
    return TypeError(f"{kind} takes {allowed}, found {found} by position; write {call}; its fields: {', '.join(names)}")


def _is_tag(annotation: object) -> bool:
    return get_origin(annotation) is Literal and len(get_args(annotation)) == 1


def _problem(details: ErrorDetails) -> Problem:
    message = details["msg"].removeprefix("Value error, ")
    if details["type"] == "less_than_equal" and details.get("ctx") == {"le": 1.0}:
        message = "Input should be a number from 0 to 1, 0.2 for 20%"
    if details["type"] not in {"missing", "extra_forbidden", "value_error", "reference"}:
        message = f"{message}, found {show_value(details['input'])}"
    return Problem(kind=details["type"], message=message, places=(place(details["loc"]),) if details["loc"] else ())


def _hint(cause: ValidationError, fields: Sequence[str]) -> str:
    wrong = [details["loc"] for details in cause.errors(include_url=False) if details["type"] == "extra_forbidden"]
    if wrong:
        near = closest(str(wrong[0][0]), fields, 1) if len(wrong[0]) == 1 else ()
        meant = f"did you mean {near[0]!r}? Otherwise " if near else ""
        return f"{meant}check the spelling of the field names; the documentation of the class lists them."
    return "correct the named fields and make the object again."


def place(location: tuple[int | str, ...]) -> str:
    """
    Return a place inside a model as people write it.

    Examples
    --------
    >>> place(("stages", 2, "touchpoints", 0, "name"))
    'stages[2].touchpoints[0].name'
    """
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def pairs(value: Mapping[str, object] | object) -> object:
    """Return a mapping as the tuple of pairs that a frozen model holds; anything else as it is."""
    return tuple(value.items()) if isinstance(value, dict) else value
