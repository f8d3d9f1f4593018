"""Files over WebDAV, beside Apache mod_dav, WsgiDAV and the bytes themselves."""

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.compare import Bench
from bench.figures import HIGHER, LOWER, Report
from bench.files.peers import Apache, Nginx, WsgiDav, write_and_hash
from bench.load import curl_seconds, per_second
from bench.memory import tree_megabytes
from bench.ours import Hallway
from bench.plan import Plan
from bench.servers import Server
from tests import postgres

BENCH = "files"
SMALL = 4096
PROMISED_MEMORY = 200.0
# What a client that synchronises asks of each entry; every peer knows all of these.
PROPFIND = (
    '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop>'
    "<D:resourcetype/><D:getcontentlength/><D:getlastmodified/><D:getetag/>"
    "<D:getcontenttype/><D:creationdate/></D:prop></D:propfind>"
)
PROPFIND_HEADERS = "Depth: 1\nContent-Type: application/xml\n"


def run(plan: Plan, report: Report) -> None:
    """Measure every case asked for."""
    with _servers(plan) as (ours, peers):
        bench = Bench(BENCH, plan, report, ours, peers)
        _starting(bench)
        _small(bench)
        _listings(bench)
        _large(bench)
        _moving(bench)
        _sync(bench)
        _memory_after_load(bench)


@contextlib.contextmanager
def _servers(plan: Plan) -> Iterator[tuple[list[Hallway], list[Server]]]:
    ours = []
    for db in plan.databases:
        place = plan.place / f"hallway-{db}"
        url = f"sqlite:///{place}/data/hallway.sqlite3"
        if db == "postgres":
            url = postgres.create_database()
        ours.append(Hallway(place, db=db, database_url=url))
    peers: list[Server] = [
        Apache(plan.place / "apache"),
        WsgiDav(plan.place / "wsgidav"),
    ]
    with contextlib.ExitStack() as stack:
        for one in (*ours, *peers):
            one.start()
            stack.callback(one.stop)
        yield ours, peers


def _starting(bench: Bench) -> None:
    def start(server: Server) -> float:
        server.stop()
        return server.start()

    bench.compare("start time", start, unit="s", better=LOWER, rows=1)
    bench.compare(
        "idle memory",
        lambda server: tree_megabytes(server.pid),
        unit="MB",
        better=LOWER,
        rows=1,
        besides={"the promise": lambda: PROMISED_MEMORY},
    )


def _memory_after_load(bench: Bench) -> None:
    case = "memory after a load"
    if not bench.plan.wants(case):
        return
    for one in (*bench.ours, *bench.peers):
        _get_small(bench, one, f"load-{secrets.token_hex(2)}")
    time.sleep(bench.plan.size(60, quick=1))
    bench.compare(
        case,
        lambda server: tree_megabytes(server.pid),
        unit="MB",
        better=LOWER,
        rows=1,
        besides={"the promise": lambda: PROMISED_MEMORY},
    )


def _small(bench: Bench) -> None:
    wanted = {"small put", "small get"}
    if not any(bench.plan.wants(case) for case in wanted):
        return
    files = bench.plan.size(1000, quick=20)
    body = (b"The quick brown fox jumps over the lazy dog.\n" * 100)[:SMALL]
    for one in (*bench.ours, *bench.peers):
        if bench.plan.wants("small put"):
            one.demand("MKCOL", "put/")
        if bench.plan.wants("small get"):
            one.fill("get", files, body=body)

    def put(server: Server) -> float:
        return per_second(
            f"{server.url}put/{{n}}.txt",
            method="PUT",
            authorization=server.authorization,
            seconds=bench.plan.seconds,
            size=SMALL,
        )

    def get(server: Server) -> float:
        return per_second(
            f"{server.url}get/{{n}}.txt",
            method="GET",
            authorization=server.authorization,
            seconds=bench.plan.seconds,
            files=files,
        )

    bench.compare("small put", put, unit="requests/s", better=HIGHER, rows=1)
    bench.compare("small get", get, unit="requests/s", better=HIGHER, rows=1)


def _get_small(bench: Bench, server: Server, folder: str) -> None:
    server.fill(folder, 100)
    for method, size in (("GET", 0), ("PUT", SMALL)):
        per_second(
            f"{server.url}{folder}/{{n}}.txt",
            method=method,
            authorization=server.authorization,
            seconds=bench.plan.seconds,
            connections=32,
            files=100,
            size=size,
        )


def _listings(bench: Bench) -> None:
    for case, full, quick in (
        ("propfind 1000", 1_000, 20),
        ("propfind 10000", 10_000, 40),
    ):
        count = bench.plan.size(full, quick=quick)
        folder = case.replace(" ", "-")
        if bench.plan.wants(case):
            for one in (*bench.ours, *bench.peers):
                one.fill(folder, count)

        def ask(server: Server, folder: str = folder) -> float:
            """Milliseconds an answer takes, one after the other."""
            return 1000 / per_second(
                f"{server.url}{folder}/",
                method="PROPFIND",
                authorization=server.authorization,
                seconds=bench.plan.seconds,
                connections=1,
                body=PROPFIND,
                headers=PROPFIND_HEADERS,
            )

        bench.compare(case, ask, unit="ms", better=LOWER, rows=count)


def _large(bench: Bench) -> None:
    size = bench.plan.size(256 * 1024**2, quick=2 * 1024**2)
    source, target = bench.plan.place / "large", bench.plan.place / "written"
    megabytes = size / 1e6

    def fresh() -> None:
        # No two uploads alike: a body the store has costs no write.
        with source.open("r+b") as file:
            file.write(secrets.token_bytes(32))

    def put(server: Server) -> float:
        fresh()
        _settle()
        url = f"{server.url}large-put.bin"
        return megabytes / curl_seconds(
            url, authorization=server.authorization, put=source
        )

    def write() -> float:
        fresh()
        _settle()
        return megabytes / write_and_hash(source, target)

    def get(server: Server) -> float:
        url = f"{server.url}large.bin"
        return megabytes / curl_seconds(url, authorization=server.authorization)

    if not (bench.plan.wants("256 MB put") or bench.plan.wants("256 MB get")):
        return
    with source.open("wb") as file:
        for _ in range(size // 1024**2):
            file.write(os.urandom(1024**2))
    bench.compare(
        "256 MB put",
        put,
        unit="MB/s",
        better=HIGHER,
        rows=size,
        besides={"writing and hashing the bytes": write},
    )
    if not bench.plan.wants("256 MB get"):
        return
    for one in (*bench.ours, *bench.peers):
        curl_seconds(f"{one.url}large.bin", authorization=one.authorization, put=source)
    with contextlib.ExitStack() as stack:
        nginx = _nginx(bench, source)
        beside: dict[str, Callable[[], float]] = {}
        if nginx is not None:
            nginx.start()
            stack.callback(nginx.stop)
            beside["nginx"] = lambda: get(nginx)
        bench.compare(
            "256 MB get", get, unit="MB/s", better=HIGHER, rows=size, besides=beside
        )
    source.unlink()


def _settle() -> None:
    """Have written to disk what is still in memory, so that nobody pays for others."""
    os.sync()


def _nginx(bench: Bench, source: Path) -> Nginx | None:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin") is None:
        return None
    nginx = Nginx(bench.plan.place / "nginx")
    shutil.copyfile(source, nginx.root / "large.bin")
    return nginx


def _moving(bench: Bench) -> None:
    case = "move folder 10000"
    if not bench.plan.wants(case):
        return
    count = bench.plan.size(10_000, quick=20)
    for one in (*bench.ours, *bench.peers):
        one.demand("MKCOL", "here/")
        one.demand("MKCOL", "there/")
        one.fill("here/moving", count)

    def move(server: Server) -> float:
        """Milliseconds for there and back, halved."""
        began = time.perf_counter()
        for here, there in (("here", "there"), ("there", "here")):
            server.demand(
                "MOVE",
                f"{here}/moving/",
                Destination=f"{server.url}{there}/moving/",
                Overwrite="F",
            )
        return (time.perf_counter() - began) * 1000 / 2

    bench.compare(case, move, unit="ms", better=LOWER, rows=count)


def _sync(bench: Bench) -> None:
    case = "sync 2000"
    if not bench.plan.wants(case):
        return
    count = bench.plan.size(2_000, quick=20)
    source = bench.plan.place / "tree"
    for number in range(count):
        folder = source / f"Folder {number % 20}"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"Report {number} (draft).txt"
        file.write_bytes(secrets.token_bytes(256) * 16)

    def sync(server: Server) -> float:
        """Seconds until a tree is there that was not."""
        folder = f"sync-{secrets.token_hex(4)}"
        # Every body anew: one the store has costs no write.
        for file in source.rglob("*.txt"):
            with file.open("r+b") as bytes_:
                bytes_.write(secrets.token_bytes(16))
        began = time.perf_counter()
        subprocess.run(
            [
                *("rclone", "sync", str(source), f":webdav:/{folder}"),
                *("--webdav-url", server.url, "--webdav-vendor", "other"),
                *("--header", f"Authorization: {server.authorization}"),
                *("--config", "/dev/null", "--log-level", "ERROR"),
                *("--transfers", "8", "--checkers", "8", "--retries", "1"),
            ],
            check=True,
        )
        return time.perf_counter() - began

    bench.compare(case, sync, unit="s", better=LOWER, rows=count)
