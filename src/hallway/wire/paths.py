"""Names and paths: what is legal, when two are the same, and their place in a URL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import unquote_to_bytes

from hallway.wire.errors import WireError

MAX_NAME = 255
MAX_PATH = 4096

_DIGITS = re.compile("[0-9]+")
_DIGIT_WIDTH = 16


class IllegalName(WireError):
    """A name that no item may have; ``message`` is the reason."""


class BadPath(WireError):
    """A request path that is refused before routing (400)."""


class BadDestination(WireError):
    """A Destination header that is not a URL this server can read (400)."""


class ForeignHost(WireError):
    """A Destination on another server (RFC 4918 9.8.5, 9.9.4: 502)."""


# --- keys


def name_key(name: str) -> str:
    """Return the key under which two names in one folder are the same name.

    NFC, case folding, and NFC again, for folding can decompose. The key of a key is
    the key itself. It can be up to three times as long as the name.
    """
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)


def path_key(path: str) -> str:
    """Return the key under which two paths of names are the same path."""
    return "/".join(name_key(part) for part in path.split("/"))


def fold(text: str) -> str:
    """Return ``text`` without case and accents, for comparing.

    NFKD, combining marks removed, case folded. Only marks with a combining class go:
    vowel signs of Indic scripts carry the word.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text)
    text = "".join([c for c in text if not unicodedata.combining(c)])
    # Folding can bring compatibility forms and marks back: "ΐ", "ŉ".
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join([c for c in text if not unicodedata.combining(c)])


def sort_key(text: str) -> str:
    """Return a key whose binary order is the order people expect of ``text``.

    Folded, and each run of digits padded with zeros to 16, so that "b 9" comes
    before "B 10" and "é" stands with "e".
    """
    return _DIGITS.sub(_pad, fold(text))


def _pad(run: re.Match[str]) -> str:
    return run.group().lstrip("0").rjust(_DIGIT_WIDTH, "0")


# --- legal names
# https://support.microsoft.com/office/64883a5d-228e-48f5-b3d2-eb39e07630fa, plus
# what XML 1.0 (2.2) cannot carry: lone surrogates, U+FFFE and U+FFFF.

_SEPARATORS = r'"*:<>?/\\|'
_CONTROL = "\x00-\x1f\x7f-\x9f"
_NOT_XML = "\ud800-\udfff\ufffe\uffff"
_ILLEGAL = re.compile(f"[{_SEPARATORS}{_CONTROL}{_NOT_XML}]")
_VTI = re.compile("_vti_", re.IGNORECASE)
_RESERVED = frozenset(
    [".lock", "desktop.ini", "con", "prn", "aux", "nul"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
)
_LONGEST_EXTENSION = 32


def check_name(name: str) -> None:
    """Return when ``name`` is legal for a file or folder, as SharePoint Online has it.

    Raises IllegalName with the reason, and the position of an illegal character.
    Device names (CON, COM1 …) are reserved as whole names only: ``con.txt`` is legal.
    """
    if not name:
        raise IllegalName("A name cannot be empty.")
    if len(name) > MAX_NAME:
        raise IllegalName(f"A name cannot be longer than {MAX_NAME} characters.")
    if found := _ILLEGAL.search(name):
        raise IllegalName(_why(found.group()), position=found.start())
    if name in (".", ".."):
        raise IllegalName(f"The name {name} means a folder, not an item.")
    if name[0] == " " or name[-1] == " ":
        raise IllegalName("A name cannot begin or end with a space.")
    if name[-1] == ".":
        raise IllegalName("A name cannot end with a dot.")
    if name.startswith("~$"):
        raise IllegalName("A name cannot begin with ~$.")
    if _VTI.search(name):
        raise IllegalName("A name cannot contain _vti_.")
    if name_key(name) in _RESERVED:
        raise IllegalName(f"The name {name} is reserved.")


def _why(character: str) -> str:
    if re.match(f"[{_CONTROL}]", character):
        return "A name cannot contain control characters."
    if re.match(f"[{_NOT_XML}]", character):
        return "A name cannot contain characters that are not text."
    return f"A name cannot contain {character}"


def legalise(name: str) -> str:
    """Return a legal name as near to ``name`` as can be; a legal name comes back as is.

    The same name always gives the same result, and the extension is kept. Different
    names can give the same result: the caller settles clashes.
    """
    name = _ILLEGAL.sub("_", name).strip(" ")
    if name.startswith("~$"):
        name = "_" + name[1:]
    name = _VTI.sub(lambda found: found.group()[:-1] + "-", name)
    name = name.rstrip(". ")
    if len(name) > MAX_NAME:
        stem, extension = _split_extension(name)
        name = (stem[: MAX_NAME - len(extension)] + extension).rstrip(". ")
    if not name:
        return "_"
    if name_key(name) in _RESERVED:
        stem, extension = _split_extension(name)
        name = f"{stem}_{extension}"
    return name


def _split_extension(name: str) -> tuple[str, str]:
    dot = name.rfind(".")
    if dot < 0 or len(name) - dot > _LONGEST_EXTENSION:
        return name, ""
    return name[:dot], name[dot:]


# --- paths in requests

_CONTROLS = re.compile(f"[{_CONTROL}]")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ENCODED_SEPARATOR = re.compile(rb"%2f|%5c|\\", re.IGNORECASE)
# A character is at most four bytes of UTF-8, each at most three characters long.
_MAX_RAW_PATH = MAX_PATH * 12


def split_request_path(raw: bytes) -> tuple[str, ...]:
    """Return the names in a percent-encoded path as it stood on the request line.

    Each segment is decoded once; names stay as given and empty segments are dropped.
    ``raw`` holds no query. Raises BadPath, with a position in bytes, for a path that
    does not begin with a slash, is not UTF-8, holds a control character, a backslash,
    an encoded slash, a ``.`` or ``..`` segment however encoded, a broken escape, or
    has more than 4,096 characters when decoded.
    """
    if len(raw) > _MAX_RAW_PATH:
        raise BadPath(f"The path has more than {MAX_PATH} characters.")
    if found := _BAD_ESCAPE.search(raw):
        raise BadPath("The path has a broken percent escape.", position=found.start())
    if found := _ENCODED_SEPARATOR.search(raw):
        raise BadPath(
            "The path has a backslash or an encoded slash.", position=found.start()
        )
    return _split_decoded(unquote_to_bytes(raw))


def split_path_info(path_info: str) -> tuple[str, ...]:
    """Return the names in a WSGI ``PATH_INFO`` (UTF-8 bytes read as Latin-1, PEP 3333).

    As ``split_request_path``; an encoded slash is no longer to be told from a slash.
    """
    try:
        decoded = path_info.encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadPath("The path is not bytes.", position=error.start) from None
    return _split_decoded(decoded)


def _split_decoded(decoded: bytes) -> tuple[str, ...]:
    try:
        path = decoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadPath("The path is not UTF-8.", position=error.start) from None
    if len(path) > MAX_PATH:
        raise BadPath(f"The path has more than {MAX_PATH} characters.")
    if path and path[0] != "/":
        raise BadPath("The path does not begin with a slash.", position=0)
    if found := _CONTROLS.search(path):
        raise BadPath("The path has a control character.", position=found.start())
    if "\\" in path:
        raise BadPath("The path has a backslash.", position=path.index("\\"))
    segments = tuple([segment for segment in path.split("/") if segment])
    if "." in segments or ".." in segments:
        raise BadPath("The path has a dot segment.")
    return segments


# --- hrefs

# RFC 3986 3.3 lets a segment hold these as they are. We also encode & ' ; + for an
# href then needs no escaping in XML, and no client reads + as a space.
_PLAIN_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$()*,:=@"
)
_PLAIN = re.compile(r"[A-Za-z0-9\-._~!$()*,:=@]*")
_ESCAPED = re.compile(r"[^A-Za-z0-9\-._~!$()*,:=@]")
_ESCAPES = {
    code: f"%{code:02X}" for code in range(256) if chr(code) not in _PLAIN_CHARACTERS
}


def quote_segment(name: str) -> str:
    """Return ``name`` percent-encoded as one segment, safe in XML text as it is."""
    if _PLAIN.fullmatch(name):
        return name
    if not name.isascii():
        name = name.encode("utf-8", "surrogatepass").decode("latin-1")
    return _ESCAPED.sub(_escape, name)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[ord(found.group())]


def join_href(segments: Iterable[str], *, collection: bool) -> str:
    """Return the absolute path of ``segments``; a collection's ends with a slash.

    The inverse of ``split_request_path``. No segments give ``/``.
    """
    path = "/".join([quote_segment(segment) for segment in segments])
    if not path:
        return "/"
    return f"/{path}/" if collection else f"/{path}"


# --- Destination

_ABSOLUTE = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://(?P<authority>[^/?#]*)(?P<path>.*)",
    re.DOTALL,
)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.\-_~%]+)(?::([0-9]{0,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def parse_destination(header: str, *, own_origins: Collection[str]) -> tuple[str, ...]:
    """Return the names in the path of a ``Destination`` header (RFC 4918 10.3).

    It is an absolute URL on one of ``own_origins`` (``https://host[:port]``, compared
    without regard to case and default ports) or an absolute path. Raises ForeignHost
    for another server, BadDestination for what is no such URL or carries a query,
    fragment or user, and BadPath as ``split_request_path`` does.
    """
    value = header.strip(" \t")
    path = value
    if not value.startswith("/"):
        absolute = _ABSOLUTE.fullmatch(value)
        if absolute is None:
            raise BadDestination("The destination is not an absolute URL.", position=0)
        origin = _origin(absolute["scheme"], absolute["authority"])
        if origin is None:
            raise BadDestination(
                "The destination's host is malformed.",
                position=absolute.start("authority"),
            )
        if origin not in {_normal_origin(own) for own in own_origins}:
            raise ForeignHost("The destination is on another server.")
        path = absolute["path"] or "/"
    elif value.startswith("//"):
        # RFC 3986 4.2: a network-path reference names a host, not a folder.
        raise BadDestination("The destination has a host but no scheme.", position=0)
    for mark in "?#":
        if mark in path:
            raise BadDestination(
                "The destination has a query or fragment.", position=value.index(mark)
            )
    try:
        raw = path.encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadPath("The path is not bytes.", position=error.start) from None
    return split_request_path(raw)


def _origin(scheme: str, authority: str) -> str | None:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    scheme = scheme.lower()
    host, port = match[1].lower(), (match[2] or "").lstrip("0")
    if not port or port == _DEFAULT_PORTS.get(scheme):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"


def _normal_origin(own: str) -> str | None:
    match = _ABSOLUTE.fullmatch(own)
    return _origin(match["scheme"], match["authority"]) if match else None
