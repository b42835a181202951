"""What all results share: they become data frames, and they show themselves."""

from __future__ import annotations

from cxjourney.model import _doors


class Tabular:
    """A result with rows, each of which its ``to_rows`` describes: notebooks show it as HTML, everything else as its text."""

    def to_frame(self) -> object:
        """
        Return the rows as a pandas or polars DataFrame, whichever is installed.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frame(self)

    def _repr_html_(self) -> str:
        return _doors.html(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude
        return {"text/html": self._repr_html_(), "text/plain": str(self)}
