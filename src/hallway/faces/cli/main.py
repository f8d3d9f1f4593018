"""The ``hallway`` command: which commands there are, and how they fail.

The server's parent process must not load Django, so a command's module is imported
when it is called, and imports core only inside its functions, after ``opening.opens``
has set Django up: help, and a command line that cannot be read, touch no data.
"""

import importlib
from collections.abc import Sequence
from typing import Protocol

import click

DATA_HELP = "Directory of the installation's data [default: ./hallway-data]."


class Installation(Protocol):
    """What the composition root does for a command; all raise ``ClickException``."""

    def serve(self, **given: str) -> int:
        """Run the server with these settings; the exit code."""

    def open(self, **given: str) -> None:
        """Make the core usable: settings, Django, an up-to-date database."""

    def hold(self) -> None:
        """Keep servers from the data until this process ends; refused beside one."""


# name → (module:attribute below this package, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serve:serve", "Serve the web and run background jobs."),
    "user": ("users:user", "Add people, list them, shut them out."),
    "factor": ("factors:factor", "Require second factors, remove a lost one."),
    "token": ("tokens:token", "Make, list and revoke tokens for programs."),
    "site": ("sites:site", "Add and list sites."),
    "list": ("sites:list_", "Add lists and libraries."),
    "customer": ("customers:customer", "Add customers, their people, their agents."),
    "import": ("importing:import_", "Bring content in from elsewhere."),
    "worker": ("work:worker", "Run background jobs beside the server's own."),
    "jobs": ("work:jobs", "List background jobs, or run one again."),
    "lists": ("checking:lists", "Show every list: items, size, state."),
    "demo": ("showing:demo", "Load two made-up companies to look at."),
    "explain": ("explaining:explain", "Say what somebody may do, and why."),
    "check": ("checking:check", "Verify everything that is stored."),
    "backup": ("backing:backup", "Write everything into one file."),
    "restore": ("backing:restore", "Put a backup back."),
    "reindex": ("checking:reindex", "Recompute counters and groups."),
}


class Commands(click.Group):
    """A group that imports a command when it is called.

    ``--data`` is taken wherever it stands: it has to be known before the command's
    own module can be imported.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``--data`` out of the words and leave the rest to click."""
        words, ctx.meta["given"] = _hoist_data(args)
        return super().parse_args(ctx, words)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order a newcomer needs them."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, attribute = COMMANDS[cmd_name][0].split(":")
        imported = importlib.import_module(f"hallway.faces.cli.{module}")
        found = getattr(imported, attribute)
        assert isinstance(found, click.Command)  # noqa: S101 - the table is ours
        _show_data(found)
        return found


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`hallway COMMAND --help` tells more about a command.",
)
@click.option("--data", metavar="DIR", expose_value=False, help=DATA_HELP)
@click.version_option(package_name="hallway", prog_name="hallway")
def hallway() -> None:
    """Document sites, an intranet and a customer portal on one core."""


def run(args: Sequence[str], installation: Installation) -> int:
    """Run one command line; its exit code. A failure is one line on stderr."""
    try:
        code = hallway.main(
            list(args),
            prog_name="hallway",
            obj=installation,
            standalone_mode=False,
        )
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"Error: {' '.join(error.format_message().split())}", err=True)
        return error.exit_code
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough.
        return 1
    except Exception as error:
        # Loads no Django; only this knows the refusals of core.
        from hallway.core.errors import CoreError
        from hallway.faces.cli.errors import exit_code, line

        if not isinstance(error, CoreError):
            raise
        click.echo(f"Error: {line(error)}", err=True)
        return exit_code(error)
    return code if isinstance(code, int) else 0


def _hoist_data(args: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    words: list[str] = []
    given: dict[str, str] = {}
    rest = iter(args)
    for word in rest:
        if word == "--":
            words += [word, *rest]
        elif word.startswith("--data="):
            given["data"] = word.removeprefix("--data=")
        elif word == "--data":
            value = next(rest, None)
            if value is None:
                raise click.UsageError("Option '--data' requires an argument.")
            given["data"] = value
        else:
            words.append(word)
    return words, given


def _show_data(command: click.Command) -> None:
    """Name ``--data`` in the help of a command and of those below it."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _show_data(inner)
    elif not any(parameter.name == "data" for parameter in command.params):
        option = click.Option(
            ["--data"], metavar="DIR", expose_value=False, help=DATA_HELP
        )
        command.params.append(option)
