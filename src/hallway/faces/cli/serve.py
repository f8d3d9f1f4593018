"""``hallway serve``."""

import click


@click.command()
@click.option(
    "--listen",
    metavar="ADDRESS:PORT",
    help="Where to listen [default: 127.0.0.1:8000].",
)
@click.option(
    "--workers",
    metavar="N",
    help="Worker processes [default: 1]; more than one needs PostgreSQL.",
)
@click.pass_context
def serve(ctx: click.Context, listen: str | None, workers: str | None) -> None:
    """Serve the web and run background jobs.

    Brings the database up to date first. SIGTERM or Ctrl-C ends it; requests in
    flight are given 10 seconds.

    Put it behind a proxy that speaks TLS, and set HALLWAY_URL to the address people
    type and HALLWAY_TRUSTED_PROXIES to the proxy's.
    """
    given = dict(ctx.meta["given"])
    if listen is not None:
        given["listen"] = listen
    if workers is not None:
        given["workers"] = workers
    ctx.exit(ctx.obj.serve(**given))
