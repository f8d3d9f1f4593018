"""What a worker process runs: the application, and the job threads beside it.

Importing this is starting a worker; everything else imports ``hallway.config.wsgi``.
"""

import multiprocessing
from datetime import timedelta
from multiprocessing.util import Finalize

from django.conf import settings

from hallway.config.process import die_with_parent
from hallway.config.wsgi import application

__all__ = ["application"]

# Together with the requests in flight: the parent kills a worker after 10 s.
STOP_JOBS = timedelta(seconds=8)
STOP_UPKEEP = timedelta(seconds=1.5)


def _start() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(parent.pid)
    from hallway.core.jobs.upkeep import start_upkeep, stop_upkeep

    start_upkeep()
    # atexit is not run in a child of multiprocessing; this is. The last to run: jobs
    # that end may leave something to write.
    Finalize(None, stop_upkeep, args=(STOP_UPKEEP,), exitpriority=50)
    if settings.HALLWAY.job_threads:
        from hallway.core.jobs.runner import start_threads, stop_threads

        start_threads(settings.HALLWAY.job_threads)
        Finalize(None, stop_threads, args=(STOP_JOBS,), exitpriority=100)


_start()
