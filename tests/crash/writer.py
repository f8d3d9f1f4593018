"""A client that changes one folder and remembers what the server acknowledged."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import random
import threading
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from tests.crash.operator import SITE

World = dict[str, str]
"""Path below the writer's folder → SHA-256 of the file, or FOLDER."""
FOLDER = "folder"
PATIENCE = 60.0
_LARGEST = 60
"""Files above which a writer mostly deletes."""


class Step(NamedTuple):
    """One request, and the world as it is once it is done."""

    method: str
    path: str
    after: World
    body: bytes | None = None
    destination: str | None = None

    @property
    def expected(self) -> set[int]:
        return {204} if self.method == "DELETE" else {201, 204}


class Writer:
    """Uploads, overwrites, moves and deletes, each in a way seen nowhere else."""

    def __init__(self, name: str, port: int, token: str, seed: str) -> None:
        self.root = f"{SITE}/Documents/{name}"
        self.port = port
        self.token = token
        self.random = random.Random(f"{seed}/{name}")
        self.numbers = itertools.count()
        # What is known to be there; the step nobody acknowledged, if any.
        self.world: World = {}
        self.doubt: Step | None = None
        # Paths whose bytes have changed since they were last compared.
        self.touched: set[str] = set()
        self.wrong: list[str] = []
        self.line: http.client.HTTPConnection | None = None

    def begin(self) -> None:
        """Make the folder; for a server that is up."""
        assert self._send("MKCOL", "")[0] == 201
        assert self._send("MKCOL", "/box")[0] == 201
        self.world = {"/box": FOLDER}
        self.hang_up()

    def work(self, acknowledged: Callable[[], None], stop: threading.Event) -> None:
        """Change this and that until the server is gone, or ``stop`` is set."""
        while not stop.is_set():
            step = self._choose()
            self.doubt = step
            try:
                status, told = self._send(
                    step.method, step.path, step.body, step.destination
                )
            except (OSError, http.client.HTTPException):
                break
            if status not in step.expected:
                to = f" to {step.destination}" if step.destination else ""
                self.wrong.append(
                    f"{step.method} {step.path}{to}: {status} {told.decode()}"
                )
                break
            self._settle(step)
            acknowledged()
        self.hang_up()

    def _settle(self, step: Step) -> None:
        changed = {p for p, d in step.after.items() if self.world.get(p) != d}
        self.touched = (self.touched | changed) & step.after.keys()
        self.world = step.after
        self.doubt = None

    def check(self, *, everything: bool) -> None:
        """Compare what is there with what was acknowledged; settle the doubt.

        A step without an answer is done as a whole or not at all.
        """
        found = self._list()
        wanted = set(found) if everything else set(self.touched)
        if self.doubt is not None:
            wanted |= {
                path
                for path in found
                if self.world.get(path) != self.doubt.after.get(path)
            }
        for path in wanted & {p for p, kind in found.items() if kind != FOLDER}:
            status, body = self._send("GET", path)
            assert status == 200, f"GET {path}: {status}"
            found[path] = hashlib.sha256(body).hexdigest()
        if self.doubt is not None and _agree(found, self.doubt.after):
            self._settle(self.doubt)
        assert _agree(found, self.world), (
            f"{self.root}: lost {sorted(self.world.items() - found.items())}, "
            f"found {sorted(found.items() - self.world.items())}, doubt {self.doubt}"
        )
        self.doubt = None
        self.touched.clear()
        self.hang_up()

    def _list(self) -> World:
        """What PROPFIND shows; a file not read yet is ``?``."""
        status, body = self._send("PROPFIND", "")
        assert status == 207, status
        found: World = {}
        for response in etree.fromstring(body):
            href = unquote(response.findtext("{DAV:}href") or "")
            path = href.removeprefix(self.root)
            if path != "/":
                found[path.rstrip("/")] = FOLDER if path.endswith("/") else "?"
        return found

    def _choose(self) -> Step:
        files = sorted(path for path, kind in self.world.items() if kind != FOLDER)
        weights = (8, 3, 3, 1, 2)
        if not files:
            weights = (1, 0, 0, 0, 0)
        elif len(files) > _LARGEST:
            weights = (1, 1, 1, 1, 12)
        kinds = (self._put, self._overwrite, self._move, self._move_box, self._delete)
        (kind,) = self.random.choices(kinds, weights)
        return kind(files)

    def _put(self, files: list[str]) -> Step:
        where = self.random.choice(["", self._box()])
        path = f"{where}/file {next(self.numbers)}.bin"
        return self._body(path)

    def _overwrite(self, files: list[str]) -> Step:
        return self._body(self.random.choice(files))

    def _body(self, path: str) -> Step:
        sizes = (0, 900, 30_000, 300_000, 2_000_000)
        (most,) = self.random.choices(sizes, (1, 6, 6, 2, 1))
        body = self.random.randbytes(self.random.randint(most // 2, most))
        after = {**self.world, path: hashlib.sha256(body).hexdigest()}
        return Step("PUT", path, after, body)

    def _move(self, files: list[str]) -> Step:
        old = self.random.choice(files)
        where = self.random.choice(["", self._box()])
        new = f"{where}/moved {next(self.numbers)}.bin"
        after = {new if p == old else p: digest for p, digest in self.world.items()}
        return Step("MOVE", old, after, destination=self.root + new)

    def _move_box(self, files: list[str]) -> Step:
        old, new = self._box(), f"/box {next(self.numbers)}"
        after = {
            new + p[len(old) :] if p == old or p.startswith(old + "/") else p: digest
            for p, digest in self.world.items()
        }
        return Step("MOVE", old, after, destination=self.root + new)

    def _delete(self, files: list[str]) -> Step:
        path = self.random.choice(files)
        after = {p: digest for p, digest in self.world.items() if p != path}
        return Step("DELETE", path, after)

    def _box(self) -> str:
        return next(path for path, kind in self.world.items() if kind == FOLDER)

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        destination: str | None = None,
    ) -> tuple[int, bytes]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}"}
        if destination is not None:
            headers["Destination"] = destination.replace(" ", "%20")
        url = (self.root + path).replace(" ", "%20")
        self.line.request(method, url, body=body, headers=headers)
        answer = self.line.getresponse()
        # From the status on it is acknowledged, also if the server ends right then.
        told = b""
        try:
            told = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            if method in ("GET", "PROPFIND"):
                raise
        return answer.status, told

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None


def _agree(found: World, world: World) -> bool:
    """Whether what is there is this world, as far as files were read."""
    return found.keys() == world.keys() and all(
        digest in ("?", world[path])
        for path, digest in found.items()
        if not (digest == "?" and world[path] == FOLDER)
    )
