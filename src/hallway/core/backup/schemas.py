"""The tables a backup was made of, where it is older than this program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hallway.core.backup.records import BadBackup
from hallway.core.backup.tables import Model, list_models
from hallway.core.projections.schema import (
    DUE,
    PROJECTIONS,
    drop_all,
    make_ready,
)
from hallway.platform.db import engine

Migration = tuple[str, str]


class Schema:
    """The migrations of a backup beside those of this program."""

    def __init__(self, migrations: Sequence[Migration], *, product: object) -> None:
        """Take the migrations a backup names; BadBackup if one is not ours."""
        self._loader = MigrationExecutor(connection).loader
        nodes = self._loader.graph.nodes
        self._theirs = frozenset(migrations)
        unknown = self._theirs - frozenset(nodes)
        if unknown:
            app, name = min(unknown)
            raise BadBackup(
                f"This backup was made by version {product}, which keeps its data in"
                f" other tables ({app} {name}). Update this one first."
            )
        self.is_older = self._theirs < frozenset(nodes)

    def models(self) -> dict[str, Model]:
        """The models as they were, by table."""
        if not self.is_older:
            return {model._meta.db_table: model for model in list_models()}
        apps: Any = self._loader.project_state(self._newest()).apps
        migrated = self._loader.migrated_apps
        return {
            model._meta.db_table: model
            for model in list_models(apps)
            if model._meta.app_label in migrated
        }

    def go_back(self) -> None:
        """Make an empty database's tables anew, as they were.

        Killed in between it is an empty database still, which the next start fills.
        """
        if not self.is_older:
            return
        with connection.constraint_checks_disabled(), engine().write_transaction():
            cascade = " CASCADE" if engine().locks_rows else ""
            for table in connection.introspection.table_names():
                if table in (PROJECTIONS, DUE):
                    # The transaction ends with a look into them; both are empty.
                    continue
                name = connection.ops.quote_name(table)
                engine().execute_ddl(f"DROP TABLE IF EXISTS {name}{cascade}")
        MigrationExecutor(connection).migrate(self._newest())
        make_ready()

    def go_on(self) -> None:
        """Bring what was restored up to date."""
        if self.is_older:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
            make_ready()
            drop_all()

    def _newest(self) -> list[Migration]:
        """The migrations of the backup that no other one of its app follows."""
        nodes = self._loader.graph.node_map
        return [
            node
            for node in sorted(self._theirs)
            if not any(
                child.key[0] == node[0] and child.key in self._theirs
                for child in nodes[node].children
            )
        ]
