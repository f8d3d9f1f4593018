"""Every store keeps the same promises."""

import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hallway.platform.storage.contract import (
    BlobMissing,
    BlobStore,
    LongBody,
    ShortBody,
    TooLarge,
    pieces_of,
)
from hallway.platform.storage.local import LocalStore

LIMIT = 8 * 1024**2
NOW = timedelta(0)
DAY = timedelta(days=1)
ABSENT = "0" * 64


# S3 joins here: a store is a name and how to make an empty one.
@pytest.fixture(params=["local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return {"local": lambda: LocalStore(tmp_path / "a" / "b")}[request.param]()


def put(store: BlobStore, body: bytes) -> str:
    return store.stage([body], length=len(body), limit=LIMIT).sha256


def sizes() -> list[int]:
    return [0, 1, 4096, 1024**2, 1024**2 + 1, 3 * 1024**2 + 7]


class TestStage:
    @pytest.mark.parametrize("size", sizes())
    @pytest.mark.parametrize("declared", [True, False])
    def test_a_body_comes_back_byte_by_byte(
        self, store: BlobStore, size: int, declared: bool
    ) -> None:
        body = os.urandom(size)
        pieces = [body[i : i + 300_000] for i in range(0, size, 300_000)]
        blob = store.stage(pieces, length=size if declared else None, limit=LIMIT)
        assert blob.sha256 == hashlib.sha256(body).hexdigest()
        assert (blob.size, blob.head) == (size, body[:4096])
        with store.open(blob.sha256) as file:
            assert b"".join(pieces_of(file)) == body
        assert store.size(blob.sha256) == size
        assert store.exists(blob.sha256)
        assert store.verify(blob.sha256)

    @settings(
        max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(pieces=st.lists(st.binary(max_size=5000), max_size=6))
    def test_how_a_body_is_cut_does_not_matter(
        self, store: BlobStore, pieces: list[bytes]
    ) -> None:
        body = b"".join(pieces)
        assert store.stage(pieces, length=None, limit=LIMIT).sha256 == put(store, body)

    @pytest.mark.parametrize("size", [10, 2 * 1024**2])
    def test_a_short_body_leaves_nothing(self, store: BlobStore, size: int) -> None:
        with pytest.raises(ShortBody):
            store.stage([b"x" * size], length=size + 1, limit=LIMIT)
        assert_empty(store)

    @pytest.mark.parametrize("size", [10, 2 * 1024**2])
    def test_a_long_body_leaves_nothing(self, store: BlobStore, size: int) -> None:
        with pytest.raises(LongBody):
            store.stage([b"x" * size, b"y"], length=size, limit=LIMIT)
        assert_empty(store)

    def test_a_body_over_the_limit_is_refused_before_it_is_read(
        self, store: BlobStore
    ) -> None:
        def read() -> bytes:
            raise AssertionError("read")

        with pytest.raises(TooLarge):
            store.stage(iter(read, b""), length=11, limit=10)
        with pytest.raises(TooLarge):
            store.stage([b"x" * 11], length=None, limit=10)
        assert_empty(store)

    @pytest.mark.parametrize("length", [None, 10, 3 * 1024**2])
    def test_a_broken_source_leaves_nothing(
        self, store: BlobStore, length: int | None
    ) -> None:
        def broken() -> Iterator[bytes]:
            yield b"begin"
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            store.stage(broken(), length=length, limit=LIMIT)
        assert_empty(store)

    def test_the_same_body_is_stored_once(self, store: BlobStore) -> None:
        first, second = put(store, b"same"), put(store, b"same")
        assert first == second
        assert list(store.iterate()) == [first]
        assert store.sweep(older_than=NOW) == 0

    def test_many_at_once_all_arrive_whole(self, store: BlobStore) -> None:
        bodies = [b"%d" % (number % 7) * 1000 for number in range(28)]
        names: list[str] = []
        threads = [
            threading.Thread(target=lambda body=body: names.append(put(store, body)))
            for body in bodies
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(store.iterate()) == sorted(set(names))
        assert len(names) == len(bodies)
        assert all(store.verify(name) for name in names)


class TestProbe:
    def test_a_store_that_works_says_so_and_keeps_nothing(
        self, store: BlobStore
    ) -> None:
        store.probe()
        assert_empty(store)


class TestRead:
    def test_reading_begins_at_the_offset(self, store: BlobStore) -> None:
        with store.open(put(store, b"0123456789"), offset=7) as file:
            assert file.read() == b"789"

    def test_a_blob_that_is_not_there_is_missing(self, store: BlobStore) -> None:
        assert not store.exists(ABSENT)
        for read in (store.open, store.size, store.verify):
            with pytest.raises(BlobMissing):
                read(ABSENT)

    @pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
    def test_a_name_that_is_no_digest_is_refused(
        self, store: BlobStore, name: str
    ) -> None:
        for ask in (store.open, store.size, store.exists, store.path):
            with pytest.raises(ValueError, match="SHA-256"):
                ask(name)


class TestDelete:
    def test_an_old_blob_goes(self, store: BlobStore) -> None:
        name = put(store, b"old")
        assert store.delete(name, older_than=NOW)
        assert not store.exists(name)
        assert store.delete(name, older_than=NOW)

    def test_a_blob_staged_lately_stays(self, store: BlobStore) -> None:
        name = put(store, b"new")
        assert not store.delete(name, older_than=DAY)
        assert store.exists(name)


def assert_empty(store: BlobStore) -> None:
    assert list(store.iterate()) == []
    assert store.sweep(older_than=NOW) == 0
