"""Becomes another program, with limits: `launch.py MEMORY SECONDS LENGTH WORD…`.

A program of its own, which imports nothing of ours: it is started for each child.
MEMORY and LENGTH (of files it writes) are bytes, SECONDS are of the processor.
"""

import ctypes
import os
import resource
import signal
import sys


def main() -> None:
    """Set the limits, have the kernel end us with our parent, and become it."""
    memory, seconds, length = map(int, sys.argv[1:4])
    # prctl(2): PR_SET_PDEATHSIG is 1, PR_SET_NO_NEW_PRIVS 38; both outlive execve.
    libc = ctypes.CDLL(None)
    libc.prctl(1, signal.SIGKILL, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, length))
    os.nice(10)
    os.execvp(sys.argv[4], sys.argv[4:])  # noqa: S606 - a list of words, no shell


if __name__ == "__main__":
    main()
