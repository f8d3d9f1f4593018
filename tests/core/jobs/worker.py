"""A worker in a process of its own: ``hang`` in its job, or ``end`` it.

``hang`` enqueues the job and never ends it; ``end`` waits until it is due again.
"""

import sys
import threading
from datetime import timedelta

import django


def main(role: str) -> None:
    django.setup()
    from hallway.core.access.actors import Actor, System
    from hallway.core.jobs.commands import enqueue
    from hallway.core.jobs.context import JobContext
    from hallway.core.jobs.queries import list_jobs
    from hallway.core.jobs.registry import job
    from hallway.core.jobs.runner import run_pending, start_threads, stop_threads

    done = threading.Event()
    system = System("a test")

    @job("test.killed", lease=timedelta(seconds=2))
    def killed(actor: Actor, context: JobContext) -> None:
        print(f"begun, try {context.tries}", flush=True)  # noqa: T201 - the parent reads
        if role == "hang":
            sys.stdin.read()
        done.set()

    if role == "hang":
        enqueue(system, "test.killed")
        run_pending()
        return
    start_threads(1)
    done.wait(30)
    stop_threads(timedelta(seconds=10))
    print(f"jobs left: {len(list_jobs(system))}", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(sys.argv[1])
