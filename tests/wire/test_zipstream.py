"""Archives made while they are sent, read by others' programs."""

from __future__ import annotations

import io
import os
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire import zipstream
from hallway.wire.zipnames import MAX_BYTES, MAX_PATH, Names, clean_name
from hallway.wire.zipstream import Member, write_zip
from tests.conftest import require

AT = 1_600_000_001_000_000


def made(members: list[Member]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(write_zip(members))))


def test_what_went_in_comes_out() -> None:
    noise = os.urandom(200_000)
    archive = made(
        [
            Member("Pläne", AT),
            Member("Pläne/a.txt", AT, 5, [b"he", b"", b"llo"]),
            Member("Pläne/leer", AT, 0, []),
            Member("日本.bin", AT, len(noise), [noise[:70_000], noise[70_000:]]),
        ]
    )
    assert archive.testzip() is None
    assert archive.namelist() == ["Pläne/", "Pläne/a.txt", "Pläne/leer", "日本.bin"]
    assert archive.read("Pläne/a.txt") == b"hello"
    assert archive.read("日本.bin") == noise
    assert archive.infolist()[0].is_dir()
    # To two seconds, as the format has it.
    assert archive.infolist()[1].date_time == (2020, 9, 13, 12, 26, 40)


def test_no_member_makes_an_empty_archive() -> None:
    assert made([]).namelist() == []


@pytest.mark.parametrize("at", [-(10**18), -1, 0, 10**18, 2**62, AT])
def test_any_time_is_written(at: int) -> None:
    year = made([Member("a", at, 1, [b"x"])]).infolist()[0].date_time[0]
    assert year == (2020 if at == AT else 1980)


def test_programs_take_it_from_a_pipe_and_keep_the_time(tmp_path: Path) -> None:
    program = require("bsdtar", by="apt-get install libarchive-tools")
    body = b"".join(write_zip([Member("d", AT), Member("d/ä.txt", AT, 3, [b"abc"])]))
    subprocess.run([program, "-xf", "-", "-C", tmp_path], input=body, check=True)
    file = tmp_path / "d" / "ä.txt"
    assert file.read_bytes() == b"abc"
    assert file.stat().st_mtime == AT // 10**6


def test_large_members_and_offsets_have_eight_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zipstream, "_LARGE", 1_000)
    big = b"x" * 5_000
    archive = made(
        [Member("big", AT, len(big), [big]), Member("small", AT, 2, [b"ok"])]
    )
    assert archive.testzip() is None
    assert archive.read("big") == big
    assert archive.read("small") == b"ok"
    assert [len(one.extra) > 9 for one in archive.infolist()] == [True, True]


def test_more_members_than_two_bytes_count() -> None:
    many = 70_000
    archive = made([Member(f"{n}", AT, 0, []) for n in range(many)])
    assert len(archive.namelist()) == many


@pytest.mark.soak
def test_a_body_of_five_gigabytes_is_told_right() -> None:
    size = 5 * 1024**3
    piece = bytes(1024 * 1024)
    tail = b""
    total = 0
    whole = Member("zeros", AT, size, (piece for _ in range(5 * 1024)))
    for part in write_zip([whole]):
        total += len(part)
        tail = (tail + part)[-1000:]
    assert total > size
    at = tail.index(b"PK\x01\x02")
    # Sizes in the directory are filled up, and told by the field of eight bytes each.
    assert tail[at + 20 : at + 28] == b"\xff" * 8
    assert size.to_bytes(8, "little") in tail[at:]


def test_memory_is_flat_whatever_is_in_it() -> None:
    piece = os.urandom(10_000)

    def members() -> Iterator[Member]:
        for n in range(20_000):
            yield Member(f"A folder of plans/file number {n}.docx", AT, 10_000, [piece])

    tracemalloc.start()
    try:
        total = sum(len(part) for part in write_zip(members()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total > 200_000_000
    # The directory alone is 2 MB as it is written.
    assert peak < 800_000


def test_who_goes_away_ends_the_reading() -> None:
    read: list[int] = []

    def members() -> Iterator[Member]:
        try:
            for n in range(100):
                read.append(n)
                yield Member(f"{n}", AT, 100_000, [bytes(100_000)])
        finally:
            read.append(-1)

    pieces = write_zip(members())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert read == [0, -1]


@given(st.lists(st.tuples(st.text(max_size=12), st.binary(max_size=300)), max_size=8))
def test_round_trip(files: list[tuple[str, bytes]]) -> None:
    names = Names()
    placed = [(names.place(0, name), body) for name, body in files]
    archive = made([Member(name, AT, len(body), [body]) for name, body in placed])
    assert [(one, archive.read(one)) for one in archive.namelist()] == placed
    for one in archive.infolist():
        assert zlib.crc32(dict(placed)[one.filename]) == one.CRC


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Plan.docx", "Plan.docx"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        (" ", "_"),
        ("/etc/passwd", "_etc_passwd"),
        ("../../up", ".._.._up"),
        ("..\\up", ".._up"),
        ("C:\\x", "C__x"),
        ("a\x00b\nc\x7f", "a_b_c_"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("dots...", "dots"),
        ("half \ud800", "half _"),
        ("e\u0301", "é"),
        ("ä" * 300 + ".docx", "ä" * 117 + ".docx"),
    ],
)
def test_a_name_is_safe(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.lists(st.text(max_size=400), max_size=20))
def test_any_name_is_safe_and_told_apart(given_names: list[str]) -> None:
    names = Names()
    placed = [names.place(0, name) for name in given_names]
    assert len({one.casefold() for one in placed}) == len(placed)
    for one in placed:
        assert one.strip() not in ("", ".", "..")
        assert not set(one) & set('/\\:*?"<>|\x00\x1b\n\u202e')
        assert len(one.encode()) <= MAX_BYTES


def test_names_alike_are_told_apart_in_each_folder() -> None:
    names = Names()
    assert names.place(0, "a", is_folder=True) == "a"
    assert names.place(1, "x.txt") == "a/x.txt"
    assert names.place(1, "X\x01.txt") == "a/X_.txt"
    assert names.place(1, "X?.txt") == "a/X_ (2).txt"
    assert names.place(0, "A", is_folder=True) == "A (2)"
    assert names.place(1, "x.txt") == "A (2)/x.txt"


def test_what_is_too_deep_comes_to_the_top() -> None:
    names = Names()
    placed = [names.place(n, "f" * 200, is_folder=True) for n in range(100)]
    assert len(set(placed)) == 100
    assert max(len(one) for one in placed) <= MAX_PATH
