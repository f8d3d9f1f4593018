"""What ties the processes of one server together."""

import ctypes
import fcntl
import os
import signal
import time
from pathlib import Path

from hallway.config.environment import SettingsError

LOCK_FILE = "serve.lock"
_ATTEMPTS = 10
_PAUSE = 0.1
_PR_SET_PDEATHSIG = 1  # prctl(2), linux/prctl.h


class DataInUse(SettingsError):
    """Another server has the data directory."""


def lock_data(data: Path) -> int:
    """Hold the data directory until this process ends, however it ends.

    Raises ``DataInUse``.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(data / LOCK_FILE, flags, 0o600)
    # A worker shares the lock, so that no server begins beside the worker of one that
    # was killed; the kernel ends that worker within moments.
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if attempt < _ATTEMPTS:
                time.sleep(_PAUSE)
    else:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise DataInUse(f"{data} is in use by process {holder or '?'}")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent, process ``parent``, ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    # The parent may have ended before the kernel was told.
    if os.getppid() != parent:
        os._exit(1)
