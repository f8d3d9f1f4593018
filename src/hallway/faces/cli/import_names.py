"""Which name each entry of a directory gets: decided for the whole directory at once.

Pure: the same directory gives the same names at every run, or resuming an import
would put the same file in twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hallway.wire.paths import MAX_NAME, IllegalName, check_name, legalise, name_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file or directory as it is on disk; ``name`` may hold lone surrogates."""

    name: str
    is_folder: bool
    size: int = 0
    modified: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entry and its name in the library; an empty name: left out for ``reason``.

    ``reason`` beside a name says why it is another than on disk.
    """

    entry: Entry
    name: str
    reason: str = ""


def name_entries(
    entries: Iterable[Entry], *, existing: Mapping[str, bool], rename: bool
) -> list[Named]:
    """Give each entry of one directory its name, in the order of the names on disk.

    ``existing`` maps the name key of what is in the library's folder to whether that
    is a folder. Entries that are legal and first of their name come before any that
    needs another name: a renamed file never takes a name from one that has it.
    """
    ordered = sorted(entries, key=lambda entry: entry.name)
    taken: dict[str, str] = {}
    refused: dict[str, str] = {}
    for entry in ordered:
        reason = _refusal(entry, taken, existing)
        if reason:
            refused[entry.name] = reason
        else:
            taken[name_key(entry.name)] = entry.name
    named = []
    for entry in ordered:
        reason = refused.get(entry.name, "")
        name = entry.name
        if reason:
            name = _free_name(entry, taken, existing) if rename else ""
            if name:
                taken[name_key(name)] = entry.name
        named.append(Named(entry=entry, name=name, reason=reason))
    return named


def _refusal(
    entry: Entry, taken: Mapping[str, str], existing: Mapping[str, bool]
) -> str:
    try:
        check_name(entry.name)
    except IllegalName as error:
        return str(error)
    key = name_key(entry.name)
    if key in taken:
        return f"{taken[key]} counts as the same name."
    if existing.get(key, entry.is_folder) != entry.is_folder:
        kind = "folder" if existing[key] else "file"
        return f"There is a {kind} of that name in the library."
    return ""


def _free_name(
    entry: Entry, taken: Mapping[str, str], existing: Mapping[str, bool]
) -> str:
    wished = legalise(entry.name)
    stem, dot, extension = wished.rpartition(".")
    if entry.is_folder or not stem:
        stem, dot, extension = wished, "", ""
    candidate, number = wished, 1
    while (
        name_key(candidate) in taken
        or existing.get(name_key(candidate), entry.is_folder) != entry.is_folder
    ):
        number += 1
        tail = f" ({number}){dot}{extension}"
        candidate = stem[: MAX_NAME - len(tail)] + tail
    return candidate
