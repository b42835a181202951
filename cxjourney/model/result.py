"""What all results share: they show themselves, and those with rows become data frames."""

from __future__ import annotations

from cxjourney.model import _doors


class Shown:
    """A result that notebooks show as HTML, and everything else as its text."""

    def _repr_html_(self) -> str:
        return _doors.html(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


class Tabular(Shown):
    """A result that is a table; its ``to_rows`` says what a row is."""

    def to_frame(self) -> object:
        """
        Return the rows as a pandas or polars DataFrame, whichever is installed.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frame(self)
