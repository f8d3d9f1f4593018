"""Which migrations a database has."""

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def applied_migrations() -> list[tuple[str, str]]:
    """App and name of each migration that was applied, in order."""
    return sorted(MigrationRecorder(connection).applied_migrations())
