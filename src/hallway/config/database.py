"""Django's database dictionary for the two engines, tuned by measurement."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hallway.config.environment import Settings, SettingsError, sqlite_path


def database(settings: Settings) -> dict[str, Any]:
    """``DATABASES["default"]`` for the chosen URL."""
    return _sqlite(settings) if settings.is_sqlite else _postgres(settings)


def use_one_connection() -> None:
    """Connect without a pool: a short-lived process has one thread.

    Before ``django.setup``. A database out of reach is then told at once, with the
    reason; a pool tries for 20 seconds and tells only that it gave up.
    """
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)


def _sqlite(settings: Settings) -> dict[str, Any]:
    pragmas = {
        "journal_mode": "WAL",
        # NORMAL may lose the last commits when the power fails, never corrupts.
        "synchronous": "FULL" if settings.durable else "NORMAL",
        # KiB for each connection: 64 MB in each of 32 threads came to 2 GB.
        "cache_size": "-8000",
        # Counts as memory of the process once touched, hence not the whole file.
        "mmap_size": str(64 * 1024**2),
        "temp_store": "MEMORY",
        "journal_size_limit": str(64 * 1024**2),
    }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(sqlite_path(settings.database_url)),
        # A connection belongs to its thread for good: opening one parses the schema.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A deferred transaction that reads and then writes fails at once when
            # another wrote in between; no time-out helps.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {k}={v};" for k, v in pragmas.items()),
        },
    }


def _postgres(settings: Settings) -> dict[str, Any]:
    parts = urlsplit(settings.database_url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    options.setdefault("application_name", "hallway")
    # A libpq URL names a socket directory by ?host=/run/postgresql.
    host = options.pop("host", "") or unquote(parts.hostname or "")
    size = options.pop("pool_size", str(settings.threads + settings.job_threads + 2))
    if not size.isdigit() or int(size) < 1:
        raise SettingsError("database_url: pool_size must be a whole number above 0")
    # None, Django's default, forbids prepared statements, also those asked for by name.
    options["prepare_threshold"] = 5
    options["pool"] = {"min_size": 1, "max_size": int(size), "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        # The pool keeps connections; Django refuses to keep them as well.
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
