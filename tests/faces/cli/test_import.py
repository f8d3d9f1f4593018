"""`hallway import folder`: what goes in, what is left out and why."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hallway.core.access.actors import System
from hallway.core.access.rights import Right
from hallway.core.check.queries import run_checks
from hallway.core.items.commands import put_file
from hallway.core.items.queries import iter_children, open_body, resolve
from hallway.core.items.records import ItemRecord
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import find_person
from hallway.core.sites.commands import set_quota
from hallway.core.sites.queries import get_site
from hallway.core.sites.rules import split_path
from hallway.platform.storage import get_store
from tests.faces.cli.conftest import Hallway

SYSTEM = System("a test")
TARGET = "/sites/hr/Documents/in"

Tree = dict[str, tuple[bytes, int | None]]


def tree(path: str = TARGET) -> Tree:
    """Body and time of every file below a folder, by relative path."""
    found: Tree = {}
    place = resolve(SYSTEM, split_path(path))
    assert place.item is not None
    todo: list[tuple[str, ItemRecord]] = [("", place.item)]
    while todo:
        prefix, folder = todo.pop()
        for page in iter_children(SYSTEM, folder):
            for item in page:
                if item.is_folder:
                    todo.append((f"{prefix}{item.name}/", item))
                    continue
                with open_body(SYSTEM, item) as body:
                    found[prefix + item.name] = (body.read(), item.client_modified)
    return found


def on_disk(source: Path) -> Tree:
    return {
        str(path.relative_to(source)): (
            path.read_bytes(),
            path.stat().st_mtime_ns // 1000,
        )
        for path in source.rglob("*")
        if path.is_file()
    }


def write(source: Path, *names: str) -> None:
    for name in names:
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"body of {name}".encode("utf-8", "surrogateescape"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    made = tmp_path / "source"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def site(hallway: Hallway) -> None:
    assert hallway("site", "add", "/sites/hr").code == 0


def test_files_go_in_whole_with_their_times(hallway: Hallway, source: Path) -> None:
    write(source, "Übersicht 1.txt", "a b/c d/e.txt", "a b/empty", "a b/f.TXT")
    (source / "a b/empty").write_bytes(b"")
    os.utime(source / "a b/f.TXT", ns=(0, 1_234_567_890_123_456_000))
    (source / "no files/here").mkdir(parents=True)
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 0, answer.err
    assert tree() == on_disk(source)
    assert resolve(SYSTEM, split_path(f"{TARGET}/no files/here")).item is not None
    assert list(run_checks(SYSTEM, hash_bodies=True)) == []


def test_a_second_run_puts_nothing_in(hallway: Hallway, source: Path) -> None:
    write(source, "a.txt", "b/c.txt")
    hallway("import", "folder", str(source), "--to", TARGET)
    before = resolve(SYSTEM, split_path(f"{TARGET}/b/c.txt")).item
    os.utime(source / "a.txt", (5, 5))
    again = hallway("import", "folder", str(source), "--to", TARGET)
    assert "0 new and 0 changed" in again.out
    assert "2 were there already" in again.out
    assert resolve(SYSTEM, split_path(f"{TARGET}/b/c.txt")).item == before


def test_what_changed_on_disk_becomes_a_version(hallway: Hallway, source: Path) -> None:
    write(source, "a.txt")
    hallway("import", "folder", str(source), "--to", TARGET)
    (source / "a.txt").write_text("changed")
    again = hallway("import", "folder", str(source), "--to", TARGET)
    assert "1 changed" in again.out
    assert tree() == on_disk(source)
    item = resolve(SYSTEM, split_path(f"{TARGET}/a.txt")).item
    assert item is not None
    assert item.major == 2


def test_what_somebody_changed_in_the_library_is_kept(
    hallway: Hallway, source: Path
) -> None:
    write(source, "a.txt")
    hallway("import", "folder", str(source), "--to", TARGET)
    hallway("user", "add", "ada@a.example", "--admin")
    ada = get_actor(find_person(SYSTEM, "ada@a.example").id, face="test")
    folder = resolve(ada, split_path(TARGET)).item
    assert folder is not None
    body = get_store().stage([b"hers"], length=4, limit=10)
    put_file(ada, folder.id, name="a.txt", body=body)
    again = hallway("import", "folder", str(source), "--to", TARGET)
    assert "skipped  a.txt: Somebody has changed it" in again.out
    assert tree()["a.txt"][0] == b"hers"


BAD = {
    "con": "con_",
    "x:y.txt": "x_y.txt",
    "end.": "end",
    " lead": "lead",
    ".lock": "_.lock",
    "~$draft.docx": "_$draft.docx",
}


def test_illegal_names_are_left_out_with_a_reason(
    hallway: Hallway, source: Path
) -> None:
    write(source, *BAD, "good.txt", "bad*folder/inside.txt")
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 0
    told = [line for line in answer.lines if line.startswith("skipped")]
    assert len(told) == len(BAD) + 1
    for name in BAD:
        assert any(line.startswith(f"skipped  {name}: ") for line in told), name
    assert list(tree()) == ["good.txt"]


def test_illegal_names_are_made_legal_on_demand(hallway: Hallway, source: Path) -> None:
    write(source, *BAD, "good.txt", "bad*folder/inside.txt")
    words = ("import", "folder", str(source), "--to", TARGET, "--rename")
    answer = hallway(*words)
    assert answer.code == 0
    found = tree()
    for name, legal in BAD.items():
        assert found[legal][0] == (source / name).read_bytes()
        assert f"renamed  {name} to {legal}:" in answer.out
    assert found["bad_folder/inside.txt"][0] == b"body of bad*folder/inside.txt"
    assert "0 new and 0 changed" in hallway(*words).out
    assert tree() == found


CLASHES = (
    "readme",
    "README",
    "caf\u00e9.txt",
    "cafe\u0301.txt",
    "Stra\u00dfe",
    "STRASSE",
)


def test_clashing_names_are_left_out_with_a_reason(
    hallway: Hallway, source: Path
) -> None:
    write(source, *CLASHES)
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 0
    assert "3 new" in answer.out
    assert answer.out.count("counts as the same name") == 3
    for name, (body, _) in tree().items():
        assert body == (source / name).read_bytes()


def test_clashing_names_get_a_number_on_demand(hallway: Hallway, source: Path) -> None:
    write(source, *CLASHES)
    hallway("import", "folder", str(source), "--to", TARGET, "--rename")
    bodies = {body for body, _ in tree().values()}
    assert bodies == {(source / name).read_bytes() for name in CLASHES}
    assert any(name.endswith("(2).txt") for name in tree())


def test_a_file_does_not_replace_a_folder(hallway: Hallway, source: Path) -> None:
    write(source, "x/inside.txt")
    hallway("import", "folder", str(source), "--to", TARGET)
    other = source.parent / "other"
    write(other, "X")
    answer = hallway("import", "folder", str(other), "--to", TARGET)
    assert "skipped  X: There is a folder of that name" in answer.out
    hallway("import", "folder", str(other), "--to", TARGET, "--rename")
    assert tree()["X (2)"][0] == b"body of X"


def test_names_that_are_not_utf_8_are_told_and_made_legal(
    hallway: Hallway, source: Path
) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    write(source, name)
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 0
    assert r"skipped  caf\udce9.txt: " in answer.out
    hallway("import", "folder", str(source), "--to", TARGET, "--rename")
    assert list(tree()) == ["caf_.txt"]


def test_links_and_special_files_are_left_out(hallway: Hallway, source: Path) -> None:
    outside = source.parent / "outside"
    write(outside, "secret.txt")
    (source / "folder").symlink_to(outside)
    (source / "file").symlink_to(outside / "secret.txt")
    os.mkfifo(source / "pipe")
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 0
    assert answer.out.count("A symbolic link") == 2
    assert "skipped  pipe: Neither a file nor a folder." in answer.out
    assert tree() == {}


def test_an_unreadable_file_fails_and_the_rest_goes_in(
    hallway: Hallway, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(source, "a.txt", "b.txt")
    opened = os.open

    # Root may read everything: the system has to say no itself.
    def refuse(path: str, flags: int) -> int:
        if str(path).endswith("a.txt"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr("hallway.faces.cli.import_staging.os.open", refuse)
        answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 1
    assert "failed  a.txt: Cannot be read: Permission denied." in answer.out
    assert list(tree()) == ["b.txt"]


def test_a_file_that_is_too_large_fails(
    hallway: Hallway, source: Path, settings: Any
) -> None:
    write(source, "a.txt", "much too large.txt")
    settings.HALLWAY = replace(settings.HALLWAY, max_upload=15)
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 1
    assert "failed  much too large.txt: Too large" in answer.out
    assert list(tree()) == ["a.txt"]


def test_a_dry_run_tells_the_same_and_writes_nothing(
    hallway: Hallway, source: Path
) -> None:
    write(source, *BAD, *CLASHES, "a/b/c.txt")
    words = ("import", "folder", str(source), "--to", TARGET)
    dry = hallway(*words, "--dry-run")
    assert dry.code == 0
    assert resolve(SYSTEM, split_path(TARGET)).missing
    wet = hallway(*words)
    assert dry.out.replace("Would import", "Imported") == wet.out
    again = hallway(*words, "--dry-run")
    assert "Would import 0 new and 0 changed" in again.out


def test_a_full_site_ends_the_import(hallway: Hallway, source: Path) -> None:
    write(source, *(f"{number}.txt" for number in range(50)))
    site = get_site(SYSTEM, "/sites/hr")
    set_quota(SYSTEM, site.id, limit=300, warning=None)
    answer = hallway("import", "folder", str(source), "--to", TARGET)
    assert answer.code == 9
    assert answer.err.count("\n") == 1
    used = get_site(SYSTEM, "/sites/hr").used_bytes
    assert 250 < used <= 300
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/sites/none/Documents/in", 3),
        ("/sites/hr/Nothing", 3),
        ("/sites/hr", 3),
        ("/sites/hr/Lists/Things", 6),
        ("/sites/hr/Documents/file.txt/in", 6),
        ("/sites/hr/Documents/il*legal", 5),
    ],
)
def test_a_target_that_is_no_folder_is_refused(
    hallway: Hallway, source: Path, target: str, code: int
) -> None:
    write(source, "file.txt")
    hallway("list", "add", "/sites/hr", "Things", "--kind", "generic")
    hallway("import", "folder", str(source), "--to", "/sites/hr/Documents")
    for more in ((), ("--dry-run",)):
        answer = hallway("import", "folder", str(source), "--to", target, *more)
        assert answer.code == code
        assert answer.err.count("\n") == 1


def test_the_import_is_the_systems_and_inherits(hallway: Hallway, source: Path) -> None:
    write(source, "a.txt")
    hallway("user", "add", "ada@a.example")
    hallway("import", "folder", str(source), "--to", TARGET)
    ada = get_actor(find_person(SYSTEM, "ada@a.example").id, face="test")
    assert resolve(ada, split_path(f"{TARGET}/a.txt")).missing
    place = resolve(SYSTEM, split_path(f"{TARGET}/a.txt"))
    assert place.item is not None
    assert place.mask & Right.VIEW_LIST_ITEMS
    assert place.item.author == SYSTEM.principal
