"""Say when a source looks like an export that a preset knows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import DataError
from cxjourney.ingest.file_stamps import reading
from cxjourney.ingest.presets import recognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxjourney.ingest.parts import Needed, Wanted
    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.raw_table import RawTable


class Suggestion:
    """
    Remembers the columns of a source and names the preset that knows them.

    Parameters
    ----------
    presets
        Those that there are; none where the caller named one.
    """

    def __init__(self, presets: Mapping[str, Preset]) -> None:
        self._presets = presets
        self._names: tuple[str, ...] = ()

    def watching(self, needed: Needed) -> Needed:
        """
        Return the same function, remembering the columns it was asked about.

        Parameters
        ----------
        needed
            Says whether columns fill the needed roles.
        """

        def watched(names: tuple[str, ...]) -> Wanted:
            self._names = names if len(names) > len(self._names) else self._names
            return needed(names)

        return watched

    def noted(self, table: RawTable) -> RawTable:
        """
        Return a source with a note on the preset that knows it, if one does and the format does not say what its columns are.

        Parameters
        ----------
        table
            The source.
        """
        self._names = self._names or tuple(column.name for column in table.columns)
        preset = self._preset()
        if preset is None or table.roles or table.usual:
            return table
        note = f"The columns look like an export of {preset.title}; preset={preset.name!r} knows its units and traps."
        return replace(table, notes=(*table.notes, note))

    @contextmanager
    def over(self, table: RawTable) -> Iterator[None]:
        """
        Use an opened source; where that fails, name the preset that knows it in the hint.

        Parameters
        ----------
        table
            The source.
        """
        try:
            with reading(table):
                yield
        except DataError as error:
            if error.code not in {"engine", "changed"}:
                self._add_to(error)
            raise

    def _add_to(self, error: DataError) -> None:
        if (preset := self._preset()) is not None:
            error.hint = f"{error.hint or ''} The columns look like an export of {preset.title}: try preset={preset.name!r}.".lstrip()

    def _preset(self) -> Preset | None:
        return recognised(self._names, self._presets) if self._presets else None
