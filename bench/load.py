"""Clients, the same for every server: wrk for many requests, curl for large ones."""

import json
import os
import secrets
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
PATIENCE = 120


class LoadError(RuntimeError):
    """Requests of a measurement failed: its figure would mean nothing."""


def per_second(
    url: str,
    *,
    method: str,
    authorization: str,
    seconds: float,
    connections: int = 8,
    files: int = 0,
    body: str = "",
    size: int = 0,
    headers: str = "",
) -> float:
    """Requests answered in a second.

    ``url`` holds ``{n}`` where the number of a request goes, from 1 to ``files``
    and round again, or for ``files`` of 0 never the same twice. ``body`` is sent as
    it is; for a ``size`` each body is of so many bytes and unlike any other.
    """
    done = subprocess.run(
        [
            "wrk",
            *("--threads", "1", "--connections", str(connections)),
            *("--duration", f"{max(1, round(seconds))}s", "--timeout", "60s"),
            *("--script", str(SCRIPT), url),
        ],
        env={
            "PATH": os.environ["PATH"],
            "LOAD_METHOD": method,
            "LOAD_PATH": "/" + url.split("/", 3)[3],
            "LOAD_AUTHORIZATION": authorization,
            "LOAD_FILES": str(files),
            "LOAD_BODY": body,
            "LOAD_SIZE": str(size),
            "LOAD_SALT": secrets.token_hex(8),
            "LOAD_HEADERS": headers,
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise LoadError(done.stderr or done.stdout)
    result = json.loads(done.stdout.splitlines()[-1])
    # A server may end an idle connection just as a request comes; more is a fault.
    if not result["requests"] or result["errors"] * 1000 > result["requests"]:
        raise LoadError(f"{method} {url}: {done.stdout}")
    return float(result["requests"] / result["seconds"])


def curl_seconds(url: str, *, authorization: str, put: Path | None = None) -> float:
    """Seconds one request of curl takes: a GET thrown away, or a PUT of a file."""
    done = subprocess.run(
        [
            *("curl", "--silent", "--show-error", "--fail", "--output", "/dev/null"),
            *("--write-out", "%{time_total}", "--max-time", str(PATIENCE)),
            *("--header", f"Authorization: {authorization}"),
            *(("--upload-file", str(put)) if put else ()),
            url,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LoadError(f"{url}: {done.stderr}")
    return float(done.stdout)
