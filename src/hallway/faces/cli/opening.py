"""Opens the installation when a command runs, not when its help is asked for."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor

P = ParamSpec("P")
R = TypeVar("R")


def opens(
    example: str, *, reason: str = "the command line"
) -> Callable[[Callable[Concatenate["Actor", P], R]], Callable[P, R]]:
    """Set the core up, then run the command as the installation's own account.

    Whoever may run it may read the database anyway, so nobody is asked for a password.
    ``example`` is added to the command's help.
    """

    def decorate(function: Callable[Concatenate["Actor", P], R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            ctx = click.get_current_context()
            ctx.obj.open(**ctx.meta["given"])
            from hallway.core.access.actors import System

            return function(System(reason, face="cli"), *args, **kwargs)

        # \b tells click to leave the paragraph's lines alone.
        run.__doc__ = f"{function.__doc__}\n\n    \b\n    Example:\n      {example}\n"
        return run

    return decorate
