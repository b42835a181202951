from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    """Return each notebook of the repository."""
    return nbformat.read(request.param, as_version=4)


def test_there_are_notebooks() -> None:
    """The tests below would pass on an empty folder."""
    assert NOTEBOOKS


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_an_empty_folder(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Every cell runs in order within minutes, the asserting ones too; ``--update-golden`` keeps the outputs."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # nobody's settings, and nothing is left there
    (tmp_path / "home").mkdir()
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(path, as_version=4)

    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(tmp_path / "empty")}}
    )
    client.startup_timeout = 300
    client.execute()
    if request.config.getoption("--update-golden"):
        notebook.metadata.language_info = {"name": "python"}
        nbformat.write(notebook, path)

    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def test_a_notebook_ends_in_assertions(notebook: nbformat.NotebookNode) -> None:
    """What a notebook claims is checked by its last cell."""
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]

    assert "assert " in last.source


def test_a_notebook_is_saved_with_its_outputs(notebook: nbformat.NotebookNode) -> None:
    """A reader on a web page sees the map without running anything."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]

    assert any("image/svg+xml" in output.get("data", {}) or "text/html" in output.get("data", {}) for output in outputs)


def test_a_notebook_names_no_machine(notebook: nbformat.NotebookNode) -> None:
    """No home folder, no kernel of somebody's own."""
    text = nbformat.writes(notebook)

    assert not re.search(r"/(home|Users|root)/|[A-Z]:\\\\", text)
    assert notebook.metadata.kernelspec.name == "python3"
