"""Media types: by the first bytes (what it is) and by name (what to call it).

What a browser may show inside our origin is decided by the bytes alone, never by the
name or by what a client said.
"""

from __future__ import annotations

import codecs
import re

HEAD = 4096
"""How many first bytes ``sniff`` looks at."""

OCTETS = "application/octet-stream"
PLAIN = "text/plain"

_INLINE = frozenset(
    [
        *("image/png", "image/jpeg", "image/gif", "image/webp"),
        *("application/pdf", PLAIN),
        *("audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/mp4"),
        *("video/mp4", "video/webm"),
    ]
)

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"heic", b"heix", b"mif1"), "image/heic"),
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
}
_MP4_BRANDS = re.compile(rb"iso[2-9m]|mp4[12]|avc1|M4V |dash|MSNV|mmp4|3gp[4-9]")
_OGG_AUDIO = re.compile(rb"\x01vorbis|OpusHead|\x7fFLAC|Speex   ")
# Possessive: many comments with no element after them must not be tried in all ways.
_MARKUP = re.compile(
    r"(?:[\s\ufeff]|<!--.*?-->)*+<(?P<tag>\?|![A-Za-z]+|/?[A-Za-z][\w.:-]*)",
    re.DOTALL,
)
_COMMENT = re.compile(r"[\s\ufeff]*<!--")
_SVG = re.compile(r"<(?:[\w.-]+:)?svg[\s>/]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+|[\w.-]+:)?html\b", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_HTML_TAGS = frozenset(
    [
        *("html", "head", "body", "script", "iframe", "style", "title", "meta"),
        *("link", "base", "h1", "h2", "h3", "h4", "h5", "h6", "div", "span", "font"),
        *("table", "a", "b", "i", "p", "br", "hr", "ul", "ol", "li", "img", "form"),
        *("input", "button", "object", "embed", "video", "audio", "template", "pre"),
        *("center", "section", "article", "main", "nav", "header", "footer"),
    ]
)


def sniff(head: bytes) -> str:
    """Return the media type of a body that begins with ``head`` (HEAD bytes do).

    ``application/octet-stream`` where it is none of the few known here. Text is
    ``text/plain`` only if it is UTF-8 or marked UTF-16, has no control characters
    and does not begin as markup, which is HTML, SVG or XML.
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OCTETS)
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head[:4] == b"OggS":
        return "audio/ogg" if _OGG_AUDIO.search(head[:256]) else "application/ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    text = _text(head)
    if text:
        return _text_type(text)
    return "audio/mpeg" if _is_mpeg_frame(head) else OCTETS


def _iso_media(brand: bytes) -> str:
    if brand in _BRANDS:
        return _BRANDS[brand]
    return "video/mp4" if _MP4_BRANDS.fullmatch(brand) else OCTETS


def _is_mpeg_frame(head: bytes) -> bool:
    # ISO 11172-3 2.4.1.3: sync, layer III, no reserved version, bit rate or frequency.
    return (
        len(head) >= 4
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[1] & 0x18 != 0x08
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )


def _text(head: bytes) -> str | None:
    codec = "utf-8"
    if head[:2] == b"\xff\xfe":
        codec = "utf-16-le"
    elif head[:2] == b"\xfe\xff":
        codec = "utf-16-be"
    try:
        # Incremental: the head may end in the middle of a character.
        text = codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text


def _text_type(text: str) -> str:
    markup = _MARKUP.match(text)
    if markup is None:
        return "text/html" if _COMMENT.match(text) else PLAIN
    tag = markup["tag"].lower().lstrip("/")
    if _HTML.search(text) or tag in _HTML_TAGS:
        return "text/html"
    return "image/svg+xml" if _SVG.search(text) else "application/xml"


def may_show_inline(sniffed: str) -> bool:
    """Say whether a body sniffed as this may be shown inside our own origin."""
    return sniffed in _INLINE


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_BY_EXTENSION = {
    "doc": "application/msword",
    "dot": "application/msword",
    "docx": f"{_OPEN_XML}.wordprocessingml.document",
    "dotx": f"{_OPEN_XML}.wordprocessingml.template",
    "docm": "application/vnd.ms-word.document.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
    "xltx": f"{_OPEN_XML}.spreadsheetml.template",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OPEN_XML}.presentationml.presentation",
    "potx": f"{_OPEN_XML}.presentationml.template",
    "ppsx": f"{_OPEN_XML}.presentationml.slideshow",
    "pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "vsd": "application/vnd.visio",
    "vsdx": "application/vnd.ms-visio.drawing",
    "msg": "application/vnd.ms-outlook",
    "one": "application/onenote",
    "odt": f"{_OPEN_DOCUMENT}.text",
    "ods": f"{_OPEN_DOCUMENT}.spreadsheet",
    "odp": f"{_OPEN_DOCUMENT}.presentation",
    "odg": f"{_OPEN_DOCUMENT}.graphics",
    "rtf": "application/rtf",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "txt": PLAIN,
    "log": PLAIN,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
    "xml": "application/xml",
    "css": "text/css",
    "js": "text/javascript",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "avif": "image/avif",
    "ico": "image/vnd.microsoft.icon",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "zip": "application/zip",
    "gz": "application/gzip",
    "tgz": "application/gzip",
    "tar": "application/x-tar",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
}
# Nothing a browser would run: a body that may be shown inline can be called these.
_CALLED_PLAIN = frozenset(["csv", "tsv", "md", "json", "ics", "vcf"])


def media_type_for(name: str, sniffed: str) -> str:
    """Return the Content-Type for a body called ``name`` and sniffed as ``sniffed``.

    What may be shown inline is called what it is, text with its charset; anything
    else goes by its extension, from a fixed table, and then by what it is.
    """
    stem, _, extension = name.rpartition(".")
    extension = extension.lower() if stem else ""
    if sniffed == PLAIN:
        called = _BY_EXTENSION[extension] if extension in _CALLED_PLAIN else PLAIN
        # A byte order mark, if there is one, wins over the charset in browsers.
        return f"{called}; charset=utf-8" if called.startswith("text/") else called
    if sniffed in _INLINE:
        return sniffed
    return _BY_EXTENSION.get(extension, sniffed)
