from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from numpydoc.docscrape import get_doc_object
from numpydoc.validate import validate
from pydantic import BaseModel

import cxjourney as cx

ROOT = Path(__file__).parents[1]
COMMITTED = (Path(__file__).parent / "public_api.txt").read_text(encoding="utf-8").split()
REFERENCE = "\n".join(page.read_text(encoding="utf-8") for page in ROOT.glob("docs/reference/*.md"))
NAMES = [name for name in COMMITTED if not isinstance(getattr(cx, name), (ModuleType, str))]
CLASSES = [name for name in NAMES if inspect.isclass(getattr(cx, name))]
ERRORS = [name for name in CLASSES if issubclass(getattr(cx, name), (Exception, Warning))]
MODELS = [name for name in CLASSES if issubclass(getattr(cx, name), BaseModel)]

NOT_ASKED = {
    "ES01",  # one sentence may be enough
    "EX01",  # asked of public names below, not of each method
    "PR01",  # asked below: inherited parameters are documented where they are defined
    "PR03",  # what belongs together is documented together
    "PR04",  # types live in the signature
    "PR09",  # a description may end with a list of choices
    "RT01",  # a short method's first sentence says what it returns
    "SA01",  # not everything has a relative
    "SA03",  # "makes a map" reads better than "Makes a map" after a colon
}


def _members() -> list[str]:
    """Return the dotted names of all public names and of the public methods that the package defines on them."""
    found = []
    for name in NAMES:
        found.append(name)
        if inspect.isclass(value := getattr(cx, name)):
            found += [f"{name}.{member}" for member in vars(value) if not member.startswith("_") and _is_ours(value, member)]
    return found


def _is_ours(kind: type, member: str) -> bool:
    value = inspect.unwrap(getattr(kind, member)) if callable(getattr(kind, member)) else vars(kind)[member]
    if isinstance(value, property):
        return True
    return inspect.isroutine(value) and getattr(value, "__module__", "").startswith("cxjourney") and member not in dir(BaseModel)


def test_the_public_names_are_the_committed_ones() -> None:
    """A name appears or disappears on purpose only: change the list in the same commit."""
    assert sorted(cx.__all__) == COMMITTED


@pytest.mark.parametrize("name", COMMITTED)
def test_a_public_name_is_there_and_listed(name: str) -> None:
    """Lazy loading hides nothing: names resolve, and ``dir`` shows them."""
    assert getattr(cx, name) is not None
    assert name in dir(cx)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A typo is told as Python tells it, with the module's name."""
    with pytest.raises(AttributeError, match=r"cxjourney.*discover_mpa"):
        cx.discover_mpa  # noqa: B018


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_in_the_reference(name: str) -> None:
    """Every public name has its entry."""
    assert re.search(rf"^::: cxjourney\.{name}$", REFERENCE, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ERRORS])
def test_a_public_name_has_an_example(name: str) -> None:
    """The example runs as a doctest of its module."""
    assert get_doc_object(getattr(cx, name))["Examples"]


@pytest.mark.parametrize("name", _members())
def test_a_docstring_is_complete(name: str) -> None:
    """Summary, sections and parameters stand as numpydoc wants them."""
    found = [(code, text) for code, text in validate(f"cxjourney.{name}")["errors"] if code not in NOT_ASKED]

    assert found == []


@pytest.mark.parametrize(
    "name", [name for name in NAMES if inspect.isclass(getattr(cx, name)) and issubclass(getattr(cx, name), BaseModel)]
)
def test_the_fields_of_a_model_are_documented(name: str) -> None:
    """Every field that a model adds is among its parameters."""
    kind = getattr(cx, name)
    documented = {each.strip() for parameter in get_doc_object(kind)["Parameters"] for each in parameter.name.split(",")}
    own = [field for field in kind.model_fields if field in vars(kind).get("__annotations__", {})]

    assert [field for field in own if field not in documented] == []


@pytest.mark.parametrize("name", [name for name in NAMES if inspect.isfunction(getattr(cx, name))])
def test_the_errors_a_function_raises_itself_are_documented(name: str) -> None:
    """Each ``raise OurError`` in the body of a public function stands under Raises."""
    function = inspect.unwrap(getattr(cx, name))
    raised = set(re.findall(r"raise (\w+Error)\b", inspect.getsource(function))) & set(ERRORS)
    documented = {entry.type for entry in get_doc_object(function)["Raises"]}

    assert raised - documented == set()
