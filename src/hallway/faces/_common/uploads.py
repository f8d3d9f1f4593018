"""Forms with files: each file goes into the store while it comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from hallway.faces._common.body import read_body
from hallway.platform.storage import StagedBlob, TooLarge, get_store
from hallway.wire.formdata import read_parts

MAX_FIELD = 1024 * 1024
"""Bytes of a field that is no file."""


class Upload(NamedTuple):
    """A file that is whole in the store, under the name its sender gave it."""

    name: str
    body: StagedBlob
    field: str = ""
    """The field of the form it came in."""
    folders: tuple[str, ...] = ()
    """The folders before its name, as a browser sends them with a whole folder."""


class StoreHandler(FileUploadHandler):
    """Reads the whole form itself: fields to memory, files to the store.

    Nothing of a file is held in memory or written twice. A form that was cut off
    raises; what was stored of it goes with the next collection.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        super().__init__()
        self._environ = environ
        self.files: list[Upload] = []

    def handle_raw_input(  # type: ignore[override] # the stubs name one type too few
        self,
        _input: Any,
        _environ: dict[str, Any],
        _length: int,
        boundary: bytes,
        _encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]]:
        """Return the fields; the files are in ``files``."""
        fields = QueryDict(mutable=True)
        for part in read_parts(read_body(self._environ), boundary):
            if part.filename is None:
                fields.appendlist(part.name, _small(part.body))
            elif part.filename:
                body = get_store().stage(
                    part.body, length=None, limit=settings.HALLWAY.max_upload
                )
                *folders, name = split_name(part.filename)
                self.files.append(Upload(name, body, part.name, tuple(folders)))
        return fields, MultiValueDict()

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes | None:
        """Never asked: the form is read above."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Never asked: the form is read above."""


def base_name(name: str) -> str:
    """The last part of a file's name; some senders give a whole path."""
    return split_name(name)[-1]


def split_name(name: str) -> list[str]:
    """A name and the folders before it."""
    *folders, last = name.replace("\\", "/").split("/")
    return [*(one for one in folders if one), last.strip()]


def _small(pieces: Iterator[bytes]) -> str:
    value = b""
    for piece in pieces:
        value += piece
        if len(value) > MAX_FIELD:
            raise TooLarge("a field of the form is too long")
    return value.decode("utf-8", "replace")
