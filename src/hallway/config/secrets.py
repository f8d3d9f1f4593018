"""Secret keys kept in the data directory, mode 0600."""

import os
import secrets
from pathlib import Path

KEY_FILE = "secret_key"


def read_key(data: Path) -> str:
    """The signing key, or nothing before the first start."""
    try:
        return (data / KEY_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def ensure_key(data: Path) -> str:
    """The signing key, made at the first start; safe against a second starter."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = data / f".{KEY_FILE}.{os.getpid()}"
    if not read_key(data):
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: whoever comes second keeps the first one's key.
            os.link(staged, data / KEY_FILE)
        except FileExistsError:
            pass
        finally:
            staged.unlink()
    return read_key(data)
