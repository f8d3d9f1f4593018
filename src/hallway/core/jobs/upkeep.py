"""What each process has to write for itself: now and then, and when it ends.

A job runs once for all processes; what one of them counts in its memory it alone can
write.  Nothing of this belongs to a request.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple, TypeVar

from django.db import Error

from hallway.core.access.actors import Actor, System
from hallway.core.jobs.rules import describe_error
from hallway.platform.db import close_connection

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=2)
KeepFunction = TypeVar("KeepFunction", bound=Callable[[Actor], object])


class _Upkeep(NamedTuple):
    function: Callable[[Actor], object]
    system: str


_all: dict[str, _Upkeep] = {}


def upkeep(name: str, *, system: str) -> Callable[[KeepFunction], KeepFunction]:
    """Register `fn(actor)` to be called in each process; `system` is the reason.

    It is called again after an error: what it could not write it has to keep.
    """

    def register(function: KeepFunction) -> KeepFunction:
        if name in _all:
            raise ValueError(f"there is already an upkeep {name}")
        _all[name] = _Upkeep(function, system)
        return function

    return register


def start_upkeep(every: timedelta = EVERY) -> None:
    """Start this process's upkeep; RuntimeError if it runs already."""
    global _thread  # noqa: PLW0603 - one a process
    with _lock:
        if _thread is not None:
            raise RuntimeError("the upkeep runs already")
        _thread = _Thread(every.total_seconds())
        _thread.start()


def stop_upkeep(timeout: timedelta = timedelta(seconds=5)) -> None:
    """End this process's upkeep after a last turn, which is given `timeout`."""
    global _thread
    with _lock:
        thread, _thread = _thread, None
    if thread is not None:
        thread.stopping.set()
        thread.join(timeout.total_seconds())


class _Thread(threading.Thread):
    """Between its turns it holds no connection."""

    def __init__(self, seconds: float) -> None:
        super().__init__(name="upkeep", daemon=True)
        self.stopping = threading.Event()
        self._seconds = seconds

    def run(self) -> None:
        """Take a turn each period, and one at the end."""
        is_last = False
        while not is_last:
            is_last = self.stopping.wait(self._seconds)
            try:
                for name, one in [*_all.items()]:
                    _keep(name, one)
            finally:
                with suppress(Error):
                    close_connection()


def _keep(name: str, one: _Upkeep) -> None:
    try:
        one.function(System(one.system, face="jobs"))
    except Exception as error:  # noqa: BLE001 - the thread outlives a lost database
        logger.warning(
            "upkeep.failed", extra={"upkeep": name, "error": describe_error(error)}
        )
        with suppress(Error):
            close_connection()


_thread: _Thread | None = None
_lock = threading.Lock()
