"""Resolve names to identifiers in the raw fields of a map, and report every reference that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from cxjourney.errors import closest, show_value
from cxjourney.model.slugs import slug, unique_slugs

Place = tuple[int | str, ...]
Fields = dict[str, Any]


@dataclass(slots=True)
class _Register:
    """The names and identifiers of one kind of thing, and what is wrong with references to them."""

    kind: str
    ids: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, fields: Fields, place: Place) -> None:
        """Enter a thing; a second one with the same identifier is a problem."""
        identifier, name = fields.get("id"), fields.get("name")
        if not isinstance(identifier, str) or not isinstance(name, str):
            return
        if identifier in self.ids:
            self.problems.append(((*place, "id"), f"a second {self.kind} has the identifier {show_value(identifier)}; give it another id"))
        self.ids[identifier] = identifier
        self.ids.setdefault(name, identifier)
        self.names.append(name)

    def resolve(self, reference: object, place: Place) -> object:
        """Return the identifier a reference means; one that means nothing is a problem."""
        if not isinstance(reference, str):
            return reference
        found = self.ids.get(reference) or self.ids.get(slug(reference) if reference else "")
        if found is None:
            near = closest(reference, self.names, 1)
            guess = f"; did you mean {show_value(near[0])}?" if near else ""
            self.problems.append((place, f"no {self.kind} is called {show_value(reference)}{guess}"))
            return reference
        return found


def normalised(data: Mapping[str, Any]) -> tuple[Fields, list[tuple[Place, str]]]:
    """
    Return the raw fields of a map with all references resolved, and what is wrong with them.

    Parameters
    ----------
    data
        Fields of a `JourneyMap` as given: models, mappings, names.
    """
    fields = dict(data)
    channels, personas, segments = _Register("channel"), _Register("persona"), _Register("segment")
    stages, touchpoints = _Register("stage"), _Register("touchpoint")
    for name, register in (("channels", channels), ("personas", personas), ("segments", segments)):
        fields[name] = _entities(fields.get(name, ()), register, (name,))
    fields["stages"] = _stages(fields.get("stages", ()), stages, touchpoints)
    if not fields["channels"]:
        fields["channels"] = _channels_of(fields["stages"], channels)
    _resolve_stages(fields["stages"], channels, personas, segments)
    _resolve_rest(fields, stages, touchpoints, segments)
    problems = [problem for register in (channels, personas, segments, stages, touchpoints) for problem in register.problems]
    return fields, problems


def _raw(item: object) -> Any:
    """Return a model as the fields that were set on it; anything else as it is."""
    return {name: getattr(item, name) for name in item.model_fields_set} if isinstance(item, BaseModel) else item


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)) else []


def _entities(value: object, register: _Register, place: Place) -> Any:
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes, Mapping)):
        return value
    given = [_raw(item) for item in value]
    short = unique_slugs([item for item in given if isinstance(item, str) and item])
    made = dict(zip((item for item in given if isinstance(item, str) and item), short, strict=True))
    result = []
    for index, item in enumerate(given):
        fields = {"name": item, "id": made[item]} if isinstance(item, str) and item else item
        if isinstance(fields, Mapping):
            fields = dict(fields)
            if fields.get("id") is None and isinstance(fields.get("name"), str) and fields["name"]:
                fields["id"] = slug(fields["name"])
            register.add(fields, (*place, index))
        result.append(fields)
    return result


def _stages(value: object, stages: _Register, touchpoints: _Register) -> Any:
    if isinstance(value, Mapping):
        value = [{"name": name, "touchpoints": inside} for name, inside in value.items()]
    result = _entities(value, stages, ("stages",))
    if not isinstance(result, list):
        return result
    if all(isinstance(stage, dict) and isinstance(stage.get("order"), int) for stage in result):
        result.sort(key=lambda stage: stage["order"])
    for index, stage in enumerate(result):
        if isinstance(stage, dict):
            stage["order"] = index
            stage["touchpoints"] = _entities(stage.get("touchpoints", ()), touchpoints, ("stages", index, "touchpoints"))
            for touchpoint in _items(stage["touchpoints"]):
                if isinstance(touchpoint, dict):
                    touchpoint["stage"] = stage.get("id")
    return result


def _touchpoints(stages: object) -> Iterable[tuple[Place, Fields]]:
    for index, stage in enumerate(_items(stages)):
        for inner, touchpoint in enumerate(_items(stage.get("touchpoints", ())) if isinstance(stage, dict) else []):
            if isinstance(touchpoint, dict):
                yield ("stages", index, "touchpoints", inner), touchpoint


def _channels_of(stages: object, register: _Register) -> list[Fields]:
    names: dict[str, None] = {}
    for _, touchpoint in _touchpoints(stages):
        names.update(dict.fromkeys(name for name in _items(touchpoint.get("channels", ())) if isinstance(name, str) and name))
    made = [{"name": name, "id": identifier} for name, identifier in zip(names, unique_slugs(list(names)), strict=True)]
    for index, channel in enumerate(made):
        register.add(channel, ("channels", index))
    return made


def _resolve_stages(stages: object, channels: _Register, personas: _Register, segments: _Register) -> None:
    inner = {"channel": channels, "persona": personas, "segment": segments}
    for place, touchpoint in _touchpoints(stages):
        given = touchpoint.get("channels", ())
        if _items(given):
            touchpoint["channels"] = [channels.resolve(name, (*place, "channels", index)) for index, name in enumerate(_items(given))]
        if "emotion" in touchpoint:
            emotion = touchpoint.pop("emotion")
            touchpoint["emotions"] = [*_items(touchpoint.get("emotions", ())), *([] if emotion is None else [emotion])]
        for name in ("emotions", "measures"):
            _resolve_items(touchpoint, name, place, inner)
    for index, stage in enumerate(_items(stages)):
        if isinstance(stage, dict):
            _resolve_items(stage, "measures", ("stages", index), inner)


def _resolve_items(owner: Fields, name: str, place: Place, registers: Mapping[str, _Register]) -> None:
    if not _items(owner.get(name, ())):
        return
    owner[name] = [_resolved(_raw(item), (*place, name, index), registers) for index, item in enumerate(_items(owner[name]))]


def _resolved(item: Any, place: Place, registers: Mapping[str, _Register]) -> Any:
    if not isinstance(item, Mapping):
        return item
    references = {key: registers[key].resolve(item[key], (*place, key)) for key in registers if item.get(key) is not None}
    return {**item, **references}


def _resolve_rest(fields: Fields, stages: _Register, touchpoints: _Register, segments: _Register) -> None:
    ends = {"source": touchpoints, "target": touchpoints}
    _resolve_items(fields, "transitions", (), ends)
    for name in ("insights", "opportunities"):
        _resolve_items(fields, name, (), {"stage": stages, "touchpoint": touchpoints})
    _resolve_items(fields, "personas", (), {"segment": segments})
    _resolve_items(fields, "totals", (), {"segment": segments})
    for name in ("goal_touchpoints", "end_touchpoints", "support_touchpoints"):
        given = _items(fields.get(name, ()))
        if given:
            fields[name] = [touchpoints.resolve(item, (name, index)) for index, item in enumerate(given)]
