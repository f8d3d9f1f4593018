"""How a file is shown: by what its bytes are, then by what its name says."""

from __future__ import annotations

from hallway.core.previews.records import Source, Way
from hallway.wire.sniff import OCTETS, PLAIN

BATCH = 10
"""Pages that are drawn at once, and stand on one page."""
MOST_PAGES = 500
_LARGEST = {
    Source.PICTURE: 100 * 1024**2,
    Source.DRAWN: 200 * 1024**2,
    Source.PDF: 500 * 1024**2,
    Source.OFFICE: 100 * 1024**2,
}
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


_DRAWN = frozenset({"tif", "tiff", "bmp"})
_OFFICE = frozenset(
    [
        *("doc", "docx", "docm", "dot", "dotx", "odt", "ott", "rtf", "fodt"),
        *("xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "ods", "ots", "fods"),
        *("ppt", "pptx", "pptm", "pps", "ppsx", "pot", "potx", "odp", "otp", "fodp"),
        *("odg", "otg", "fodg", "vsd", "vsdx"),
    ]
)
_OFFICE_TYPES = frozenset(
    {"application/zip", "application/x-ole-storage", "application/xml", PLAIN}
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
    if source_of(name, sniffed) is not None:
        return Way.PAGES
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


def source_of(name: str, sniffed: str) -> Source | None:
    """Return what pictures of such a file are drawn of; None where there are none."""
    if sniffed in PICTURES:
        return Source.PICTURE
    if sniffed == "application/pdf":
        return Source.PDF
    ending = ending_of(name)
    if ending in _OFFICE and sniffed in _OFFICE_TYPES:
        return Source.OFFICE
    return Source.DRAWN if ending in _DRAWN and sniffed == OCTETS else None


def is_too_large(source: Source, size: int) -> bool:
    """Tell whether a body is larger than what is tried."""
    return size > _LARGEST[source]


def first_of(page: int) -> int:
    """Return the first page of the batch that a page is in."""
    return (page - 1) // BATCH * BATCH + 1
