"""How a file is shown: by what its bytes are, then by what its name says."""

from __future__ import annotations

from hallway.core.previews.records import Way
from hallway.wire.sniff import OCTETS, PLAIN

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_WRITTEN = frozenset({PLAIN, "text/html", "image/svg+xml", "application/xml"})
_MAIL = frozenset({"eml"})
_TABLES = frozenset({"csv", "tsv"})
_MARKDOWN = frozenset({"md", "markdown"})
# What is text by its name alone may be of another encoding than UTF-8.
_TEXTS = frozenset(
    [
        *("txt", "log", "text", "ini", "conf", "cfg", "properties", "srt", "tex"),
        *("c", "h", "cpp", "cs", "java", "py", "js", "ts", "php", "rb", "go", "rs"),
        *("sh", "bat", "cmd", "ps1", "sql", "css", "html", "htm", "xml", "svg"),
        *("json", "yaml", "yml", "toml", "vcf", "ics", "diff", "patch", "vb", "pl"),
    ]
)


def ending_of(name: str) -> str:
    """Return the ending of a name in small letters; empty where it has none."""
    stem, _dot, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def way_of(name: str, sniffed: str) -> Way:
    """Return how a file of this name and sniffed type is shown."""
    ending = ending_of(name)
    if sniffed in PICTURES:
        return Way.PICTURE
    if sniffed.startswith("audio/"):
        return Way.AUDIO
    if sniffed in ("video/mp4", "video/webm"):
        return Way.VIDEO
    is_written = sniffed in _WRITTEN
    if not is_written and sniffed != OCTETS:
        return Way.NONE
    if ending in _MAIL:
        return Way.MAIL
    if ending in _TABLES:
        return Way.TABLE
    if ending in _MARKDOWN and sniffed in (PLAIN, OCTETS):
        return Way.MARKDOWN
    return Way.TEXT if is_written or ending in _TEXTS else Way.NONE
