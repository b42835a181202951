"""Sessions of our own beside one of Spark Connect, where a client must be let go of too."""

from __future__ import annotations

import atexit
import contextlib
from typing import Any

from cxjourney.errors import DataError


def own_session(given: Any) -> Any:
    """
    Return a new session on the cluster of another one.

    Parameters
    ----------
    given
        The session of the caller, classic or of Spark Connect.

    Raises
    ------
    DataError
        If this version of Spark Connect has no sessions beside each other.
    """
    if not is_connect(given):
        return given.newSession()
    try:
        session = given.newSession()
    except Exception as cause:
        message = "This version of pyspark cannot open a session of its own through Spark Connect."
        raise DataError(message, code="engine", hint="pass a frame of a classic session, or install pyspark 4.3 or newer.") from cause
    # At the end of a program it would try for minutes to reach a server that was stopped before.
    with contextlib.suppress(Exception):
        atexit.unregister(session.client._on_exit)  # noqa: SLF001 - there is no other way
    return session


def is_connect(session: Any) -> bool:
    """
    Return whether a session is one of Spark Connect.

    Parameters
    ----------
    session
        A session.
    """
    return type(session).__module__.startswith("pyspark.sql.connect")


def is_gone(given: Any) -> bool:
    """
    Return whether the caller stopped the session, and with it perhaps the server.

    Parameters
    ----------
    given
        The session of the caller.
    """
    return is_connect(given) and bool(given.is_stopped)


def leave(given: Any, session: Any) -> None:
    """
    End a session of our own of Spark Connect; one of a classic session ends with the caller's.

    Parameters
    ----------
    given
        The session of the caller.
    session
        Ours.
    """
    if not is_connect(session):
        return
    with contextlib.suppress(Exception):
        if not is_gone(given):
            session.client.release_session()
    with contextlib.suppress(Exception):
        session.client.close()
