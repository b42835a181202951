"""Whose an engine is: a process made by fork() has copies of engines that it can neither use nor close."""

from __future__ import annotations

import os

from cxjourney.errors import CxJourneyError


class Owner:
    """
    The process that opened an engine.

    Another one has the same sockets, and none of the threads: what it says on them reaches the session of the owner.
    """

    def __init__(self) -> None:
        self._process = os.getpid()

    @property
    def here(self) -> bool:
        """Whether this process is the one."""
        return os.getpid() == self._process

    def check(self) -> None:
        """
        Refuse to go on in another process.

        Raises
        ------
        CxJourneyError
            If this process is a copy of the one.
        """
        if not self.here:
            message = "The engine belongs to another process: it was opened before this one was made by fork()."
            raise CxJourneyError(message, code="closed", hint="read the events here, or work with statistics, which need no engine.")
