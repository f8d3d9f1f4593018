"""The core as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """The core: one Django app, its packages are modules of it."""

    name = "hallway.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the jobs of the core register themselves."""
        from hallway.core import upkeep  # noqa: F401
        from hallway.core.access import jobs  # noqa: F401
        from hallway.core.admin import jobs as admin_jobs  # noqa: F401
        from hallway.core.automation import jobs as automation  # noqa: F401
        from hallway.core.automation.watching import watch
        from hallway.core.changes.journal import add_follower, add_watcher
        from hallway.core.contenttypes import spreading  # noqa: F401
        from hallway.core.items.references import answer_terms
        from hallway.core.limits import jobs as limits  # noqa: F401
        from hallway.core.lists import calculating, numbering  # noqa: F401
        from hallway.core.lists.retyping import filling  # noqa: F401
        from hallway.core.previews import jobs as previews  # noqa: F401
        from hallway.core.projections import building  # noqa: F401
        from hallway.core.projections.due import bring_up
        from hallway.core.projections.schema import make_ready
        from hallway.core.rollback import jobs as rollback  # noqa: F401
        from hallway.core.rowrules import jobs as rowrules  # noqa: F401
        from hallway.core.search.indexing import follow
        from hallway.core.sharing import jobs as sharing  # noqa: F401
        from hallway.core.sheets import jobs as sheets  # noqa: F401
        from hallway.core.sitecolumns import spreading as columns  # noqa: F401
        from hallway.core.social.notifications.telling import tell
        from hallway.core.terms.commands import merging  # noqa: F401
        from hallway.core.terms.queries import resolve_terms
        from hallway.core.transfers import jobs as transfers  # noqa: F401
        from hallway.platform.db import engine

        answer_terms(resolve_terms)
        post_migrate.connect(make_ready, sender=self)
        engine().add_last_step(bring_up)
        add_follower(follow)
        add_follower(tell)
        add_watcher(watch)
