"""Names in an archive that no program unpacks anywhere but where it was told to."""

from __future__ import annotations

import re
import unicodedata

from hallway.wire.paths import name_key

MAX_BYTES = 240
"""Bytes of one name in UTF-8; file systems take 255, and some add an ending."""
MAX_PATH = 3_000
"""Bytes of a path; the format ends at 65,535, Linux at 4,096 with what is above."""

# What Windows takes for something else, and what makes a name look like another.
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f"*:<>?/\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]'
)
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")


def clean_name(name: str) -> str:
    """A name as every file system takes it: never empty, `.`, `..` or a path."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = _UNSAFE.sub("_", name).strip(" ").rstrip(". ")
    if not name:
        return "_"
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name, "")


def _cut(name: str, mark: str) -> str:
    """The name with a mark before its ending, shortened before that where needed."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > MAX_BYTES // 4:
        stem, dot, ending = name, "", ""
    tail = f"{mark}{dot}{ending}"
    if len(f"{stem}{tail}".encode()) <= MAX_BYTES:
        return stem + tail
    room = MAX_BYTES - len(tail.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + tail


class Names:
    """Gives each member of a tree its path; a tree is walked from above.

    `place` wants every folder before what is in it, and all of that before the next
    folder beside it. What is known of a folder is forgotten when it is left.
    """

    def __init__(self) -> None:
        self._above: list[tuple[str, set[str]]] = [("", set())]

    def place(self, depth: int, name: str, *, is_folder: bool = False) -> str:
        """The path of what is `depth` folders down, unlike any given before."""
        del self._above[depth + 1 :]
        plain = clean_name(name)
        path, taken = self._above[depth]
        if len(path.encode()) + MAX_BYTES > MAX_PATH:
            # What is too deep to be unpacked comes to the top.
            path, taken = self._above[0]
        found, number = plain, 1
        while name_key(found) in taken:
            number += 1
            found = _cut(plain, f" ({number})")
        taken.add(name_key(found))
        whole = f"{path}{found}"
        if is_folder:
            self._above.append((f"{whole}/", set()))
        return whole
