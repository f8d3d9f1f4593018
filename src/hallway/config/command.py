"""What the command line needs from the composition root."""

import os

import click

from hallway.config import environment
from hallway.config.environment import Settings, SettingsError


class Installation:
    """The installation a command works on; see ``faces.cli.main.Installation``."""

    def serve(self, **given: str) -> int:
        """Run the server; the exit code."""
        settings = self._load(given)
        from hallway.config.server import serve

        try:
            return serve(settings, announce=lambda line: click.echo(line, err=True))
        except SettingsError as error:
            raise click.ClickException(str(error)) from error

    def open(self, **given: str) -> None:
        """Set Django up, and the database up to date."""
        settings = self._load(given)
        from hallway.config.secrets import ensure_key

        ensure_key(settings.data)
        os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
        import django
        from django.core.management import call_command
        from django.db import DatabaseError

        from hallway.config.database import use_one_connection
        from hallway.config.schema import is_current

        use_one_connection()
        django.setup()
        if is_current(settings):
            return
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise click.ClickException(
                f"cannot update the database: {reason}"
            ) from error

    def hold(self) -> None:
        """Hold the data directory as a server does."""
        from django.conf import settings

        from hallway.config.process import lock_data

        try:
            lock_data(settings.HALLWAY.data)
        except SettingsError as error:
            raise click.ClickException(f"{error}; stop the server first") from error

    def _load(self, given: dict[str, str]) -> Settings:
        try:
            settings = environment.load(os.environ, **given)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error
        # Django's settings and the processes to come read the same.
        os.environ.update(environment.inherit(os.environ, **given))
        return settings
