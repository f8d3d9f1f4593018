"""Log lines as events: time, level, name, then the fields given as ``extra``."""

import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class EventFormatter(logging.Formatter):
    """``2026-01-31T09:00:00.000Z INFO item.restored item=12``."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        """One line: instant in UTC, level, event and its fields in given order."""
        instant = datetime.fromtimestamp(record.created, UTC)
        stamp = instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        extra = {k: v for k, v in vars(record).items() if k not in _STANDARD}
        # `request` is Django's object, not a fact.
        extra.pop("request", None)
        pairs = "".join(f" {name}={value!r}" for name, value in extra.items())
        return f"{stamp} {record.levelname} {record.message}{pairs}"
