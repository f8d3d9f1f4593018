"""The static files, in memory, under addresses that change when they do.

Everything is served below one version, the hash of all of it. So files may name each
other by relative addresses, nothing is rewritten, and every answer may be kept.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
PREFIX = "/static/"
STYLE = "css/hallway.css"
_FOLDERS = ("art", "fonts", "icons", "js", "js/grid", "js/upload", "vendor")
# The order of the layers, which the first file names, makes that of the files moot;
# so only the first matters.
_STYLES = ("tokens", "base", "layout", "c/*", "p/*", "gallery", "utilities", "print")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is sent; ``compressed`` (gzip) is absent where it saves nothing."""

    body: bytes
    compressed: bytes | None
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Every static file by its path, and the version of all of them."""

    version: str
    assets: dict[str, Asset]


@cache
def bundle() -> Bundle:
    """The static files, read once a process."""
    bodies = {STYLE: style_sheet()}
    for folder in _FOLDERS:
        for file in sorted((ROOT / folder).iterdir()):
            if file.suffix in TYPES:
                bodies[f"{folder}/{file.name}"] = file.read_bytes()
    digest = hashlib.sha256()
    for path, body in sorted(bodies.items()):
        digest.update(f"{path}\0{len(body)}\0".encode())
        digest.update(body)
    assets = {path: _asset(path, body) for path, body in bodies.items()}
    return Bundle(version=digest.hexdigest()[:16], assets=assets)


def style_sheet() -> bytes:
    """All styles as one sheet, without indentation; its addresses start in ``css/``."""
    lines: list[str] = []
    for pattern in _STYLES:
        for file in sorted((ROOT / "css").glob(f"{pattern}.css")):
            lines += file.read_text(encoding="utf-8").splitlines()
    return "\n".join(filter(None, map(str.strip, lines))).encode()


def url(path: str) -> str:
    """The address of a static file; raises ``KeyError`` for one that is not there."""
    made = bundle()
    if path not in made.assets:
        raise KeyError(path)
    return f"{PREFIX}{made.version}/{path}"


@cache
def scripts() -> tuple[str, ...]:
    """The addresses of our own scripts; each is a module that needs no other."""
    return tuple(url(path) for path in bundle().assets if path.startswith("js/hw-"))


def _asset(path: str, body: bytes) -> Asset:
    suffix = path[path.rindex(".") :]
    compressed = None if suffix == ".woff2" else gzip.compress(body, mtime=0)
    if compressed is not None and len(compressed) >= len(body):
        compressed = None
    return Asset(body=body, compressed=compressed, content_type=TYPES[suffix])
