"""The server's parent process: migrates, then keeps workers alive. No Django here."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from hallway.config.environment import Settings, SettingsError
from hallway.config.process import lock_data
from hallway.config.secrets import ensure_key

WORKER = "hallway.config.worker:application"
BACKLOG = 1024
BACKPRESSURE = 256
"""Requests taken in by one worker before it leaves the others in the backlog."""
DRAIN = 10
"""Seconds a worker may take to finish its requests when it is told to stop."""
EARLY = 5
"""A worker that ends by itself within so many seconds has failed to start."""
FAILURES = 3


def serve(settings: Settings, *, announce: Callable[[str], None]) -> int:
    """Serve until SIGTERM or SIGINT; the exit code.

    Raises ``SettingsError`` if the data directory or the address is taken, or if the
    database cannot be brought up to date.
    """
    lock_data(settings.data)
    ensure_key(settings.data)
    listener = _listen(settings)
    _migrate()
    announce(f"Hallway is at {settings.url} (data in {settings.data})")
    if not settings.is_secure:
        announce("Warning: passwords and cookies travel unencrypted; see setting url")
    server = Supervisor(settings, listener)
    server.serve()
    return 0


class Supervisor(MPServer):
    """Granian's parent with one listener for all, and no end to its patience.

    Granian opens a listener in each worker on Linux, so that while a worker is
    replaced connections are refused; here they wait in the parent's backlog. And it
    gives up when a worker is killed twice within 5.5 s.
    """

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        super().__init__(
            WORKER,
            address=settings.listen_host,
            port=listener.getsockname()[1],
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=settings.workers,
            blocking_threads=settings.threads,
            backlog=BACKLOG,
            backpressure=BACKPRESSURE,
            respawn_failed_workers=True,
            workers_kill_timeout=DRAIN,
            log_level=LogLevels.error,
        )
        self._listener = listener
        self._failures = 0

    def _init_shared_socket(self) -> None:
        self._sso = self._listener
        self._sfd: Any = self._listener.fileno()
        # A worker is given the socket under the same number. Granian's stubs know
        # neither the constructor nor that these are set later.
        make: Any = SocketHolder
        self._shd: Any = make(self._sfd, False, BACKLOG)  # noqa: FBT003 - not a Unix one

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, *_: float
    ) -> None:
        for index in workers:
            ended = self.wrks[index]
            ended.inner.join()
            early = time.monotonic() - ended.birth < EARLY
            if ended.inner.exitcode < 0 or not early:
                # Killed, or lived well: no fault of the program.
                self._failures = 0
            else:
                self._failures += 1
            if self._failures >= FAILURES:
                sys.exit("Error: the worker fails to start; see the lines above")
            if early:
                # Not as fast as the machine can; SIGTERM ends the wait.
                self.main_loop_interrupt.wait(0.2)
            worker = self._spawn_worker(
                idx=index, target=spawn_target, callback_loader=target_loader
            )
            worker.start()  # type: ignore[no-untyped-call]
            self.wrks[index] = worker


def _listen(settings: Settings) -> socket.socket:
    host, port = settings.listen_host, settings.listen_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"cannot listen on {settings.listen}: {reason}") from error
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


def _migrate() -> None:
    """Bring the database up to date in a child, so that its memory is given back."""
    ended = subprocess.run(
        [sys.executable, "-m", "hallway.config.migrate"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode:
        lines = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
        raise SettingsError(f"cannot update the database: {lines[-1]}")
    sys.stderr.write(ended.stderr)
