"""A throwaway PostgreSQL cluster for one run of the tests, shared by its processes."""

import contextlib
import fcntl
import itertools
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

LEAST = 15
ROLE = "hallway"

# Names the directory a run's processes share; set by the process that made it.
_RUN = "HALLWAY_TEST_RUN"
# The cluster is lost with the run, so nothing waits for the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "10min",
    # As servers in the field: a test that needs UTC must not get it by luck.
    "timezone": "America/St_Johns",
}
# Outlives the run by a moment: a run that is killed closes the pipe too, and what
# it started goes away. Arguments: directory, then the words that change the user.
_JANITOR = """
run=$1; bin=$2; shift 2
cat >/dev/null
if [ -f "$run/data/postmaster.pid" ]; then
    "$@" "$bin/pg_ctl" stop --silent --wait --mode=immediate -D "$run/data"
fi
rm -rf "$run"
"""

_serial = itertools.count(1)


class Missing(Exception):
    """There is no usable PostgreSQL on this machine; the message is for people."""


@contextlib.contextmanager
def run_directory() -> Iterator[Path]:
    """The directory shared by the processes of this run, gone at its end.

    Whatever cluster was started in it is stopped, however the run ends.
    """
    if _RUN in os.environ:
        yield Path(os.environ[_RUN])
        return
    run = Path(tempfile.mkdtemp(prefix="hallway-test-"))
    # The unprivileged user of the cluster has to pass through.
    run.chmod(0o711)
    bin_directory = _find_programs() or Path("/nonexistent")
    janitor = subprocess.Popen(
        ["sh", "-c", _JANITOR, "sh", run, bin_directory, *_as_unprivileged()],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        # Interrupting the run from the keyboard must not end its janitor.
        start_new_session=True,
    )
    os.environ[_RUN] = str(run)
    try:
        yield run
    finally:
        del os.environ[_RUN]
        janitor.communicate()


def cluster_url() -> str:
    """URL of the run's cluster, without a database name; started when first asked.

    Raises ``Missing`` where there is no PostgreSQL of version 15 or later.
    """
    run = Path(os.environ[_RUN])
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        url = run / "url"
        if not url.exists():
            url.write_text(_start(run))
        return url.read_text()


def create_database() -> str:
    """URL of a new, empty database in the run's cluster."""
    cluster = cluster_url()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"fresh_{worker}_{os.getpid()}_{next(_serial)}"
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{cluster}/{name}"


def drop_database(url: str) -> None:
    """Drop what ``create_database`` made, together with its open connections."""
    cluster, name = url.rsplit("/", 1)
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _start(run: Path) -> str:
    programs = _find_programs()
    if programs is None:
        raise Missing(f"PostgreSQL {LEAST} or later is not installed")
    data = run / "data"
    data.mkdir(mode=0o700)
    user = _unprivileged()
    if user:
        os.chown(data, user.pw_uid, user.pw_gid)
    password = secrets.token_hex(16)
    pwfile = run / "password"
    pwfile.touch(mode=0o600)
    pwfile.write_text(password)
    if user:
        os.chown(pwfile, user.pw_uid, user.pw_gid)
    # Not the C locale: a text order that relies on it has to fail here.
    _call(
        [
            *_as_unprivileged(),
            programs / "initdb",
            *("--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--locale-provider=icu", "--icu-locale=en"),
            *("--username=postgres", "--auth=scram-sha-256"),
            *(f"--pwfile={pwfile}", "-D", data),
        ]
    )
    pwfile.unlink()
    port = _listen(run, programs, data)
    admin = f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        # As in the field: the application owns its databases and is no superuser.
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                sql.Identifier(ROLE), sql.Literal(password)
            )
        )
    return f"postgres://{ROLE}:{password}@127.0.0.1:{port}"


def _listen(run: Path, programs: Path, data: Path) -> int:
    log = data / "log"
    for attempt in range(5):
        port = _free_port()
        options = {**_SETTINGS, "port": str(port), "unix_socket_directories": ""}
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        command: list[str | Path] = [
            programs / "pg_ctl",
            *("start", "--silent", "--wait", f"--pgdata={data}"),
        ]
        try:
            _call([*_as_unprivileged(), *command, "-l", log, "-o", words])
        except RuntimeError as error:
            # Another process may have taken the port in between.
            if attempt == 4 or "in use" not in log.read_text():
                raise RuntimeError(f"{error}\n{log.read_text()}") from error
        else:
            return port
    raise AssertionError(run)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def _find_programs() -> Path | None:
    """Directory of the newest server programs that are new enough."""
    found: dict[int, Path] = {}
    candidates = [*Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path))
    for initdb in candidates:
        words = subprocess.run(
            [initdb, "--version"], capture_output=True, text=True, check=True
        ).stdout
        version = re.search(r"\) (\d+)", words)
        if version and int(version[1]) >= LEAST:
            found[int(version[1])] = initdb.parent
    return found[max(found)] if found else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom the cluster runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("PostgreSQL needs an unprivileged user: postgres or nobody")


def _as_unprivileged() -> list[str]:
    user = _unprivileged()
    if user is None:
        return ["env"]
    return [
        *("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"),
        *("--clear-groups", "env", "-C", "/"),
    ]


def _call(command: list[str | Path]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr or done.stdout}")
